import { createHash } from 'node:crypto';
import { isSignedBy, type SigningKeys } from '../../platform/signing/signing-keys.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { HostedView } from '../views/hosted.ts';
import { listShown, type ShownSignature } from '../views/signatures.ts';
import { bytesToSign, statementSchema, type Crypto, type SignedStatement, type Statement } from './check.ts';

/** How many signatures one query reads. */
const atOnce = 5000;

/**
 * The signature record of a published letter: what was signed, by whom, and when each signature was confirmed. The
 * record is signed with the installation's key. If nothing changes, the record is byte for byte the same.
 * @param address the full URL of the letter's page
 */
export async function makeStatement(
  db: Reader,
  keys: SigningKeys,
  letter: HostedView,
  address: string,
  now: Date,
): Promise<SignedStatement> {
  const { current, counts, row } = letter;
  const signed: ShownSignature[] = [];
  for (let after = 0; ;) {
    const some = await listShown(db, letter.id, { order: 'given', limit: atOnce, after });
    signed.push(...some);
    if (some.length < atOnce) break;
    after = some.at(-1)!.id;
  }
  const { at } = await db
    .selectFrom('letter_signature')
    .select((eb) => eb.fn.max(eb.fn<Date>('greatest', ['withdrawn_at', 'confirmed_at', 'decided_at'])).as('at'))
    .where('letter_id', '=', letter.id)
    .where('state', 'in', ['confirmed', 'withdrawn', 'removed'])
    .executeTakeFirstOrThrow();
  const statement: Statement = {
    letter: { number: letter.brief.number, address, host: letter.host?.title ?? null },
    publishedAt: row.published_at!.toISOString(),
    issuedAt: new Date(Math.max(row.published_at!.getTime(), at ? new Date(at).getTime() : 0)).toISOString(),
    version: { number: current!.number, hash: current!.hash, content: current!.content },
    counts: { confirmed: counts.confirmed, known: counts.known, withdrawn: counts.withdrawn },
    signatories: signed.map((one) => ({
      name: one.name,
      kind: one.kind,
      signer: one.signer,
      role: one.role,
      confirmedAt: one.confirmedAt.toISOString(),
      hash: current!.hash,
    })),
  };
  const key = await keys.current(now);
  return {
    schema: statementSchema,
    statement,
    key: key.publicKey,
    signature: Buffer.from(key.sign(bytesToSign(statement))).toString('hex'),
  };
}

/** Hashing and verification in this process. */
export const nodeCrypto: Crypto = {
  sha256: async (bytes) => createHash('sha256').update(bytes).digest('hex'),
  verify: async (key, bytes, signature) => isSignedBy(key, bytes, signature),
};
