import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { invited } from '../../accounts/testing/invited.ts';
import { run, runAsViewer, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../filing/file.ts';
import { lastChange } from '../history/last-change.ts';
import { undo } from '../history/undo/undo.ts';
import { merge } from '../lifecycle/merge.ts';
import { unmerge } from '../lifecycle/unmerge.ts';
import { redactPerson } from '../protection/redact.ts';
import { sealThing, unseal } from '../protection/seal.ts';
import { findThing, parseRef } from '../refs.ts';
import { limitItem } from '../teams/limit-item.ts';
import { followLimits } from '../teams/limits.ts';
import { loadViewer } from '../teams/load-viewer.ts';
import { newKeyHolder } from '../testing/key-holder.ts';
import { createTag, removeTag, renameTag } from './change-tags.ts';
import { listDeskTags, listTagNames, loadThingTags } from './queries.ts';
import { tagItems } from './tag-items.ts';

const thingOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
const tagsOf = async (app: App, ref: string): Promise<string[]> => {
  const { id } = await thingOf(app, ref);
  return (await loadThingTags(app.db.read, [id])).get(id) ?? [];
};
const names = async (app: App): Promise<string[]> => (await listDeskTags(app.db.read)).map(({ name }) => name);
const newCases = async (app: App, ...titles: string[]): Promise<string[]> =>
  (await run(app, file, editor, { cases: titles.map((title) => ({ title, visibility: 'public' as const })) })).cases;
const newDeskCases = async (app: App, ...titles: string[]): Promise<string[]> =>
  (await run(app, file, editor, { cases: titles.map((title) => ({ title })) })).cases;

onBothDatabases('the tags of the desk', (db) => {
  let app: App;
  beforeAll(() => (app = testApp(db())));
  beforeEach(async () => {
    for (const { name } of await listDeskTags(app.db.read)) await run(app, removeTag, editor, { tag: name });
  });

  it('are added to a set of items and removed by name, also from public items by a monitor', async () => {
    const [a, b] = (await newCases(app, 'One', 'Two')) as [string, string];
    const filed = await run(app, file, monitor, {
      actors: [{ kind: 'person', names: [{ text: 'Anna' }], tags: ['Urgent'] }],
      sources: [{ kind: 'article', title: 'Text', tags: ['urgent', 'Later'] }],
    });
    const items = [a, b, filed.actors[0]!, filed.sources[0]!];
    expect(await run(app, tagItems, monitor, { items, add: ['urgent', ' to  call '] })).toEqual({ changed: 4 });
    expect(await tagsOf(app, filed.sources[0]!)).toEqual(['Later', 'to call', 'Urgent']);
    expect(await run(app, tagItems, monitor, { items, add: ['to call'], drop: ['URGENT'] })).toEqual({ changed: 4 });
    expect(await tagsOf(app, a)).toEqual(['to call']);
    expect(await listDeskTags(app.db.read)).toEqual([
      { name: 'Later', cases: 0, actors: 0, sources: 1 },
      { name: 'to call', cases: 2, actors: 1, sources: 1 },
    ]);
  });

  it('are refused for other kinds, with a separator, and if there are too many', async () => {
    const [a] = (await newCases(app, 'One')) as [string];
    const { events } = await run(app, file, monitor, { events: [{ case: a, title: 'Event' }] });
    const tagging = (items: string[], add: string[]) => run(app, tagItems, monitor, { items, add });
    await expect(tagging([events[0]!], ['x'])).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(tagging([a], ['x, y'])).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(tagging([a], [])).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(tagging(['case/999999'], ['x'])).rejects.toMatchObject({ code: 'invalid_input' });
    await tagging(
      [a],
      Array.from({ length: 50 }, (_, at) => `tag ${at}`),
    );
    await expect(tagging([a], ['one more'])).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('can be undone for a whole set', async () => {
    const [a, b] = (await newCases(app, 'One', 'Two')) as [string, string];
    await run(app, tagItems, monitor, { items: [a], add: ['first'] });
    await run(app, tagItems, monitor, { items: [a, b], add: ['second'], drop: ['first'] });
    const { set } = await lastChange(app.db.read, await thingOf(app, b));
    await undo(app, editor, { target: { set }, reason: 'It was the wrong set.' });
    expect([await tagsOf(app, a), await tagsOf(app, b)]).toEqual([['first'], []]);
  });

  it('are created, renamed, merged and removed; a taken name needs a merge', async () => {
    const [a, b] = (await newCases(app, 'One', 'Two')) as [string, string];
    await run(app, createTag, monitor, { name: 'Empty' });
    await expect(run(app, createTag, monitor, { name: 'empty' })).rejects.toMatchObject({ code: 'invalid_input' });
    await run(app, tagItems, monitor, { items: [a], add: ['one', 'two'] });
    await run(app, tagItems, monitor, { items: [b], add: ['two', 'empty'] });
    await run(app, renameTag, editor, { tag: 'EMPTY', name: 'Full' });
    expect(await names(app)).toEqual(['Full', 'one', 'two']);
    await expect(run(app, renameTag, editor, { tag: 'two', name: 'ONE' })).rejects.toMatchObject({
      fields: [{ path: 'name', message: 'record.error.tag.taken' }],
    });
    await run(app, renameTag, editor, { tag: 'two', name: 'ONE', merge: true });
    expect([await tagsOf(app, a), await tagsOf(app, b)]).toEqual([['one'], ['Full', 'one']]);
    await run(app, removeTag, editor, { tag: 'one' });
    expect([await tagsOf(app, a), await names(app)]).toEqual([[], ['Full']]);
    const { set } = await lastChange(app.db.read, await thingOf(app, a));
    await undo(app, editor, { target: { set }, reason: 'It was needed after all.' });
    expect([await tagsOf(app, a), await tagsOf(app, b)]).toEqual([['one'], ['Full', 'one']]);
    await expect(run(app, renameTag, editor, { tag: 'none', name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('of merged items are united, and separate again after the merge is undone', async () => {
    const [a, b] = (await newCases(app, 'One', 'Two')) as [string, string];
    await run(app, tagItems, monitor, { items: [a], add: ['one', 'both'] });
    await run(app, tagItems, monitor, { items: [b], add: ['two', 'Both'] });
    await run(app, merge, editor, { from: b, into: a });
    expect(await tagsOf(app, a)).toEqual(['both', 'one', 'two']);
    expect(await listDeskTags(app.db.read)).toContainEqual({ name: 'both', cases: 1, actors: 0, sources: 0 });
    await run(app, tagItems, monitor, { items: [a], add: ['three'], drop: ['two'] });
    expect(await tagsOf(app, a)).toEqual(['both', 'one', 'three']);
    await run(app, unmerge, editor, { thing: b });
    expect([await tagsOf(app, a), await tagsOf(app, b)]).toEqual([['both', 'one', 'three'], ['both']]);
  });

  it('are sealed with their item, and come back with it', async () => {
    const holder = await newKeyHolder(app, 'editor');
    const { sources } = await run(app, file, monitor, {
      sources: [{ kind: 'article', title: 'Text', tags: ['informant of the mayor'] }],
    });
    await sealThing(app, holder.principal, { thing: sources[0]!, for: [holder.id] });
    expect([await tagsOf(app, sources[0]!), await names(app)]).toEqual([[], []]);
    expect(JSON.stringify(await app.db.read.selectFrom('change').selectAll().execute())).not.toContain('informant');
    await expect(run(app, tagItems, monitor, { items: [sources[0]!], add: ['x'] })).rejects.toMatchObject({
      code: 'sealed',
    });
    await run(app, unseal, holder.principal, { thing: sources[0]!, identity: holder.identity });
    expect(await tagsOf(app, sources[0]!)).toEqual(['informant of the mayor']);
  });

  it('lose the name of a redacted person, and the person loses all tags', async () => {
    const [a] = (await newCases(app, 'One')) as [string];
    const { actors } = await run(app, file, monitor, {
      actors: [{ kind: 'person', names: [{ text: 'Zarina Omarova' }], tags: ['at risk'] }],
    });
    await run(app, tagItems, monitor, { items: [a], add: ['ask Zarina Omarova', 'other'] });
    await run(app, createTag, monitor, { name: 'Zarina Omarova' });
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'She asked us to remove her.' });
    expect(
      JSON.stringify([await names(app), await app.db.read.selectFrom('change').selectAll().execute()]),
    ).not.toContain('Zarina');
    expect(await tagsOf(app, a)).toHaveLength(2);
    expect(await names(app)).not.toContain('at risk');
  });
});

onBothDatabases('a tag of an item that is limited to a team', (db) => {
  let app: App;
  let member: Principal;
  let other: Principal;
  beforeAll(async () => {
    app = {
      ...testApp(db(), { listeners: [followLimits] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
    [member, other] = [await invited(app, 'member', 'editor'), await invited(app, 'other', 'editor')];
  });

  it('is not listed, counted, changed or revealed by its spelling to anyone outside', async () => {
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId!] });
    const [quiet, loud] = (await newDeskCases(app, 'Quiet', 'Loud')) as [string, string];
    await run(app, limitItem, member, { thing: quiet, team });
    await run(app, tagItems, member, { items: [quiet], add: ['Secret Plan', 'shared'] });
    await run(app, tagItems, other, { items: [loud], add: ['shared'] });
    const listed = (who: Principal) => runAsViewer(app, who, () => listDeskTags(app.db.read));
    expect(await listed(other)).toEqual([{ name: 'shared', cases: 1, actors: 0, sources: 0 }]);
    expect(await listed(member)).toEqual([
      { name: 'Secret Plan', cases: 1, actors: 0, sources: 0 },
      { name: 'shared', cases: 2, actors: 0, sources: 0 },
    ]);
    const named = (who: Principal) => runAsViewer(app, who, () => listTagNames(app.db.read));
    expect(await named(other)).toEqual(['shared']);
    expect(await named(member)).toEqual(['Secret Plan', 'shared']);
    for (const attempt of [
      () => run(app, renameTag, other, { tag: 'secret plan', name: 'x' }),
      () => run(app, removeTag, other, { tag: 'secret plan' }),
      () => run(app, tagItems, other, { items: [quiet], add: ['x'] }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: expect.stringMatching(/not_found|invalid_input/) });
    await run(app, tagItems, other, { items: [loud], add: ['secret plan'] });
    expect((await listed(other)).map(({ name }) => name)).toEqual(['secret plan', 'shared']);
    await run(app, renameTag, other, { tag: 'shared', name: 'Common' });
    expect((await listed(member)).find(({ name }) => name === 'Common')).toMatchObject({ cases: 2 });
    const told = (who: Principal) =>
      runAsViewer(app, who, async () => (await app.db.read.selectFrom('change').select('thing_id').execute()).length);
    expect((await told(other)) < (await told(member))).toBe(true);
  });
});
