import { expect, it } from 'vitest';
import '../../../cli/proposable.ts';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { run, type App, type Principal } from '../../../platform/operation.ts';
import { proposableNames } from '../../../record/proposals/proposable.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator, editor as anEditor } from '../../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { sql } from 'kysely';
import { createLaws } from '../../../law/create-laws.ts';
import { dropAmendment } from '../../../law/change-amendment.ts';
import { setBack } from '../../../record/history/set-back.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { file } from '../../../record/filing/file.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { withdrawProposals } from '../../../record/proposals/decide.ts';
import { aboutProposals, countOpenProposals, listProposals } from '../../../record/proposals/list.ts';
import { propose } from '../../../record/proposals/propose.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { parseRef } from '../../../record/refs.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

const numberOf = (ref: string): number => parseRef(ref)!.number;

it('an operation that can be proposed has words for what an editor would do', () => {
  const t = messages('en');
  const names = proposableNames().filter((name) => name !== 'record.setVisibility');
  expect(names).toContain('law.amendLaw');
  expect(names.filter((name) => !t.has(`record.proposals.does.${name}`))).toEqual([]);
});

onEitherDatabase('proposals at the desk', (db) => {
  const isPublic = async (app: App, ref: string): Promise<boolean> => {
    const { kind, number } = parseRef(ref)!;
    const row = await app.db.read
      .selectFrom('thing')
      .select('visibility')
      .where('kind', '=', kind)
      .where('number', '=', number)
      .executeTakeFirstOrThrow();
    return row.visibility === 'public';
  };
  const ground = async () => {
    const desk = deskOn(db());
    const filed = await run(desk.app, file, anEditor, {
      cases: [
        { key: 'c', title: `Searched ${Math.random()}` },
        { title: `Sued ${Math.random()}`, visibility: 'public' },
      ],
      events: [{ case: '#c', title: `Searched ${Math.random()}` }],
      claims: [1, 2].map((nth) => ({
        case: '#c',
        wording: `They took ${nth} computers.`,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        chain: [{ pagesOwn: true }],
        support: { kind: 'direct-word' as const, note: 'by telephone' },
      })),
    });
    return { desk, filed };
  };

  it('are made from the menu of an item, counted in the desk’s menu, and decided by an editor in the list', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const browser = new PlainBrowser(who);
    await browser.open(routes.desk.event({ number: numberOf(filed.events[0]!) }));
    expect(browser.document.querySelector('form[action$="/visibility"]')!.textContent).toContain(
      'Propose to make public',
    );
    await browser.press('form[action$="/visibility"] button');
    expect([browser.status, browser.text]).toEqual([403, expect.stringContaining('Nothing was changed yet')]);
    expect(browser.text).toMatch(/Searched 0\.\d+/);
    await browser.press('main .buttons button', { _proposal_note: 'Both outlets confirm it.' });
    expect([browser.status, browser.path]).toEqual([
      200,
      expect.stringContaining(routes.desk.proposals({ mine: '1' })),
    ]);
    expect(browser.text).toContain('Both outlets confirm it.');
    expect(await isPublic(desk.app, filed.events[0]!)).toBe(false);
    // The author of the proposal can withdraw it, but cannot accept or decline it.
    expect(browser.document.querySelectorAll('main button[value="accept"], main button[value="decline"]')).toHaveLength(
      0,
    );
    expect(browser.document.querySelectorAll('main button[value="withdraw"]')).toHaveLength(1);

    const editor = new PlainBrowser(chief);
    await editor.open(routes.desk.home());
    expect(editor.document.querySelector('header nav.desk-menu')!.textContent).toMatch(/Proposals \(\d+\)/);
    expect(editor.text).toMatch(new RegExp(`${who.name} created a proposal about “Searched`));
    await editor.open(routes.desk.proposals());
    expect(editor.text).toContain('Make public: Searched');
    const box = [...editor.document.querySelectorAll('li.ticked')].find((one) => one.textContent!.includes(who.name))!;
    const id = box.querySelector('input')!.getAttribute('value')!;
    const none = await chief.post(routes.desk.decideProposals(), { _intent: 'accept' });
    const said = await none.text();
    expect([none.status, said.includes('Select at least one proposal.')]).toEqual([422, true]);
    expect(said).not.toContain('not decided');
    for (const odd of ['x', '9'.repeat(40), '1e309'])
      expect((await chief.post(routes.desk.decideProposals(), { _intent: 'accept', proposals: odd })).status).toBe(422);
    expect((await who.post(routes.desk.decideProposals(), { _intent: 'accept', proposals: id })).status).toBe(422);
    expect(await isPublic(desk.app, filed.events[0]!)).toBe(false);
    expect((await chief.post(routes.desk.decideProposals(), { _intent: 'accept', proposals: id })).status).toBe(303);
    expect(await isPublic(desk.app, filed.events[0]!)).toBe(true);
    await browser.open(routes.desk.proposals({ state: 'accepted', mine: '1' }));
    expect(browser.text).toContain(`accepted by ${chief.name}`);
  });

  it('are done when an editor does directly what they propose, and say so to the person who made them', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const browser = new PlainBrowser(who);
    await browser.open(routes.desk.event({ number: numberOf(filed.events[0]!) }));
    await browser.press('form[action$="/visibility"] button');
    await browser.press('main .buttons button', { _proposal_note: 'Both outlets confirm it.' });
    const editor = new PlainBrowser(chief);
    await editor.open(routes.desk.event({ number: numberOf(filed.events[0]!) }));
    await editor.press('form[action$="/visibility"] button');
    expect(await isPublic(desk.app, filed.events[0]!)).toBe(true);
    await editor.open(routes.desk.proposals());
    expect(editor.text).not.toContain(who.name);
    await browser.open(routes.desk.proposals({ state: 'done', mine: '1' }));
    expect(browser.text).toContain(`already done by ${chief.name}`);
  });

  it('are made for many claims at once, declined with a reason, and accepted even if another selected one fails', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const many = { claims: filed.claims, _intent: 'public', back: routes.desk.claims() };
    expect(await who.text(routes.desk.claims())).toContain('Propose to make public');
    const offered = await who.post(routes.desk.changeClaims(), many);
    expect([offered.status, (await offered.text()).match(/name="claims"/g)!.length]).toEqual([403, 2]);
    const made = async (fields: object) =>
      /proposal-(\d+)/.exec(
        (await who.post(routes.desk.changeClaims(), { ...many, ...fields, _proposal_note: '' })).headers.get(
          'location',
        )!,
      )![1]!;
    const [one, two, three] = [
      await made({}),
      await made({ claims: filed.claims[0]! }),
      await made({ claims: filed.claims[1]! }),
    ];
    const short = await chief.post(routes.desk.decideProposals(), { _intent: 'decline', proposals: one, reason: '' });
    expect([short.status, await short.text()]).toEqual([
      422,
      expect.stringMatching(
        new RegExp(`#proposal-${one}">They took \\d computers\\.</a> and 1 more: Give a reason for declining\\.`),
      ),
    ]);
    await chief.post(routes.desk.decideProposals(), {
      _intent: 'decline',
      proposals: one,
      reason: 'One source is not enough.',
    });
    expect(await who.text(routes.desk.proposals({ state: 'declined', mine: '1' }))).toContain(
      'One source is not enough.',
    );
    const history = new PlainBrowser(chief);
    await history.open(routes.desk.home());
    expect(history.text).toMatch(
      new RegExp(`${chief.name} declined a proposal about “They took . computers\\.” and 1 more`),
    );
    await history.open(routes.desk.history());
    expect(history.text).toMatch(/Declined a proposal about “They took . computers\.” and 1 more/);
    // The first proposal is already declined. Accepting the others still works.
    const mixed = await chief.post(routes.desk.decideProposals(), { _intent: 'accept', proposals: [one, two, three] });
    const failed = await mixed.text();
    expect([mixed.status, failed.includes('One proposal was not decided')]).toEqual([422, true]);
    expect(failed).toMatch(/<li>They took \d computers\. and 1 more: This was decided/);
    expect([await isPublic(desk.app, filed.claims[0]!), await isPublic(desk.app, filed.claims[1]!)]).toEqual([
      true,
      true,
    ]);
  });

  it('contain what was typed in a form about a public item, and cannot be accepted if the item has changed meanwhile', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const number = numberOf(filed.cases[1]!);
    const browser = new PlainBrowser(who);
    await browser.open(routes.desk.editCase({ number }));
    await browser.press('main .buttons button', { title: 'Sued for a headline', why: 'A slip.' });
    expect(browser.status).toBe(403);
    await browser.press('main .buttons button', { _proposal_note: 'A slip in the title.' });
    expect(browser.text).toContain('Sued for a headline');
    const page = new PlainBrowser(chief);
    await page.open(routes.desk.editCase({ number }));
    await page.press('main .buttons button', { title: 'Sued, says the editor' });
    await page.open(routes.desk.proposals());
    const line = [...page.document.querySelectorAll('li.ticked')].find((one) =>
      one.textContent!.includes('Sued for a headline'),
    )!;
    expect(line.textContent).toContain('An item has changed since it was proposed');
    const id = line.querySelector('input')!.getAttribute('value')!;
    const late = await chief.post(routes.desk.decideProposals(), { _intent: 'accept', proposals: id });
    expect([late.status, (await late.text()).includes('One proposal was not decided')]).toEqual([422, true]);
    expect(await chief.text(routes.desk.case_({ number }))).toContain('Sued, says the editor');
  });

  it('can be made to publish several items or all of an import, which an editor publishes with the same button', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const many = { claims: filed.claims, _intent: 'public', back: routes.desk.claims() };
    const offered = await who.post(routes.desk.changeClaims(), many);
    expect([offered.status, (await offered.text()).match(/name="claims"/g)!.length]).toEqual([403, 2]);
    expect((await who.post(routes.desk.changeClaims(), { ...many, _proposal_note: 'All of it.' })).status).toBe(303);
    expect(await isPublic(desk.app, filed.claims[0]!)).toBe(false);
    expect(await who.text(routes.desk.proposals({ mine: '1' }))).toContain('All of it.');
    expect((await chief.post(routes.desk.changeClaims(), many)).status).toBe(303);
    expect(await isPublic(desk.app, filed.claims[0]!)).toBe(true);

    const batch = crypto.randomUUID();
    const sources = { sources: [{ kind: 'article' as const, title: 'From a table' }] };
    const imported = await run(desk.app, file, who.principal, sources, 'A table', { batch });
    const address = routes.desk.publishBatch({ batch });
    expect((await who.post(address)).status).toBe(403);
    expect((await who.post(address, { _proposal_note: '' })).status).toBe(303);
    expect(await isPublic(desk.app, imported.sources[0]!)).toBe(false);
    expect((await chief.post(routes.desk.publishBatch({ batch: '1' }))).status).toBe(404);
    expect((await chief.post(address)).status).toBe(303);
    expect(await isPublic(desk.app, imported.sources[0]!)).toBe(true);
  });

  it('are named after their case, even if an older item would change, too', async () => {
    const desk = deskOn(db());
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const { actors } = await run(desk.app, file, anEditor, {
      actors: [{ kind: 'person', names: [{ text: 'Older Person' }] }],
    });
    const { cases } = await run(desk.app, file, anEditor, { cases: [{ title: 'Newer case' }] });
    const { proposal } = await run(desk.app, propose, who.principal, {
      operation: 'record.setVisibility',
      input: { things: [...actors, ...cases], visibility: 'public' },
      note: '',
    });
    expect(await chief.text(routes.desk.home())).toContain('Proposal about Newer case');
    const inHistory = await aboutProposals(db().read, [{ kind: 'proposal', thingId: proposal }]);
    expect(inHistory.get(proposal)).toMatchObject({ first: { title: 'Newer case' }, more: 1 });
  });

  it('are accepted only as the list showed them: if an item has changed since, the editor has to open the list again', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const thing = filed.cases[0]!;
    const asking = { ...who.principal, proposes: { note: 'Ready.' } };
    await expect(run(desk.app, setVisibility, asking, { things: [thing], visibility: 'public' })).rejects.toMatchObject(
      {
        code: 'proposed',
      },
    );
    const page = new PlainBrowser(chief);
    const fields = async (): Promise<Record<string, string>> => {
      await page.open(routes.desk.proposals());
      const line = [...page.document.querySelectorAll('li.ticked')].find((one) => one.textContent!.includes(who.name))!;
      return Object.fromEntries(
        [...line.querySelectorAll('input')].map((one) => [one.getAttribute('name')!, one.getAttribute('value')!]),
      );
    };
    const shown = await fields();
    await run(desk.app, changeCaseEntry, who.principal, { thing, version: 1, title: 'Defamed', visibility: 'desk' });
    const late = await chief.post(routes.desk.decideProposals(), { _intent: 'accept', ...shown });
    expect([late.status, (await late.text()).includes('after the list was opened')]).toEqual([422, true]);
    expect(await isPublic(desk.app, thing)).toBe(false);
    const seen = await fields();
    expect((await chief.post(routes.desk.decideProposals(), { _intent: 'accept', ...seen })).status).toBe(303);
    expect(await isPublic(desk.app, thing)).toBe(true);
  });

  it('are made and listed through the API', async () => {
    const { desk, filed } = await ground();
    const who = await desk.join('monitor');
    const { token } = await run(desk.app, createToken, who.principal, {
      name: 'a script',
      scopes: ['write:record'],
      days: 1,
    });
    const post = (query: string) =>
      desk.web.request(`${routes.api()}/acts/set-visibility${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ things: [filed.cases[0]], visibility: 'public', why: 'From a script.' }),
      });
    const refused = await post('');
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'editor_needed' }]);
    expect((await post('?propose=perhaps')).status).toBe(400);
    const done = await post('?propose=true');
    expect([done.status, await done.json()]).toEqual([202, { proposal: expect.any(Number) }]);
    expect(await isPublic(desk.app, filed.cases[0]!)).toBe(false);
    expect(await who.text(routes.desk.proposals({ mine: '1' }))).toContain('From a script.');
    const read = await run(desk.app, createToken, who.principal, { name: 'reads', scopes: ['read:desk'], days: 1 });
    const listed = await desk.web.request(`${routes.api()}/proposals`, {
      headers: { authorization: `Bearer ${read.token}` },
    });
    expect(((await listed.json()) as { items: object[] }).items).toContainEqual(
      expect.objectContaining({ note: 'From a script.', items: [filed.cases[0]], state: 'open', proposedBy: who.name }),
    );
    expect((await desk.web.request(`${routes.api()}/proposals`)).status).toBe(401);
  });

  const withdrawAll = async (app: App, who: Principal) => {
    const of = { state: 'open' as const, by: who.accountId!, accountId: who.accountId, limit: 100, offset: 0 };
    const proposals = (await listProposals(app.db.read, of)).rows.map((one) => one.id);
    await run(app, withdrawProposals, who, { proposals });
  };
  /** The proposals of one person, as list items that an editor sees. */
  const listed = async (chief: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>, of: { name: string }) => {
    const page = await new PlainBrowser(chief).open(routes.desk.proposals());
    return [...page.document.querySelectorAll('li.ticked')].filter((one) => one.textContent!.includes(of.name));
  };
  /** What a proposal would change, as texts: “field: change”. */
  const rowsOf = (line: Element): string[] =>
    [...line.querySelectorAll('dl > div')].map(
      (row) =>
        `${row.querySelector('dt')!.textContent}: ${row.querySelector('dd')!.textContent!.replace(/\s+/g, ' ').trim()}`,
    );

  it('show only the fields that would change, with their names and both values in words', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    await run(desk.app, setVisibility, anEditor, { things: [filed.claims[0]!], visibility: 'public' });
    const change = run(
      desk.app,
      changeClaim,
      { ...who.principal, proposes: { note: '' } },
      {
        claim: filed.claims[0]!,
        version: 2,
        to: {
          case: filed.cases[0]!,
          wording: 'They took 1 computer.',
          kind: 'paraphrase',
          language: 'ru',
          mode: 'denied',
          chain: [{ asWritten: 'a neighbour' }],
          support: { kind: 'direct-word', note: 'by letter' },
          visibility: 'public',
        },
      },
    );
    await expect(change).rejects.toMatchObject({ code: 'proposed' });
    const [line] = await listed(chief, who);
    expect(rowsOf(line!)).toEqual([
      'Wording: They took 1 Removed computersAdded computer.',
      'Attribution: Removed the source itself, PublicAdded “a neighbour”, Public',
      'Kind of claim: Changed Removed Stated as a factAdded Denied',
      'Note: Removed by telephoneAdded by letter',
      'Language: Changed Removed EnglishAdded Russian',
    ]);
    expect(line!.querySelector('details strong')!.textContent).toBe('They took 1 computers.');
  });

  it('say that an item would be hidden from readers by restoring a version, and show the restored text', async () => {
    const { desk } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const [thing] = (await run(desk.app, file, who.principal, { cases: [{ title: 'The mayor is a thief' }] })).cases;
    const change = { thing: thing!, version: 1, title: 'The mayor was sued', visibility: 'desk' as const };
    await run(desk.app, changeCaseEntry, who.principal, change);
    await run(desk.app, setVisibility, anEditor, { things: [thing!], visibility: 'public' });
    const { rows } = await sql<{ first: number; last: number }>`
      select min(change_set_id)::int as first, max(change_set_id)::int as last from change c join thing t on t.id = c.thing_id and t.kind = c.kind
      where t.kind = 'case' and t.number = ${numberOf(thing!)}`.execute(desk.app.db.read);
    const back = { thing: thing!, to: rows[0]!.first, seen: rows[0]!.last, reason: 'Only a slip in the title.' };
    await expect(
      run(desk.app, setBack, { ...who.principal, proposes: { note: 'Only a slip.' } }, back),
    ).rejects.toMatchObject({ code: 'proposed' });
    const [line] = await listed(chief, who);
    expect(line!.textContent).toContain('Readers would no longer see: The mayor was sued');
    expect(rowsOf(line!)).toEqual([
      expect.stringMatching(/^Title: The mayor .*was sued.*is a thief/),
      expect.stringMatching(/^Access: .*Public.*Desk only/),
    ]);
  });

  it('are refused if a public item would name a limited one, and seen only by people who see all items in them', async () => {
    const { desk, filed } = await ground();
    const [member, outsider, reader] = [
      await desk.join('monitor'),
      await desk.join('editor'),
      await desk.join('desk-reader'),
    ];
    const { id: team } = await run(desk.app, createTeam, administrator, {
      name: `Team ${Math.random()}`,
      members: [member.accountId],
    });
    const hidden = await run(desk.app, file, member.principal, {
      team,
      sources: [{ key: 's', kind: 'letter', title: 'A secret letter' }],
      actors: [{ key: 'w', kind: 'person', names: [{ text: 'A witness' }] }],
      claims: [
        {
          wording: 'It says so.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ actor: '#w', verb: 'said' }],
          support: { kind: 'reference', source: '#s' },
        },
      ],
    });
    const { sources } = await run(desk.app, file, member.principal, {
      sources: [{ kind: 'letter', title: 'Limited later' }],
    });
    const claim = filed.claims[0]!;
    await run(desk.app, setVisibility, anEditor, { things: [claim], visibility: 'public' });
    const proposing = { ...member.principal, proposes: { note: '' } };
    const change = (chain: { actor?: string; asWritten?: string; source?: string }) =>
      run(desk.app, changeClaim, proposing, {
        claim,
        version: 2,
        to: {
          wording: 'Zelmira confirms it.',
          kind: 'paraphrase',
          mode: 'stated',
          visibility: 'public',
          chain: [chain],
          support: { kind: 'direct-word', note: 'by telephone' },
        },
      });
    const count = () => countOpenProposals(desk.app.db.read);
    const before = await count();
    await expect(change({ asWritten: 'Zelmira', source: hidden.sources[0]! })).rejects.toMatchObject({
      code: 'limited_to_team',
    });
    expect(await count()).toBe(before);
    const seen = async (who: typeof member, is: boolean) => {
      const list = await who.text(routes.desk.proposals());
      expect([list.includes('Zelmira'), list.includes(member.name)]).toEqual([is, is || who === member]);
    };
    // A public item can name a limited person: as soon as an open item names a person, the person is no longer limited.
    await expect(change({ actor: hidden.actors[0]! })).rejects.toMatchObject({ code: 'proposed' });
    await seen(member, true);
    await seen(outsider, false);
    await withdrawAll(desk.app, member.principal);
    // A proposal names a source, and the source is limited only later.
    await expect(change({ asWritten: 'Zelmira', source: sources[0]! })).rejects.toMatchObject({ code: 'proposed' });
    await seen(outsider, true);
    await run(desk.app, limitItem, member.principal, { thing: sources[0]!, team });
    await seen(member, true);
    for (const who of [outsider, reader]) await seen(who, false);
  });

  it('say which version of a law would be removed, with its words', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const enacted = (title: string, provision: string, body: string) => ({
      sort: 'enactment' as const,
      title,
      claim: filed.claims[0]!,
      instructions: [{ act: 'enacts' as const, provision, label: provision, texts: [{ language: 'en', body }] }],
    });
    const { laws } = await run(desk.app, createLaws, anEditor, {
      laws: [
        {
          title: 'Two versions',
          language: 'en',
          visibility: 'public',
          changes: [
            enacted('The real enactment', 'art_1', 'Everyone may publish.'),
            enacted('Wrong duplicate', 'art_2', 'Nobody may publish.'),
          ],
        },
      ],
    });
    const law = parseRef(laws[0]!)!;
    const { id } = await desk.app.db.read
      .selectFrom('amendment')
      .select('id')
      .where('title', '=', 'The real enactment')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    const drop = { law: laws[0]!, version: 1, amendment: Number(id) };
    await expect(
      run(desk.app, dropAmendment, { ...who.principal, proposes: { note: 'Remove the wrong duplicate.' } }, drop),
    ).rejects.toMatchObject({ code: 'proposed' });
    const [line] = await listed(chief, who);
    expect(law.kind).toBe('law');
    expect(line!.querySelector('details')!.textContent).toMatch(/The real enactment[^]*Everyone may publish\./);
    expect(line!.textContent).not.toContain('Nobody may publish');
  });

  it('say that readers would see a hidden speaker or passage, even if the proposal corrects only a word', async () => {
    const { desk } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const { capture } = await run(desk.app, storeCapture, anEditor, {
      title: 'A page',
      method: 'fetch',
      requestedUrl: 'https://page.example/',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode('They beat me in the cell.'),
      text: 'They beat me in the cell.',
    });
    const claim = (wording: string, seen: { visibility?: 'desk' }, actor: string) => ({
      wording,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      visibility: 'public' as const,
      chain: [{ actor, verb: 'said', ...seen }],
      support: { kind: 'passage' as const, capture, start: 0, end: 12, ...seen },
    });
    const filed = await run(desk.app, file, anEditor, {
      actors: [{ key: 'w', kind: 'person', names: [{ text: 'A Witness' }], visibility: 'public' }],
      claims: [claim('They beat hym.', { visibility: 'desk' }, '#w')],
    });
    const input = { claim: filed.claims[0]!, version: 1, to: claim('They beat him.', {}, filed.actors[0]!) };
    await expect(
      run(desk.app, changeClaim, { ...who.principal, proposes: { note: 'Only a typo.' } }, input),
    ).rejects.toMatchObject({ code: 'proposed' });
    const [line] = await listed(chief, who);
    expect(line!.textContent).toContain('Readers would see: A Witness, with the word “said”, Public');
    expect(line!.textContent).toMatch(/Readers would see: [^:]*characters 0–12, Public/);
    expect(rowsOf(line!)).toEqual([
      expect.stringMatching(/^Wording: /),
      expect.stringMatching(/^Attribution: .*Desk only.*Public/),
      expect.stringMatching(/^Passage: .*Desk only.*Public/),
    ]);
  });
});
