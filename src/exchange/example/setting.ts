import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { readSetting, storeSetting } from '../../platform/database/settings.ts';
import type { InterfaceLocale } from '../../platform/messages/messages.ts';
import type { Imprint } from '../../publishing/publication/publication.ts';

/** The state of the sample data in this installation: never loaded (null), loaded, or removed for good. */
export type ExampleState = 'loaded' | 'removed' | null;

const name = 'example';
const inventedName = 'invented-example';

export async function exampleState(db: Reader): Promise<ExampleState> {
  const stored = await readSetting(db, name);
  return stored === 'loaded' || stored === 'removed' ? stored : null;
}

/** Stores the state. The operations that call this record the change in the history. */
export const setExampleState = (tx: Tx, state: 'loaded' | 'removed'): Promise<void> => storeSetting(tx, name, state);

/** Makes processes that start at the same time load the sample data one after the other, so that only one loads it. */
export async function lockExample(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('kronika_example'))`.execute(tx);
}

const failedName = 'example-failed';

/** When loading the sample data failed; null if it has not failed, or if a later start has loaded it or left it out. */
export async function exampleFailure(db: Reader): Promise<Date | null> {
  const stored = (await readSetting(db, failedName)) as { at: string } | undefined;
  return stored ? new Date(stored.at) : null;
}

export async function setExampleFailure(tx: Tx, at: Date | null): Promise<void> {
  if (at) return storeSetting(tx, failedName, { at: at.toISOString() });
  await tx.deleteFrom('setting').where('name', '=', failedName).execute();
}

/** The settings that the invented part added to the publication, for `takeFromPublication`. */
export type Added = {
  imprint: Imprint | null;
  /** Languages of the interface. */ languages?: InterfaceLocale[];
  /** The keys of the sections. */ sections: string[];
  /** The number of the support message. */ support: number | null;
  /** The version of the publication's settings after that. If it is higher now, a person has saved settings since. */
  version: number;
};

/** What the invented part added; null if it was never loaded. After its removal, the fields are null or empty. */
export async function inventedState(db: Reader): Promise<Added | null> {
  return ((await readSetting(db, inventedName)) as Added | undefined) ?? null;
}

export const setInventedState = (tx: Tx, added: Added): Promise<void> => storeSetting(tx, inventedName, added);
