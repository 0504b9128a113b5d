import { beforeAll, expect, it } from 'vitest';
import { inviteAccount } from '../../../accounts/invitations.ts';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import type { Role } from '../../../accounts/tables.ts';
import { useLink as spendLink } from '../../../accounts/use-link.ts';
import { withViewer } from '../../../platform/database/viewer.ts';
import type { AppError } from '../../../platform/errors.ts';
import { run, systemPrincipal, type App, type Principal } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator, testApp } from '../../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { file } from '../../../record/filing/file.ts';
import { undo } from '../../../record/history/undo/undo.ts';
import { loadThingTags } from '../../../record/tags/queries.ts';
import { followLimits } from '../../../record/teams/limits.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { loadViewer } from '../../../record/teams/load-viewer.ts';
import { loadBatch } from '../../../record/views/change-sets.ts';
import { assign } from '../../assign.ts';
import { endWork } from '../../end-work.ts';
import { loadAssigned } from '../../load-work.ts';
import { workListener } from '../../notices.ts';
import { addFactSelected } from './add-fact-selected.ts';
import { assignSelected } from './assign-selected.ts';
import type { Act } from '../declare.ts';
import { planAct } from './plan-act.ts';
import { selectItems } from './select-items.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { loadTags } from '../../../publishing/tags/queries.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { findSelection } from './selection.ts';
import { showSelected } from './show-selected.ts';
import { tagSelectedArticles } from './tag-selected-articles.ts';
import { tagSelected } from './tag-selected.ts';
import { uncheckSelected } from './uncheck-selected.ts';
import { undoSelected } from './undo-selected.ts';
import { undoTaggedArticles } from './undo-tagged-articles.ts';

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: AppError) => error.code,
  );

