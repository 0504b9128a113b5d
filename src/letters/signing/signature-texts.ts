import { createHmac } from 'node:crypto';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { encryptRow, RowKeys, type EncryptedRow, type RowKey } from '../../platform/storage/row-keys.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import type { LetterStage, ShownAs, SignatureState } from '../tables.ts';

/*
 * What readers do not see of a signature is encrypted with a key that is deleted with the signature
 * (docs/decisions/0288). Equal email addresses and names are found by keyed hashes, with a key for each letter.
 */

/** The texts of a signature. `refusal_note`: the desk's words to the signatory. */
export type SignatureTexts = {
  name: string;
  signer: string;
  role: string;
  place: string;
  email: string;
  refusal_note: string;
};
export type SignatureText = keyof SignatureTexts;

export const signatureTexts = ['name', 'signer', 'role', 'place', 'email', 'refusal_note'] as const;

/** The columns of a signature whose data was deleted. */
export const noSignature = {
  name: '',
  name_key: '',
  signer: '',
  role: '',
  place: '',
  email: '',
  refusal_note: '',
  address_mac: null,
  name_macs: null,
  row_key: null,
  encrypted: null,
} as const;

/** SQL: whether the data of the signature `s` was not deleted. Signatures of earlier releases are not yet encrypted. */
export const hasData = sql<SqlBool>`(s.encrypted is not null or s.email <> '')`;

/** The key for sorting and searching names. */
export const nameKey = (name: string): string => foldText(name).slice(0, 200);

type Shown = { stage: LetterStage | null; state: SignatureState; shown: ShownAs };

/** The texts that readers see. */
function publicTexts({ stage, state, shown }: Shown): readonly SignatureText[] {
  if (stage !== 'published' || (state !== 'confirmed' && state !== 'withdrawn')) return [];
  return shown === 'named' ? ['name', 'signer', 'role', 'place'] : shown === 'name' ? ['name'] : [];
}

/** The columns for the texts of a signature: what readers see in plain text, and everything else encrypted. */
export function storedTexts(key: RowKey, texts: SignatureTexts, shown: Shown) {
  const seen = publicTexts(shown);
  const plain: SignatureTexts = { name: '', signer: '', role: '', place: '', email: '', refusal_note: '' };
  const hidden: Partial<SignatureTexts> = {};
  for (const text of signatureTexts) (seen.includes(text) ? plain : hidden)[text] = texts[text];
  return { ...plain, name_key: nameKey(plain.name), row_key: key.name, encrypted: encryptRow(key, hidden) };
}

/**
 * The texts of a signature, and its key, which signatures of earlier releases do not have. Null if its key was deleted, as
 * after the restore of an older backup.
 */
export async function openSignature(
  keys: RowKeys,
  { row_key, encrypted, ...row }: SignatureTexts & EncryptedRow,
): Promise<{ texts: SignatureTexts; key: RowKey | null } | null> {
  const plain = Object.fromEntries(signatureTexts.map((text) => [text, row[text]])) as SignatureTexts;
  if (encrypted === null) return { texts: plain, key: null };
  const opened = await keys.open<Partial<SignatureTexts>>({ row_key, encrypted });
  return opened && { texts: { ...plain, ...opened.texts }, key: opened.key };
}

/** The texts of a signature. Null if its key was deleted. */
export async function readSignature(keys: RowKeys, row: SignatureTexts & EncryptedRow): Promise<SignatureTexts | null> {
  return (await openSignature(keys, row))?.texts ?? null;
}

/** The texts of a signature that can still be read. */
export async function readableTexts(keys: RowKeys, row: SignatureTexts & EncryptedRow): Promise<SignatureTexts> {
  return (await readSignature(keys, row)) ?? { ...row };
}

/** The most words of a name that are hashed. */
const mostWords = 60;
const [addressBytes, wordBytes] = [16, 8];

/** Keyed hashes of the texts of a letter's signatures. */
export class SignatureHashes {
  readonly #key: Buffer;

  constructor({ key }: RowKey) {
    this.#key = key;
  }

  /** The hashes of a letter whose key exists. Null if no signature was hashed yet. */
  static async find(db: Reader, keys: RowKeys, letter: number): Promise<SignatureHashes | null> {
    const row = await db.selectFrom('letter').select('row_key').where('id', '=', letter).executeTakeFirst();
    const key = row && (await keys.find(row.row_key));
    return key ? new SignatureHashes(key) : null;
  }

  /** The hashes of a letter. Creates the key if there is none. */
  static async of(keys: RowKeys, { row_key }: { row_key: string }): Promise<SignatureHashes> {
    return new SignatureHashes(await keys.ensure(row_key));
  }

  address(email: string): string {
    return this.#hash('address', email.toLowerCase(), addressBytes);
  }

  /** The hash of each word of a name, in order, separated by spaces. So equal names have equal values. */
  names(name: string): string {
    const folded = foldText(name);
    const words = folded.match(/[\p{L}\p{N}]+/gu) ?? (folded ? [folded] : []);
    return words
      .slice(0, mostWords)
      .map((word) => this.#hash('name', word, wordBytes))
      .join(' ');
  }

  #hash(purpose: string, text: string, bytes: number): string {
    return createHmac('sha256', this.#key).update(`${purpose}\n${text}`).digest().subarray(0, bytes).toString('hex');
  }
}

/** An email address, and its hash for a letter. */
export type Address = { email: string; mac: string };

export const addressOf = (hashes: SignatureHashes, email: string): Address => ({
  email: email.toLowerCase(),
  mac: hashes.address(email),
});

/** SQL: whether the signature `s` is from one of these addresses. Signatures of earlier releases are not yet encrypted. */
export const isFrom = (addresses: readonly Address[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`(s.address_mac = any(${addresses.map(({ mac }) => mac)}::text[])
    or (s.email <> '' and lower(s.email) = any(${addresses.map(({ email }) => email)}::text[])))`;
