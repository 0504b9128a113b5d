import { z } from 'zod';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { setExampleFailure } from '../../exchange/example/setting.ts';
import { readSetting } from '../../platform/database/settings.ts';

const setting = 'first-start';

const noteFirstStart = defineOperation({
  name: 'house.noteFirstStart',
  permission: ['system'],
  onFullDisk: 'runs',
  input: z.object({ example: z.boolean(), failed: z.boolean().default(false) }),
  async write({ tx, input, at }) {
    await setExampleFailure(tx, input.failed ? at : null);
    if (input.failed) return;
    const value = JSON.stringify({ at: at.toISOString(), example: input.example });
    await tx
      .insertInto('setting')
      .values({ name: setting, value })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  },
});

/**
 * Loads the sample data at the first start, unless the settings decline it or the record already has its own items.
 * If loading fails, `failed` gets the error, the desk shows that loading failed, and the server starts without the
 * sample data. The next start then tries again. It also tries again if the process was killed while loading.
 * @param loadExample does nothing if the sample data is already loaded
 * @returns whether the sample data was loaded now
 */
export async function firstStart(
  app: App,
  loadExample: (app: App) => Promise<unknown>,
  failed: (error: unknown) => void,
): Promise<boolean> {
  if ((await readSetting(app.db.read, setting)) !== undefined) return false;
  const anything = await app.db.read
    .selectFrom('thing')
    .select('id')
    .where('example', '=', false)
    .limit(1)
    .executeTakeFirst();
  const example = app.config.example && !anything;
  try {
    if (example) await loadExample(app);
  } catch (error) {
    failed(error);
    await run(app, noteFirstStart, systemPrincipal, { example: false, failed: true });
    return false;
  }
  await run(app, noteFirstStart, systemPrincipal, { example });
  return example;
}
