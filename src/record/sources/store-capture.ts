import { sql } from 'kysely';
import { z } from 'zod';
import { isEditor, legal } from '../../accounts/tables.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { defineOperation, type Principal, type Writing } from '../../platform/operation.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { putBytes, refuseClosedBytes, settleBytes } from './held-bytes.ts';
import { addFiles, fileSummaries, type StoredFile } from '../files/store-files.ts';
import { packageType } from '../files/packages.ts';
import { captureMethods } from '../kinds/capture.ts';
import { addOrigin, archiveOriginInput } from './archive-origin.ts';
import { RefResolver, refOf, refSchema } from '../refs.ts';
import { snapshotSource } from '../projection/snapshots.ts';
import type { PdfLayout } from './pdf-layout.ts';
import { addressKey, lockAddresses } from './address.ts';
import { requireSourceOfTeam, limitNew, prepareTeam, teamInput } from '../teams/limit-new.ts';
import { allocate, createThings } from '../things.ts';

const fields = z.object({
  /** The source of the capture. By default, the source is found by its address or by the bytes, or else created. */
  source: refSchema.optional(),
  /** The title of a new source. */
  title: z.string().trim().min(1).max(500),
  /** The kind of a new source. */
  kind: z.string().max(40).default('article'),
  published: z.string().max(100).optional(),
  method: z.enum(captureMethods),
  requestedUrl: z.url({ protocol: /^https?$/ }).optional(),
  finalUrl: z.url({ protocol: /^https?$/ }).optional(),
  hops: z.array(z.unknown()).default([]),
  status: z.number().int().optional(),
  headers: z.array(z.tuple([z.string(), z.string()])).default([]),
  mediaType: z.string().min(1).max(200),
  charset: z.string().max(60).optional(),
  bytes: z.instanceof(Uint8Array),
  text: z.string(),
  language: z.string().max(35).optional(),
  /** In a PDF: where its lines are. */
  layout: z.custom<PdfLayout>().optional(),
  /** The evidence package (WACZ) with the bytes. */
  package: z.instanceof(Uint8Array).optional(),
  /** If the page comes from a web archive: what is known of it. */
  archive: archiveOriginInput.optional(),
  team: teamInput,
});
const inputSchema = fields.refine(({ method, archive }) => (method === 'archive') === (archive !== undefined), {
  path: ['archive'],
});

export type StoredCapture = {
  capture: string;
  source: string;
  /** Whether the source already had a capture with the same bytes, so that none was created. */
  known: boolean;
  /** The ref of the source's previous capture, if its bytes differ. A page can then show the changes. */
  previous: string | null;
};

/**
 * Stores one capture permanently: its bytes as a blob, headers, hashes and extracted text. If the source already has a
 * capture with the same bytes, no new one is created. Different bytes from the same address are a new capture of the
 * source. A page of a web archive is a new capture unless it was imported from the same file before, because the file
 * shows the page at another time, as someone else recorded it.
 * @throws AppError `sealed`, `redacted` for bytes that exist only in sealed or redacted captures; `known_to_desk` if
 * the capture is for a team, but people outside the team already see its source
 */
export const storeCapture = defineOperation({
  name: 'record.keepCapture',
  permission: legal,
  input: inputSchema,
  // The blob is written first, so a row never refers to missing bytes.
  async prepare({ input, app }) {
    await prepareTeam(app, input.team);
    await refuseClosedBytes(app.db.read, input.bytes);
    const bytes = await putBytes(app, input.bytes);
    return { bytes, package: input.package ? await putBytes(app, input.package) : null };
  },
  write: writeCapture,
  async cleanUp({ prepared, app, failed }) {
    await settleBytes(app, prepared.bytes, failed);
    // Deletes the package if no row refers to it, because the source already had a capture with the same bytes and a
    // package.
    if (prepared.package) await settleBytes(app, prepared.package, true);
  },
});

type Prepared = { bytes: string; package: string | null };

