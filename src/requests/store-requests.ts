import type { Insertable } from 'kysely';
import type { Tables } from '../platform/database/tables.ts';
import type { App, Writing } from '../platform/operation.ts';
import {
  addFiles,
  fileSummaries,
  putFiles,
  readFiles,
  settleFiles,
  type FileInput,
  type SealedFile,
  type StoredFile,
} from '../record/files/store-files.ts';
import { NewSealed, type InsertOf } from '../record/protection/new-sealed.ts';
import { refOf } from '../record/refs.ts';
import { allocate, createThings } from '../record/things.ts';

/** The files of one new request. */
type RequestFiles = readonly (StoredFile | SealedFile)[];

/**
 * Stores the bytes of the files of new requests, except of those that are sealed from the start. Call this before the
 * transaction, and `settleFiles` after it.
 */
export async function putFilesOf(
  app: App,
  requests: readonly { files: readonly FileInput[]; sealFor?: readonly number[] | undefined }[],
): Promise<RequestFiles[]> {
  const put: RequestFiles[] = [];
  try {
    for (const { files, sealFor } of requests) put.push(sealFor ? readFiles(files) : await putFiles(app, files));
  } catch (error) {
    await settleFiles(app, put.flat(), true);
    throw error;
  }
  return put;
}

/**
 * Stores new requests of one kind with their files. Only the desk sees them.
 * @param sealing for each request, the people for whom it is sealed from the start. `list` is the field of the input
 * that has the requests. `addRows` inserts rows of other tables
 * @returns the refs of the requests, in the order of `rows`
 */
export async function storeRequests<Kind extends 'demand' | 'permission' | 'reply'>(
  { tx, at, change, why }: Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'change' | 'why'>,
  kind: Kind,
  rows: readonly Omit<Insertable<Tables[Kind]>, 'id'>[],
  files: readonly RequestFiles[],
  {
    list,
    sealFor,
    addRows,
  }: {
    list: string;
    sealFor: readonly (readonly number[] | undefined)[];
    addRows?(ids: readonly number[], insert: InsertOf): Promise<void>;
  },
): Promise<string[]> {
  const known = await allocate(tx, kind, rows.length);
  const sealed = await NewSealed.load(
    tx,
    known.map((thing, index) => ({ thing, sealFor: sealFor[index], path: `${list}.${index}` })),
    why,
  );
  const things = known.map((thing) => ({
    ...thing,
    visibility: sealed.has(thing.id) ? ('sealed' as const) : ('desk' as const),
  }));
  await createThings(tx, things, at, false);
  // The cast is needed because TypeScript cannot tell that a row of the generic `Kind` is complete once it has its id.
  await sealed.insert<'demand'>(
    kind as 'demand',
    'id',
    rows.map((row, index) => ({ ...row, id: things[index]!.id }) as unknown as Insertable<Tables['demand']>),
  );
  for (const [index, thing] of things.entries()) {
    await addFiles(tx, thing.id, files[index]!, at, sealed.insert);
    for (const file of files[index]!) if ('bytes' in file) sealed.addFile(thing.id, file.sha256, file.bytes);
    sealed.created(change, kind, thing.id, { ...rows[index]!, files: fileSummaries(files[index]!) });
  }
  await addRows?.(
    things.map((thing) => thing.id),
    sealed.insert,
  );
  await sealed.finish(at);
  return things.map(refOf);
}
