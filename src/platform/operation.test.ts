import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from './errors.ts';
import type { ChangeSet } from './changes.ts';
import {
  defineOperation,
  run,
  systemPrincipal,
  type ChangeListener,
  type Operation,
  type Principal,
} from './operation.ts';
import { onBothDatabases } from './testing/databases.ts';
import { editor, monitor, testApp } from './testing/test-app.ts';

const setName = defineOperation({
  name: 'test.setName',
  permission: ['editor'],
  input: z.object({ name: z.string().min(1, 'errors.field.name.missing'), fail: z.boolean().default(false) }),
  async write({ tx, input, change }) {
    await tx
      .insertInto('setting')
      .values({ name: input.name, value: JSON.stringify(true) })
      .execute();
    change({ kind: 'setting', thingId: 1, action: 'created', before: null, after: { name: input.name } });
    if (input.fail) throw new AppError('in_use', { details: { what: input.name } });
    return input.name;
  },
});

onBothDatabases('an operation', (db, kind) => {
  const kept = (name: string) =>
    db().read.selectFrom('setting').select('name').where('name', '=', name).executeTakeFirst();

  it('authorises before it reads the input, and validates before it opens a transaction', async () => {
    const app = testApp(db());
    await expect(run(app, setName, null, { name: '' })).rejects.toMatchObject({ code: 'not_signed_in' });
    await expect(run(app, setName, monitor, { name: '' })).rejects.toMatchObject({
      code: 'not_permitted',
      details: { roles: 'editor' },
    });
    await expect(run(app, setName, editor, { name: '' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'name', message: 'errors.field.name.missing' }],
    });
  });

  it('gives each listener the change set once, inside the transaction and with the handle of the transaction', async () => {
    const seen: ChangeSet[] = [];
    const after: number[] = [];
    const listener: ChangeListener = {
      name: 'test',
      async onChange(tx, set) {
        seen.push(set);
        // The transaction's handle sees the row that is not committed yet.
        await tx.selectFrom('setting').select('name').where('name', '=', 'followed').executeTakeFirstOrThrow();
      },
      afterCommit: (set) => void after.push(set.id),
    };
    const app = testApp(db(), { listeners: [listener] });
    await run(app, setName, editor, { name: 'followed' }, '  because  ');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      operation: 'test.setName',
      why: 'because',
      changes: [{ kind: 'setting', after: { name: 'followed' } }],
    });
    expect(after).toEqual([seen[0]!.id]);
    const row = await db()
      .read.selectFrom('change')
      .selectAll()
      .where('change_set_id', '=', seen[0]!.id)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ before: null, after: { name: 'followed' }, redacted: false });
  });

  it('writes nothing, and notifies no listener, when the write or a listener fails', async () => {
    const after: number[] = [];
    const app = testApp(db(), { listeners: [{ name: 'test', afterCommit: (set) => void after.push(set.id) }] });
    await expect(run(app, setName, editor, { name: 'failed', fail: true })).rejects.toMatchObject({ code: 'in_use' });
    const broken = testApp(db(), {
      listeners: [
        { name: 'broken', onChange: () => Promise.reject(new AppError('conflict')) },
        { name: 'test', afterCommit: (set) => void after.push(set.id) },
      ],
    });
    await expect(run(broken, setName, editor, { name: 'failed' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await kept('failed')).toBeUndefined();
    expect(after).toEqual([]);
  });

  it('tells its listeners of a committed change even if cleaning up fails', async () => {
    const after: number[] = [];
    const app = testApp(db(), { listeners: [{ name: 'test', afterCommit: (set) => void after.push(set.id) }] });
    const cleanUp = (): Promise<void> => Promise.reject(new AppError('disk_full'));
    const done = run(app, { ...setName, cleanUp }, editor, { name: 'not cleaned up' });
    await expect(done).rejects.toMatchObject({ code: 'disk_full' });
    expect(await kept('not cleaned up')).toBeDefined();
    expect(after).toHaveLength(1);
  });

  it('refuses the reading handle inside a transaction', async () => {
    const app = testApp(db());
    const leak = defineOperation({
      name: 'test.leak',
      permission: ['editor'],
      input: z.object({}),
      write: async () => db().read.selectFrom('setting').select('name').execute(),
    });
    await expect(run(app, leak, editor, {})).rejects.toMatchObject({ code: 'root_handle_in_transaction' });
  });

  describe('of a person', () => {
    const milo: Principal = { accountId: 11, name: 'Milo', roles: ['editor'], via: 'web' };
    const rosa = { ...milo, accountId: 12, name: 'Rosa' };

    /** Operations that end when the test says so. */
    function held() {
      let end = (): void => {};
      const ended = new Promise<void>((resolve) => (end = resolve));
      const [started, done]: string[][] = [[], []];
      let [now, most] = [0, 0];
      const define = (more: Partial<Operation<z.core.$ZodType, void>> = {}) =>
        defineOperation({
          name: 'test.hold',
          permission: ['editor', 'system'],
          input: z.string(),
          ...more,
          async write({ input }) {
            started!.push(input as string);
            most = Math.max(most, ++now);
            await ended;
            now--;
            done!.push(input as string);
          },
        });
      return { end, started: started!, done: done!, define, hold: define(), most: () => most };
    }
    const open = () => ({ ...testApp(db()), writer: undefined });
    it('runs alone: of thirty of the same person one uses a connection, eight wait, and the others are refused', async () => {
      const [app, { hold, started, most, end }] = [open(), held()];
      const refused: unknown[] = [];
      const writes = Array.from({ length: 30 }, (_, n) =>
        run(app, hold, milo, `${n}`).catch((error: unknown) => void refused.push(error)),
      );
      await expect.poll(() => [started.length, refused.length]).toEqual([1, 21]);
      expect(refused[0]).toMatchObject({ code: 'rate_limited', details: { seconds: 5 } });
      if (kind === 'server') {
        // A reader and a colleague need not wait.
        await kept('anything');
        const other = held();
        other.end();
        await run(app, other.hold, rosa, 'other');
      }
      end();
      await Promise.all(writes);
      expect([most(), started.length, refused.length]).toEqual([1, 9, 21]);
      await run(app, hold, milo, 'later');
    });

    // In the embedded database, nothing else reaches the queue while a transaction is held open.
    it.runIf(kind === 'server')(
      'is not refused if it is a command, a job, or ends access, so that no one can prevent it by writing',
      async () => {
        const [app, { hold, define, end }] = [open(), held()];
        const before = Array.from({ length: 9 }, () =>
          db().transaction(() => hold.write({ input: '' } as never), { account: 11 }),
        );
        await expect(run(app, hold, milo, 'refused')).rejects.toMatchObject({ code: 'rate_limited' });
        const others = [
          run(app, hold, { ...milo, via: 'cli' }, 'command'),
          run(app, hold, { ...milo, access: 'account' }, 'job'),
          run(app, hold, systemPrincipal, 'system'),
          run(app, define({ endsAccess: () => [] }), milo, 'ends access'),
          run(app, define({ lockdown: 'runs' }), milo, 'lockdown'),
          run(app, define({ urgent: true }), milo, 'urgent'),
        ];
        end();
        await Promise.all([...before, ...others]);
      },
    );

    it('can run another before its transaction, but not inside, where both would wait for ever', async () => {
      const [app, { hold, define, end, done }] = [open(), held()];
      end();
      const prepare = async (): Promise<void> => run(app, hold, milo, 'inner');
      await run(app, define({ prepare: prepare as never }), milo, 'outer');
      expect(done).toEqual(['inner', 'outer']);
      const inside = defineOperation({
        name: 'test.inside',
        permission: ['editor'],
        input: z.object({}),
        lockdown: 'runs',
        write: () => run(app, define({ lockdown: 'runs' }), milo, 'inner'),
      });
      await expect(run(app, inside, milo, {})).rejects.toMatchObject({ code: 'root_handle_in_transaction' });
    });
  });
});