async function writeCapture(writing: Writing<z.output<typeof inputSchema>, Prepared>): Promise<StoredCapture> {
  const { tx, input, prepared, principal, at, change } = writing;
  const { bytes: bytesSha256 } = prepared;
  // The bytes may have been sealed or redacted since `prepare`.
  await refuseClosedBytes(tx, input.bytes);
  // What an archive says of redirects must not make two pages one source.
  const addresses = addressesOf(input.archive ? { finalUrl: input.finalUrl } : input);
  const found = await findSource(tx, input.source, addresses, bytesSha256);
  if (found) await requireSourceOfTeam(tx, found, input.team);
  const source = found ?? (await allocate(tx, 'source', 1))[0]!;
  if (!found) {
    await createThings(tx, [{ ...source, visibility: 'desk' }], at, false);
    const row = {
      id: source.id,
      kind: input.kind,
      title: input.title,
      publisher_id: null,
      published: input.published ?? null,
      language: input.language ?? null,
      note: null,
    };
    await tx.insertInto('source').values(row).execute();
    change({ kind: 'source', thingId: source.id, action: 'created', before: null, after: { ...row, addresses } });
    await limitNew(writing, input.team, [source]);
  }
  if (found) await addToKnown(tx, source.id, addresses, principal, at, change);
  else await addAddresses(tx, source.id, addresses);

  const capturedAt = input.archive?.recordedAt ?? at;
  const captures = await tx
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .leftJoin('archive_origin', 'archive_origin.capture_id', 'capture.id')
    .select(['capture.id', 'thing.number', 'capture.bytes_sha256', 'capture.bytes_size', 'capture.captured_at'])
    .select('archive_origin.archive_sha256')
    .select(sql<boolean>`capture.text = ''`.as('isWithoutText'))
    .where('capture.source_id', '=', source.id)
    .where('thing.redacted_at', 'is', null)
    .where('thing.visibility', '<>', 'sealed')
    .orderBy('capture.captured_at', 'desc')
    .orderBy('capture.id', 'desc')
    .execute();
  // A capture whose bytes were deleted (size 0), or whose text could not be read when it was stored, as that of a PDF in
  // earlier releases, does not count as a capture with the same bytes.
  const same = captures.find(
    (capture) =>
      capture.bytes_sha256 === bytesSha256 &&
      capture.bytes_size === input.bytes.byteLength &&
      (!capture.isWithoutText || input.text === '') &&
      capture.archive_sha256 === (input.archive?.sha256 ?? null) &&
      (!input.archive || capture.captured_at.getTime() === capturedAt.getTime()),
  );
  const packed = prepared.package
    ? [{ name: 'page.wacz', media_type: packageType, sha256: prepared.package, size: input.package!.byteLength }]
    : [];
  if (same) {
    if (packed.length) await addToSame(tx, same.id, packed, at, change);
    return { capture: `capture/${same.number}`, source: refOf(source), known: true, previous: null };
  }

  const [capture] = await allocate(tx, 'capture', 1);
  await createThings(tx, [{ ...capture!, visibility: 'desk' }], at, false);
  const row = {
    id: capture!.id,
    source_id: source.id,
    method: input.method,
    requested_url: input.requestedUrl ?? null,
    final_url: input.finalUrl ?? null,
    hops: JSON.stringify(input.hops),
    status: input.status ?? null,
    headers: JSON.stringify(input.headers),
    media_type: input.mediaType,
    charset: input.charset ?? null,
    captured_at: capturedAt,
    bytes_sha256: bytesSha256,
    bytes_size: input.bytes.byteLength,
    text: input.text,
    text_sha256: sha256Hex(input.text),
    language: input.language ?? null,
    layout: input.layout ? (JSON.stringify(input.layout) as unknown as PdfLayout) : null,
  };
  await tx.insertInto('capture').values(row).execute();
  if (input.archive) await addOrigin(tx, capture!.id, input.archive);
  await addFiles(tx, capture!.id, packed, at);
  const { text: _, headers: __, hops: ___, layout: ____, ...brief } = row;
  change({
    kind: 'capture',
    thingId: capture!.id,
    action: 'created',
    before: null,
    after: {
      ...brief,
      captured_at: capturedAt.toISOString(),
      ...(input.archive ? { archive: { sha256: input.archive.sha256, page: input.archive.page } } : {}),
      ...(packed.length ? { files: fileSummaries(packed) } : {}),
    },
  });
  const previous = captures.find((one) => one.captured_at <= capturedAt);
  return {
    capture: refOf(capture!),
    source: refOf(source),
    known: false,
    previous: previous && previous.bytes_sha256 !== bytesSha256 ? `capture/${previous.number}` : null,
  };
}

