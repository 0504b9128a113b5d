import { sql, type RawBuilder } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { App } from '../../platform/operation.ts';
import { RowKeys, type EncryptedRow } from '../../platform/storage/row-keys.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import {
  hasData,
  readableTexts,
  readSignature,
  SignatureHashes,
  type SignatureTexts,
} from '../signing/signature-texts.ts';
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
  /** Whether what readers do not see can no longer be read: an older backup was restored, and its key was deleted since. */
  lost: boolean;
  same: SameName[];
  /** Why the last email about this signature bounced; empty if it did not. */
  bounce: string;
};

const within = (list: OpenList) =>
  ({
    open: sql`s.state in ('waiting', 'confirmed') and s.decided_at is null`,
    accepted: sql`s.state = 'confirmed' and s.decided_at is not null`,
    refused: sql`s.state in ('refused', 'removed') and ${hasData}`,
    unconfirmed: sql`s.state = 'unconfirmed'`,
  })[list];

/** SQL for a search: a whole email address, or words of the name. Only of a name that readers see, a part is enough. */
async function matching(
  { db, config }: Installation,
  letter: number,
  q: string | undefined,
): Promise<RawBuilder<unknown>> {
  if (!q) return sql``;
  const hashes = await SignatureHashes.find(db.read, new RowKeys(config.dataDir), letter);
  const tests = [sql`s.name_key like ${containing(foldText(q))}`, sql`lower(s.email) = ${q.toLowerCase()}`];
  if (hashes) {
    tests.push(sql`s.address_mac = ${hashes.address(q)}`);
    const words = hashes.names(q).split(' ').filter(Boolean);
    if (words.length) tests.push(sql`string_to_array(s.name_macs, ' ') @> ${words}::text[]`);
  }
  return sql`and (${sql.join(tests, sql` or `)})`;
}
type Installation = Pick<App, 'db' | 'config'>;

const among = (letter: number, list: OpenList, match: RawBuilder<unknown>) =>
  sql`s.letter_id = ${letter} and s.invitation_id is null and ${within(list)} ${match}`;

type Row = SignatureTexts & EncryptedRow & { id: number };

/** The signatures of a list. Signatures to be checked are in the order of arrival, others the newest first. */
export async function listOpen(
  app: Installation,
  letter: number,
  list: OpenList,
  options: { q?: string; limit: number; offset: number },
): Promise<OpenSignature[]> {
  const db = app.db.read;
  const keys = new RowKeys(app.config.dataDir);
  const match = await matching(app, letter, options.q);
  const { rows } = await sql<Omit<OpenSignature, 'same' | 'note' | 'lost'> & Row & { key: string | null }>`
    select s.id::int as id, s.kind, ${texts}, s.shown, s.state, s.signed_at as "signedAt", s.decided_at as "decidedAt", s.refusal, s.name_macs as key,
      coalesce((select case when m.state = 'bounced' then coalesce(nullif(m.bounce, ''), '5') else '' end from letter_mail m where m.signature_id = s.id order by m.id desc limit 1), '') as bounce
    from letter_signature s where ${among(letter, list, match)} order by s.id ${list === 'open' ? sql`` : sql`desc`} limit ${options.limit} offset ${options.offset}`.execute(
    db,
  );
  const names = [...new Set(rows.flatMap((row) => row.key || []))];
  const { rows: same } = names.length
    ? await sql<Omit<SameName, 'email' | 'role' | 'place'> & Row & { key: string }>`
        select s.id::int as id, s.state, s.invitation_id is not null as invited, ${texts}, s.name_macs as key from letter_signature s
        where s.letter_id = ${letter} and s.name_macs = any(${names}::text[]) and s.state <> 'withdrawn' order by s.id limit ${maxSame}`.execute(
        db,
      )
    : { rows: [] };
  const alike: (SameName & { key: string })[] = [];
  for (const { id, state, invited, key, ...row } of same) {
    const { email, role, place } = await readableTexts(keys, row);
    alike.push({ id, state, invited, email, role, place, key });
  }
  const shown: OpenSignature[] = [];
  for (const { key, refusal_note, row_key, encrypted, ...row } of rows) {
    const read = await readSignature(keys, { ...row, refusal_note, row_key, encrypted });
    const { refusal_note: note, ...words } = read ?? { ...row, refusal_note };
    shown.push({
      ...row,
      ...words,
      note,
      lost: read === null,
      same: alike.filter((one) => one.key === key && one.id !== row.id).map(({ key: _, ...one }) => one),
    });
  }
  return shown;
}

/** The most signatures with the same names that are read for one page. */
const maxSame = 1000;

const texts = sql`s.name, s.signer, s.role, s.place, s.email, s.refusal_note, s.row_key, s.encrypted`;

export async function countOpen(app: Installation, letter: number, list: OpenList, q?: string): Promise<number> {
  const match = await matching(app, letter, q);
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from letter_signature s where ${among(letter, list, match)}`.execute(app.db.read);
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
