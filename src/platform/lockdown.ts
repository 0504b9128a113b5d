import { sql } from 'kysely';
import type { Database } from './database/database.ts';
import type { Reader, Tx } from './database/tx.ts';
import { AppError, type ErrorCode } from './errors.ts';
import { readSetting } from './database/settings.ts';

/*
 * During a lockdown, nothing is written: `run` refuses every operation that does not declare `lockdown`
 * (docs/decisions/0148).
 */

const setting = 'lockdown';
const count = 'lockdowns';
const channel = 'kronika_lockdown';
/**
 * Milliseconds between polls of the setting, in case a notification was lost. The embedded database is not polled,
 * because it loses no notifications.
 */
const pollEvery = 5_000;
/** The advisory lock that each write holds, shared, while it commits. The lockdown waits for these writes. */
const lock = sql`hashtext('kronika_lockdown')`;

/** When the lockdown began; null if there is none. */
export async function lockdownSince(db: Reader): Promise<Date | null> {
  const stored = (await readSetting(db, setting)) as { since: string } | undefined;
  return stored ? new Date(stored.since) : null;
}

/**
 * How many lockdowns have ended. Signed links that the database does not store contain this number, so links from
 * before a lockdown no longer work after it.
 */
export async function countLockdowns(db: Reader): Promise<number> {
  return ((await readSetting(db, count)) as number | undefined) ?? 0;
}

/** @throws AppError `lockdown` */
export async function refuseInLockdown(db: Reader): Promise<void> {
  if (await lockdownSince(db)) throw new AppError('lockdown');
}

/**
 * The last step of each write before it commits. It ensures that no write commits once a lockdown has begun.
 * @throws AppError `lockdown`
 */
export async function commitUnlessLockdown(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${lock})`.execute(tx);
  await refuseInLockdown(tx);
}

/**
 * Waits for writes that are committing now. This is the last step of the transaction that begins the lockdown. It
 * cannot deadlock, because those writes have only their commit left and need no other lock.
 */
export async function awaitCommits(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lock})`.execute(tx);
}

/** Sets or removes the lockdown. All processes are notified when this is committed. */
export async function setLockdown(tx: Tx, since: Date | null): Promise<void> {
  if (since)
    await tx
      .insertInto('setting')
      .values({ name: setting, value: JSON.stringify({ since: since.toISOString() }) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  else {
    await tx.deleteFrom('setting').where('name', '=', setting).execute();
    await sql`
      insert into setting (name, value) values (${count}, '1')
      on conflict (name) do update set value = to_jsonb((setting.value #>> '{}')::int + 1)`.execute(tx);
  }
  await sql`select pg_notify(${channel}, '')`.execute(tx);
}

/**
 * Awaits a write that is a side effect of reading, such as counting. Ignores that a lockdown or a full disk rejects it.
 */
export async function skipIfReadOnly(write: Promise<unknown>): Promise<void> {
  await write.catch((error: unknown) => {
    if (!(error instanceof AppError) || !readOnly.has(error.code)) throw error;
  });
}
const readOnly: ReadonlySet<string> = new Set<ErrorCode>(['lockdown', 'disk_full']);

/** `on`: whether there is a lockdown, as far as this process has been notified. */
export type LockdownWatch = { readonly on: boolean; close(): Promise<void> };

/**
 * Watches for lockdowns that any process on this database begins or ends.
 * @param onChange called when a lockdown begins or ends, but not for a lockdown that is already on
 */
export async function watchLockdown(
  db: Database,
  onChange: (on: boolean) => void,
  failed: (error: unknown) => void = () => {},
): Promise<LockdownWatch> {
  let on = false;
  let closed = false;
  let asking = Promise.resolve();
  const poll = (): void => {
    asking = asking
      .then(async () => {
        const now = closed ? on : (await lockdownSince(db.read)) !== null;
        if (now === on) return;
        on = now;
        onChange(on);
      })
      .catch(failed);
  };
  const stop = await db.listen(channel, poll, poll);
  on = (await lockdownSince(db.read)) !== null;
  const timer = db.kind === 'server' ? setInterval(poll, pollEvery).unref() : undefined;
  return {
    get on() {
      return on;
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await stop().catch(() => {});
      await asking;
    },
  };
}
