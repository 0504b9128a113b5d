import { expect, it } from 'vitest';
import { z } from 'zod';
import '../../../cli/proposable.ts';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { run, type App } from '../../../platform/operation.ts';
import { findProposable, proposableNames } from '../../../record/proposals/proposable.ts';
import { onBothDatabases } from '../../../platform/testing/databases.ts';
import { administrator, editor as anEditor } from '../../../platform/testing/test-app.ts';
import { dropAmendment } from '../../../law/change-amendment.ts';
import { createLaws } from '../../../law/create-laws.ts';
import { setBack } from '../../../record/history/set-back.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { file } from '../../../record/filing/file.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { proposedContent } from './content.tsx';
import { deskOn } from '../../testing/desk.ts';

const noNames = { byId: new Map(), byRef: new Map(), accounts: new Map(), teams: new Map() };
const kindOf = (operation: string): string =>
  ({ law: 'provision', letters: 'letter', publishing: 'article', documents: 'article' })[operation.split('.')[0]!] ??
  (/Actor/.test(operation)
    ? 'actor'
    : /Source/.test(operation)
      ? 'source'
      : /Claim/.test(operation)
        ? 'claim'
        : 'case');
const numberOf = (ref: string): number => parseRef(ref)!.number;

it('an operation that can be proposed has words for what an editor would do', () => {
  const t = messages('en');
  const names = proposableNames().filter((name) => name !== 'record.setVisibility');
  expect(names).toContain('law.amendLaw');
  expect(names.filter((name) => !t.has(`record.proposals.does.${name}`))).toEqual([]);
});

it('each option of what can be proposed has words, in the language of the reader', () => {
  const t = messages('ru');
  type Schema = { [list in 'anyOf' | 'oneOf']?: Schema[] } & {
    properties?: Record<string, Schema>;
    items?: Schema;
    enum?: unknown[];
  };
  const seen: string[] = [];
  const bare: string[] = [];
  const walk = (schema: Schema, operation: string, put: (value: unknown) => unknown): void => {
    for (const one of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) walk(one, operation, put);
    if (schema.items) walk(schema.items, operation, (value) => put([value]));
    for (const [name, one] of Object.entries(schema.properties ?? {}))
      walk(one, operation, (value) => put({ [name]: value }));
    for (const value of schema.enum ?? []) {
      const things = [{ brief: { kind: kindOf(operation), number: 1 } as Brief, changed: false }];
      const input = put(value) as Record<string, unknown>;
      const content = JSON.stringify(proposedContent(t, { input, things }, noNames));
      seen.push(String(value));
      if (content.includes(String(value))) bare.push(`${operation}: ${content}`);
    }
  };
  for (const name of proposableNames())
    walk(z.toJSONSchema(findProposable(name)!.input, { unrepresentable: 'any' }) as Schema, name, (value) => value);
  expect(seen).toEqual(expect.arrayContaining(['desk', 'paraphrase', 'subparagraph', 'denial', 'enactment']));
  expect(bare).toEqual([]);
});

it('a field that has no name anywhere is named by its words; the version is not shown', () => {
  const input = { unheardOf: 'New', version: 3, thing: 'case/1' };
  expect(proposedContent(messages('en'), { input, things: [] }, noNames)).toEqual([
    { field: 'Unheard of', lines: [['New']] },
    { field: 'About', lines: [['an item that no longer exists']] },
  ]);
});

