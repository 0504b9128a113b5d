import { sql } from 'kysely';
import { z } from 'zod';
import { upkeep } from '../../accounts/tables.ts';
import { noteEnded } from '../../platform/erasing/note-erasure.ts';
import { encryptingJob } from '../../platform/jobs/encrypting-job.ts';
import { defineOperation, run, systemPrincipal } from '../../platform/operation.ts';
import { RowKeys, type RowKey } from '../../platform/storage/row-keys.ts';
import type { LetterStage, ShownAs, SignatureState } from '../tables.ts';
import { SignatureHashes, storedTexts, type SignatureTexts } from './signature-texts.ts';

/** The most signatures that one run encrypts. */
const maxTogether = 200;

/** SQL: whether the signature `s` has texts that are not yet encrypted. */
const isPlain = sql<boolean>`s.encrypted is null and s.email <> ''`;

/**
 * Encrypts signatures that an earlier release has stored in plain text, except what readers see.
 * @returns how many it has encrypted; 0 when there are none left
 */
export const encryptSignatures = defineOperation({
  name: 'letters.encryptSignatures',
  permission: upkeep,
  input: z.object({}),
  async prepare({ app }): Promise<Map<number, { key: RowKey; hashes: SignatureHashes }>> {
    const keys = new RowKeys(app.config.dataDir);
    const { rows } = await sql<{ id: number; letter_id: number; row_key: string }>`
      select s.id::int as id, s.letter_id::int as letter_id, l.row_key from letter_signature s join letter l on l.id = s.letter_id
      where ${isPlain} order by s.id limit ${maxTogether}`.execute(app.db.read);
    const hashes = new Map<number, SignatureHashes>();
    for (const row of rows)
      if (!hashes.has(row.letter_id)) hashes.set(row.letter_id, await SignatureHashes.of(keys, row));
    const made = await keys.createSome(rows.length);
    return new Map(rows.map(({ id, letter_id }, index) => [id, { key: made[index]!, hashes: hashes.get(letter_id)! }]));
  },
  async write({ tx, prepared }): Promise<number> {
    // None of the letters is published before the transaction ends. They are locked before their signatures.
    await sql`
      select from letter where id in (select letter_id from letter_signature where id = any(${[...prepared.keys()]}::bigint[])) order by id for share`.execute(
      tx,
    );
    const { rows } = await sql<
      SignatureTexts & {
        id: number;
        stage: LetterStage | null;
        state: SignatureState;
        shown: ShownAs;
        invitation_id: number | null;
      }
    >`
      select s.id::int as id, s.name, s.signer, s.role, s.place, s.email, s.refusal_note, s.state, s.shown, s.invitation_id, l.stage
      from letter_signature s join letter l on l.id = s.letter_id
      where s.id = any(${[...prepared.keys()]}::bigint[]) and ${isPlain} order by s.id for update of s`.execute(tx);
    for (const { id, invitation_id, stage, state, shown, ...texts } of rows) {
      const { key, hashes } = prepared.get(id)!;
      await tx
        .updateTable('letter_signature')
        .set({
          ...storedTexts(key, texts, { stage, state, shown }),
          address_mac: invitation_id === null ? unlessTaken(id, hashes.address(texts.email)) : null,
          name_macs: hashes.names(texts.name),
        })
        .where('id', '=', id)
        .execute();
    }
    await noteEnded(tx, { letter_signature: rows.length });
    return rows.length;
  },
});

/**
 * SQL: the hash of an address. Null if another signature that counts has it: in earlier releases,
 * addresses that differ in more than case were two addresses.
 */
const unlessTaken = (id: number, mac: string) =>
  sql<string | null>`case when not exists (
      select from letter_signature other where other.letter_id = letter_signature.letter_id and other.invitation_id is null
        and other.id <> ${id} and other.address_mac = ${mac} and other.state in ('waiting', 'confirmed')
    ) then ${mac}::text end`;

export const encryptSignaturesJob = encryptingJob('letters.encryptSignatures', 'signatures', (app) =>
  run(app, encryptSignatures, systemPrincipal, {}),
);
