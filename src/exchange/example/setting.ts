import type { Reader, Tx } from '../../platform/database/tx.ts';

/** The state of the sample data in this installation: never loaded (null), loaded, or removed for good. */
export type ExampleState = 'loaded' | 'removed' | null;

export async function exampleState(db: Reader): Promise<ExampleState> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', 'example').executeTakeFirst();
  return row?.value === 'loaded' || row?.value === 'removed' ? row.value : null;
}

/** Stores the state. The operations that load and remove the sample data call it, and report the change. */
export async function setExampleState(tx: Tx, state: 'loaded' | 'removed'): Promise<void> {
  const value = JSON.stringify(state);
  await tx
    .insertInto('setting')
    .values({ name: 'example', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
