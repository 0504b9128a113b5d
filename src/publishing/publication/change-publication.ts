import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import {
  loadPublication,
  publicationSchema,
  settingRow,
  settingsOf,
  type Logo,
  type Settings,
  type Stored,
} from './publication.ts';

export const versionSchema = z.coerce.number().int().min(0);

/** Changes the settings of the publication. @throws AppError `conflict` if someone saved since `version` */
export const changePublication = defineOperation({
  name: 'publishing.changePublication',
  permission: editors,
  input: z.object({ version: versionSchema, to: publicationSchema }),
  async write({ tx, input, change }) {
    const before = await lockPublication(tx, input.version);
    await storeSettings(tx, input.to, before.publication.logo, before.version);
    change({ kind: 'setting', thingId: 0, action: 'changed', before: settingsOf(before.publication), after: input.to });
  },
});

/** Reads the stored settings, and locks them for a change. @throws AppError `conflict` */
export async function lockPublication(tx: Tx, version: number): Promise<Stored> {
  // The first change creates the row here, so that there is a row to lock.
  await tx
    .insertInto('setting')
    .values(settingRow(settingsOf((await loadPublication(tx)).publication), undefined, 0))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx.selectFrom('setting').select('name').where('name', '=', 'publication').forUpdate().execute();
  const stored = await loadPublication(tx);
  if (stored.version !== version) throw new AppError('conflict');
  return stored;
}

export async function storeSettings(
  tx: Tx,
  settings: Settings,
  logo: Logo | undefined,
  version: number,
): Promise<void> {
  const row = settingRow(settings, logo, version + 1);
  await tx.updateTable('setting').set({ value: row.value }).where('name', '=', row.name).execute();
}