onBothDatabases('proposals at the desk', (db) => {
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

  it('are made from the menu of an item, and decided in the list; the menu counts them', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const browser = new PlainBrowser(who);
    await browser.open(routes.desk.case_({ number: numberOf(filed.cases[0]!) }));
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
    expect(await isPublic(desk.app, filed.cases[0]!)).toBe(false);
    // The person who proposed it can withdraw it, and do nothing else.
    expect(browser.document.querySelectorAll('main button[value="accept"], main button[value="decline"]')).toHaveLength(
      0,
    );
    expect(browser.document.querySelectorAll('main button[value="withdraw"]')).toHaveLength(1);

    const editor = new PlainBrowser(chief);
    await editor.open(routes.desk.home());
    expect(editor.document.querySelector('header nav')!.textContent).toMatch(/Proposals \(\d+\)/);
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
    expect(await isPublic(desk.app, filed.cases[0]!)).toBe(false);
    expect((await chief.post(routes.desk.decideProposals(), { _intent: 'accept', proposals: id })).status).toBe(303);
    expect(await isPublic(desk.app, filed.cases[0]!)).toBe(true);
    await browser.open(routes.desk.proposals({ state: 'accepted', mine: '1' }));
    expect(browser.text).toContain(`accepted by ${chief.name}`);
  });

  it('are made for many claims at once and declined with a reason, and the others are accepted if one fails', async () => {
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
    // The first is decided already; the others are accepted all the same.
    const mixed = await chief.post(routes.desk.decideProposals(), { _intent: 'accept', proposals: [one, two, three] });
    const failed = await mixed.text();
    expect([mixed.status, failed.includes('One proposal was not decided')]).toEqual([422, true]);
    expect(failed).toMatch(/<li>They took \d computers\. and 1 more: This was decided/);
    expect([await isPublic(desk.app, filed.claims[0]!), await isPublic(desk.app, filed.claims[1]!)]).toEqual([
      true,
      true,
    ]);
  });

  it('keep what was typed in a form about a public item, and say if the item changed meanwhile', async () => {
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

  it('are made for all that a filing or an import created, and an editor publishes it with the same button', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const things = { things: [...filed.cases.slice(0, 1), ...filed.claims] };
    const offered = await who.post(routes.desk.publishItems(), things);
    expect([offered.status, (await offered.text()).match(/name="things"/g)!.length]).toEqual([403, 3]);
    expect((await who.post(routes.desk.publishItems(), { ...things, _proposal_note: 'All of it.' })).status).toBe(303);
    expect(await isPublic(desk.app, filed.claims[0]!)).toBe(false);
    expect(await who.text(routes.desk.proposals({ mine: '1' }))).toContain('All of it.');
    expect((await chief.post(routes.desk.publishItems(), things)).status).toBe(303);
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

  it('are accepted as the page showed them: what was changed after that is shown again first', async () => {
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

  it('are made through the API', async () => {
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

  it('show what would change: access, parts that are named by a number, and who is hidden no more', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const proposing = { ...who.principal, proposes: { note: 'Only a slip.' } };
    const shown = async () => {
      const browser = await new PlainBrowser(chief).open(routes.desk.proposals());
      const line = [...browser.document.querySelectorAll('li.ticked')].findLast((one) =>
        one.textContent!.includes(who.name),
      )!;
      return [...line.querySelectorAll('dl.diff > div')].map((row) => row.textContent!.replace(/\s+/g, ' ').trim());
    };
    const proposed = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ code: 'proposed' });

    // An earlier state, when only the desk saw it.
    const thing = (await run(desk.app, file, who.principal, { cases: [{ title: 'A thief' }] })).cases[0]!;
    const corrected = { thing, version: 1, title: 'Sued', visibility: 'desk' as const };
    await run(desk.app, changeCaseEntry, who.principal, corrected);
    const { id } = (await findThing(desk.app.db.read, 'case', numberOf(thing)))!;
    await run(desk.app, setVisibility, anEditor, { things: [thing], visibility: 'public' });
    const sets = await desk.app.db.read
      .selectFrom('change')
      .select('change_set_id')
      .where('thing_id', '=', id)
      .orderBy('change_set_id')
      .execute();
    const [to, seen] = [sets[0]!, sets.at(-1)!].map((one) => Number(one.change_set_id));
    await proposed(run(desk.app, setBack, proposing, { thing, to: to!, seen: seen!, reason: 'A slip in the title.' }));
    expect(await shown()).toEqual([
      expect.stringMatching(/^Title.*thief/),
      expect.stringMatching(/^Access.*Public.*Desk only/),
    ]);

    // One of two versions of a law, which the input names by its number only.
    const claim = filed.claims[0]!;
    await run(desk.app, setVisibility, anEditor, { things: [claim], visibility: 'public' });
    const made = await run(desk.app, createLaws, anEditor, {
      laws: [
        {
          key: 'law',
          title: 'Law on outlets',
          language: 'en',
          visibility: 'public',
          changes: [
            {
              sort: 'enactment',
              title: 'The whole law',
              commences: '2016-07-01',
              claim,
              instructions: [{ act: 'enacts', provision: 'art_1', label: 'Article 1', summaries: [claim] }],
            },
          ],
        },
      ],
    });
    const law = made.laws[0]!;
    const { version, id: lawId } = (await findThing(desk.app.db.read, 'law', numberOf(law)))!;
    const amendment = await desk.app.db.read
      .selectFrom('amendment')
      .select('id')
      .where('law_id', '=', lawId)
      .executeTakeFirstOrThrow();
    await proposed(run(desk.app, dropAmendment, proposing, { law, version, amendment: Number(amendment.id) }));
    expect((await shown()).join()).toContain('The whole law');

    // A speaker whom readers do not see in this attribution.
    const to2 = (over: object) => ({
      wording: 'They took computers.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      visibility: 'public' as const,
      support: { kind: 'direct-word' as const, note: 'by telephone' },
      chain: [{ asWritten: 'a neighbour', verb: 'said', ...over }],
    });
    const now = async () => (await findThing(desk.app.db.read, 'claim', numberOf(claim)))!.version;
    await run(desk.app, changeClaim, anEditor, { claim, version: await now(), to: to2({ visibility: 'desk' }) });
    await proposed(run(desk.app, changeClaim, proposing, { claim, version: await now(), to: to2({}) }));
    expect(await shown()).toEqual([expect.stringMatching(/^Attribution.*a neighbour.*desk only/i)]);
  });

  it('are seen by nobody who does not see all that their content names', async () => {
    const { desk, filed } = await ground();
    const [member, outsider] = [await desk.join('monitor'), await desk.join('editor')];
    const { id: team } = await run(desk.app, createTeam, administrator, {
      name: `Team ${Math.random()}`,
      members: [member.accountId],
    });
    const hidden = await run(desk.app, file, member.principal, {
      team,
      cases: [{ key: 'h', title: 'Hidden' }],
      actors: [{ key: 'w', kind: 'person', names: [{ text: 'A witness' }] }],
      claims: [
        {
          case: '#h',
          wording: 'It says so.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ actor: '#w', verb: 'said' }],
          support: { kind: 'direct-word', note: 'x' },
        },
      ],
    });
    const claim = filed.claims[0]!;
    await run(desk.app, setVisibility, anEditor, { things: [claim], visibility: 'public' });
    const proposing = { ...member.principal, proposes: { note: '' } };
    const { version } = (await findThing(desk.app.db.read, 'claim', numberOf(claim)))!;
    const change = run(desk.app, changeClaim, proposing, {
      claim,
      version,
      to: {
        wording: 'Zelmira confirms it.',
        kind: 'paraphrase',
        mode: 'stated',
        visibility: 'public',
        chain: [{ actor: hidden.actors[0]!, verb: 'said' }],
        support: { kind: 'direct-word', note: 'by telephone' },
      },
    });
    await expect(change).rejects.toMatchObject({ code: 'proposed' });
    expect(await member.text(routes.desk.proposals())).toContain('Zelmira confirms it.');
    expect(await outsider.text(routes.desk.proposals())).not.toContain('Zelmira confirms it.');
  });

  it('show in words what would be stored, under the names of the fields', async () => {
    const { desk, filed } = await ground();
    const [who, chief] = [await desk.join('monitor'), await desk.join('editor')];
    const principal = { ...who.principal, proposes: { note: '' } };
    await run(desk.app, setVisibility, anEditor, { things: [filed.claims[0]!], visibility: 'public' });
    const change = run(desk.app, changeClaim, principal, {
      claim: filed.claims[0]!,
      version: 2,
      to: {
        case: filed.cases[0]!,
        wording: 'They took 3 computers.',
        kind: 'paraphrase',
        language: 'ru',
        mode: 'denied',
        chain: [{ asWritten: 'a neighbour' }],
        support: { kind: 'direct-word', note: 'by letter' },
        visibility: 'public',
      },
    });
    await expect(change).rejects.toMatchObject({ code: 'proposed' });
    const browser = new PlainBrowser(chief);
    await browser.open(routes.desk.proposals());
    const line = [...browser.document.querySelectorAll('li.ticked')].find((one) =>
      one.textContent!.includes(who.name),
    )!;
    const rows = [...line.querySelectorAll('dl:not(.diff) > div')].map((row) => [
      row.querySelector('dt')!.textContent,
      row.querySelector('dd')!.textContent,
    ]);
    expect(rows).toEqual([
      ['Wording', 'They took 3 computers.'],
      ['Attribution', '“a neighbour”'],
      ['Case', expect.stringMatching(/^Searched 0\.\d+$/)],
      ['Kind', 'Paraphrase'],
      ['Kind of statement', 'Denied'],
      ['Based on', 'Told to the desk'],
      ['Note', 'by letter'],
      ['Language', 'Russian'],
      ['Access', 'Public'],
    ]);
    const page = routes.desk.case_({ number: numberOf(filed.cases[0]!) });
    expect(line.querySelector(`dl a[href="${page}"]`)).not.toBeNull();
  });
});
