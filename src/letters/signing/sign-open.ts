import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { RowKeys, type RowKey } from '../../platform/storage/row-keys.ts';
import { newNonce } from '../../platform/signing/link-key.ts';
import { linksIn } from '../../platform/text/links.ts';
import { defineOperation } from '../../platform/operation.ts';
import { emailSchema, languageSchema, nameSchema } from '../hosted/schema.ts';
import { acceptsOpenSignatures } from '../hosted/lock-letter.ts';
import { queueMails, type ToSend } from '../post/queue.ts';
import { shownAs, type OpenTo } from '../tables.ts';
import {
  addressOf,
  isFrom,
  SignatureHashes,
  storedTexts,
  type Address,
  type SignatureTexts,
} from './signature-texts.ts';

export const signers = ['person', 'organisation'] as const;
type Signer = (typeof signers)[number];

/** Who may sign a letter without an invitation. */
export const signersOf = (openTo: OpenTo): Signer[] =>
  openTo === 'invited' ? [] : openTo === 'anyone' ? [...signers] : [openTo === 'people' ? 'person' : 'organisation'];

/**
 * A text without links. The text is sent to an email address that anyone can enter, so links could be used to
 * advertise.
 */
const plain = (limit: number) => nameSchema(limit).refine((text) => linksIn(text).length === 0, 'letters.error.link');

const said = {
  kind: z.enum(signers, 'letters.error.kind_of_signer'),
  /** The name of the organisation that signs; empty if a person signs. */
  organisation: plain(200),
  /** The name of the person who signs, for themselves or for the organisation. */
  name: plain(200).pipe(z.string().min(1, 'letters.error.your_name')),
  /** The signatory's function or profession. */
  role: plain(200),
  place: plain(100),
  email: z.string('errors.field.email').pipe(emailSchema),
  shown: z.enum(shownAs, 'letters.error.shown'),
};
const named = { error: 'errors.field.name.missing', path: ['organisation'] };
const hasName = (one: { kind: Signer; organisation: string }): boolean =>
  one.kind === 'person' || one.organisation.length > 0;

/** The data of someone who signs without an invitation. */
export const openSignature = z
  .object({
    ...said,
    organisation: said.organisation.default(''),
    role: said.role.default(''),
    place: said.place.default(''),
  })
  .refine(hasName, named);

/**
 * The result of signing. `asked`: a link was sent; `closed`: the letter is not open for this signature; `conflict`:
 * there is a newer version.
 */
export type SignedOpen = 'asked' | 'closed' | 'conflict';

/**
 * Accepts signatures of people and organisations that were not invited. A link to confirm is emailed for each
 * signature, and the signature counts after it is confirmed. If the email address has already signed, nothing is
 * stored, and an email says so. The page does not say so, because it must not reveal who signed. Two names with one
 * address are stored as two signatures; only the one that is confirmed first counts. Signatures that arrive at
 * the same time share one transaction. Each is encrypted with its own key before it reaches the database.
 */
export const signOpen = defineOperation({
  name: 'letters.signOpen',
  permission: 'anyone',
  input: z.object({
    signatures: z
      .array(
        openSignature.safeExtend({
          letter: z.number().int().positive(),
          /** The hash of the version that was read. */ hash: z.string().max(64),
          language: languageSchema,
        }),
      )
      .min(1)
      .max(500),
  }),
  async prepare({ input, at, app }): Promise<Prepared> {
    const keys = new RowKeys(app.config.dataDir);
    const letters = await loadLetters(app.db.read, input.signatures);
    const accepted = input.signatures.map((one) => refusalOf(letters.get(one.letter), one, at) === null);
    const hashes = new Map<number, SignatureHashes>();
    for (const [number, letter] of letters)
      if (input.signatures.some((one, index) => accepted[index] && one.letter === number))
        hashes.set(letter.id, await SignatureHashes.of(keys, letter));
    const made = await keys.createSome(accepted.filter(Boolean).length);
    return { hashes, keys: accepted.map((isAccepted) => (isAccepted ? made.shift()! : null)) };
  },
  async write({ tx, input, prepared, at }): Promise<SignedOpen[]> {
    const letters = await loadLetters(tx, input.signatures);
    const known = new Map<number, ByAddress>();
    const outcomes: SignedOpen[] = [];
    const mails = new Map<number, ToSend[]>();
    for (const [index, one] of input.signatures.entries()) {
      const letter = letters.get(one.letter);
      const [key, hashes] = [prepared.keys[index], letter && prepared.hashes.get(letter.id)];
      const refused = refusalOf(letter, one, at);
      if (refused !== null || !letter || !key || !hashes) {
        outcomes.push(refused ?? 'closed');
        continue;
      }
      const byAddress =
        known.get(letter.id) ??
        (await loadByAddress(
          tx,
          letter.id,
          hashes,
          input.signatures.flatMap((other) => (other.letter === one.letter ? addressOf(hashes, other.email) : [])),
        ));
      known.set(letter.id, byAddress);
      const mail = await storeOne(tx, byAddress, one, { letter, hashes, key, at });
      mails.set(letter.id, [...(mails.get(letter.id) ?? []), mail]);
      outcomes.push('asked');
    }
    for (const [letter, some] of mails) await queueMails(tx, letter, some, at);
    return outcomes;
  },
});

