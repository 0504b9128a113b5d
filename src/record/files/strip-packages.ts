import { readUnchecked } from '../../platform/storage/blobs.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { App } from '../../platform/operation.ts';
import { putBytes, settleBytes } from '../sources/held-bytes.ts';
import type { PersonNames } from '../protection/person-finder.ts';
import { packageType } from './packages.ts';

/** The redaction of a person: how they are found, the reason and the time. */
export type Stripping = { person: PersonNames; ground: string; at: Date };

/**
 * Returns a package without the recorded requests and responses that name the person, and with a new signature. Returns
 * `gone` if nothing useful remains, and `clean` if the package does not name the person.
 */
export type StripPackage = (app: App, bytes: Uint8Array, about: Stripping) => Promise<Uint8Array | 'gone' | 'clean'>;

/**
 * The hash of a package that names the person, and the package that replaces it. `made` is null if nothing useful would
 * remain in the replacement.
 */
export type Stripped = { sha256: string; made: { sha256: string; size: number } | null };

/**
 * Creates a replacement for every package that names the person. Packages of captures whose bytes will be deleted
 * anyway are left out; `naming` contains the hashes of these bytes. Call `settlePackages` after the transaction that
 * stores the replacements.
 */
export async function stripPackages(
  app: App,
  { naming, ...about }: Stripping & { naming: readonly string[] },
  strip: StripPackage,
): Promise<Stripped[]> {
  const lost = new Set(naming);
  const rows = await app.db.read
    .selectFrom('held_file')
    .leftJoin('capture', 'capture.id', 'held_file.thing_id')
    .select(['held_file.sha256', 'capture.bytes_sha256'])
    .where('held_file.media_type', '=', packageType)
    .where('held_file.size', '>', 0)
    .execute();
  const stripped: Stripped[] = [];
  try {
    for (const sha256 of new Set(
      rows.filter((row) => !row.bytes_sha256 || !lost.has(row.bytes_sha256)).map((row) => row.sha256),
    )) {
      const bytes = await readUnchecked(app.blobs, sha256);
      const made = bytes ? await strip(app, bytes, about) : 'clean';
      if (made === 'clean') continue;
      stripped.push({
        sha256,
        made: made === 'gone' ? null : { sha256: await putBytes(app, made), size: made.byteLength },
      });
    }
  } catch (error) {
    await settlePackages(app, stripped);
    throw error;
  }
  return stripped;
}

/**
 * Replaces the old packages with the new ones in all rows that still refer to the old ones. Returns the hashes of the
 * old packages, and the ids of the captures that got a new package.
 */
export async function swapPackages(
  tx: Tx,
  stripped: readonly Stripped[],
  at: Date,
): Promise<{ blobs: string[]; captures: number[] }> {
  const captures: number[] = [];
  for (const { sha256, made } of stripped) {
    if (!made) continue;
    const rows = await tx
      .updateTable('held_file')
      .set({ sha256: made.sha256, size: made.size, kept_at: at })
      .where('sha256', '=', sha256)
      .where('size', '>', 0)
      .returning('thing_id')
      .execute();
    captures.push(...rows.map((row) => row.thing_id));
  }
  return { blobs: stripped.map((one) => one.sha256), captures };
}

/** Call this after the transaction. Deletes the bytes of new packages to which no row refers. */
export async function settlePackages(app: App, stripped: readonly Stripped[]): Promise<void> {
  for (const { made } of stripped) if (made) await settleBytes(app, made.sha256, true);
}
