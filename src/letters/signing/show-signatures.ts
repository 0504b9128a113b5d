import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { RowKeys, type EncryptedRow } from '../../platform/storage/row-keys.ts';
import type { ShownAs } from '../tables.ts';
import { openSignature, storedTexts, type SignatureTexts } from './signature-texts.ts';

/** The most signatures that one query reads or writes. */
const maxTogether = 1000;

/** A signature as it is stored once readers see it. `before`: its key when it was read. */
export type SignatureShown = { id: number; before: string; stored: ReturnType<typeof storedTexts> };

/** Decrypts the confirmed signatures of a letter whose names readers will see, a few at a time. */
async function* toShow(db: Reader, keys: RowKeys, letter: number): AsyncGenerator<SignatureShown[]> {
  for (let after = 0; ;) {
    const { rows } = await sql<SignatureTexts & EncryptedRow & { id: number; shown: ShownAs }>`
      select s.id, s.name, s.signer, s.role, s.place, s.email, s.refusal_note, s.row_key, s.encrypted, s.shown from letter_signature s
      where s.letter_id = ${letter} and s.id > ${after} and s.state = 'confirmed' and s.shown <> 'known' and s.encrypted is not null and s.name = ''
      order by s.id limit ${maxTogether}`.execute(db);
    if (rows.length === 0) return;
    after = Number(rows.at(-1)!.id);
    const shown: SignatureShown[] = [];
    for (const row of rows) {
      const opened = await openSignature(keys, row);
      if (!opened?.key) continue;
      const stored = storedTexts(opened.key, opened.texts, {
        stage: 'published',
        state: 'confirmed',
        shown: row.shown,
      });
      shown.push({ id: Number(row.id), before: row.row_key!, stored });
    }
    yield shown;
  }
}

/** Decrypts the signatures of a letter before the transaction that publishes it, because there can be very many. */
export async function prepareShown(db: Reader, keys: RowKeys, letter: number): Promise<SignatureShown[]> {
  const shown: SignatureShown[] = [];
  for await (const some of toShow(db, keys, letter)) shown.push(...some);
  return shown;
}

/** Stores in plain text what readers see of a letter's signatures. Signatures that are not in `prepared` are new. */
export async function showSignatures(
  tx: Tx,
  keys: RowKeys,
  letter: number,
  prepared: readonly SignatureShown[],
): Promise<void> {
  for (let from = 0; from < prepared.length; from += maxTogether)
    await write(tx, prepared.slice(from, from + maxTogether));
  for await (const some of toShow(tx, keys, letter)) await write(tx, some);
}

const write = (tx: Tx, shown: readonly SignatureShown[]) =>
  sql`
    update letter_signature s set name = v.name, name_key = v.name_key, signer = v.signer, role = v.role, place = v.place, encrypted = decode(v.encrypted, 'base64')
    from jsonb_to_recordset(${JSON.stringify(
      shown.map(({ id, before, stored }) => ({
        ...stored,
        id,
        before,
        encrypted: stored.encrypted.toString('base64'),
      })),
    )}::jsonb) as v (id bigint, before text, name text, name_key text, signer text, role text, place text, encrypted text)
    where s.id = v.id and s.row_key = v.before and s.state = 'confirmed'`.execute(tx);
