import { sql } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import type { Refusal, ShownAs, SignatureState } from '../tables.ts';

/**
 * The desk's lists of signatures by people and organisations that were not invited: to be checked (`open`), accepted,
 * refused or removed, and unconfirmed.
 */
export const openLists = ['open', 'accepted', 'refused', 'unconfirmed'] as const;
export type OpenList = (typeof openLists)[number];

/**
 * Another signature of the same letter with the same name. It may be the same person; someone at the desk must decide.
 */
export type SameName = {
  id: number;
  state: SignatureState;
  invited: boolean;
  email: string;
  role: string;
  place: string;
};
export type OpenSignature = {
  id: number;
  kind: 'organisation' | 'person';
  name: string;
  signer: string;
  role: string;
  place: string;
  email: string;
  shown: ShownAs;
  state: SignatureState;
  signedAt: Date;
  decidedAt: Date | null;
  refusal: Refusal | null;
  note: string;
  same: SameName[];
  /** Why the last email about this signature bounced; empty if it did not. */
  bounce: string;
};

const within = (list: OpenList) =>
  ({
    open: sql`s.state in ('waiting', 'confirmed') and s.decided_at is null`,
    accepted: sql`s.state = 'confirmed' and s.decided_at is not null`,
    refused: sql`s.state in ('refused', 'removed') and s.name <> ''`,
    unconfirmed: sql`s.state = 'unconfirmed'`,
  })[list];

const among = (letter: number, list: OpenList, q: string | undefined) =>
  sql`s.letter_id = ${letter} and s.invitation_id is null and ${within(list)} ${q ? sql`and (s.name_key like ${containing(foldText(q))} or lower(s.email) = ${q.toLowerCase()})` : sql``}`;

/** The signatures of a list. Signatures to be checked are in the order of arrival, others the newest first. */
export async function listOpen(
  db: Reader,
  letter: number,
  list: OpenList,
  options: { q?: string; limit: number; offset: number },
): Promise<OpenSignature[]> {
  const { rows } = await sql<Omit<OpenSignature, 'same'> & { key: string }>`
    select s.id::int as id, s.kind, s.name, s.signer, s.role, s.place, s.email, s.shown, s.state, s.signed_at as "signedAt", s.decided_at as "decidedAt", s.refusal, s.refusal_note as note, s.name_key as key,
      coalesce((select case when m.state = 'bounced' then coalesce(nullif(m.bounce, ''), '5') else '' end from letter_mail m where m.signature_id = s.id order by m.id desc limit 1), '') as bounce
    from letter_signature s where ${among(letter, list, options.q)} order by s.id ${list === 'open' ? sql`` : sql`desc`} limit ${options.limit} offset ${options.offset}`.execute(
    db,
  );
  const keys = [...new Set(rows.map((row) => row.key))];
  const { rows: same } = keys.length
    ? await sql<SameName & { key: string }>`
        select s.id::int as id, s.state, s.invitation_id is not null as invited, s.email, s.role, s.place, s.name_key as key from letter_signature s
        where s.letter_id = ${letter} and s.name_key = any(${keys}::text[]) and s.state <> 'withdrawn' order by s.id limit 1000`.execute(
        db,
      )
    : { rows: [] };
  return rows.map(({ key, ...row }) => ({
    ...row,
    same: same.filter((one) => one.key === key && one.id !== row.id).map(({ key: _, ...one }) => one),
  }));
}

export async function countOpen(db: Reader, letter: number, list: OpenList, q?: string): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from letter_signature s where ${among(letter, list, q)}`.execute(db);
  return rows[0]!.count;
}

/** The ten letters with most signatures without an invitation that the desk has to check. */
export async function lettersToDecide(db: Reader): Promise<{ number: number; title: string; count: number }[]> {
  const { rows } = await sql<{ number: number; title: string; count: number }>`
    select t.number::int as number, l.title, count(*)::int as count from letter_signature s join letter l on l.id = s.letter_id join thing t on t.id = l.id
    where s.invitation_id is null and s.decided_at is null and s.state in ('waiting', 'confirmed') and t.withdrawn_at is null group by 1, 2 order by 3 desc, 1 limit 10`.execute(
    db,
  );
  return rows;
}
