import { expect, it } from 'vitest';
import { forgetIdentity } from '../../../accounts/seal-keys.ts';
import { hashToken } from '../../../accounts/secrets.ts';
import { countOpenErasures } from '../../../platform/erasing/list-erasures.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor as anEditor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { reinstate } from '../../../record/lifecycle/reinstate.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { haveRecoveryKey } from '../../../record/testing/recovery-key.ts';
import { loadFacts } from '../../../record/views/facts.ts';
import { routes } from '../../routes.ts';
import { deskOn, password, valueOf } from '../../testing/desk.ts';

type Claim = NonNullable<FilingInput['claims']>[number];
const said = (wording: string, over: Partial<Claim> = {}): Claim => ({
  case: '#c',
  wording,
  kind: 'paraphrase',
  mode: 'stated',
  chain: [{ actor: '#a', verb: 'said' }],
  support: { kind: 'direct-word', note: 'by telephone' },
  visibility: 'public',
  ...over,
});
/** The list of what a redaction removes, as text. */
const listed = (html: string): string =>
  /<section[^>]*aria-labelledby="losses">[\s\S]*?<\/section>/
    .exec(html)![0]
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
const act = (ref: string, name: string, query?: { property: string }): string => {
  const { kind, number } = parseRef(ref)!;
  return routes.desk.act({ kind, number, act: name }, query);
};

