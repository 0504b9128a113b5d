import { z } from 'zod';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { readSetting } from '../../platform/database/settings.ts';

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
 * Loads the sample data into a new database. Does nothing if the sample data was declined at the first start, or if the
 * record is not empty. If the first start was killed while loading, the next start loads the data.
 * @param loadExample does nothing if the sample data is already loaded
 * @returns whether the sample data was loaded now
 */
export async function firstStart(app: App, loadExample: (app: App) => Promise<unknown>): Promise<boolean> {
  if ((await readSetting(app.db.read, setting)) !== undefined) return false;
  const anything = await app.db.read
    .selectFrom('thing')
    .select('id')
    .where('example', '=', false)
    .limit(1)
    .executeTakeFirst();
  const example = app.config.example && !anything;
  if (example) await loadExample(app);
  await run(app, noteFirstStart, systemPrincipal, { example });
  return example;
}
