import type { Reader, Tx } from './tx.ts';

/** The value of a setting of this installation, parsed from JSON; undefined if it was never stored. */
export async function readSetting(db: Reader, name: string): Promise<unknown> {
  return (await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst())?.value;
}

/** Stores a setting, replacing an earlier value. An operation that calls this must report the change itself. */
export async function storeSetting(tx: Tx, name: string, content: unknown): Promise<void> {
  const value = JSON.stringify(content);
  await tx
    .insertInto('setting')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
