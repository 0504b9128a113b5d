import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import type { App } from '../../../platform/operation.ts';
import { profileSchema, type Profile } from '../mapping/profile.ts';
import { storedMapping, type Mapping } from '../mapping/schema.ts';
import { blobBytes } from '../read/open-table.ts';
import { readingSchema, type Bytes, type TableReadOptions } from '../read/reading.ts';
import type { Counts, ImportState } from './tables.ts';

export type Import = {
  id: number;
  version: number;
  fileName: string;
  state: ImportState;
  dry: boolean;
  batch: string | null;
  stop: boolean;
  rowsDone: number;
  bytesDone: number;
  counts: Counts;
  error: { code: string; details?: Record<string, string | number> } | null;
  why: string | null;
  reading: TableReadOptions;
  profile: Profile;
  mapping: Mapping;
  source: { id: number; number: number; title: string };
  capture: { id: number; number: number; sha256: string; size: number };
  createdBy: string | null;
  createdAt: Date;
  runBy: { id: number; name: string } | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  seenAt: Date | null;
};

/**
 * One import with its file and data set.
 * @throws AppError `not_found`; `sealed`, `gone` if its file is not available any more
 */
export async function loadImport(db: Reader, id: number): Promise<Import> {
  const row = await db
    .selectFrom('import')
    .innerJoin('capture', 'capture.id', 'import.capture_id')
    .innerJoin('thing as ct', 'ct.id', 'capture.id')
    .innerJoin('source', 'source.id', 'import.source_id')
    .innerJoin('thing as st', 'st.id', 'source.id')
    .leftJoin('account as maker', 'maker.id', 'import.created_by')
    .leftJoin('account as runner', 'runner.id', 'import.run_by')
    .selectAll('import')
    .select([
      'capture.bytes_sha256',
      'capture.bytes_size',
      'ct.number as capture_number',
      'ct.visibility as capture_visibility',
      'st.number as source_number',
      'st.visibility as source_visibility',
      'source.title as source_title',
      'maker.name as maker_name',
      'runner.name as runner_name',
    ])
    .where('import.id', '=', id)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found');
  if (row.capture_visibility === 'sealed' || row.source_visibility === 'sealed') throw new AppError('sealed');
  return {
    id: row.id,
    version: row.version,
    fileName: row.file_name,
    state: row.state,
    dry: row.dry,
    batch: row.batch,
    stop: row.stop,
    rowsDone: row.rows_done,
    bytesDone: row.bytes_done,
    counts: row.counts as Counts,
    error: row.error as Import['error'],
    why: row.why,
    reading: readingSchema.parse(row.reading),
    profile: profileSchema.parse(row.profile),
    mapping: storedMapping(row.mapping),
    source: { id: row.source_id, number: row.source_number, title: row.source_title },
    capture: { id: row.capture_id, number: row.capture_number, sha256: row.bytes_sha256, size: row.bytes_size },
    createdBy: row.maker_name,
    createdAt: row.created_at,
    runBy: row.run_by === null ? null : { id: row.run_by, name: row.runner_name ?? '' },
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    seenAt: row.seen_at,
  };
}

/** The bytes of an import's file. @throws AppError `gone` if they were erased */
export const bytesOf = (app: App, one: Import): Bytes =>
  blobBytes(app, { sha256: one.capture.sha256, size: one.capture.size, name: one.fileName });
