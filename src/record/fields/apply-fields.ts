import type { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { Log } from '../../platform/log/log.ts';
import type { App, Operation } from '../../platform/operation.ts';
import { registerProperties } from '../vocabulary/register-properties.ts';
import { loadDefinition, readStamp } from './definition.ts';

/*
 * The fields of the installation are part of the catalogue of properties in memory, so a look-up needs no query. Each
 * process registers them at its start, and again when the stamp in the database has changed (docs/decisions/0187). The
 * stamp is a random value; each change of fields or lists stores a new one.
 */

/** The channel on which a process that changes the fields notifies the others. */
export const fieldsChannel = 'kronika_fields';

/** The stamp of the fields that this process has registered. Undefined before the first time. */
let applied: { stamp: string | null; forget(): void } | undefined;
const listeners = new Set<() => void>();
let applying: Promise<void> = Promise.resolve();
let log: Log | undefined;

/** Calls `listener` each time this process has registered changed fields. @returns a function that ends this */
export function onFieldsApplied(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Registers the fields from the database, unless this process already has the newest. */
export function refreshFields(db: Reader): Promise<void> {
  applying = applying.catch(() => {}).then(() => apply(db));
  return applying;
}

async function apply(db: Reader): Promise<void> {
  if (applied && applied.stamp === (await readStamp(db))) return;
  const { stamp, lists, fields, invalid } = await loadDefinition(db);
  const skip = (key: string, reason?: unknown): void =>
    log?.warn({ field: key, ...(reason instanceof Error && { reason: reason.message }) }, 'field or list left out');
  for (const key of invalid) skip(key);
  applied?.forget();
  applied = { stamp, forget: registerProperties(lists, fields, skip) };
  for (const listener of listeners) listener();
}

/**
 * Registers the fields when a process starts, and again when another process changes them. A field that cannot be
 * registered is left out and logged, so that Kronika starts in spite of it.
 * @returns a function that ends this and removes the fields
 */
export async function openFields(db: Database, output?: Log): Promise<() => void> {
  log = output;
  await refreshFields(db.read);
  const refresh = (): void => void refreshFields(db.read).catch(() => {});
  // With the embedded database, every change passes through this process.
  const stop = db.kind === 'server' ? await db.listen(fieldsChannel, refresh, refresh) : undefined;
  return () => {
    void stop?.().catch(() => {});
    forgetFields();
  };
}

/** Removes the fields that this process has registered. */
export function forgetFields(): void {
  applied?.forget();
  applied = undefined;
}

/** Registers what another process has changed, in case its notification has not arrived yet. */
export const freshFields = async (db: Database): Promise<void> => {
  if (db.kind === 'server') await refreshFields(db.read);
};

/** What each operation that changes fields or lists does before and after its transaction. */
export const withFields = {
  prepare: ({ app }: { app: App }): Promise<void> => freshFields(app.db),
  cleanUp: ({ app, failed }: { app: App; failed: boolean }): Promise<void> =>
    failed ? Promise.resolve() : refreshFields(app.db.read),
} satisfies Pick<Operation<z.ZodType, unknown, void>, 'prepare' | 'cleanUp'>;
