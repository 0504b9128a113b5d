import type { Insertable } from 'kysely';
import { insertRows } from '../platform/database/insert-rows.ts';
import type { Tables } from '../platform/database/tables.ts';
import type { Writing } from '../platform/operation.ts';
import { addFiles, fileSummaries, type StoredFile } from '../record/files/store-files.ts';
import { refOf } from '../record/refs.ts';
import { allocate, createThings } from '../record/things.ts';

/**
 * Stores new requests of one kind with their files. Only the desk sees them.
 * @returns their ids and refs, in the order of `rows`
 */
export async function storeRequests<Kind extends 'demand' | 'permission' | 'reply'>(
  { tx, at, change }: Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'change'>,
  kind: Kind,
  rows: readonly Omit<Insertable<Tables[Kind]>, 'id'>[],
  files: readonly (readonly StoredFile[])[],
): Promise<{ ids: number[]; refs: string[] }> {
  const things = (await allocate(tx, kind, rows.length)).map((thing) => ({ ...thing, visibility: 'desk' as const }));
  await createThings(tx, things, at, false);
  // The cast is needed because TypeScript cannot tell that a row of the generic `Kind` is complete once it has its id.
  await insertRows(
    tx,
    kind,
    rows.map((row, index) => ({ ...row, id: things[index]!.id }) as unknown as Insertable<Tables[Kind]>),
  );
  for (const [index, thing] of things.entries()) {
    await addFiles(tx, thing.id, files[index]!, at);
    const after = { ...rows[index]!, files: fileSummaries(files[index]!) };
    change({ kind, thingId: thing.id, action: 'created', before: null, after });
  }
  return { ids: things.map((thing) => thing.id), refs: things.map(refOf) };
}
