import type { App } from '../../platform/operation.ts';
import { sourceOf } from '../../platform/readers/reader.ts';
import { streamReader } from '../../platform/readers/run-reader.ts';
import type { Stripping } from '../../record/files/strip-packages.ts';
import { isUnsearchable } from '../../record/protection/naming-reader.ts';
import { indexPath, pagesPath, warcPath } from './members.ts';
import { stripReader } from './package-readers.ts';
import { plainTrust, type PlainTrust } from './plain-trust.ts';
import type { RemainingParts } from './records-left.ts';
import { writeRedactions } from './redactions.ts';
import { ownTrust } from './signature/own-trust.ts';
import { sealContents } from './warc/seal-exchanges.ts';

/**
 * Removes from a package the records that name a person, and those that cannot be searched (screenshots, the
 * PDF). All other records stay byte for byte. The new package is signed and timestamped, and lists what was removed.
 * @returns the new package. `clean` if nothing names the person; `gone` if nothing useful remains, or if searching the
 * package takes too much time or memory
 */
export async function stripPackage(
  app: App,
  bytes: Uint8Array,
  about: Stripping,
): Promise<Uint8Array | 'gone' | 'clean'> {
  const trust = plainTrust(await ownTrust(app.config.dataDir));
  const { left, records } = await strip(bytes, about, trust);
  if (left === 'gone' || left === 'clean') return left;
  const { bytes: made } = await sealContents(
    [
      { path: warcPath, bytes: records },
      { path: indexPath, bytes: Buffer.from(left.index) },
      { path: pagesPath, bytes: Buffer.from(left.pages) },
    ],
    { first: left.first, manifestOnly: [writeRedactions(left.redactions)] },
    { dataDir: app.config.dataDir, timestampAuthorities: app.config.timestampAuthorities, now: () => about.at },
  );
  return (await strip(made, about, trust)).left === 'clean' ? made : 'gone';
}

async function strip(
  bytes: Uint8Array,
  { at, ...about }: Stripping,
  trust: PlainTrust,
): Promise<{ left: RemainingParts | 'gone' | 'clean'; records: Buffer }> {
  const reading = streamReader(
    stripReader,
    { person: about.person, ground: about.ground, at: at.toISOString(), trust },
    { source: sourceOf(bytes) },
  );
  const records: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await reading.next();
      if (done) return { left: value, records: Buffer.concat(records) };
      records.push(value);
    }
  } catch (error) {
    if (isUnsearchable(error)) return { left: 'gone', records: Buffer.alloc(0) };
    throw error;
  }
}
