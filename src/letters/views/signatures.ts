import { sql, type RawBuilder } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { RowKeys } from '../../platform/storage/row-keys.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { Translations } from '../../record/translations/load.ts';
import { loadLogos, type LogoFile } from '../signing/logos.ts';
import { readableTexts, type SignatureTexts } from '../signing/signature-texts.ts';
import type { ShownAs, SignatureOrder, SignatureState } from '../tables.ts';

/**
 * Counts of signatures. `confirmed` is the sum of `organisations` and `people`. `known`: confirmed signatures whose
 * name only the initiators know.
 */
export type SignatureCounts = {
  confirmed: number;
  known: number;
  organisations: number;
  people: number;
  withdrawn: number;
  /** Signatures that the desk removed after readers had seen them. */ removed: number;
};

export async function countSignatures(db: Reader, letter: number): Promise<SignatureCounts> {
  // Database triggers maintain the counts (migrations/0082), so no signature is read.
  const { rows } = await sql<{ state: SignatureState; shown: ShownAs; kind: 'organisation' | 'person'; count: number }>`
    select state, shown, kind, count from letter_count where letter_id = ${letter}`.execute(db);
  const sum = (fits: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(fits).reduce((all, row) => all + row.count, 0);
  const isConfirmed = (row: (typeof rows)[number]): boolean => row.state === 'confirmed';
  return {
    confirmed: sum(isConfirmed),
    known: sum((row) => isConfirmed(row) && row.shown === 'known'),
    organisations: sum((row) => isConfirmed(row) && row.kind === 'organisation'),
    people: sum((row) => isConfirmed(row) && row.kind === 'person'),
    withdrawn: sum((row) => row.state === 'withdrawn'),
    removed: sum((row) => row.state === 'removed'),
  };
}

/** A signature as readers see it. Signatures whose name only the initiators know are left out. */
export type ShownSignature = {
  id: number;
  kind: 'organisation' | 'person';
  actor: number | null;
  name: string;
  signer: string;
  role: string;
  /** Our translation of the function for the reader. */ roleOurs?: string;
  place: string;
  confirmedAt: Date;
  withdrawnAt: Date | null;
  version: number;
  /** The sizes of the signature's logo, the smaller first. */ logo: LogoFile[];
};

type Listing = { order: SignatureOrder; limit: number; offset?: number };

/**
 * Signatures as readers may see them: the valid signatures, or the signatures that were withdrawn since publication.
 * They are sorted by name without diacritics, or by time of confirmation.
 */
export async function listShown(
  db: Reader,
  letter: number,
  options: Listing & {
    state?: 'confirmed' | 'withdrawn';
    /** For exports: lists only signatures with a higher id than this, sorted by id. */ after?: number;
  },
): Promise<ShownSignature[]> {
  const { state = 'confirmed', limit, offset = 0, after } = options;
  const sorted = after === undefined ? inOrder(options.order) : sql`s.id`;
  const { signatures } = await readShown(
    db,
    sql`select s.id, 0 as total from letter_signature s where s.letter_id = ${letter} and s.state = ${state} and s.shown <> 'known' ${after === undefined ? sql`` : sql`and s.id > ${after}`} order by ${sorted} limit ${limit} offset ${offset}`,
    sorted,
    state === 'confirmed' && after === undefined,
  );
  return signatures;
}

/**
 * Up to this number of signatures, names are sorted by the rules of the letter's language. More would be too slow to
 * sort here.
 */
const fewEnough = 1000;

/** Valid signatures in the order for readers. The order is the same on every page, in the PDF and in data. */
export async function listInOrder(
  db: Reader,
  letter: { id: number; row: { language: string; signature_order: SignatureOrder }; counts: SignatureCounts },
  { limit, offset = 0 }: Omit<Listing, 'order'>,
): Promise<ShownSignature[]> {
  const { language, signature_order: order } = letter.row;
  if (order === 'given' || letter.counts.confirmed > fewEnough)
    return listShown(db, letter.id, { order, limit, offset });
  const { compare } = new Intl.Collator(language);
  return (await listShown(db, letter.id, { order, limit: fewEnough }))
    .toSorted((a, b) => compare(a.name, b.name) || a.id - b.id)
    .slice(offset, offset + limit);
}

/** Finds valid signatures whose name contains these letters, and counts them, in one pass through the index. */
export function findShown(
  db: Reader,
  letter: number,
  { q, order, limit, offset = 0 }: Listing & { q: string },
): Promise<{ signatures: ShownSignature[]; total: number }> {
  const like = containing(foldText(q));
  return readShown(
    db,
    sql`select s.id, (count(*) over ())::int as total from letter_signature s where s.letter_id = ${letter} and s.state = 'confirmed' and s.shown <> 'known' and s.name_key like ${like} order by ${inOrder(order)} limit ${limit} offset ${offset}`,
    inOrder(order),
    true,
  );
}

const inOrder = (order: SignatureOrder) =>
  order === 'given' ? sql`s.confirmed_at, s.id` : sql`s.name_key collate "C", s.id`;

/** @param page a query for the ids of one page and the total number; only the rows of that page are read */
async function readShown(
  db: Reader,
  page: RawBuilder<unknown>,
  sorted: RawBuilder<unknown>,
  withLogos: boolean,
): Promise<{ signatures: ShownSignature[]; total: number }> {
  const { rows } = await sql<{
    id: number;
    kind: 'organisation' | 'person';
    actor_id: number | null;
    name: string;
    signer: string;
    role: string;
    place: string;
    confirmed_at: Date;
    withdrawn_at: Date | null;
    letter_id: number;
    number: number;
    total: number;
  }>`
    select s.id, s.letter_id, s.kind, s.actor_id, s.name, ${besides('signer')}, ${besides('role')}, ${besides('place')}, s.confirmed_at, s.withdrawn_at, v.number, p.total from (${page}) p join letter_signature s on s.id = p.id join letter_version v on v.id = s.version_id order by ${sorted}`.execute(
    db,
  );
  const logos = withLogos
    ? await loadLogos(
        db,
        rows.map((row) => Number(row.id)),
      )
    : null;
  const translations = await Translations.load(
    db,
    rows.map((row) => Number(row.letter_id)),
  );
  const signatures = rows.map((row) => ({
    id: Number(row.id),
    logo: logos?.get(Number(row.id)) ?? [],
    kind: row.kind,
    actor: row.actor_id === null ? null : Number(row.actor_id),
    name: row.name,
    signer: row.signer,
    role: row.role,
    roleOurs: translations.ours(Number(row.letter_id), row.role),
    place: row.place,
    confirmedAt: row.confirmed_at,
    withdrawnAt: row.withdrawn_at,
    version: row.number,
  }));
  return { signatures, total: rows[0]?.total ?? 0 };
}

/** A column that is shown beside a name; empty if the signatory wants only the name to be shown. */
const besides = (column: 'signer' | 'role' | 'place') =>
  sql`case when s.shown = 'named' then ${sql.ref(`s.${column}`)} else '' end as ${sql.ref(column)}`;

/** The status of an invited organisation, for the desk. */
export const signatureStatuses = [
  'confirmed',
  'unconfirmed',
  'invited',
  'changes',
  'declined',
  'bounced',
  'withdrawn',
  'cancelled',
] as const;
export type SignatureStatus = (typeof signatureStatuses)[number];
export type InvitationView = {
  id: number;
  organisation: string;
  email: string;
  actor: number | null;
  standing: SignatureStatus;
  reason: string;
  bounce: string;
  reminded: number;
  invitedAt: Date;
  answeredAt: Date | null;
  signature: {
    id: number;
    name: string;
    signer: string;
    role: string;
    shown: ShownAs;
    state: SignatureState;
    logo: LogoFile[];
  } | null;
};

export async function listInvitations(db: Reader, keys: RowKeys, letter: number): Promise<InvitationView[]> {
  const rows = await db
    .selectFrom('letter_invitation as i')
    .leftJoin('letter_signature as s', 's.invitation_id', 'i.id')
    .select([
      'i.id',
      'i.organisation',
      'i.email',
      'i.actor_id',
      'i.state',
      'i.reason',
      'i.bounced_at',
      'i.bounce',
      'i.reminded',
      'i.invited_at',
      'i.answered_at',
      's.id as sid',
      's.name',
      's.signer',
      's.role',
      's.row_key',
      's.encrypted',
      's.shown',
      's.state as sstate',
    ])
    .where('i.letter_id', '=', letter)
    .orderBy('i.id')
    .execute();
  const logos = await loadLogos(
    db,
    rows.flatMap((row) => (row.sid === null ? [] : [Number(row.sid)])),
  );
  const texts = new Map<number, SignatureTexts>();
  for (const { sid, name, signer, role, row_key, encrypted } of rows)
    if (sid !== null)
      texts.set(
        Number(sid),
        await readableTexts(keys, {
          name: name!,
          signer: signer!,
          role: role!,
          place: '',
          email: '',
          refusal_note: '',
          row_key,
          encrypted,
        }),
      );
  return rows.map((row) => ({
    id: Number(row.id),
    organisation: row.organisation,
    email: row.email,
    actor: row.actor_id,
    standing: signatureStatus(row.state, row.sstate, row.bounced_at !== null),
    reason: row.reason,
    bounce: row.bounce,
    reminded: row.reminded,
    invitedAt: row.invited_at,
    answeredAt: row.answered_at,
    signature:
      row.sid === null
        ? null
        : {
            id: Number(row.sid),
            name: texts.get(Number(row.sid))!.name,
            signer: texts.get(Number(row.sid))!.signer,
            role: texts.get(Number(row.sid))!.role,
            shown: row.shown!,
            state: row.sstate!,
            logo: logos.get(Number(row.sid)) ?? [],
          },
  }));
}

/**
 * The status of an invitation. If several apply, a confirmed or withdrawn signature comes first, then a bounced email
 * of an open invitation, then an unconfirmed signature.
 */
function signatureStatus(
  state: 'invited' | 'declined' | 'changes' | 'cancelled',
  signature: SignatureState | null,
  bounced: boolean,
): SignatureStatus {
  if (signature === 'confirmed' || signature === 'withdrawn') return signature;
  if (bounced && state === 'invited') return 'bounced';
  return signature ? 'unconfirmed' : state;
}