onEitherDatabase('a selection', (db) => {
  let now = Date.UTC(2031, 4, 22, 9);
  let app: App;
  let [mo, dana, ed]: (Principal & { accountId: number })[] = [];
  beforeAll(async () => {
    const made = testApp(db(), { listeners: [followLimits, workListener], now: () => new Date((now += 1000)) });
    app = { ...made, loadViewer: (account, tx) => loadViewer(db(), account, tx) };
    const join = async (name: string, role: Role) => {
      const { token, accountId } = await run(app, inviteAccount, administrator, {
        email: `${name.replace(' ', '.')}@example.org`,
        name,
        roles: [role],
      });
      await run(app, spendLink, null, { token: token!, password: 'correct horse battery' });
      return { accountId, name, roles: [role], via: 'web' as const };
    };
    [mo, dana, ed] = [
      await join('Mo Nitor', 'monitor'),
      await join('Dana O', 'monitor'),
      await join('Ed Itor', 'editor'),
    ];
  });
  const as = async <T>(who: Principal, work: () => Promise<T>): Promise<T> =>
    withViewer(await app.loadViewer!(who.accountId!), work);
  const addCases = async (...titles: string[]): Promise<string[]> =>
    (await run(app, file, mo!, { cases: titles.map((title) => ({ title })) })).cases;
  const numberOf = (ref: string): number => Number(ref.split('/')[1]);
  const thing = (ref: string) =>
    db()
      .read.selectFrom('thing')
      .selectAll()
      .where('kind', '=', ref.split('/')[0] as 'case')
      .where('number', '=', numberOf(ref))
      .executeTakeFirstOrThrow();
  const rename = async (ref: string): Promise<void> => {
    const { version } = await thing(ref);
    await run(app, changeCaseEntry, mo!, { thing: ref, version, title: 'Renamed meanwhile', visibility: 'desk' });
  };
  const planned = async (who: Principal, key: string, act: Act) =>
    as(who, async () => {
      const { does, stays } = await planAct(db().read, await findSelection(db().read, key, who), { act });
      return [
        does.map(({ ref }) => ref),
        Object.fromEntries([...stays].map(([why, items]) => [why, items.map(({ ref }) => ref)])),
      ];
    });

  it('has all that matched when it was made; what changed or was added since stays as it is', async () => {
    const [one, two, three] = (await addCases('Kept one', 'Kept two', 'Kept three')) as [string, string, string];
    const { key, count } = await run(app, selectItems, mo!, { list: 'case', query: 'q=Kept' });
    expect(count).toBe(3);
    const [late] = (await addCases('Kept late')) as [string];
    await rename(two);
    expect(await planned(mo!, key, 'tag')).toEqual([[one, three], { changed: [two] }]);
    expect(await run(app, tagSelected, mo!, { selection: key, add: ['Archive'] }, undefined, { batch: key })).toEqual({
      changed: 2,
    });
    const ids = await Promise.all([one, two, three, late].map(async (ref) => (await thing(ref)).id));
    const tags = await loadThingTags(db().read, ids);
    expect(ids.map((id) => tags.get(id) ?? [])).toEqual([['Archive'], [], ['Archive'], []]);
    const { outcome } = await findSelection(db().read, key, mo!);
    expect([outcome!.done, outcome!.stays]).toEqual([[ids[0], ids[2]], { changed: [ids[1]] }]);
    // A form that is sent twice does nothing twice.
    expect(await codeOf(run(app, tagSelected, mo!, { selection: key, add: ['Other'] }))).toBe('conflict');

    const { sets } = await loadBatch(db().read, key, { limit: 2, offset: 0 });
    expect(sets.length).toBe(1);
    await undo(app, ed!, { target: { set: sets[0]!.id }, reason: 'It was the wrong tag.' });
    expect((await loadThingTags(db().read, ids)).size).toBe(0);
  });

  it('is assigned together, and undone together, except what someone assigned since', async () => {
    const [one, , three] = (await addCases('Mine one', 'Mine two', 'Mine three')) as [string, string, string];
    await run(app, assign, mo!, { items: [one], to: mo!.accountId, due: '2031-07-01', priority: 'high' });
    const { key } = await run(app, selectItems, mo!, { list: 'case', query: 'q=Mine' });
    const to = dana!.accountId;
    expect(await codeOf(run(app, assignSelected, mo!, { selection: key, to: null, due: '2031-07-01' }))).toBe(
      'invalid_input',
    );
    expect(await codeOf(run(app, assignSelected, mo!, { selection: key, to: 987_654 }))).toBe('invalid_input');
    expect(await run(app, assignSelected, mo!, { selection: key, to, due: '2031-08-01' })).toEqual({ changed: 3 });
    const load = async (who: Principal & { accountId: number }) =>
      (await loadAssigned(db().read, { to: who.accountId, limit: 50 })).rows.map(({ item, due, priority }) => [
        item.kind === 'thing' ? item.brief.title : '',
        due,
        priority,
      ]);
    expect((await load(dana!)).toSorted()).toEqual(
      ['Mine one', 'Mine three', 'Mine two'].map((title) => [title, '2031-08-01', 'normal']),
    );
    await run(app, assign, mo!, { items: [three], to: ed!.accountId });
    expect(await run(app, undoSelected, mo!, { selection: key })).toEqual({ undone: 2 });
    expect(await load(mo!)).toEqual([['Mine one', '2031-07-01', 'high']]);
    expect(await load(dana!)).toEqual([]);
    expect((await load(ed!)).map(([title]) => title)).toEqual(['Mine three']);
    expect(await codeOf(run(app, undoSelected, mo!, { selection: key }))).toBe('not_found');
    expect((await findSelection(db().read, key, mo!)).outcome!.left).toEqual([(await thing(three)).id]);
  });

  it('is not taken over from those to whom a colleague assigned items since: these stay as they are and are named', async () => {
    const [one, two, three] = (await addCases('Taken one', 'Taken two', 'Taken three')) as [string, string, string];
    await run(app, assign, mo!, { items: [three], to: mo!.accountId });
    const { key } = await run(app, selectItems, mo!, { list: 'case', query: 'q=Taken' });
    // The page of the list was open for a while, so the selection of single items begins with what it showed.
    const versions = { [one]: 1, [two]: 1, [three]: 1 };
    const holders = { [one]: 0, [two]: 0, [three]: mo!.accountId };
    await run(app, assign, ed!, { items: [two], to: ed!.accountId, due: '2031-09-01' });
    const late = await run(app, selectItems, mo!, { list: 'case', query: '', versions, holders });
    for (const selected of [key, late.key])
      expect(await planned(mo!, selected, 'assign')).toEqual([[one, three], { assigned: [two] }]);
    expect(await run(app, assignSelected, mo!, { selection: key, to: dana!.accountId })).toEqual({ changed: 2 });
    expect((await findSelection(db().read, key, mo!)).outcome!.stays).toEqual({ assigned: [(await thing(two)).id] });
    const holderOf = async (ref: string) =>
      (
        await db()
          .read.selectFrom('assignment')
          .select(['account_id', 'due'])
          .where('thing_id', '=', (await thing(ref)).id)
          .executeTakeFirstOrThrow()
      ).account_id;
    expect(await Promise.all([one, two, three].map(holderOf))).toEqual([dana, ed, dana].map((who) => who!.accountId));
    expect(await run(app, assignSelected, mo!, { selection: late.key, to: null })).toEqual({ changed: 0 });
  });

  it('is assigned by one of two people at the same moment: the later one leaves the items of the other as they are', async () => {
    const refs = await addCases(...Array.from({ length: 6 }, (_, index) => `At once ${index}`));
    const select = async (who: Principal) =>
      (await run(app, selectItems, who, { list: 'case', query: 'q=At+once' })).key;
    const keys = [await select(mo!), await select(ed!)] as const;
    const was = Object.fromEntries(refs.map((ref) => [ref, null]));
    const done = await Promise.all([
      run(app, assignSelected, mo!, { selection: keys[0], to: mo!.accountId }),
      run(app, assignSelected, ed!, { selection: keys[1], to: ed!.accountId }),
      run(app, assign, dana!, { items: refs.toReversed(), to: dana!.accountId, was }),
    ]);
    expect(done.map(({ changed }) => changed).toSorted()).toEqual([0, 0, refs.length]);
  });

  it('belongs to one person, needs items, and ends after a week', async () => {
    await addCases('Own one');
    const { key } = await run(app, selectItems, mo!, { list: 'case', query: 'q=Own+one' });
    expect(await codeOf(findSelection(db().read, key, dana!))).toBe('not_found');
    expect(await codeOf(run(app, tagSelected, dana!, { selection: key, add: ['x'] }))).toBe('not_found');
    expect(await codeOf(run(app, selectItems, mo!, { list: 'case', query: 'q=No+such+case' }))).toBe(
      'nothing_selected',
    );
    expect(await codeOf(run(app, showSelected, mo!, { selection: key, visibility: 'desk' }))).toBe('not_permitted');
    now += 8 * 86_400_000;
    await run(app, endWork, systemPrincipal, {});
    expect(await codeOf(findSelection(db().read, key, mo!))).toBe('not_found');
  });

  it('neither counts nor names nor changes what its person does not see', async () => {
    const [open, secret] = (await addCases('Team open', 'Team secret')) as [string, string];
    const whole = await run(app, selectItems, dana!, { list: 'case', query: 'q=Team' });
    expect(whole.count).toBe(2);
    const proven = { ...administrator, provenAt: new Date(now) };
    const members = [mo!.accountId, ed!.accountId];
    const { id: team } = await run(app, createTeam, proven, { name: 'North', members });
    await run(app, limitItem, ed!, { thing: secret, team });
    expect(await planned(dana!, whole.key, 'tag')).toEqual([[open], {}]);
    expect(await run(app, tagSelected, dana!, { selection: whole.key, add: ['Seen'] })).toEqual({ changed: 1 });
    expect((await run(app, selectItems, dana!, { list: 'case', query: 'q=Team' })).count).toBe(1);
    const { key } = await run(app, selectItems, mo!, { list: 'case', query: 'q=Team' });
    const plan = await as(mo!, async () =>
      planAct(db().read, await findSelection(db().read, key, mo!), { act: 'assign', to: dana!.accountId }),
    );
    expect([plan.does.map(({ ref }) => ref), plan.stays.get('person')?.map(({ ref }) => ref)]).toEqual([
      [open],
      [secret],
    ]);
    expect(await planned(mo!, key, 'public')).toEqual([[open], { limited: [secret] }]);
    expect(await run(app, assignSelected, mo!, { selection: key, to: dana!.accountId })).toEqual({ changed: 1 });
  });

  it('does not give an item back to someone who no longer sees it', async () => {
    const [open, secret] = (await addCases('Back open', 'Back secret')) as [string, string];
    await run(app, assign, mo!, { items: [open, secret], to: dana!.accountId });
    const { key } = await run(app, selectItems, mo!, { list: 'case', query: 'q=Back' });
    await run(app, assignSelected, mo!, { selection: key, to: ed!.accountId });
    const proven = { ...administrator, provenAt: new Date(now) };
    const members = [mo!.accountId, ed!.accountId];
    const { id: team } = await run(app, createTeam, proven, { name: 'South', members });
    await run(app, limitItem, ed!, { thing: secret, team });
    expect(await run(app, undoSelected, mo!, { selection: key })).toEqual({ undone: 1 });
    const { id } = await thing(secret);
    expect((await findSelection(db().read, key, mo!)).outcome!.left).toEqual([id]);
    const holder = await db()
      .read.selectFrom('assignment')
      .select('account_id')
      .where('thing_id', '=', id)
      .executeTakeFirstOrThrow();
    expect(Number(holder.account_id)).toBe(ed!.accountId);
  });

  it('is refused with a version that no item can have, and ignores other spellings of an item', async () => {
    const [ref] = (await addCases('Spelled')) as [string];
    const select = (versions: Record<string, number>) =>
      codeOf(run(app, selectItems, mo!, { list: 'case', query: '', versions }));
    expect([await select({ [ref]: 3_000_000_000 }), await select({ [ref.replace('/', '/00')]: 1 })]).toEqual([
      'invalid_input',
      'nothing_selected',
    ]);
  });

  it('gets a fact, each item by a claim of its own, except items that have a value; one undo withdraws the claims', async () => {
    const { sources } = await run(app, file, mo!, { sources: [{ title: 'A report', kind: 'report' }] });
    const fact = { property: 'home-country', value: 'KZ' };
    const claim = {
      // A check is for one claim, so none of these is checked.
      checked: true,
      wording: '“{title}” is in Kazakhstan. {title}!',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ actor: '#fund', verb: 'said' }],
      support: { kind: 'reference' as const, source: sources[0]! },
    };
    const actors = [{ key: 'fund', kind: 'organisation' as const, names: [{ text: 'The Fund' }] }];
    const { actors: outlets } = await run(app, file, mo!, {
      actors: ['$& Daily', 'Fact Two', 'Fact Three'].map((text) => ({
        kind: 'outlet' as const,
        names: [{ text }, { text: `Fact ${text}` }],
      })),
    });
    const statements = [{ subject: outlets[1]!, property: 'home-country', value: 'RU' }];
    await run(app, file, mo!, { claims: [{ ...claim, chain: [{ pagesOwn: true }], statements }] });
    const select = () => run(app, selectItems, mo!, { list: 'actor', query: 'q=Fact' });
    const add = (key: string, more: object = {}) =>
      run(app, addFactSelected, mo!, { selection: key, claim, actors, fact, ...more }, undefined, { batch: key });
    const refused = await run(app, addFactSelected, mo!, {
      selection: (await select()).key,
      claim: { ...claim, chain: [{ actor: 'actor/999999' }] },
      fact: { property: 'home-country', value: 'Narnia' },
    }).catch((error: AppError) => error);
    expect((refused as AppError).fields.map(({ path }) => path).toSorted()).toEqual([
      'claim.chain.0.actor',
      'fact.value',
    ]);

    const { key, count } = await select();
    expect([count, await add(key)]).toEqual([3, { changed: 2 }]);
    expect((await findSelection(db().read, key, mo!)).outcome!.stays).toEqual({
      valued: [(await thing(outlets[1]!)).id],
    });
    const { sets } = await loadBatch(db().read, key, { limit: 2, offset: 0 });
    const stated = async () =>
      (
        await db()
          .read.selectFrom('statement as s')
          .innerJoin('thing as t', 't.id', 's.claim_id')
          .innerJoin('claim as c', 'c.id', 's.claim_id')
          .select(['c.wording', 'c.state', 's.subject_id', 't.visibility'])
          .where('s.property', '=', 'home-country')
          .where('s.value_key', '=', 'KZ')
          .where('t.withdrawn_at', 'is', null)
          .orderBy('t.id')
          .execute()
      ).map(({ subject_id, ...rest }) => ({ ...rest, of: Number(subject_id) }));
    const own = { state: 'draft', visibility: 'desk' };
    expect(await stated()).toEqual([
      { ...own, wording: '“$& Daily” is in Kazakhstan. $& Daily!', of: (await thing(outlets[0]!)).id },
      { ...own, wording: '“Fact Three” is in Kazakhstan. Fact Three!', of: (await thing(outlets[2]!)).id },
    ]);
    expect(await codeOf(add(key))).toBe('conflict');
    expect(await add((await select()).key)).toEqual({ changed: 0 });
    await undo(app, ed!, { target: { set: sets[0]!.id }, reason: 'It was the wrong fund.' });
    expect(await stated()).toEqual([]);
    expect(await add((await select()).key, { others: true })).toEqual({ changed: 3 });
  });

  it('refuses a fact whose wording becomes too long with the titles', async () => {
    const titles = Array.from({ length: 3 }, (_, index) => `Long wording ${index} ${'x'.repeat(400)}`);
    await addCases(...titles);
    const { key } = await run(app, selectItems, mo!, { list: 'case', query: 'q=Long wording' });
    const add = (wording: string) =>
      run(app, addFactSelected, mo!, {
        selection: key,
        claim: {
          wording,
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ pagesOwn: true }],
          support: { kind: 'direct-word', note: 'By phone.' },
        },
        fact: { property: 'state-behind', value: 'KZ' },
      });
    for (const times of [2_500, 50])
      expect(((await add('{title} '.repeat(times)).catch((error: unknown) => error)) as AppError).fields).toEqual([
        { path: 'claim.wording', message: 'errors.field.text.long' },
      ]);
    expect(await add('{title} '.repeat(40))).toEqual({ changed: 3 });
  });

  it('leaves limited sources out of a fact for open ones, whose claims would be limited, too', async () => {
    const kind = 'report';
    const { sources } = await run(app, file, mo!, {
      sources: ['Mixed open', 'Mixed limited'].map((title) => ({ title, kind })),
    });
    const members = [mo!.accountId, ed!.accountId];
    const proven = { ...administrator, provenAt: new Date(now) };
    const { id: team } = await run(app, createTeam, proven, { name: 'East', members });
    await run(app, limitItem, ed!, { thing: sources[1]!, team });
    const add = (query: string) =>
      as(mo!, async () => {
        const { key } = await run(app, selectItems, mo!, { list: 'source', query });
        const { changed } = await run(app, addFactSelected, mo!, {
          selection: key,
          actors: [{ key: 'fund', kind: 'organisation', names: [{ text: `The Fund of ${query}` }] }],
          claim: {
            wording: '{title} was sent.',
            kind: 'paraphrase',
            mode: 'stated',
            chain: [{ actor: '#fund' }],
            support: { kind: 'direct-word', note: 'By phone.' },
          },
          fact: { property: 'sent', value: '2030-01-02' },
        });
        return [changed, (await findSelection(db().read, key, mo!)).outcome!.stays];
      });
    const seenByDana = () =>
      as(dana!, async () =>
        (
          await db()
            .read.selectFrom('claim')
            .select('wording')
            .where('wording', 'like', 'Mixed%sent.')
            .orderBy('id')
            .execute()
        ).map(({ wording }) => wording),
      );
    expect(await add('q=Mixed')).toEqual([1, { limited: [(await thing(sources[1]!)).id] }]);
    expect(await seenByDana()).toEqual(['Mixed open was sent.']);
    expect(await add('q=Mixed limited')).toEqual([1, {}]);
    expect(await seenByDana()).toEqual(['Mixed open was sent.']);
  });

  it('unchecks claims and changes who sees items, and says what stays and why', async () => {
    const { sources } = await run(app, file, ed!, { sources: [{ title: 'A page', kind: 'article' }] });
    const { claims } = await run(app, file, ed!, {
      claims: ['Listed one.', 'Listed two.', 'Listed three.'].map((wording, at) => ({
        wording,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        visibility: at === 2 ? ('public' as const) : ('desk' as const),
        checked: at !== 1,
        chain: [{ pagesOwn: true }],
        support: { kind: 'reference' as const, source: sources[0]! },
        statements: [],
      })),
    });
    const versions = Object.fromEntries(claims.map((ref) => [ref, 1]));
    // Readers see a public claim, so only an editor unchecks it. The others are unchecked all the same.
    const mixed = await run(app, selectItems, mo!, { list: 'claim', query: '', versions });
    expect(await planned(mo!, mixed.key, 'uncheck')).toEqual([
      [claims[0]],
      { already: [claims[1]], editor: [claims[2]] },
    ]);
    expect(await run(app, uncheckSelected, mo!, { selection: mixed.key })).toEqual({ changed: 1 });
    expect((await findSelection(db().read, mixed.key, mo!)).outcome!.stays).toEqual({
      already: [(await thing(claims[1]!)).id],
      editor: [(await thing(claims[2]!)).id],
    });
    await run(app, checkClaims, ed!, { claims: [claims[0]!] });
    versions[claims[0]!] = 3;
    const first = await run(app, selectItems, ed!, { list: 'claim', query: '', versions });
    expect(await run(app, uncheckSelected, ed!, { selection: first.key })).toEqual({ changed: 2 });
    expect((await findSelection(db().read, first.key, ed!)).outcome!.stays).toEqual({
      already: [(await thing(claims[1]!)).id],
    });
    await run(app, checkClaims, ed!, { claims });
    const stale = await run(app, selectItems, ed!, { list: 'claim', query: '', versions });
    const [does, stays] = await planned(ed!, stale.key, 'desk');
    expect([does, Object.keys(stays!)]).toEqual([[], ['changed']]);
    const { key } = await run(app, selectItems, ed!, { list: 'claim', query: 'q=Listed' });
    expect(await planned(ed!, key, 'desk')).toEqual([[claims[2]], { already: [claims[0], claims[1]] }]);
    expect(await run(app, showSelected, ed!, { selection: key, visibility: 'desk' })).toEqual({ changed: 1 });
    expect((await thing(claims[2]!)).visibility).toBe('desk');
  });

  it('changes the tags of articles, leaves those that readers see to editors, and is undone except where it changed since', async () => {
    const { dated } = await fileForArticles(app);
    const made = await run(app, createArticles, mo!, {
      articles: ['Tagged one', 'Tagged two', 'Tagged three'].map((text) => ({
        headline: { text, claims: [dated] },
        blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [dated] }] }],
      })),
    });
    const [one, two, three] = made.map(({ article }) => article) as [string, string, string];
    await run(app, tagArticles, ed!, { articles: [{ article: one, tags: ['Old', 'Other'] }] });
    await run(app, publishArticle, ed!, { article: three, version: 1 });
    const tags = async () => {
      const ids = await Promise.all([one, two, three].map(async (ref) => (await thing(ref)).id));
      const held = await loadTags(db().read, ids);
      return ids.map((id) => held.get(id)?.map(({ name }) => name) ?? []);
    };
    const select = async (who: Principal) =>
      (await run(app, selectItems, who, { list: 'article', query: 'q=Tagged' })).key;
    const add = (key: string, who: Principal, more: object = {}) =>
      run(app, tagSelectedArticles, who, { selection: key, add: ['New'], drop: ['old'], ...more });
    const first = await select(mo!);
    expect(await planned(mo!, first, 'tag')).toEqual([[one, two], { editor: [three] }]);
    expect(await codeOf(add(first, mo!, { section: null }))).toBe('editor_needed');
    expect(await codeOf(run(app, tagSelected, mo!, { selection: first, add: ['New'] }))).toBe('invalid_input');
    expect(await add(first, mo!)).toEqual({ changed: 2 });
    expect(await tags()).toEqual([['New', 'Other'], ['New'], []]);
    expect(await codeOf(add(first, mo!))).toBe('conflict');

    expect(await codeOf(run(app, undoSelected, mo!, { selection: first }))).toBe('not_found');
    await run(app, tagArticles, ed!, { articles: [{ article: two, add: ['Since'] }] });
    expect(await run(app, undoTaggedArticles, mo!, { selection: first })).toEqual({ undone: 1 });
    expect(await tags()).toEqual([['Old', 'Other'], ['New', 'Since'], []]);
    expect((await findSelection(db().read, first, mo!)).outcome!.left).toEqual([(await thing(two)).id]);
    expect(await codeOf(run(app, undoTaggedArticles, mo!, { selection: first }))).toBe('not_found');

    // An article that was published in the meantime is left to editors, too.
    const second = await select(mo!);
    await add(second, mo!);
    await run(app, publishArticle, ed!, { article: one, version: 1 });
    expect(await run(app, undoTaggedArticles, mo!, { selection: second })).toEqual({ undone: 1 });
    expect((await tags())[0]).toEqual(['New', 'Other']);
    const third = await select(ed!);
    expect(await add(third, ed!)).toEqual({ changed: 3 });
    expect((await tags())[2]).toEqual(['New']);
    expect(await run(app, undoTaggedArticles, ed!, { selection: third })).toEqual({ undone: 3 });
    expect((await tags())[2]).toEqual([]);
  });
});
