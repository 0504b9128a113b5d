import { sql } from 'kysely';
import { AppError } from '../../../platform/errors.ts';
import type { Reader, Tx } from '../../../platform/database/tx.ts';
import { fingerprintOf } from './shares.ts';

/** A recovery key as the server stores it: its public half, and a list of its shares. */
export type RecoveryKey = {
  id: number;
  recipient: string;
  fingerprint: string;
  threshold: number;
  shares: RecoveryShare[];
  createdAt: Date;
  testedAt: Date | null;
  /** Null for the current key. */
  replacedAt: Date | null;
  /** Whether the key was replaced because its shares are lost. */
  lost: boolean;
};

export type RecoveryShare = {
  number: number;
  digest: Uint8Array;
  /** The person who holds the share, if recorded. */
  holder: { id: number; name: string; email: string; closed: boolean } | null;
  testedAt: Date | null;
};

/** All recovery keys, the newest first. */
export async function loadRecoveryKeys(db: Reader): Promise<RecoveryKey[]> {
  const keys = await db.selectFrom('recovery_key').selectAll().orderBy('id', 'desc').execute();
  if (keys.length === 0) return [];
  const shares = await db
    .selectFrom('recovery_share')
    .leftJoin('account', 'account.id', 'recovery_share.account_id')
    .select(['key_id', 'number', 'digest', 'tested_at', 'account.id', 'account.name', 'account.email'])
    .select(['account.disabled_at'])
    .orderBy('number')
    .execute();
  return keys.map((key) => ({
    id: key.id,
    recipient: key.recipient,
    fingerprint: fingerprintOf(key.recipient),
    threshold: key.threshold,
    shares: shares
      .filter((share) => share.key_id === key.id)
      .map(({ number, digest, tested_at, id, name, email, disabled_at }) => ({
        number,
        digest,
        holder: id === null ? null : { id, name: name!, email: email!, closed: disabled_at !== null },
        testedAt: tested_at,
      })),
    createdAt: key.created_at,
    testedAt: key.tested_at,
    replacedAt: key.replaced_at,
    lost: key.lost,
  }));
}

/** The current recovery key; undefined if there is none. */
export const currentKey = async (db: Reader): Promise<RecoveryKey | undefined> =>
  (await loadRecoveryKeys(db)).find((key) => key.replacedAt === null);

/** @throws AppError `recovery_missing` */
export async function requireRecoveryKey(db: Reader): Promise<RecoveryKey> {
  const key = await currentKey(db);
  if (!key) throw new AppError('recovery_missing');
  return key;
}

/**
 * Locks the row of the current key, so that no other key replaces it before the transaction ends.
 * @throws AppError `conflict` if another key has replaced it already
 */
export async function lockCurrentKey(tx: Tx, id: number): Promise<void> {
  const current = await tx
    .selectFrom('recovery_key')
    .select('id')
    .where('id', '=', id)
    .where('replaced_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  if (!current) throw new AppError('conflict');
}

/**
 * The number of sealed items, and of those that the current key does not open. `without`: items that were sealed before
 * there was a key, or for a key whose shares are lost. `earlier`: items that are still encrypted for an earlier key,
 * because a rotation has not finished.
 */
export async function countSealed(db: Reader): Promise<{ sealed: number; without: number; earlier: number }> {
  const { rows } = await sql<{ sealed: number; without: number; earlier: number }>`
    select count(*)::int as sealed, count(*) filter (where k.id is null or k.lost)::int as without,
      count(*) filter (where k.replaced_at is not null and not k.lost)::int as earlier
    from sealed_content s left join recovery_key k on k.id = s.recovery_key_id`.execute(db);
  return rows[0]!;
}

/** How long after a test the shares should be tested again, in milliseconds. Some may have been lost meanwhile. */
export const testEvery = 365 * 24 * 60 * 60_000;

/**
 * Whether the shares should be tested: this is so a year after the last test or, if there was none, a year after the
 * key was created.
 */
export const isTestDue = ({ createdAt, testedAt }: RecoveryKey, now: Date): boolean =>
  now.getTime() - (testedAt ?? createdAt).getTime() >= testEvery;
