import { z } from 'zod';
import { AppError } from '../errors.ts';
import { damaged } from './damaged.ts';

/** The version of the format. A backup with another version is refused. */
export const formatVersion = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Text without control characters. They could change what a terminal shows when the text is printed. */
const plain = z.string().regex(/^\P{Cc}*$/u);
const count = z.number().int().nonnegative();
/**
 * A file of the backup. `size` and `sha256` are of the stored file; `content` is the size after unpacking, in bytes.
 */
const file = z.strictObject({ size: count, sha256, content: count });
const checksum = z.strictObject({ rows: count, hash: sha256 });

const schema = z.strictObject({
  format: z.literal('kronika-backup'),
  version: z.number().int(),
  /** The version of Kronika that made the backup. */
  kronika: plain.max(50),
  kind: z.enum(['embedded', 'server']),
  at: z.iso.datetime(),
  installation: z.uuid(),
  /** All migrations of the database, in their order. */
  migrations: z.array(z.strictObject({ name: z.string().regex(/^\d{4}-[\w.-]+\.sql$/), sha256 })).max(10_000),
  tables: z.record(z.string().regex(/^[a-z_.0-9]{1,100}$/), checksum),
  files: z.strictObject({ database: file, blobs: file, keys: file }),
  /** The blobs to which the database refers: how many the backup has, their total size, and which it does not have. */
  blobs: z.strictObject({ count, bytes: count, lost: z.array(sha256).max(1_000_000) }),
  /** The HMAC-SHA-256 key (hex) from which the names of the blobs' files are computed. Null if nothing is encrypted. */
  blobKey: sha256.nullable(),
  /** How many erasures were in the database. */
  erasures: count,
  /** The settings that `sharedSettings` returns, without passwords and paths. */
  settings: z.record(z.string().regex(/^\w{1,100}$/), plain.max(10_000)),
});

/** The content of `manifest.json`. */
export type Manifest = z.output<typeof schema>;
export type StoredFile = z.output<typeof file>;

/** @throws AppError `backup_newer`, `backup_damaged` */
export function readManifest(text: string): Manifest {
  const wrong = (cause: unknown): AppError => damaged('manifest.json', 'it is no manifest', cause);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong(cause);
  }
  const { version, kronika } = (value ?? {}) as Partial<Manifest>;
  if (Number.isInteger(version) && version !== formatVersion)
    throw new AppError('backup_newer', {
      details: {
        kronika: (typeof kronika === 'string' ? kronika : '').slice(0, 50).replaceAll(/\p{Cc}/gu, ''),
      },
    });
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw wrong(parsed.error);
  return parsed.data;
}
