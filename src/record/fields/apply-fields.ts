import type { Database } from '../../platform/database/database.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { Log } from '../../platform/log/log.ts';
import type { App } from '../../platform/operation.ts';
import { registerProperties } from '../vocabulary/register-properties.ts';
import { loadDefinition, readStamp } from './definition.ts';

/*
 * The fields of the installation are part of the catalogue of properties in memory, so a look-up costs nothing. Each
 * process registers them at its start, and again when the stamp in the database differs from theirs
 * (docs/decisions/0187).
 */

/** The channel on which a process that changes the fields notifies the others. */
export const fieldsChannel = 'kronika_fields';

/** What this process has registered. Undefined before the first time. */
let applied: { stamp: string | null; forget(): void } | undefined;
const watchers = new Set<() => void>();
let applying: Promise<void> = Promise.resolve();
let log: Log | undefined;

/** Calls `heard` after fields have changed in this process. @returns a function that stops it */
export function onFieldsApplied(heard: () => void): () => void {
  watchers.add(heard);
  return () => void watchers.delete(heard);
}

/** Registers the fields in the database, if they are not those that this process has registered. */
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
  for (const heard of watchers) heard();
}

/**
 * Registers the fields at the start, and follows changes that other processes make. A field that cannot be registered is
 * left out and logged: it must not stop the installation.
 * @returns a function that stops this and removes the fields
 */
export async function openFields(db: Database, output?: Log): Promise<() => void> {
  log = output;
  await refreshFields(db.read);
  const again = (): void => void refreshFields(db.read).catch(() => {});
  // With the embedded database, every change passes through this process.
  const stop = db.kind === 'server' ? await db.listen(fieldsChannel, again, again) : undefined;
  return () => {
    void stop?.().catch(() => {});
    applied?.forget();
    applied = undefined;
  };
}

/** Registers what another process has changed, in case its notice has not arrived. */
export const freshFields = async (db: Database): Promise<void> => {
  if (db.kind === 'server') await refreshFields(db.read);
};

/** What each operation that changes fields or lists does before and after its transaction. */
export const withFields = {
  prepare: ({ app }: { app: App }): Promise<void> => freshFields(app.db),
  settle: ({ app, failed }: { app: App; failed: boolean }): Promise<void> =>
    failed ? Promise.resolve() : refreshFields(app.db.read),
};
