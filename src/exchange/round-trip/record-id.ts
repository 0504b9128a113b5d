import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { readSetting } from '../../platform/database/settings.ts';

const name = 'record';

/** The id of this record, which all its exports contain; null until the first export. */
export async function readRecordId(db: Reader): Promise<string | null> {
  const stored = await readSetting(db, name);
  return typeof stored === 'string' ? stored : null;
}

/**
 * Creates the id of the record, once. A migration cannot do this, because databases may be copies of one template, and
 * would then all have the same id.
 */
export const nameRecord = defineOperation({
  name: 'exchange.nameRecord',
  permission: ['system'],
  input: z.object({}),
  async write({ tx, change }): Promise<string> {
    const id = `urn:uuid:${randomUUID()}`;
    await tx
      .insertInto('setting')
      .values({ name, value: JSON.stringify(id) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const kept = await readRecordId(tx);
    if (kept === id)
      change({ kind: 'setting', thingId: 0, action: 'changed', before: { record: null }, after: { record: id } });
    return kept ?? id;
  },
});

export const recordId = async (app: App): Promise<string> =>
  (await readRecordId(app.db.read)) ?? run(app, nameRecord, systemPrincipal, {});