/**
 * `keys`: the key of each signature; null if it is refused. Keys that are not used, and those of replaced signatures, are
 * deleted by the daily job: if that were done here, the time of the response would tell whether an address has signed.
 */
type Prepared = { hashes: Map<number, SignatureHashes>; keys: (RowKey | null)[] };
type One = z.output<typeof signOpen.input>['signatures'][number];

async function loadLetters(db: Reader, signatures: readonly One[]) {
  const letters = await db
    .selectFrom('letter')
    .innerJoin('thing', 'thing.id', 'letter.id')
    .innerJoin('letter_version', 'letter_version.id', 'letter.version_id')
    .select([
      'letter.id',
      'thing.number',
      'letter.stage',
      'letter.deadline',
      'letter.closed_at',
      'letter.open_to',
      'letter.embargo',
      'letter.version_id',
      'letter.row_key',
      'letter_version.hash',
    ])
    .where('thing.kind', '=', 'letter')
    .where('thing.number', 'in', [...new Set(signatures.map((one) => one.letter))])
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .execute();
  return new Map(letters.map((letter) => [Number(letter.number), letter]));
}
type Letter = Awaited<ReturnType<typeof loadLetters>> extends Map<number, infer Row> ? Row : never;

/** Why a signature is refused; null if it is not. */
function refusalOf(letter: Letter | undefined, one: One, at: Date): 'closed' | 'conflict' | null {
  if (!letter || !acceptsOpenSignatures(letter, at) || !signersOf(letter.open_to).includes(one.kind)) return 'closed';
  return letter.hash === one.hash ? null : 'conflict';
}

type Existing = { id: number; state: string; kind: string; names: string | null };
/** The signatures of each email address, by its hash. */
type ByAddress = Map<string, Existing[]>;

async function loadByAddress(
  tx: Tx,
  letter: number,
  hashes: SignatureHashes,
  addresses: readonly Address[],
): Promise<ByAddress> {
  const { rows } = await sql<
    Omit<Existing, 'names'> & { address_mac: string | null; name_macs: string | null; email: string; name: string }
  >`
    select s.id, s.state, s.kind, s.address_mac, s.name_macs, s.email, s.name from letter_signature s
    where s.letter_id = ${letter} and s.invitation_id is null and ${isFrom(addresses)}`.execute(tx);
  const byAddress: ByAddress = new Map();
  for (const { address_mac, name_macs, email, name, ...row } of rows) {
    const address = address_mac ?? hashes.address(email);
    const names = name_macs ?? (name ? hashes.names(name) : null);
    byAddress.set(address, [...(byAddress.get(address) ?? []), { ...row, id: Number(row.id), names }]);
  }
  return byAddress;
}

async function storeOne(
  tx: Tx,
  byAddress: ByAddress,
  one: One,
  to: { letter: Letter; hashes: SignatureHashes; key: RowKey; at: Date },
): Promise<ToSend> {
  const { letter, hashes, key } = to;
  const address = hashes.address(one.email);
  const existing = byAddress.get(address) ?? [];
  const counts = existing.find((row) => row.state === 'confirmed' || row.state === 'waiting');
  if (counts) return { kind: 'known', signature: counts.id };
  const isPerson = one.kind === 'person';
  const texts: SignatureTexts = {
    name: isPerson ? one.name : one.organisation,
    signer: isPerson ? '' : one.name,
    role: one.role,
    place: one.place,
    email: one.email,
    refusal_note: '',
  };
  const names = hashes.names(texts.name);
  const words = {
    ...storedTexts(key, texts, { stage: letter.stage, state: 'unconfirmed', shown: one.shown }),
    address_mac: address,
    name_macs: names,
    shown: one.shown,
    version_id: Number(letter.version_id),
    nonce: newNonce(),
    signed_at: to.at,
    language: one.language,
  };
  // If someone signs again before the confirmation, the new data replaces the earlier data.
  const again = existing.find((row) => row.state === 'unconfirmed' && row.kind === one.kind && row.names === names);
  if (again) {
    const replaced = await tx
      .updateTable('letter_signature')
      .set(words)
      .where('id', '=', again.id)
      .where('state', '=', 'unconfirmed')
      .executeTakeFirst();
    if (replaced.numUpdatedRows > 0) return { kind: 'confirm', signature: again.id };
    // It was confirmed or deleted meanwhile.
    const left = await tx.selectFrom('letter_signature').select('id').where('id', '=', again.id).executeTakeFirst();
    if (left) return { kind: 'known', signature: again.id };
  }
  const made = await tx
    .insertInto('letter_signature')
    .values({
      ...words,
      letter_id: letter.id,
      invitation_id: null,
      kind: one.kind,
      actor_id: null,
      state: 'unconfirmed',
      confirmed_at: null,
      withdrawn_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  byAddress.set(address, [...existing, { id: Number(made.id), state: 'unconfirmed', kind: one.kind, names }]);
  return { kind: 'confirm', signature: Number(made.id) };
}
