import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';
import type {} from './tables.ts';

/** What the security log can say. Each has a text: `accounts.security.event.NAME`. */
export const securityEvents = [
  'signed-in',
  'sign-in-failed',
  'second-step-failed',
  'proved',
  'proof-failed',
  'unlocked',
  'unlock-failed',
  'signed-out-everywhere',
  'password-set',
  'password-link',
  'recovery-asked',
  'password-recovered',
  // Only in older entries.
  'factors-changed',
  'factor-added',
  'factor-removed',
  'factors-removed',
  'recovery-codes',
  'recovery-code-used',
  'second-step-roles',
  'second-person',
  'invitation-renewed',
  'invitation-withdrawn',
  'email-changed',
  'account-created',
  'account-changed',
  'token-created',
  'token-revoked',
  'visibility',
  'redacted',
  'draft-link',
  'draft-link-ended',
  'feed-link',
  'sealed',
  'opened',
  'recovery-created',
  'recovery-rotated',
  'recovery-tested',
  'recovery-opened',
  'recovery-holder',
  'exported',
  'team-created',
  'team-changed',
  'vouched',
  'limited',
  'unlimited',
  'lockdown-began',
  'lockdown-ended',
] as const;
export type SecurityEvent = (typeof securityEvents)[number];

/** The ways to prove who is there. */
export type Proof = 'password' | 'app' | 'recovery-code' | 'passkey';

/** An entry. It has no names: accounts and changes are given by their ids. */
export type SecurityEntry = {
  event: SecurityEvent;
  /** Who did it; null: Kronika, or someone who is not signed in. */
  by: number | null;
  via: string;
  /** The account that the entry is about. */
  account?: number;
  /** The change set of the items or of the team. Left out for items of a team, which only its members can open. */
  change?: number;
  /** How many items; of a redaction, how many public ones lost words. */
  count?: number;
  /** The new roles of an account, or the roles that need a second step. */
  roles?: readonly string[];
  closed?: boolean;
  /** Of `second-person`: whether a second person has to check claims from now on. */
  second?: boolean;
  /** How someone proved who is there. If there are two, the last is the second step. */
  with?: readonly Proof[];
};

/**
 * The hash of an entry: SHA-256 of the hash before it and the entry's bytes. For the first entry, 32 zero bytes take
 * the place of the hash before it.
 */
export const entryHash = (before: Uint8Array | null, entry: string): Uint8Array =>
  createHash('sha256')
    .update(before ?? new Uint8Array(32))
    .update(entry, 'utf8')
    .digest();

/**
 * Appends entries to the security log, in the transaction that they describe. Each has a random `salt`: after a year
 * only the hash of an entry is left, and without the salt one could find out the entry by trying.
 */
export async function appendEntries(tx: Tx, at: Date, entries: readonly SecurityEntry[]): Promise<void> {
  if (entries.length === 0) return;
  // One transaction after the other: each entry needs the hash of the last one.
  await sql`select pg_advisory_xact_lock(hashtext('security_entry'))`.execute(tx);
  const last = await tx.selectFrom('security_entry').select('hash').orderBy('id', 'desc').limit(1).executeTakeFirst();
  let before = last?.hash ?? null;
  for (const one of entries) {
    const entry = JSON.stringify({ at: at.toISOString(), ...one, salt: randomBytes(16).toString('base64url') });
    const hash = entryHash(before, entry);
    await tx.insertInto('security_entry').values({ at, hash, entry }).execute();
    before = hash;
  }
}
