import type { Reader } from '../../platform/database/tx.ts';
import type {} from './tables.ts';

/** The media type of evidence packages. It distinguishes a capture's packages from its other files. */
export const packageType = 'application/wacz';

export type StoredPackage = {
  sha256: string;
  /** In bytes; 0 if its bytes were deleted or sealed. */ size: number;
  keptAt: Date;
};

/** The newest package of a capture; null if the capture never had one. */
export async function findPackage(db: Reader, captureId: number): Promise<StoredPackage | null> {
  const row = await db
    .selectFrom('held_file')
    .select(['sha256', 'size', 'kept_at'])
    .where('thing_id', '=', captureId)
    .where('media_type', '=', packageType)
    .orderBy('position', 'desc')
    .executeTakeFirst();
  return row ? { sha256: row.sha256, size: Number(row.size), keptAt: row.kept_at } : null;
}
