import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';
import type {} from './tables.ts';

/** The events of the security log. Each has a text: `accounts.security.event.NAME`. */
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
  // `factors-changed` occurs only in older entries.
  'factors-changed',
  'factor-added',
  'factor-removed',
  'factors-removed',
  'recovery-codes',
  'recovery-code-used',
  'second-step-roles',
  'second-person',
  'field-access',
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
  'person-exported',
  'team-created',
  'team-changed',
  'vouched',
  'limited',
  'unlimited',
  'lockdown-began',
  'lockdown-ended',
] as const;
export type SecurityEvent = (typeof securityEvents)[number];

/** The ways to prove one's identity. */
export type Proof = 'password' | 'app' | 'recovery-code' | 'passkey';

/** The content of an entry. It has no names, only the ids of accounts and change sets. */
export type SecurityEntry = {
  event: SecurityEvent;
  /** The id of the account that acted. Null if it was Kronika, or someone who is not signed in. */
  by: number | null;
  via: string;
  /** The id of the account that the entry is about. */
  account?: number;
  /**
   * The id of the change set. Left out if the items are limited to a team, because only the team's members can open
   * that change set.
   */
  change?: number;
  /** How many items the entry is about; for a redaction, how many public items lost words. */
  count?: number;
  /** The new roles of an account, or the roles that need a second step. */
  roles?: readonly string[];
  closed?: boolean;
  /** For the event `second-person`: whether a second person has to check claims from now on. */
  second?: boolean;
  /** How the person proved their identity: in one way, or in two if there was a second step. */
  with?: readonly Proof[];
};

/**
 * The hash of an entry: SHA-256 of the hash before it and the entry's bytes. For the first entry, 32 zero bytes replace
 * the hash before it.
 */
export const entryHash = (before: Uint8Array | null, entry: string): Uint8Array =>
  createHash('sha256')
    .update(before ?? new Uint8Array(32))
    .update(entry, 'utf8')
    .digest();

/** Days after which the content of an entry is deleted. Its hash stays. */
export const entryDays = 365;

/**
 * Entries that are newer than this time must still have their content.
 * @param slack days by which an entry's content may be deleted earlier or later, because clocks and the daily upkeep
 * differ
 */
export const retainedSince = (now: Date, slack: number): Date =>
  new Date(now.getTime() - (entryDays - slack) * 86_400_000);

/**
 * Appends entries to the security log, in the transaction that they describe. Each entry has a random `salt`. After a
 * year, only the hash of an entry is left. Without the salt, someone could then find its content by hashing likely
 * entries.
 */
export async function appendEntries(tx: Tx, at: Date, entries: readonly SecurityEntry[]): Promise<void> {
  if (entries.length === 0) return;
  // Only one transaction at a time can append, because each entry needs the hash of the entry before it.
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
