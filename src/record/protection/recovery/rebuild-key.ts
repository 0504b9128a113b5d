import { AppError, type FieldError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { loadRecoveryKeys, type RecoveryKey } from './recovery-key.ts';
import { digestOf, identityFrom, readShare, type Share } from './shares.ts';

export type Rebuilt = { identity: string; key: RecoveryKey; shares: Share[] };

/**
 * Rebuilds the secret half of a recovery key from its shares, as people typed them. `isKey` selects the key; by
 * default, this is the current key.
 * @throws AppError `recovery_missing` if there is no such key; `recovery_shares`, with a field for each wrong share
 */
export async function rebuildKey(
  db: Reader,
  texts: readonly string[],
  isKey: (key: RecoveryKey) => boolean = (key) => key.replacedAt === null,
): Promise<Rebuilt> {
  const keys = await loadRecoveryKeys(db);
  const key = keys.find(isKey);
  if (!key) throw new AppError('recovery_missing');
  const known = new Map<number, Share>();
  const fields: FieldError[] = [];
  for (const [index, text] of texts.entries()) {
    const share = readShare(text);
    const fault = share ? faultOf(share, key, keys) : { message: 'errors.field.share.mistyped' };
    if (fault) fields.push({ path: `#${index + 1}`, ...fault });
    else known.set(share!.number, share!);
  }
  const shares = [...known.values()];
  if (shares.length < key.threshold)
    fields.push({
      path: 'shares',
      message: 'errors.field.share.few',
      params: { given: shares.length, needed: key.threshold, key: key.fingerprint },
    });
  if (fields.length) throw new AppError('recovery_shares', { fields });
  const identity = await identityFrom(shares);
  const { identityToRecipient } = await import('age-encryption');
  // All shares have the right hash. So if the two halves of the key do not match, someone has changed the public half
  // in the database.
  if ((await identityToRecipient(identity)) !== key.recipient)
    throw new AppError('recovery_shares', { fields: [{ path: 'shares', message: 'errors.field.share.other' }] });
  return { identity, key, shares };
}

function faultOf(
  share: Share,
  key: RecoveryKey,
  keys: readonly RecoveryKey[],
): Pick<FieldError, 'message' | 'params'> | null {
  if (share.key !== key.fingerprint) {
    const other = keys.find((one) => one.fingerprint === share.key);
    const params = { number: share.number, theirs: share.key, wanted: key.fingerprint };
    if (!other) return { message: 'errors.field.share.foreign', params };
    return { message: `errors.field.share.${other.replacedAt ? 'earlier' : 'current'}`, params };
  }
  const made = key.shares.find((one) => one.number === share.number);
  return made && Buffer.compare(made.digest, digestOf(share)) === 0
    ? null
    : { message: 'errors.field.share.forged', params: { number: share.number } };
}
