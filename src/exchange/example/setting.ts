import type { Reader, Tx } from '../../platform/database/tx.ts';
import { readSetting, storeSetting } from '../../platform/database/settings.ts';

/** The state of the sample data in this installation: never loaded (null), loaded, or removed for good. */
export type ExampleState = 'loaded' | 'removed' | null;

const name = 'example';

export async function exampleState(db: Reader): Promise<ExampleState> {
  const stored = await readSetting(db, name);
  return stored === 'loaded' || stored === 'removed' ? stored : null;
}

/** Stores the state. The operations that call this record the change in the history. */
export const setExampleState = (tx: Tx, state: 'loaded' | 'removed'): Promise<void> => storeSetting(tx, name, state);
