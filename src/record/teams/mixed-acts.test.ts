import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { invited } from '../../accounts/testing/invited.ts';
import { run, runAsViewer, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { dismissDuplicate } from '../duplicates/dismiss.ts';
import { file } from '../filing/file.ts';
import { previewUndo } from '../history/undo/preview.ts';
import { undo } from '../history/undo/undo.ts';
import { undosOf, undoState } from '../history/undo/undo-state.ts';
import { merge } from '../lifecycle/merge.ts';
import { unmerge } from '../lifecycle/unmerge.ts';
import { setVisibility, withdraw } from '../lifecycle/withdraw.ts';
import { findThing, parseRef } from '../refs.ts';
import { countChanges, listChangeSets, loadChangeSet, loadChangesOf } from '../views/change-sets.ts';
import { loadHistory } from '../views/history.ts';
import { limitItem } from './limit-item.ts';
import { followLimits } from './limits.ts';
import { loadViewer } from './load-viewer.ts';

const reason = 'It was withdrawn by mistake.';

onBothDatabases('a change of limited and open items together', (db) => {
  let app: App;
  let member: Principal;
  let other: Principal;
  let boss: Principal;
  let team: number;
  const as = <T>(who: Principal, work: () => Promise<T>): Promise<T> => runAsViewer(app, who, work);
  beforeAll(async () => {
    app = {
      ...testApp(db(), { listeners: [followLimits] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
    member = await invited(app, 'member', 'monitor');
    other = await invited(app, 'other', 'editor');
    boss = await invited(app, 'boss', 'editor');
    const members = [member.accountId!, boss.accountId!];
    team = (await run(app, createTeam, administrator, { name: 'North', members })).id;
  });

  const aCase = async (who: Principal, title: string, more: { team?: number; visibility?: 'public' } = {}) => {
    const { team: its, ...rest } = more;
    return (await run(app, file, who, { ...(its && { team: its }), cases: [{ title, ...rest }] })).cases[0]!;
  };
  const thing = async (ref: string) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
  /** The history of an item that a person sees, newest first: who did what. */
  const history = async (who: Principal, ref: string) =>
    as(who, async () =>
      (await loadHistory(db().read, await thing(ref))).map(({ by, actions }) => `${by} ${actions.join()}`),
    );
  const newestSet = async (who: Principal) =>
    as(who, async () => (await listChangeSets(db().read, { accounts: false }, { limit: 1 }))[0]!);
  /** What a person sees of a change set. */
  const seen = async (who: Principal, set: number) =>
    as(who, async () => ({
      changes: (await loadChangeSet(db().read, set))?.changes ?? null,
      counted: (await countChanges(db().read, set)).map(({ kind, action, count }) => [kind, action, count]),
      titles: (await loadChangesOf(db().read, set, { limit: 50, offset: 0 })).map((row) => row.thing?.title),
      last: (await loadChangesOf(db().read, set, { limit: 50, offset: 1 })).length,
      undo: await previewUndo(db().read, { set }).then(({ total, things }) => [total, things]),
    }));

  it('shows everyone at the desk who changed the open items, and shows the limited items only to the team', async () => {
    const hidden = await aCase(member, 'Quiet one', { team });
    const one = await aCase(other, 'Open one');
    const between = await aCase(member, 'Quiet two', { team });
    const two = await aCase(other, 'Open two');
    await run(app, withdraw, member, { things: [hidden, one, between, two], reason }, 'A reason');
    const set = await newestSet(other);
    expect([set.by, set.why, set.changes]).toEqual(['member', 'A reason', 2]);
    expect(await seen(other, set.id)).toEqual({
      changes: 2,
      counted: [['case', 'withdrawn', 2]],
      titles: ['Open one', 'Open two'],
      last: 1,
      undo: [2, 2],
    });
    expect((await seen(boss, set.id)).titles).toEqual(['Quiet one', 'Open one', 'Quiet two', 'Open two']);
    expect(await history(other, one)).toEqual(['member withdrawn', 'other created']);
    // Someone outside the team undoes what they see, and nothing else.
    const done = await as(other, () => undo(app, other, { target: { set: set.id }, reason }));
    expect(done).toMatchObject({ total: 2, seen: 2, done: 2, skipped: 0, finished: true });
    expect((await thing(one)).withdrawn_at).toBeNull();
    expect((await thing(hidden)).withdrawn_at).not.toBeNull();
    // A member of the team undoes the rest, which people outside the team do not see.
    const rest = await as(boss, () => undo(app, boss, { target: { set: set.id }, reason }));
    expect(rest).toMatchObject({ total: 4, done: 2 });
    expect((await thing(hidden)).withdrawn_at).toBeNull();
    expect(await as(other, () => undoState(db().read, rest.batch))).toMatchObject({ total: 2, seen: 2, done: 0 });
    expect(await as(other, () => undosOf(db().read, { set: set.id }))).toHaveLength(2);
  });

  it('still shows who made it after one of the items was limited later', async () => {
    const [open, own] = [await aCase(other, 'Open later'), await aCase(member, 'Own cover')];
    await run(app, withdraw, member, { things: [open, own], reason });
    const { id } = await newestSet(other);
    await run(app, limitItem, member, { thing: own, team });
    expect((await seen(other, id)).titles).toEqual(['Open later']);
    expect(await history(other, open)).toEqual(['member withdrawn', 'other created']);
    const shown = await aCase(boss, 'Public', { visibility: 'public' });
    const cover = await aCase(boss, 'Cover', { team });
    await run(app, setVisibility, boss, { things: [shown, cover], visibility: 'desk' });
    expect(await history(other, shown)).toEqual(['boss visibility', 'boss created']);
  });

  it('is hidden from people outside the team if all its items are limited, and so is its undo', async () => {
    const before = (await newestSet(other)).id;
    const hidden = await aCase(member, 'Only quiet', { team });
    await run(app, withdraw, member, { things: [hidden], reason });
    const { id } = await newestSet(member);
    expect((await newestSet(other)).id).toBe(before);
    expect(await seen(other, id)).toMatchObject({ changes: null, titles: [], undo: [0, 0] });
    const undone = await as(boss, () => undo(app, boss, { target: { set: id }, reason }));
    expect(await as(other, () => undoState(db().read, undone.batch))).toBeNull();
    expect((await newestSet(other)).id).toBe(before);
  });

  it('is hidden from people outside the team if it only relates an open item to a limited one, as a merge does', async () => {
    const open = await aCase(boss, 'Open case');
    const hidden = await aCase(member, 'Quiet case', { team });
    const before = (await newestSet(other)).id;
    await run(app, dismissDuplicate, boss, { a: open, b: hidden });
    await run(app, merge, boss, { from: hidden, into: open });
    await run(app, unmerge, boss, { thing: hidden });
    await run(app, merge, boss, { from: hidden, into: open });
    const { id } = await newestSet(boss);
    await as(boss, () => undo(app, boss, { target: { set: id }, reason }));
    expect((await history(boss, open)).map((line) => line.replace('boss ', '')).join()).toBe(
      'merged,merged,merged,merged,changed,created',
    );
    expect(await history(other, open)).toEqual(['boss created']);
    expect((await newestSet(other)).id).toBe(before);
  });
});