onEitherDatabase('actions on items of the record', (db) => {
  const ground = async (filing: FilingInput) => {
    const desk = deskOn(db());
    await haveRecoveryKey(desk.app);
    const filed = await run(desk.app, file, anEditor, filing);
    return { ...desk, filed };
  };
  const thing = async (ref: string) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
  const base = {
    actors: [{ key: 'a', kind: 'person' as const, names: [{ text: 'Bnmas Dfghj' }], visibility: 'public' as const }],
    cases: [{ key: 'c', title: 'A case of acts', visibility: 'public' as const }],
  };

  it('check and uncheck one claim, check several selected claims, and change who can see claims and cases', async () => {
    const { join, filed } = await ground({
      ...base,
      claims: [said('One.'), said('Two.', { visibility: 'desk' }), said('Three.')],
    });
    const who = await join('editor');
    const [one, two, three] = filed.claims as [string, string, string];
    const state = async (ref: string) =>
      (
        await db()
          .read.selectFrom('claim')
          .select('state')
          .where('id', '=', (await thing(ref)).id)
          .executeTakeFirstOrThrow()
      ).state;
    expect((await who.post(act(one, 'check'))).headers.get('location')).toBe(
      routes.desk.claim({ number: parseRef(one)!.number }),
    );
    expect([await state(one), await state(two)]).toEqual(['checked', 'draft']);
    await who.post(act(one, 'uncheck'));
    const back = routes.desk.claims({ state: 'draft' });
    const many = await who.post(routes.desk.changeClaims(), { claims: [one, two, three], _intent: 'check', back });
    expect([many.status, many.headers.get('location')]).toEqual([303, back]);
    expect([await state(one), await state(two), await state(three)]).toEqual(['checked', 'checked', 'checked']);
    for (const intent of ['check', 'public', 'desk']) {
      const none = await who.post(routes.desk.changeClaims(), { _intent: intent, back });
      const page = await none.text();
      expect([intent, none.status, page.includes('select at least one item in the list')]).toEqual([intent, 422, true]);
      expect(page).toContain(`href="${back.replace('&', '&amp;')}"`);
    }
    await who.post(routes.desk.changeClaims(), { claims: [two], _intent: 'public', back });
    expect((await thing(two)).visibility).toBe('public');
    await who.post(act(filed.cases[0]!, 'visibility'), { to: 'desk' });
    expect((await thing(filed.cases[0]!)).visibility).toBe('desk');
    expect((await who.get(act(one, 'check'))).status).toBe(405);
  });

  it('uncheck the claims of a list that the person may uncheck, name the others, and offer to propose those', async () => {
    const { join, filed } = await ground({
      ...base,
      claims: [said('Open.'), said('Desk one.', { visibility: 'desk' }), said('Desk two.', { visibility: 'desk' })],
    });
    const [who, chief] = [await join('monitor'), await join('editor')];
    const [open, one, two] = filed.claims as [string, string, string];
    const states = async () =>
      Promise.all(
        filed.claims.map(
          async (ref) =>
            (
              await db()
                .read.selectFrom('claim')
                .select('state')
                .where('id', '=', (await thing(ref)).id)
                .executeTakeFirstOrThrow()
            ).state,
        ),
      );
    const back = routes.desk.claims({ state: 'checked' });
    const send = async (person: typeof who, intent: string, claims: string[], more: object = {}) => {
      const shown = await Promise.all(claims.map(async (ref) => `${ref}@${(await thing(ref)).version}`));
      return person.post(routes.desk.changeClaims(), { _intent: intent, back, claims, _shown: shown, ...more });
    };
    await send(chief, 'check', filed.claims);
    const mixed = await send(who, 'uncheck', [open, one]);
    expect([mixed.status, await states()]).toEqual([303, ['checked', 'draft', 'checked']]);
    const page = await who.text(mixed.headers.get('location')!);
    expect(page).toContain('public; only an editor can mark it as not checked');
    expect(page).toContain('Propose to mark these as not checked');
    // Nothing stays, so the list comes back.
    expect((await send(who, 'uncheck', [two])).headers.get('location')).toBe(back);
    const offered = await send(who, 'uncheck', [open]);
    expect([offered.status, (await offered.text()).includes('_proposal_note')]).toEqual([403, true]);
    await send(who, 'uncheck', [open], { _proposal_note: 'It says something else.' });
    expect(await chief.text(routes.desk.proposals())).toContain('It says something else.');
    expect(await states()).toEqual(['checked', 'draft', 'draft']);
    expect((await send(chief, 'uncheck', filed.claims)).headers.get('location')).toBe(back);
    expect(await states()).toEqual(['draft', 'draft', 'draft']);
  });

  it('withdraw a claim with a reason, and show the form with its input again if the reason is too short', async () => {
    const { join, filed } = await ground({ ...base, claims: [said('To be taken back.')] });
    const who = await join('editor');
    const path = act(filed.claims[0]!, 'withdraw');
    const short = await who.post(path, { reason: 'wrong' });
    expect([short.status, (await short.text()).includes('>\nwrong</textarea>')]).toEqual([400, true]);
    expect((await who.post(path, { reason: 'It was about another newsroom.' })).status).toBe(303);
    const page = await who.text(routes.desk.claim({ number: parseRef(filed.claims[0]!)!.number }));
    expect(page).toContain('It was about another newsroom.');
    expect((await who.get(path)).status).toBe(409);
  });

  it('merge two people only after showing them side by side, and redirect from the page of the merged one', async () => {
    const { join, filed } = await ground({
      ...base,
      actors: [
        ...base.actors,
        {
          key: 'b',
          kind: 'person',
          names: [{ text: 'Bnmas Dfghjov' }, { text: 'Бнмас Дфгжов' }],
          visibility: 'public',
        },
      ],
      claims: [
        said('He is the editor.', {
          checked: true,
          statements: [{ subject: '#a', property: 'position', value: { title: { text: 'editor', language: 'en' } } }],
        }),
      ],
    });
    const editor = await join('editor');
    const [from, into] = filed.actors as [string, string];
    const self = await editor.post(act(from, 'merge'), { into: from });
    expect([self.status, (await self.text()).includes('These two are already merged')]).toEqual([400, true]);
    const look = await editor.post(act(from, 'merge'), { into: 'Bnmas Dfghjov' });
    const path = look.headers.get('location')!;
    expect([look.status, path]).toEqual([303, routes.desk.duplicate({ a: from, b: into })]);
    const html = await editor.text(path);
    expect([html.includes('Бнмас Дфгжов'), html.includes('editor')]).toEqual([true, true]);
    expect((await thing(from)).merged_into).toBeNull();
    const done = await editor.post(path, { stays: into, why: 'one man' });
    expect([done.status, done.headers.get('location')]).toEqual([
      303,
      routes.desk.actor({ number: parseRef(into)!.number }),
    ]);
    expect((await editor.get(routes.desk.actor({ number: parseRef(from)!.number }))).headers.get('location')).toBe(
      routes.desk.actor({ number: parseRef(into)!.number }),
    );
    expect(await editor.text(routes.desk.actor({ number: parseRef(into)!.number }))).toContain('Бнмас');
  });

  it('rank one of two conflicting dates as preferred, still show the other, and store the reason in the history', async () => {
    const { join, filed } = await ground({
      ...base,
      events: [{ key: 'e', case: '#c', title: 'A complaint', visibility: 'public' }],
      claims: ['2016-12', '2017-01'].map((date) =>
        said(`It was made in ${date}.`, {
          checked: true,
          statements: [{ subject: '#e', property: 'date', value: date }],
        }),
      ),
    });
    const editor = await join('editor');
    const event = filed.events[0]!;
    const page = await editor.text(routes.desk.event({ number: parseRef(event)!.number }));
    // The page links to the disagreement, where an editor can resolve it. Editors can also rank each value here.
    expect([
      page.includes('Disputed'),
      page.includes(routes.desk.disagreement({ kind: 'event', number: parseRef(event)!.number, property: 'date' })),
    ]).toEqual([true, true]);
    const path = act(event, 'rank', { property: 'date' });
    const form = await editor.text(path);
    const ranks = {
      'ranks[0].id': valueOf(form, 'ranks[0].id')!,
      'ranks[0].rank': 'preferred',
      'ranks[1].id': valueOf(form, 'ranks[1].id')!,
      'ranks[1].rank': 'normal',
      why: 'the court file has it',
    };
    expect((await editor.post(path, ranks)).status).toBe(303);
    const { id } = await thing(event);
    expect((await loadFacts(db().read, [id], 'public')).get(id)![0]!.values.map((value) => value.value)).toEqual([
      '2016-12',
    ]);
    expect(await editor.text(path)).toContain('January 2017');
    expect(
      await editor.text(routes.desk.historyOf({ kind: 'claim', number: parseRef(filed.claims[0]!)!.number })),
    ).toContain('the court file has it');
    expect((await editor.post(path, { ...ranks, 'ranks[0].id': '999999' })).status).toBe(400);
  });

  it('seal a claim for named people, open it with the key of their session or their password, and remove the seal', async () => {
    const { join, filed } = await ground({
      ...base,
      claims: [said('A name that nobody may know.', { visibility: 'desk' })],
    });
    const one = await join('editor', 'Sanzhar Readr');
    const other = await join('editor');
    const claim = filed.claims[0]!;
    const number = parseRef(claim)!.number;
    expect(await one.text(act(claim, 'seal'))).toContain('The person who keeps the recovery key can open it too.');
    expect((await one.post(act(claim, 'seal'), { for: String(one.accountId) })).status).toBe(303);
    expect(await other.text(act(claim, 'open'))).toContain('The person who keeps the recovery key can open it too.');
    expect(await one.text(routes.desk.claim({ number }))).not.toContain('nobody may know');
    const history = await one.text(routes.desk.historyOf({ kind: 'claim', number }));
    expect(history).not.toContain('nobody may know');
    expect(history).toMatch(/Can be opened by(?:(?!<\/dd>)[^])*Sanzhar Readr/);
    const opened = await one.post(act(claim, 'open'));
    const html = await opened.text();
    expect([opened.status, html.includes('A name that nobody may know.'), opened.headers.get('cache-control')]).toEqual(
      [200, true, 'no-store'],
    );
    const refused = await other.post(act(claim, 'open'));
    expect([refused.status, (await refused.text()).includes('nobody may know')]).toEqual([403, false]);
    expect((await other.get(routes.desk.editClaim({ number }))).status).toBe(403);

    forgetIdentity(hashToken(one.sessionToken));
    expect((await one.post(act(claim, 'unseal'))).headers.get('location')).toBe(act(claim, 'open'));
    expect(await one.text(act(claim, 'open'))).toContain('type="password"');
    expect((await one.post(act(claim, 'open'), { password: 'not my password' })).status).toBe(400);
    expect(await (await one.post(act(claim, 'open'), { password })).text()).toContain('A name that nobody may know.');
    expect((await one.post(act(claim, 'unseal'))).status).toBe(303);
    expect(await one.text(routes.desk.claim({ number }))).toContain('A name that nobody may know.');
  });

  it('seal an item on which others worked only if they can open it, and name them before', async () => {
    const { app, join } = await ground(base);
    const [one, chief] = [await join('monitor'), await join('editor', 'Edda Writer')];
    const { actors } = await run(app, file, chief.principal, {
      actors: [{ kind: 'person', names: [{ text: 'Someone Careful' }] }],
    });
    const seal = act(actors[0]!, 'seal');
    expect(await one.text(seal)).toContain('Others have worked on this item: Edda Writer.');
    expect(await chief.text(seal)).not.toContain('Others have worked on this');
    const refused = await one.post(seal, { for: String(one.accountId), why: 'A reason to keep' });
    const html = await refused.text();
    expect([refused.status, html.includes('A reason to keep')]).toEqual([400, true]);
    expect(html.match(/Others have worked on this item: Edda Writer\./g)!.length).toBeGreaterThan(1);
    expect((await one.post(seal, { for: String(chief.accountId) })).status).toBe(303);
  });

  it('refuse to let a monitor seal a public item, name the editors to ask, and tell readers if an editor seals it', async () => {
    const { app, join, nobody, filed } = await ground({
      ...base,
      claims: [said('Known to readers.', { checked: true })],
    });
    const [one, chief] = [await join('monitor'), await join('editor', 'Edda Choosova')];
    const claim = filed.claims[0]!;
    const page = routes.claim(parseRef(claim)!);
    expect(await nobody.text(page)).toContain('Known to readers.');
    const asked = await one.text(act(claim, 'seal'));
    expect([asked.includes('Only an editor can seal this'), asked.includes('Edda Choosova')]).toEqual([true, true]);
    expect(asked).not.toContain('name="for"');
    const refused = await one.post(act(claim, 'seal'), { for: String(one.accountId) });
    expect([refused.status, (await refused.text()).includes('Edda Choosova')]).toEqual([403, true]);
    expect((await nobody.get(page)).status).toBe(200);

    expect(await chief.text(act(claim, 'seal'))).toContain('Readers can see this');
    expect((await chief.post(act(claim, 'seal'), { for: String(chief.accountId) })).status).toBe(303);
    const gone = await nobody.get(page);
    const html = await gone.text();
    expect([gone.status, html.includes('we closed access to this on'), html.includes('Known to readers')]).toEqual([
      410,
      true,
      false,
    ]);
    const json = await nobody.get(`${page}.json`);
    expect([json.status, await json.json()]).toMatchObject([410, { sealedAt: '2018-05-22T09:00:00.000Z' }]);
    expect((await nobody.get(`/api/v1${page}`)).status).toBe(410);
    // After the seal is removed, only the desk sees the claim. Readers are still told that access to the claim was
    // closed.
    expect((await chief.post(act(claim, 'unseal'))).status).toBe(303);
    const trace = async () => {
      const answer = await nobody.get(page);
      const words = await answer.text();
      return [answer.status, words.includes('we closed access to this on'), words.includes('Known to readers')];
    };
    expect(await trace()).toEqual([410, true, false]);
    expect((await nobody.get(`/api/v1${page}`)).status).toBe(410);
    expect(await chief.text(routes.desk.claim(parseRef(claim)!))).toContain('Known to readers.');
    // Readers are still told that access was closed, even after the desk changes, withdraws or seals the claim.
    for (const [what, fields] of [
      ['uncheck', {}],
      ['withdraw', { reason: 'It turned out to be untrue.' }],
    ] as const) {
      expect((await one.post(act(claim, what), fields)).status).toBe(303);
      expect(await trace()).toEqual([410, true, false]);
    }
    await run(app, reinstate, one.principal, { things: [claim] });
    expect((await chief.post(act(claim, 'seal'), { for: String(chief.accountId) })).status).toBe(303);
    expect(await trace()).toEqual([410, true, false]);
    expect((await chief.post(act(claim, 'unseal'))).status).toBe(303);
    // After the claim is public again, readers see its words. Editors can hide it again like any other item.
    expect((await chief.post(act(claim, 'check'))).status).toBe(303);
    expect((await chief.post(act(claim, 'visibility'), { to: 'public' })).status).toBe(303);
    expect(await nobody.text(page)).toContain('Known to readers.');
    expect((await chief.post(act(claim, 'visibility'), { to: 'desk' })).status).toBe(303);
    expect((await nobody.get(page)).status).toBe(404);
  });

  it('seal an item that was not public without telling readers: its address returns 404', async () => {
    const { join, nobody, filed } = await ground({ ...base, claims: [said('Internal.', { visibility: 'desk' })] });
    const one = await join('monitor');
    const claim = filed.claims[0]!;
    expect((await one.post(act(claim, 'seal'), { for: String(one.accountId) })).status).toBe(303);
    expect((await nobody.get(routes.claim(parseRef(claim)!))).status).toBe(404);
  });

  it('redact a person only when the name is typed exactly, and the words to redact are those that the page showed', async () => {
    const { join, filed } = await ground({
      ...base,
      actors: [
        { key: 'a', kind: 'person', names: [{ text: 'Erasme Vbnmkl' }, { text: 'Erasme Qwzx' }], visibility: 'public' },
        { key: 'b', kind: 'person', names: [{ text: 'Anna Qwzx' }] },
      ],
      cases: [...base.cases, { title: 'Anna Vbnmkl in court' }, { title: 'Boris Vbnmkl in court' }],
      claims: [said('Erasme Vbnmkl was there. Vbnmkl saw it.')],
    });
    const editor = await join('editor');
    const path = act(filed.actors[0]!, 'redact');
    // The form suggests redacting the surname alone, unless another person has the same surname.
    const form = await editor.text(path);
    expect([
      valueOf(form, 'alsoErase[0].text'),
      form.includes('have these names too: Qwzx.'),
      form.includes('alsoErase[1]'),
    ]).toEqual(['Vbnmkl', true, false]);
    const choices = [...form.matchAll(/name="here" value="([^"]*)"/g)].map((match) => match[1]!);
    expect(choices).toEqual([
      expect.stringMatching(/^item:\d+\|anna vbnmkl$/),
      expect.stringMatching(/^item:\d+\|boris vbnmkl$/),
    ]);
    expect(form).toContain('another given name or other initials');
    const typed = {
      here: choices[1]!,
      ground: 'Redacted at the request of the person concerned.',
      'alsoErase[0].text': 'Vbnmkl',
      shown: valueOf(form, 'shown')!,
    };
    const wrong = await editor.post(path, { ...typed, confirm: 'Erasme' });
    expect([wrong.status, (await wrong.text()).includes('Enter the name exactly')]).toEqual([400, true]);
    // If the sent words differ from the words on the page, nothing is redacted. The page then shows what the new words
    // would redact.
    const more = await editor.post(path, { ...typed, 'alsoErase[1].text': 'there', confirm: 'Erasme Vbnmkl' });
    const again = await more.text();
    expect([more.status, again.includes('The words have changed'), valueOf(again, 'alsoErase[1].text')]).toEqual([
      200,
      true,
      'there',
    ]);
    expect(listed(again)).toContain(
      `Claim ${parseRef(filed.claims[0]!)!.number}: Erasme Vbnmkl was there. Vbnmkl saw it. Public “Erasme Vbnmkl”: 2 places · “there”: 2 places · “Vbnmkl”: 2 places`,
    );
    const looked = await editor.post(path, { ...typed, 'alsoErase[0].text': '', _intent: 'look' });
    // Beside the whole name, the surname alone is certain.
    expect(listed(await looked.text())).toContain('“Vbnmkl”: 2 places');
    expect((await editor.get(routes.desk.actor({ number: parseRef(filed.actors[0]!)!.number }))).status).toBe(200);
    const done = await editor.post(path, { ...typed, confirm: 'Erasme Vbnmkl' });
    expect([done.status, done.headers.get('location')]).toEqual([303, routes.desk.erased()]);
    const { open } = await countOpenErasures(db().read, new Date());
    expect([open > 0, await editor.text(routes.desk.erased())]).toEqual([
      true,
      expect.stringContaining(`Not finished: ${open}.`),
    ]);
    expect((await editor.get(routes.desk.actor({ number: parseRef(filed.actors[0]!)!.number }))).status).toBe(410);
    expect(
      await editor.text(routes.desk.historyOf({ kind: 'actor', number: parseRef(filed.actors[0]!)!.number })),
    ).toMatch(/Person or organisation \d+, redacted/);
    // Of the two uncertain places, only the selected one was removed.
    const { rows } = await db().executeSql(`select title from "case" where title like '%in court' order by title`);
    expect(rows).toEqual([{ title: 'Anna Vbnmkl in court' }, { title: '████████████ in court' }]);
    const claim = parseRef(filed.claims[0]!)!.number;
    expect(await editor.text(routes.desk.claim({ number: claim }))).not.toContain('Vbnmkl');
    expect(await editor.text(routes.desk.historyOf({ kind: 'claim', number: claim }))).not.toContain('Vbnmkl');
  });

  it('let a data protection officer redact people but not organisations, after showing what is removed', async () => {
    const { join, filed } = await ground({
      ...base,
      actors: [
        { key: 'a', kind: 'person', names: [{ text: 'Oksana Rtyuio' }], visibility: 'public' },
        { key: 'b', kind: 'organisation', names: [{ text: 'Society Ghjkl' }], visibility: 'public' },
      ],
      claims: [said('Oksana Rtyuio was there.'), said('Rtyuio wrote it.', { visibility: 'desk' })],
    });
    const officer = await join('officer');
    const [person, society] = filed.actors as [string, string];
    const page = (ref: string) => routes.desk.actor(parseRef(ref)!);
    expect(await officer.text(page(person))).toContain(act(person, 'redact'));
    expect(await officer.text(page(society))).not.toContain(act(society, 'redact'));
    expect((await officer.get(act(society, 'redact'))).status).toBe(403);
    const form = await officer.text(act(person, 'redact'));
    for (const ref of filed.claims) expect(listed(form)).toContain(`Claim ${parseRef(ref)!.number}:`);
    expect(listed(form)).toContain('“Rtyuio”: 2 places');
    const typed = { ground: 'Asked by the person.', 'alsoErase[0].text': 'Rtyuio', shown: valueOf(form, 'shown')! };
    const other = await officer.post(act(person, 'redact'), {
      ...typed,
      'alsoErase[1].text': 'wrote',
      shown: JSON.stringify(['Oksana Rtyuio', 'Rtyuio', 'wrote']),
      confirm: 'Oksana Rtyuio',
    });
    expect([
      other.status,
      (await other.text()).includes('Only an editor can enter words other than the surname'),
    ]).toEqual([400, true]);
    const done = await officer.post(act(person, 'redact'), { ...typed, confirm: 'Oksana Rtyuio' });
    expect([done.status, (await officer.get(page(person))).status]).toEqual([303, 410]);
    for (const role of ['monitor', 'lawyer', 'administrator', 'desk-reader'] as const) {
      const who = await join(role);
      expect([role, (await who.get(act(society, 'redact'))).status]).toEqual([role, 403]);
    }
  });
});
