import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { awaitCommits, commitUnlessLockdown, lockdownSince, setLockdown, watchLockdown } from './lockdown.ts';
import { defineOperation, run, type App } from './operation.ts';
import { onBothDatabases } from './testing/databases.ts';
import { editor, testApp } from './testing/test-app.ts';
import { deferred } from './testing/deferred.ts';
import { untilWaiting } from './testing/until-waiting.ts';

const begin = defineOperation({
  name: 'test.begin',
  permission: ['editor'],
  lockdown: 'begins',
  input: z.object({}),
  write: ({ tx, at }) => setLockdown(tx, at),
});
const end = defineOperation({
  name: 'test.end',
  permission: ['editor'],
  lockdown: 'runs',
  input: z.object({}),
  write: ({ tx }) => setLockdown(tx, null),
});
const write = ({ prepare, during }: { prepare?: () => Promise<void>; during?: () => Promise<void> } = {}) =>
  defineOperation({
    name: 'test.write',
    permission: ['editor'],
    input: z.object({ name: z.string() }),
    prepare: async () => prepare?.(),
    async write({ tx, input }) {
      await tx.insertInto('setting').values({ name: input.name, value: 'true' }).execute();
      await during?.();
    },
  });

onBothDatabases('in lockdown', (db, kind) => {
  let app: App;
  const open = () => (app ??= testApp(db()));
  const written = async (name: string) =>
    (await db().read.selectFrom('setting').select('name').where('name', '=', name).execute()).length === 1;
  afterEach(() => run(open(), end, editor, {}));

  it('operations are refused before their input is read, except those that are declared to run in lockdown', async () => {
    await run(open(), begin, editor, {});
    expect(await lockdownSince(db().read)).toEqual(app.now());
    await expect(run(app, write(), editor, { name: 1 as never })).rejects.toMatchObject({ code: 'lockdown' });
    await run(app, end, editor, {});
    await run(app, write(), editor, { name: 'afterwards' });
    expect([await lockdownSince(db().read), await written('afterwards')]).toEqual([null, true]);
  });

  it('a write that was being prepared when the lockdown began is refused, and leaves nothing', async () => {
    const [prepares, go] = [deferred(), deferred()];
    const prepare = async () => {
      prepares.open();
      await go.opened;
    };
    const writing = run(open(), write({ prepare }), editor, { name: 'prepared' });
    await prepares.opened;
    await run(app, begin, editor, {});
    go.open();
    await expect(writing).rejects.toMatchObject({ code: 'lockdown' });
    expect(await written('prepared')).toBe(false);
  });

  it.runIf(kind === 'server')('a write whose transaction was open when the lockdown began is refused', async () => {
    const [writes, go] = [deferred(), deferred()];
    const during = async () => {
      writes.open();
      await go.opened;
    };
    const writing = run(open(), write({ during }), editor, { name: 'open' });
    await writes.opened;
    await run(app, begin, editor, {});
    go.open();
    await expect(writing).rejects.toMatchObject({ code: 'lockdown' });
    expect(await written('open')).toBe(false);
  });

  it.runIf(kind === 'server')(
    'a lockdown begins only after the commit of a write that was about to commit',
    async () => {
      const [commits, go] = [deferred(), deferred()];
      const committing = db().transaction(async (tx) => {
        await commitUnlessLockdown(tx);
        commits.open();
        await go.opened;
      });
      await commits.opened;
      let begun = false;
      const beginning = run(open(), begin, editor, {}).then(() => (begun = true));
      try {
        await untilWaiting(db(), 1);
        expect(begun).toBe(false);
      } finally {
        go.open();
        await Promise.all([committing, beginning]);
      }
      expect(begun).toBe(true);
    },
  );

  it('a process that watches is notified when the lockdown begins and ends', async () => {
    const heard: boolean[] = [];
    const watch = await watchLockdown(db(), (on) => heard.push(on));
    try {
      expect(watch.on).toBe(false);
      await run(open(), begin, editor, {});
      await expect.poll(() => heard).toEqual([true]);
      expect(watch.on).toBe(true);
      await run(app, end, editor, {});
      await expect.poll(() => heard).toEqual([true, false]);
    } finally {
      await watch.close();
    }
    await db().transaction(async (tx) => {
      await setLockdown(tx, app.now());
      await awaitCommits(tx);
    });
    const later = await watchLockdown(db(), (on) => heard.push(on));
    expect(later.on).toBe(true);
    await later.close();
    expect(heard).toEqual([true, false]);
  });
});
