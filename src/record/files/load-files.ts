import { sql } from 'kysely';
import { group } from '../../platform/text/group.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type {} from './tables.ts';

/**
 * A file of an item. `erased`: its name and bytes do not exist any more, because they were deleted or sealed (`size`
 * 0).
 */
export type FileView = {
  id: number;
  name: string;
  mediaType: string;
  sha256: string;
  size: number;
  keptAt: Date;
  erased: boolean;
};

/**
 * The files of items, by the item's id, in the order in which they were added. Erased files are included. Only for the
 * desk: the audience is not checked here.
 */
export async function loadFiles(db: Reader, thingIds: readonly number[]): Promise<Map<number, FileView[]>> {
  const rows = await db
    .selectFrom('held_file')
    .selectAll()
    .where(sql<boolean>`thing_id = any(${[...thingIds]}::bigint[])`)
    .orderBy('position')
    .execute();
  return group(
    rows.map(
      (row) =>
        [
          row.thing_id,
          {
            id: row.id,
            name: row.name,
            mediaType: row.media_type,
            sha256: row.sha256,
            size: Number(row.size),
            keptAt: row.kept_at,
            erased: Number(row.size) === 0,
          },
        ] as const,
    ),
  );
}

/** A file by its id. Undefined if there is none, or if its item is sealed or redacted. `size` 0: no bytes any more. */
export const findFile = (db: Reader, id: number) =>
  db
    .selectFrom('held_file')
    .innerJoin('thing', 'thing.id', 'held_file.thing_id')
    .select(['held_file.name', 'held_file.media_type', 'held_file.sha256', 'held_file.size'])
    .where('held_file.id', '=', id)
    .where('thing.visibility', '<>', 'sealed')
    .where('thing.redacted_at', 'is', null)
    .executeTakeFirst();
