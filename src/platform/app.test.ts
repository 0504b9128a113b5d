import { expect, it } from 'vitest';
import { z } from 'zod';
import { cancellable } from './app.ts';
import { defineOperation, systemPrincipal, run } from './operation.ts';
import { onBothDatabases } from './testing/databases.ts';
import { testApp } from './testing/test-app.ts';

const note = (name: string, between: () => void = () => {}) =>
  defineOperation({
    name: 'test.note',
    permission: ['system'],
    input: z.object({}),
    async write({ tx }) {
      await tx
        .insertInto('setting')
        .values({ name: `${name}-1`, value: '1' })
        .execute();
      between();
      await tx
        .insertInto('setting')
        .values({ name: `${name}-2`, value: '2' })
        .execute();
    },
  });

onBothDatabases('an operation that can be cancelled', (db) => {
  const written = async (name: string): Promise<string[]> =>
    (
      await db().read.selectFrom('setting').select('name').where('name', 'like', `${name}-%`).orderBy('name').execute()
    ).map((row) => row.name);

  it('runs to the end if it is not cancelled', async () => {
    await run(cancellable(testApp(db()), new AbortController().signal), note('whole'), systemPrincipal, {});
    expect(await written('whole')).toEqual(['whole-1', 'whole-2']);
  });

  it('leaves nothing behind if it is cancelled between two statements or at the end', async () => {
    for (const [name, when] of [
      ['between', 'between'],
      ['end', 'end'],
    ] as const) {
      const stop = new AbortController();
      const operation = note(name, () => (when === 'between' ? stop.abort() : queueMicrotask(() => stop.abort())));
      await expect(run(cancellable(testApp(db()), stop.signal), operation, systemPrincipal, {})).rejects.toMatchObject({
        code: 'cancelled',
      });
      expect(await written(name)).toEqual([]);
    }
  });

  it('does not start after it was cancelled', async () => {
    const app = cancellable(testApp(db()), AbortSignal.abort());
    await expect(run(app, note('late'), systemPrincipal, {})).rejects.toMatchObject({ code: 'cancelled' });
    await expect(app.db.read.selectFrom('setting').selectAll().execute()).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
