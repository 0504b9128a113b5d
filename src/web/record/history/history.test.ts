import { expect, it } from 'vitest';
import { kindsWithoutItem } from '../../../platform/changes.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import {
  administrator as anAdministrator,
  editor as anEditor,
  monitor as someMonitor,
} from '../../../platform/testing/test-app.ts';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { createLaws } from '../../../law/create-laws.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { lastChange } from '../../../record/history/last-change.ts';
import { createRecoveryKey } from '../../../record/protection/recovery/create-recovery-key.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { newTestKey } from '../../../record/testing/recovery-key.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { routes, type HistoryFilters } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

type Claim = NonNullable<FilingInput['claims']>[number];
const said = (wording: string, over: Partial<Claim> = {}): Claim => ({
  wording,
  kind: 'paraphrase',
  mode: 'stated',
  chain: [{ pagesOwn: true }],
  support: { kind: 'direct-word', note: 'by telephone' },
  ...over,
});

onEitherDatabase('the history at the desk', (db) => {
  const thing = async (ref: string) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
  const changed = async (ref: string) => (await lastChange(db().read, await thing(ref))).set;
  const ground = async () => {
    const desk = deskOn(db());
    const { claims } = await run(desk.app, file, someMonitor, { claims: [said('Three men searched the newsroom.')] });
    const claim = claims[0]!;
    const first = await changed(claim);
    await run(
      desk.app,
      changeClaim,
      someMonitor,
      { claim, version: 1, to: said('Two men searched the newsroom at dawn.') },
      'The count was wrong.',
    );
    return { ...desk, claim, first, number: parseRef(claim)!.number };
  };
  const wording = async (claim: string) => (await loadClaims(db().read, [(await thing(claim)).id], 'desk'))[0]!.wording;

  const nobodySees = async (app: App, ...paths: string[]): Promise<number[]> => {
    const { nobody } = deskOn(app.db);
    return Promise.all(paths.map(async (path) => (await nobody.get(path)).status));
  };

  it('knows each kind that has ids of its own (`kindsWithoutItem`), so that it takes none of them for the id of an item', async () => {
    const t = messages('en');
    const { rows } = await db().executeSql(
      `select table_name as name from information_schema.columns
       where table_schema = 'public' and column_name = 'id' and is_identity = 'YES'`,
    );
    const own = (rows as { name: string }[]).map((row) => row.name).filter((name) => t.has(`record.desk.kind.${name}`));
    expect(own).toEqual(expect.arrayContaining(['account', 'team', 'proposal']));
    expect(own.filter((kind) => !kindsWithoutItem.includes(kind))).toEqual([]);
  });

  it('names the people involved in a case by their names, not by their refs', async () => {
    const desk = deskOn(db());
    const { claims } = await run(desk.app, file, someMonitor, {
      actors: [{ key: 'a', kind: 'person', names: [{ text: 'Vadim Boreyko' }] }],
      cases: [{ key: 'c', title: 'A case' }],
      claims: [
        {
          ...said('He was called in.'),
          statements: [{ subject: '#c', property: 'involvement', value: { actor: '#a', role: 'witness' } }],
        },
      ],
    });
    const history = await (
      await desk.join('monitor')
    ).text(routes.desk.historyOf({ kind: 'claim', number: parseRef(claims[0]!)!.number }));
    expect(history).toContain('Vadim Boreyko (');
    expect(history).not.toMatch(/actor\/\d+ \(/);
  });

  it('names a case that was merged into another by its own title', async () => {
    const desk = deskOn(db());
    const { cases } = await run(desk.app, file, someMonitor, {
      cases: [
        { key: 'a', title: 'The search of the newsroom' },
        { key: 'b', title: 'A raid on an outlet' },
      ],
    });
    await run(desk.app, merge, anEditor, { from: cases[1]!, into: cases[0]! });
    const history = await (
      await desk.join('monitor')
    ).text(routes.desk.historyOf({ kind: 'case', number: parseRef(cases[0]!)!.number }));
    expect(history).toContain('A raid on an outlet');
  });

  it('shows who changed what and why, word by word, and restores an earlier wording with a reason', async () => {
    const { join, claim, first, number } = await ground();
    const monitor = await join('monitor', 'Aliya Nurlan');
    const history = await monitor.text(routes.desk.historyOf({ kind: 'claim', number }));
    expect(history).toContain('The count was wrong.');
    expect(history.replace(/<span class="sr">[^<]*<\/span>/g, '')).toMatch(
      /<del>Three<\/del><ins>Two<\/ins> men searched the newsroom <ins>at dawn<\/ins>\./,
    );
    const back = routes.desk.setBack({ kind: 'claim', number, set: String(first) });
    expect(history).toContain(back);
    const preview = await monitor.text(back);
    expect(preview.replace(/<span class="sr">[^<]*<\/span>/g, '')).toMatch(/<del>Two<\/del><ins>Three<\/ins>/);
    const version = valueOf(preview, '_version')!;
    const short = await monitor.post(back, { _version: version, reason: 'no' });
    expect([short.status, await wording(claim)]).toEqual([400, 'Two men searched the newsroom at dawn.']);
    const done = await monitor.post(back, { _version: version, reason: 'The first count was right after all.' });
    expect([done.status, done.headers.get('location')]).toEqual([303, routes.desk.claim({ number })]);
    expect(await wording(claim)).toBe('Three men searched the newsroom.');
    const after = await monitor.text(routes.desk.historyOf({ kind: 'claim', number }));
    expect(after).toContain('Aliya Nurlan');
    expect(after).toContain(`restored to the version after change ${first}`);
    expect(await monitor.text(back)).toContain('It is already the same as this version.');
  });

  it('warns someone who restores a version if the item has changed meanwhile, and shows what would change now', async () => {
    const { join, claim, first, number, app } = await ground();
    const monitor = await join('monitor');
    const back = routes.desk.setBack({ kind: 'claim', number, set: String(first) });
    const version = valueOf(await monitor.text(back), '_version')!;
    await run(app, changeClaim, someMonitor, { claim, version: 2, to: said('Four men searched the newsroom.') });
    const told = await monitor.post(back, { _version: version, reason: 'The first count was right.' });
    const page = await told.text();
    expect(told.status).toBe(409);
    expect(page).toContain('>\nThe first count was right.</textarea>');
    expect(page.replace(/<span class="sr">[^<]*<\/span>/g, '')).toMatch(/<del>Four<\/del><ins>Three<\/ins>/);
    expect(await wording(claim)).toBe('Four men searched the newsroom.');
    await monitor.post(back, { _version: valueOf(page, '_version')!, reason: 'The first count was right.' });
    expect(await wording(claim)).toBe('Three men searched the newsroom.');
  });

  it('lists all changes page by page, and filters them by person, date, operation and channel', async () => {
    const { join, app, number } = await ground();
    const [aliya, dana] = [await join('editor', 'Aliya Nurlan'), await join('editor', 'Dana Ospanova')];
    await run(app, file, dana.principal, { cases: [{ title: 'The Qwertz case' }] }, 'From the court’s list');
    await run(
      app,
      setVisibility,
      aliya.principal,
      { things: [`claim/${number}`], visibility: 'public' },
      'It may be read now',
    );
    const listed = async (filters: HistoryFilters) => {
      const page = await aliya.text(routes.desk.history(filters));
      return ['From the court’s list', 'It may be read now'].map((why) => page.includes(why));
    };
    expect(await listed({})).toEqual([true, true]);
    expect(await listed({ who: String(dana.accountId) })).toEqual([true, false]);
    expect(await listed({ operation: 'record.setVisibility' })).toEqual([false, true]);
    expect(await listed({ from: '2018-05-22', until: '2018-05-22', via: 'web' })).toEqual([true, true]);
    expect(await listed({ from: '2018-05-23' })).toEqual([false, false]);
    expect(await listed({ via: 'cli' })).toEqual([false, false]);
    const { set } = await lastChange(db().read, await thing(`claim/${number}`));
    expect(await listed({ before: set })).toEqual([true, false]);
    // Only administrators see changes of accounts.
    const account = await db()
      .read.selectFrom('change_set')
      .select('id')
      .where('operation', '=', 'accounts.invite')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    const invited = routes.desk.changeSet({ number: account.id });
    expect((await aliya.get(invited)).status).toBe(403);
    expect(await aliya.text(routes.desk.history({}))).not.toContain(`"${invited}"`);
    const administrator = await join('administrator');
    expect(await administrator.text(routes.desk.history({}))).toContain(`"${invited}"`);
    const page = await administrator.text(invited);
    // `join` invites without an account. The history takes such an author for the holder of a one-time link.
    for (const words of ['account “', 'The person who opened the one-time link', 'in the browser'])
      expect(page).toContain(words);
    const joined = await db()
      .read.selectFrom('change_set')
      .select('id')
      .where('operation', '=', 'accounts.useLink')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(await administrator.text(routes.desk.changeSet({ number: joined.id }))).toContain('<h2>Set a password</h2>');
  });

  it('says only “Created” of an item that was created, even if the same change also changed it', async () => {
    const { join, app } = await ground();
    const { laws } = await run(app, createLaws, anEditor, {
      filing: { claims: [said('It was signed.', { key: 'says' })] },
      laws: [
        {
          title: 'Law on outlets',
          language: 'en',
          changes: [
            {
              sort: 'enactment',
              title: 'Law on outlets',
              made: '2016-02-01',
              commences: '2016-07-01',
              claim: '#says',
              instructions: [{ act: 'enacts', provision: 'art_1', label: 'Article 1', summaries: ['#says'] }],
            },
          ],
        },
      ],
    });
    const history = await (await join('monitor')).text(routes.desk.historyOf(parseRef(laws[0]!)!));
    expect(history).toMatch(/<p>Created<\/p>/);
  });

  it('names a team and the recovery key, not the items whose ids are the same as theirs, and offers no undo of their changes', async () => {
    const { join, app, first } = await ground();
    const administrator = await join('administrator');
    const { id } = await run(app, createTeam, anAdministrator, {
      name: 'Court reporters',
      members: [administrator.accountId],
    });
    await run(app, createRecoveryKey, anAdministrator, { key: (await newTestKey(1, 1, [])).key });
    const sets = await db()
      .read.selectFrom('change')
      .innerJoin('thing', 'thing.id', 'change.thing_id')
      .select(['change.kind', 'change.thing_id', 'change_set_id as set'])
      .where('change.kind', 'in', ['team', 'recovery'])
      .orderBy('change_set_id')
      .execute();
    expect(sets).toMatchObject([{ kind: 'team', thing_id: id }, { kind: 'recovery' }]);
    const words = async (path: string) => (await administrator.text(path)).replaceAll(/<[^>]+>/g, '');
    const list = await words(routes.desk.history({}));
    for (const [index, said] of ['the team “Court reporters”', 'the recovery key'].entries()) {
      expect(list).toContain(`Created ${said}`);
      expect(await words(routes.desk.changeSet({ number: sets[index]!.set }))).toContain(`Created ${said}`);
    }
    // An undo can’t change a team or a key, so the page of such a change does not offer one. For a claim, it does.
    const editor = await join('editor');
    const offers = async (set: number) =>
      (await editor.text(routes.desk.changeSet({ number: set }))).includes(routes.desk.undoChangeSet({ number: set }));
    expect(await offers(sets[0]!.set)).toBe(false);
    expect(await offers(first)).toBe(true);
  });

  it('undoes a change set: shows first what would be undone, asks about conflicts, and reports the result', async () => {
    const { join, app } = await ground();
    const [monitor, editor] = [await join('monitor'), await join('editor')];
    const { cases, claims } = await run(app, file, editor.principal, {
      cases: [{ key: 'c', title: 'The Asdfg case', visibility: 'public' }],
      claims: [said('First.', { case: '#c' }), said('Second.', { case: '#c' })],
    });
    const set = await changed(cases[0]!);
    const page = routes.desk.changeSet({ number: set });
    const path = routes.desk.undoChangeSet({ number: set });
    expect([
      (await monitor.text(page)).includes(path),
      (await editor.text(page)).includes(path),
      (await monitor.get(path)).status,
    ]).toEqual([false, true, 403]);
    expect(await editor.text(path)).toContain('3 items will be withdrawn');
    await run(app, checkClaims, editor.principal, { claims: [claims[1]!] });
    const preview = await editor.text(path);
    expect([
      preview.includes('Second.'),
      preview.includes('It has been changed since'),
      preview.includes('It can’t be undone because another item depends on it:'),
    ]).toEqual([true, true, true]);
    const stopped = await editor.post(path, { conflicts: 'stop', reason: 'It was filed twice.' });
    expect([
      stopped.status,
      (await stopped.text()).includes('>\nIt was filed twice.</textarea>'),
      (await thing(claims[0]!)).withdrawn_at,
    ]).toEqual([400, true, null]);
    const done = await editor.post(path, { conflicts: 'skip', reason: 'It was filed twice.' });
    expect(done.status).toBe(303);
    const report = await editor.text(done.headers.get('location')!);
    expect([report.includes('One item was changed, 2 were left as they are.'), report.includes('Second.')]).toEqual([
      true,
      true,
    ]);
    expect([
      (await thing(claims[0]!)).withdrawn_at,
      (await thing(claims[1]!)).withdrawn_at,
      (await thing(cases[0]!)).withdrawn_at,
    ]).toEqual([expect.any(Date), null, null]);
    expect(await editor.text(page)).toContain('It was filed twice.');
    expect(await nobodySees(app, done.headers.get('location')!, page, path)).toEqual([303, 303, 303]);
    // The undo can be undone like any other change.
    const again = routes.desk.undoBatch({ batch: done.headers.get('location')!.split('/').at(-1)! });
    expect((await editor.post(again, { reason: 'It was not filed twice.' })).status).toBe(303);
    expect((await thing(claims[0]!)).withdrawn_at).toBeNull();
  });

  it('shows a large change set page by page, and only the items of one kind on request', async () => {
    const { join, app } = await ground();
    const monitor = await join('monitor');
    const { actors } = await run(app, file, someMonitor, {
      actors: Array.from({ length: 70 }, (_, index) => ({
        kind: 'company' as const,
        names: [{ text: `Firm number ${index + 1}.` }],
      })),
      cases: [{ title: 'Of firms' }],
    });
    const set = await changed(actors[0]!);
    const [first, second, cases] = [
      await monitor.text(routes.desk.changeSet({ number: set })),
      await monitor.text(routes.desk.changeSet({ number: set }, { page: 2 })),
      await monitor.text(routes.desk.changeSet({ number: set }, { kind: 'case' })),
    ];
    expect(
      ['number 1.', 'number 50.', 'number 51.', 'number 70.'].map((name) => [
        first.includes(name),
        second.includes(name),
        cases.includes(name),
      ]),
    ).toEqual([
      [true, false, false],
      [true, false, false],
      [false, true, false],
      [false, true, false],
    ]);
    expect(cases).toContain('Of firms');
    expect((await monitor.get(routes.desk.changeSet({ number: 999_999 }))).status).toBe(404);
  });

  it('does not withdraw a claim that an article cites when it undoes the change that created the claim', async () => {
    const { join, app } = await ground();
    const editor = await join('editor');
    const filed = await fileForArticles(app);
    const set = await changed(filed.dated);
    const form = {
      headline: { text: 'Two outlets face a case', claims: [filed.dated] },
      standfirst: { text: '' },
      byline: { kind: 'by' as const, names: ['Ada Reporter'] },
      blocks: [],
      cases: [],
    };
    const [article] = await run(app, createArticles, editor.principal, { articles: [form] });
    expect(await editor.text(routes.desk.historyOf({ kind: 'article', number: article!.number }))).toContain(
      'Two outlets face a case',
    );
    const before = (await thing(filed.dated)).withdrawn_at;
    const preview = await editor.text(routes.desk.undoChangeSet({ number: set }));
    expect(preview.replace(/<[^>]+>/g, '')).toContain(
      `It can’t be undone because another item depends on it: Article Two outlets face a case`,
    );
    await editor.post(routes.desk.undoChangeSet({ number: set }), { conflicts: 'skip', reason: 'It was filed twice.' });
    expect([before, (await thing(filed.dated)).withdrawn_at, (await thing(filed.alleged)).withdrawn_at]).toEqual([
      null,
      null,
      expect.any(Date),
    ]);
  });
});
