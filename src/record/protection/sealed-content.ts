import type { Reader, Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { Row } from '../kinds/kind.ts';
import type { ThingKind } from '../tables.ts';

/**
 * The rows with an item's content, by table. A seal empties or deletes these rows in the database. Removing the seal
 * restores them.
 */
export type Content = {
  kind: ThingKind;
  rows: Record<string, Row[]>;
  /** The bytes of a capture, in base64. */ bytes?: string;
  /** The bytes of files, in base64, by their hash. */
  files?: Record<string, string>;
};

export async function encryptContent(content: Content, recipients: readonly string[]): Promise<Uint8Array> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(JSON.stringify(content));
}

/** @throws AppError `sealed` if the content is not encrypted for this identity */
export async function decryptContent(ciphertext: Uint8Array, identity: string): Promise<Content> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return JSON.parse(await decrypter.decrypt(ciphertext, 'text')) as Content;
  } catch (cause) {
    throw new AppError('sealed', { cause });
  }
}

/** Someone for whom an item is sealed: the account and its public key. */
export type SealReader = { account_id: number; recipient: string };

/**
 * The people for whom an item is to be sealed.
 * @param path the field of the input that names them
 * @throws AppError `invalid_input` if one of the accounts does not exist, is closed, or has no key yet
 */
export async function findReaders(db: Reader, accounts: readonly number[], path: string): Promise<SealReader[]> {
  const rows = await db
    .selectFrom('account')
    .select(['id', 'seal_recipient'])
    .where('id', 'in', accounts)
    .where('disabled_at', 'is', null)
    .execute();
  const readers = rows.flatMap(({ id, seal_recipient }) =>
    seal_recipient ? [{ account_id: id, recipient: seal_recipient }] : [],
  );
  if (readers.length !== new Set(accounts).size)
    throw new AppError('invalid_input', { fields: [{ path, message: 'errors.field.seal.noKey' }] });
  return readers;
}

/** The public keys of the people for whom an item is sealed, as they were when it was sealed. */
export async function recipientsOf(db: Reader, thingId: number): Promise<string[]> {
  const rows = await db.selectFrom('sealed_for').select('recipient').where('thing_id', '=', thingId).execute();
  return rows.flatMap((row) => row.recipient ?? []);
}

/** A new ciphertext of an item, which replaces `old`. `recovery`: the id of the recovery key that can decrypt it. */
export type NewCiphertext = { thingId: number; old: Uint8Array; ciphertext: Uint8Array; recovery: number };

/** Encrypts the content for the same people as before, and for a recovery key. */
export async function encryptAgain(
  db: Reader,
  thingId: number,
  content: Content,
  old: Uint8Array,
  recovery: { id: number; recipient: string },
): Promise<NewCiphertext> {
  const recipients = [...(await recipientsOf(db, thingId)), recovery.recipient];
  return { thingId, old, ciphertext: await encryptContent(content, recipients), recovery: recovery.id };
}

/**
 * Replaces the ciphertext, unless another transaction has replaced it or removed the seal meanwhile. Returns whether it
 * was replaced.
 */
export async function replaceCiphertext(
  tx: Tx,
  { thingId, old, ciphertext, recovery }: NewCiphertext,
): Promise<boolean> {
  const done = await tx
    .updateTable('sealed_content')
    .set({ ciphertext, recovery_key_id: recovery })
    .where('thing_id', '=', thingId)
    .where('ciphertext', '=', old)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}
