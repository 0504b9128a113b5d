import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Tx } from '../../platform/database/tx.ts';
import { hashToken } from '../secrets.ts';
import './tables.ts';

/** Milliseconds after which a challenge expires. */
const lifetime = 10 * 60_000;
const nonceBytes = 16;
const timeBytes = 6;

/** What a challenge is for. Its answer is accepted for nothing else. */
export type ChallengeUse = {
  use: 'sign-in' | 'second-step' | 'register' | 'proof' | 'unlock';
  /** The token hash of the session or of the unfinished sign-in; null for `sign-in`. */
  of: Uint8Array | null;
  host: string;
};

const macOf = (key: Buffer, { use, of, host }: ChallengeUse, head: Uint8Array): Buffer =>
  createHmac('sha256', key)
    .update(`Kronika passkey: ${use} ${of ? Buffer.from(of).toString('base64') : ''} ${host}\n`)
    .update(head)
    .digest();

/**
 * Creates a challenge. It contains its expiry time and a MAC of this installation, so nothing has to be stored for
 * challenges that are never answered.
 */
export function newChallenge(key: Buffer, use: ChallengeUse, at: Date): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(nonceBytes + timeBytes);
  randomBytes(nonceBytes).copy(head);
  head.writeUIntBE(at.getTime() + lifetime, nonceBytes, timeBytes);
  return new Uint8Array(Buffer.concat([head, macOf(key, use, head)]));
}

/** When a challenge expires. Null if it has expired, was not created here, or is for another use. */
export function challengeExpiry(key: Buffer, use: ChallengeUse, challenge: string, at: Date): Date | null {
  const bytes = Buffer.from(challenge, 'base64url');
  if (bytes.length !== nonceBytes + timeBytes + 32) return null;
  const head = bytes.subarray(0, nonceBytes + timeBytes);
  if (!timingSafeEqual(bytes.subarray(head.length), macOf(key, use, head))) return null;
  const end = new Date(head.readUIntBE(nonceBytes, timeBytes));
  return end > at ? end : null;
}

/** Uses a challenge up. @returns false if it was used before */
export async function spendChallenge(tx: Tx, challenge: string, end: Date): Promise<boolean> {
  const spent = await tx
    .insertInto('used_challenge')
    .values({ challenge_hash: hashToken(challenge), expires_at: end })
    .onConflict((conflict) => conflict.doNothing())
    .returning('expires_at')
    .executeTakeFirst();
  return spent !== undefined;
}
