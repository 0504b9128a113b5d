import { z } from 'zod';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { App } from '../../platform/operation.ts';
import { insertOpen, type InsertOf } from '../protection/new-sealed.ts';
import { putBytes, settleBytes } from '../sources/held-bytes.ts';

/** Maximum size of a file in bytes. */
export const maxFileBytes = 20 * 1024 * 1024;

export const fileInput = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'errors.field.file.name')
    .max(200, 'errors.field.text.long')
    .transform((name) => name.replace(/[\p{Cc}/\\]/gu, '_')),
  mediaType: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[\w.+-]+\/[\w.+-]+$/, 'errors.field.file.type')
    .max(100, 'errors.field.file.type')
    .default('application/octet-stream'),
  /** The bytes of the file in base64. */
  content: z
    .base64('errors.field.file.content')
    .min(1, 'errors.field.file.content')
    .max(Math.ceil(maxFileBytes / 3) * 4, 'errors.field.file.large'),
});
export type FileInput = z.output<typeof fileInput>;
export const filesInput = z.array(fileInput).max(10, 'errors.field.file.many').default([]);

export type StoredFile = { name: string; media_type: string; sha256: string; size: number };

/** A file that is stored only encrypted, with its item. */
export type SealedFile = StoredFile & { bytes: Uint8Array };

/** Files of an item that is sealed from the start. Nothing is stored: the bytes become part of its encrypted content. */
export const readFiles = (files: readonly FileInput[]): SealedFile[] =>
  files.map(({ name, mediaType, content }) => {
    const bytes = Buffer.from(content, 'base64');
    return { name, media_type: mediaType, sha256: sha256Hex(bytes), size: bytes.byteLength, bytes };
  });

/**
 * Stores the bytes of files. Call this before the transaction that writes the rows that refer to them, and
 * `settleFiles` after the transaction, whether it succeeded or failed.
 */
export async function putFiles(app: App, files: readonly FileInput[]): Promise<StoredFile[]> {
  const kept: StoredFile[] = [];
  try {
    for (const { name, mediaType, content } of files) {
      const bytes = Buffer.from(content, 'base64');
      kept.push({ name, media_type: mediaType, sha256: await putBytes(app, bytes), size: bytes.byteLength });
    }
  } catch (error) {
    await settleFiles(app, kept, true);
    throw error;
  }
  return kept;
}

/**
 * Call this after the transaction that writes the rows of the files. If it failed, the bytes are deleted, unless
 * another row refers to the same bytes.
 */
export async function settleFiles(app: App, files: readonly StoredFile[], failed: boolean): Promise<void> {
  for (const { sha256 } of files) await settleBytes(app, sha256, failed);
}

/** Adds files to an item, after its existing files. */
export async function addFiles(
  tx: Tx,
  thingId: number,
  files: readonly StoredFile[],
  at: Date,
  insert: InsertOf = insertOpen(tx),
): Promise<void> {
  if (files.length === 0) return;
  const { last } = await tx
    .selectFrom('held_file')
    .select((eb) => eb.fn.max('position').as('last'))
    .where('thing_id', '=', thingId)
    .executeTakeFirstOrThrow();
  const start = last === null ? 0 : Number(last) + 1;
  await insert(
    'held_file',
    'thing_id',
    files.map(({ name, media_type, sha256, size }, index) => ({
      thing_id: thingId,
      position: start + index,
      name,
      media_type,
      sha256,
      size,
      kept_at: at,
    })),
  );
}

/** What the history stores about files: names, hashes and sizes, not bytes. */
export const fileSummaries = (files: readonly StoredFile[]) =>
  files.map(({ name, sha256, size }) => ({ name, sha256, bytes_size: size }));