/**
 * The addresses that identify the page: the requested address, and the final address after redirects. The final address
 * is left out if it is a front page. Then the redirect led, for example, to a consent page or away from a removed
 * article.
 */
function addressesOf({ requestedUrl, finalUrl }: { requestedUrl?: string; finalUrl?: string }): string[] {
  const isFrontPage =
    requestedUrl !== undefined && finalUrl !== undefined && ['', '/'].includes(new URL(finalUrl).pathname);
  return [...new Set([requestedUrl, isFrontPage ? undefined : finalUrl].filter((url) => url !== undefined))];
}

/**
 * Finds the source of a capture: the given source; otherwise the source that has the first address or, failing that,
 * the next. Without addresses, the source that has a capture with the same bytes.
 */
async function findSource(tx: Reader, ref: string | undefined, addresses: readonly string[], bytesSha256: string) {
  if (ref) {
    const refs = new RefResolver();
    await refs.look(tx, [ref]);
    const known = refs.find(ref, 'source', ['source']);
    refs.throwIfWrong();
    return known;
  }
  const canonical = tx
    .selectFrom('thing as named')
    .innerJoin('thing', (join) => join.onRef('thing.id', '=', 'named.canonical_id'));
  for (const address of addresses) {
    const row = await canonical
      .innerJoin('source_address', 'source_address.source_id', 'named.id')
      .select(['thing.id', 'thing.kind', 'thing.number'])
      .where('source_address.address_key', '=', addressKey(address))
      .orderBy('thing.id')
      .executeTakeFirst();
    if (row) return row;
  }
  if (addresses.length) return null;
  const row = await canonical
    .innerJoin('capture', 'capture.source_id', 'named.id')
    .select(['thing.id', 'thing.kind', 'thing.number'])
    .where('capture.bytes_sha256', '=', bytesSha256)
    .orderBy('thing.id')
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Adds new addresses to an existing source, as a change in its history. Nothing is added to a sealed source.
 */
async function addToKnown(
  tx: Tx,
  sourceId: number,
  addresses: readonly string[],
  principal: Principal,
  at: Date,
  change: Writing<never, never>['change'],
): Promise<void> {
  const thing = await tx
    .selectFrom('thing')
    .select(['version', 'visibility'])
    .where('id', '=', sourceId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (thing.visibility === 'sealed') return;
  // Readers see the addresses of a public source, so only editors add to them.
  if (thing.visibility === 'public' && !isEditor(principal)) return;
  const before = await snapshotSource(tx, sourceId);
  if ((await addAddresses(tx, sourceId, addresses)) === 0) return;
  await tx
    .updateTable('thing')
    .set({ version: thing.version + 1, changed_at: at })
    .where('id', '=', sourceId)
    .execute();
  change({ kind: 'source', thingId: sourceId, action: 'changed', before, after: await snapshotSource(tx, sourceId) });
}

/** Adds the new package to an earlier capture that has the same bytes and no stored files. */
async function addToSame(
  tx: Tx,
  captureId: number,
  packed: readonly StoredFile[],
  at: Date,
  change: Writing<never, never>['change'],
): Promise<void> {
  const thing = await tx
    .selectFrom('thing')
    .select('version')
    .where('id', '=', captureId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (
    await tx
      .selectFrom('held_file')
      .select('id')
      .where('thing_id', '=', captureId)
      .where('size', '>', 0)
      .executeTakeFirst()
  )
    return;
  await addFiles(tx, captureId, packed, at);
  await tx
    .updateTable('thing')
    .set({ version: thing.version + 1, changed_at: at })
    .where('id', '=', captureId)
    .execute();
  change({
    kind: 'capture',
    thingId: captureId,
    action: 'changed',
    before: { files: [] },
    after: { files: fileSummaries(packed) },
  });
}

/** Adds the addresses that no source has yet. @returns how many were added */
async function addAddresses(tx: Tx, sourceId: number, addresses: readonly string[]): Promise<number> {
  if (addresses.length === 0) return 0;
  const keys = new Map(addresses.map((url) => [addressKey(url), url]));
  for (const { address_key } of await lockAddresses(tx, [...keys.keys()])) keys.delete(address_key);
  await insertRows(
    tx,
    'source_address',
    [...keys].map(([address_key, url]) => ({ source_id: sourceId, url, address_key })),
  );
  return keys.size;
}
