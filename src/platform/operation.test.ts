import { expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from './errors.ts';
import type { ChangeSet } from './changes.ts';
import { defineOperation, run, type ChangeListener } from './operation.ts';
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

onBothDatabases('an operation', (db) => {
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
});
