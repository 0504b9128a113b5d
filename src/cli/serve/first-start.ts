import { z } from 'zod';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';

const setting = 'first-start';

const noteFirstStart = defineOperation({
  name: 'house.noteFirstStart',
  permission: ['system'],
  input: z.object({ example: z.boolean() }),
  async write({ tx, input, at }) {
    const value = JSON.stringify({ at: at.toISOString(), example: input.example });
    await tx
      .insertInto('setting')
      .values({ name: setting, value })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  },
});

/**
 * Loads the example into a database that is new: not where it was declined at the first start, nor beside things
 * that somebody has filed. A start that was killed in the middle is made up for by the next.
 * @param loadExample does nothing where the example is loaded already
 * @returns whether the example was loaded now
 */
export async function firstStart(app: App, loadExample: (app: App) => Promise<unknown>): Promise<boolean> {
  const started = await app.db.read.selectFrom('setting').select('name').where('name', '=', setting).executeTakeFirst();
  if (started) return false;
  const anything = await app.db.read.selectFrom('thing').select('id').limit(1).executeTakeFirst();
  const example = app.config.example && !anything;
  if (example) await loadExample(app);
  await run(app, noteFirstStart, systemPrincipal, { example });
  return example;
}
