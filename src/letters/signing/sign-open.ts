import { z } from 'zod';
import type { Tx } from '../../platform/database/tx.ts';
import { newNonce } from '../../platform/signing/link-key.ts';
import { linksIn } from '../../platform/text/links.ts';
import { defineOperation } from '../../platform/operation.ts';
import { emailSchema, languageSchema, nameSchema } from '../hosted/schema.ts';
import { acceptsOpenSignatures } from '../hosted/lock-letter.ts';
import { queueMails, type ToSend } from '../post/queue.ts';
import { shownAs, type OpenTo } from '../tables.ts';
import { nameKey } from './answer.ts';

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
 * address are stored as two signatures, of which only the one that is confirmed first counts. Signatures that arrive at
 * the same time share one transaction.
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
  async write({ tx, input, at }): Promise<SignedOpen[]> {
    const letters = await tx
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
        'letter_version.hash',
      ])
      .where('thing.kind', '=', 'letter')
      .where('thing.number', 'in', [...new Set(input.signatures.map((one) => one.letter))])
      .where('thing.withdrawn_at', 'is', null)
      .where('thing.redacted_at', 'is', null)
      .execute();
    const byNumber = new Map(letters.map((letter) => [Number(letter.number), letter]));
    const known = new Map<number, ByAddress>();
    const outcomes: SignedOpen[] = [];
    const mails = new Map<number, ToSend[]>();
    for (const one of input.signatures) {
      const letter = byNumber.get(one.letter);
      if (!letter || !acceptsOpenSignatures(letter, at) || !signersOf(letter.open_to).includes(one.kind))
        outcomes.push('closed');
      else if (letter.hash !== one.hash) outcomes.push('conflict');
      else {
        const byAddress =
          known.get(letter.id) ??
          (await loadByAddress(
            tx,
            letter.id,
            input.signatures.flatMap((other) => (other.letter === one.letter ? other.email.toLowerCase() : [])),
          ));
        known.set(letter.id, byAddress);
        const mail = await storeOne(tx, byAddress, one, { letter: letter.id, version: Number(letter.version_id), at });
        mails.set(letter.id, [...(mails.get(letter.id) ?? []), mail]);
        outcomes.push('asked');
      }
    }
    for (const [letter, some] of mails) await queueMails(tx, letter, some, at);
    return outcomes;
  },
});

type One = z.output<typeof signOpen.input>['signatures'][number];
type Existing = { id: number; state: string; kind: string; name_key: string };
/** The signatures of each email address. */
type ByAddress = Map<string, Existing[]>;

async function loadByAddress(tx: Tx, letter: number, addresses: string[]): Promise<ByAddress> {
  const rows = await tx
    .selectFrom('letter_signature')
    .select((eb) => ['id', 'state', 'kind', 'name_key', eb.fn<string>('lower', ['email']).as('address')])
    .where('letter_id', '=', letter)
    .where('invitation_id', 'is', null)
    .where('email', '<>', '')
    .where((eb) => eb(eb.fn<string>('lower', ['email']), 'in', [...new Set(addresses)]))
    .execute();
  const byAddress: ByAddress = new Map();
  for (const { address, ...row } of rows)
    byAddress.set(address, [...(byAddress.get(address) ?? []), { ...row, id: Number(row.id) }]);
  return byAddress;
}

async function storeOne(
  tx: Tx,
  byAddress: ByAddress,
  one: One,
  to: { letter: number; version: number; at: Date },
): Promise<ToSend> {
  const address = one.email.toLowerCase();
  const existing = byAddress.get(address) ?? [];
  const counts = existing.find((row) => row.state === 'confirmed' || row.state === 'waiting');
  if (counts) return { kind: 'known', signature: counts.id };
  const isPerson = one.kind === 'person';
  const name = isPerson ? one.name : one.organisation;
  const words = {
    name,
    name_key: nameKey(name),
    signer: isPerson ? '' : one.name,
    role: one.role,
    place: one.place,
    shown: one.shown,
    version_id: to.version,
    nonce: newNonce(),
    signed_at: to.at,
    language: one.language,
  };
  // If someone signs again before the confirmation, the new data replaces the earlier data.
  const again = existing.find(
    (row) => row.state === 'unconfirmed' && row.kind === one.kind && row.name_key === words.name_key,
  );
  if (again) {
    await tx.updateTable('letter_signature').set(words).where('id', '=', again.id).execute();
    return { kind: 'confirm', signature: again.id };
  }
  const made = await tx
    .insertInto('letter_signature')
    .values({
      ...words,
      letter_id: to.letter,
      invitation_id: null,
      kind: one.kind,
      actor_id: null,
      email: one.email,
      state: 'unconfirmed',
      confirmed_at: null,
      withdrawn_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  byAddress.set(address, [
    ...existing,
    { id: Number(made.id), state: 'unconfirmed', kind: one.kind, name_key: words.name_key },
  ]);
  return { kind: 'confirm', signature: Number(made.id) };
}
