import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { sendsMail, emailOwner } from '../mails/account-mail.ts';
import { hashToken } from '../secrets.ts';
import { desk } from '../tables.ts';
import { factorsOf } from './factors.ts';
import './tables.ts';

const count = 10;
/**
 * The characters of a code, without those that look alike. A code has 79 random bits (31 to the power of 16), so a hash
 * without salt or repetition is enough.
 */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const length = 16;

function newCode(): string {
  let code = '';
  while (code.length < length)
    // 248 is a multiple of 31, so each character is equally likely. If larger bytes were used too, some characters
    // would be more likely than others.
    for (const byte of randomBytes(length)) if (byte < 248 && code.length < length) code += letters[byte % 31];
  return code.match(/.{4}/g)!.join('-');
}

/** The hash of a code. The code may be typed with spaces, in capitals or without hyphens. */
const hashOf = (code: string): Uint8Array => hashToken(code.toLowerCase().replace(/[^a-z0-9]/g, ''));

/** Replaces the codes of an account. @returns the codes, which are stored only as hashes */
export async function issueCodes(tx: Tx, accountId: number): Promise<string[]> {
  const codes = Array.from({ length: count }, newCode);
  await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute();
  await tx
    .insertInto('recovery_code')
    .values(codes.map((code) => ({ account_id: accountId, code_hash: hashOf(code) })))
    .execute();
  return codes;
}

/** Uses up a code. @returns whether there was such a code */
export async function spendCode(tx: Tx, accountId: number, code: string): Promise<boolean> {
  const used = await tx
    .deleteFrom('recovery_code')
    .where('account_id', '=', accountId)
    .where('code_hash', '=', hashOf(code))
    .returning('account_id')
    .executeTakeFirst();
  return used !== undefined;
}

/** Creates new recovery codes; the earlier ones stop working. */
export const renewRecoveryCodes = defineOperation({
  name: 'accounts.renewRecoveryCodes',
  permission: desk,
  proof: true,
  input: z.object({}),
  prepare: async ({ app }) => ({ mails: sendsMail(app) }),
  async write({ tx, prepared, principal, at, change }) {
    const accountId = principal.accountId!;
    if (!(await factorsOf(tx, accountId)).any) throw new AppError('not_found');
    const codes = await issueCodes(tx, accountId);
    change({ kind: 'account', thingId: accountId, action: 'changed', before: null, after: { recoveryCodes: 'set' } });
    await emailOwner(tx, prepared.mails, { account: accountId, what: 'codes', at });
    return codes;
  },
});
