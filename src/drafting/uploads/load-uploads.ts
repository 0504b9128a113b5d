import { sql } from 'kysely';
import type { ArchiveFacts } from '../../evidence/archives/types.ts';
import { containing } from '../../platform/database/like.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { UploadPageState, UploadState } from './tables.ts';

/** An error with the parameters of its text. */
export type UploadError = { code: string; details: Record<string, string | number> };

export type UploadView = {
  id: number;
  name: string;
  size: number;
  received: number;
  modified: number | null;
  state: UploadState;
  /** What the check found. Null before it has ended, and if the file cannot be used. */
  facts: ArchiveFacts | null;
  pagesLeft: number;
  /** Why the file cannot be used, or why the last import ended early. */
  error: UploadError | null;
  createdAt: Date;
  expiresAt: Date;
};

export type UploadPageView = {
  number: number;
  url: string;
  title: string;
  at: string;
  status: number;
  mediaType: string;
  state: UploadPageState;
  error: UploadError | null;
  capture: { number: number; source: number } | null;
  draft: number | null;
  /** How many parts the archive lacks, and how many responses set cookies. The capture lists them. */
  missing: number;
  settingCookies: number;
};

/** `account`: uploads are visible only to the person who made them. */
export type Whose = { account: number | null; at: Date };

const errorOf = (code: string | null, details: unknown): UploadError | null =>
  code === null ? null : { code, details: (details ?? {}) as UploadError['details'] };

/** One's own upload, before bytes are received for it. @throws AppError `not_found` */
export async function findOwn(
  db: Reader,
  upload: number,
  { account, at }: Whose,
): Promise<{ folder: string; size: number; received: number; expiresAt: Date }> {
  const row = await ownUpload(db, upload, { account, at }).executeTakeFirst();
  if (!row) throw new AppError('not_found');
  return { folder: row.folder, size: Number(row.size), received: Number(row.received), expiresAt: row.expires_at };
}

/** One's own upload, which no other transaction changes until this one ends. @throws AppError `not_found` */
export async function lockOwn(tx: Tx, upload: number, whose: Whose) {
  const row = await ownUpload(tx, upload, whose).forUpdate().executeTakeFirst();
  if (!row) throw new AppError('not_found');
  return row;
}

const ownUpload = (db: Reader | Tx, upload: number, { account, at }: Whose) =>
  db
    .selectFrom('upload')
    .selectAll()
    .where('id', '=', upload)
    .where('account_id', '=', account)
    .where('expires_at', '>', at);

/** The uploads of one person, newest first. @param id only this one */
export async function listUploads(db: Reader, { account, at, id }: Whose & { id?: number }): Promise<UploadView[]> {
  const rows = await db
    .selectFrom('upload')
    .selectAll()
    .where('account_id', '=', account)
    .where('expires_at', '>', at)
    .$if(id !== undefined, (query) => query.where('id', '=', id!))
    .orderBy('id', 'desc')
    .limit(1000)
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    name: row.name,
    size: Number(row.size),
    received: Number(row.received),
    modified: row.modified === null ? null : Number(row.modified),
    state: row.state,
    facts: row.facts,
    pagesLeft: row.pages_left,
    error: errorOf(row.error, row.error_details),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}

/** `words`: part of the address or the title. `chosen`: pages that were chosen for an import. */
export type PageFilter = { words?: string | undefined; chosen?: boolean };

const fits = ({ words, chosen }: PageFilter) =>
  sql<boolean>`${chosen ? sql`p.state <> 'listed'` : sql`true`} and ${
    words ? sql`(p.url ilike ${containing(words)} or p.title ilike ${containing(words)})` : sql`true`
  }`;

/**
 * How many pages of an upload fit `filter`, how many there are, how many were chosen for an import, and how many of these
 * are not done yet.
 */
export async function countUploadPages(
  db: Reader,
  upload: number,
  filter: PageFilter,
): Promise<{ shown: number; all: number; chosen: number; waiting: number }> {
  const { rows } = await sql<{ shown: number; all: number; chosen: number; waiting: number }>`
    select count(*) filter (where ${fits(filter)})::int as shown, count(*)::int as "all",
      count(*) filter (where ${fits({ chosen: true })})::int as chosen,
      count(*) filter (where p.state = 'waiting')::int as waiting
    from upload_page p where p.upload_id = ${upload}`.execute(db);
  return rows[0]!;
}

/**
 * The pages of an upload, in the order of its list. Call it for an upload of the person (`listUploads`).
 */
export async function listUploadPages(
  db: Reader,
  upload: number,
  { limit, offset, ...filter }: PageFilter & { limit?: number; offset?: number } = {},
): Promise<UploadPageView[]> {
  const rows = await db
    .selectFrom('upload_page as p')
    .where('p.upload_id', '=', upload)
    .where(fits(filter))
    .leftJoin('capture', 'capture.id', 'p.capture_id')
    .leftJoin('thing as ct', 'ct.id', 'capture.id')
    .leftJoin('thing as st', 'st.id', 'capture.source_id')
    .selectAll('p')
    .select(['ct.number as capture_number', 'st.number as source_number'])
    .orderBy('p.number')
    .$if(limit !== undefined, (query) => query.limit(limit!).offset(offset ?? 0))
    .execute();
  return rows.map((row) => ({
    number: row.number,
    url: row.url,
    title: row.title,
    at: row.at,
    status: row.status,
    mediaType: row.media_type,
    state: row.state,
    error: errorOf(row.error, row.error_details),
    capture:
      row.capture_number === null || row.source_number === null
        ? null
        : { number: row.capture_number, source: row.source_number },
    draft: row.draft_id === null ? null : Number(row.draft_id),
    missing: row.missing,
    settingCookies: row.setting_cookies,
  }));
}
