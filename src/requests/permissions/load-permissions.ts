import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { sameText } from '../../documents/translations/same-text.ts';
import { loadFiles, type FileView } from '../../record/files/load-files.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import type { SecretKind } from '../../law/duties/tables.ts';
import type { PermissionState, PermissionWay } from './tables.ts';

/** A permission for the desk. A sealed permission has only its status, and the days and ways of its answers. */
export type PermissionView = {
  id: number;
  number: number;
  ref: string;
  version: number;
  sealed: boolean;
  withdrawn: boolean;
  actor: Brief | null;
  /** The name of the person who was asked: as entered for the permission, or else from the record. */
  person: string;
  article: { number: number; headline: string } | null;
  subject: string;
  /** The kinds of secrets that the permission allows us to publish. */
  kinds: SecretKind[];
  state: PermissionState;
  way: PermissionWay | null;
  askedOn: string | null;
  /** The name of the user who asked the person. */
  askedBy: string | null;
  answeredOn: string | null;
  /** Who answered for the person; empty if they answered themselves. */
  answerer: string;
  withdrawnOn: string | null;
  /** Who withdrew the permission for the person; empty if they did so themselves. */
  withdrawer: string;
  withdrawnWay: PermissionWay | null;
  wording: string;
  contact: string;
  language: string | null;
  note: string;
  linkUntil: Date | null;
  files: FileView[];
};

type Row = Omit<PermissionView, 'actor' | 'article' | 'files' | 'ref'> & {
  person_id: number | null;
  article: number | null;
  headline: string | null;
};

/** Permissions: unanswered permissions first, then the others, the newest first. Desk only. */
export async function loadPermissions(
  db: Reader,
  {
    ids,
    open,
    document,
    limit = 1000,
    offset = 0,
  }: { ids?: readonly number[]; open?: boolean; document?: number; limit?: number; offset?: number } = {},
): Promise<PermissionView[]> {
  const { rows } = await sql<Row>`
    select p.id::int as id, t.number::int as number, t.version, t.visibility = 'sealed' as sealed, t.withdrawn_at is not null as withdrawn, p.person_id, p.person, p.subject, p.kinds, p.state, p.way,
      p.asked_on as "askedOn", p.answered_on as "answeredOn", p.withdrawn_on as "withdrawnOn", asker.name as "askedBy", p.answerer as answerer, p.withdrawer as withdrawer, p.withdrawn_way as "withdrawnWay", p.wording, p.contact, p.language, p.note, l.expires_at as "linkUntil", a.number::int as article, v.headline
    from permission p join thing t on t.id = p.id left join permission_link l on l.permission_id = p.id left join account asker on asker.id = p.asked_by
      left join document d on d.id = p.document_id left join thing a on a.id = d.id left join revision v on v.id = d.revision_id
    where t.redacted_at is null ${ids ? sql`and p.id = any(${[...ids]}::bigint[])` : sql`and t.withdrawn_at is null`} ${open ? sql`and p.state = 'asked'` : sql``} ${document === undefined ? sql`` : sql`and p.document_id in ${sameText(document)}`}
    order by p.state <> 'asked', coalesce(p.asked_on, '') desc, p.id desc limit ${limit} offset ${offset}`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => row.person_id ?? []),
    'desk',
  );
  const files = await loadFiles(
    db,
    rows.map((row) => row.id),
  );
  return rows.map(({ person_id, article, headline, ...row }) => {
    const actor = briefs.get(person_id ?? 0) ?? null;
    return {
      ...row,
      ref: `permission/${row.number}`,
      actor,
      person: row.person || actor?.title || '',
      article: article === null ? null : { number: article, headline: headline ?? '' },
      files: files.get(row.id) ?? [],
    };
  });
}
