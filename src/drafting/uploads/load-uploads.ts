import { sql } from 'kysely';
import type { ArchiveFacts } from '../../evidence/archives/types.ts';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
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
  missing: string[];
  settingCookies: string[];
};

/** `account`: uploads are visible only to the person who made them. */
export type Whose = { account: number | null; at: Date };

const errorOf = (code: string | null, details: unknown): UploadError | null =>
  code === null ? null : { code, details: (details ?? {}) as UploadError['details'] };

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

/** `words`: part of the address or the title. `chosen`: pages that were chosen for an import; `waiting`: not done yet. */
export type PageFilter = { words?: string | undefined; chosen?: boolean; waiting?: boolean };

const pagesWhere = (db: Reader, upload: number, { words, chosen, waiting }: PageFilter) =>
  db
    .selectFrom('upload_page as p')
    .where('p.upload_id', '=', upload)
    .$if(chosen === true, (query) => query.where('p.state', '<>', 'listed'))
    .$if(waiting === true, (query) => query.where('p.state', '=', 'waiting'))
    .$if(Boolean(words), (query) =>
      query.where(sql<boolean>`(p.url ilike ${containing(words!)} or p.title ilike ${containing(words!)})`),
    );

export async function countUploadPages(db: Reader, upload: number, filter: PageFilter = {}): Promise<number> {
  const { count } = await pagesWhere(db, upload, filter)
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * The pages of an upload, in the order of its list. Call it for an upload of the person (`listUploads`).
 */
export async function listUploadPages(
  db: Reader,
  upload: number,
  { limit, offset, ...filter }: PageFilter & { limit?: number; offset?: number } = {},
): Promise<UploadPageView[]> {
  const rows = await pagesWhere(db, upload, filter)
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
