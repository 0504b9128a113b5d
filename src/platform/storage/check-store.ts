import { isWhole } from './blobs.ts';
import { AppError } from '../errors.ts';
import type { App } from '../operation.ts';
import type { Progress } from '../socket/lines.ts';
import { referred, referring, type Reference } from './holders.ts';

export type StoreReport = {
  place: string;
  /** The number of blobs that something refers to. */
  blobs: number;
  bytes: number;
  /** Blobs that something refers to, but that are missing. */
  missing: BadBlob[];
  /** Blobs that are present, but do not match their hash. */
  damaged: BadBlob[];
  /** Blobs to which nothing refers; they are deleted later. */
  unused: { blobs: number; bytes: number };
  /** Files that are not blobs. */
  foreign: string[];
};
export type BadBlob = { sha256: string; references: Reference[] };

/**
 * The number of blobs that are read at the same time. A bucket returns several blobs in about the same time as one.
 */
const atOnce = 8;

/**
 * Checks for each blob to which the database refers whether the store has it, and whether it matches its hash. Both
 * lists of names are read in order, so neither has to be in memory.
 * @throws AppError `cancelled`
 */
export async function checkStore(
  app: App,
  { signal, progress }: { signal: AbortSignal; progress(progress: Progress): void },
): Promise<StoreReport> {
  const report: StoreReport = {
    place: app.blobs.place,
    blobs: 0,
    bytes: 0,
    missing: [],
    damaged: [],
    unused: { blobs: 0, bytes: 0 },
    foreign: [],
  };
  const missing: string[] = [];
  const damaged: string[] = [];
  const reading: Promise<void>[] = [];
  const names = referred(app.db.read);
  let name = await names.next();
  let walked = 0;
  for await (const { sha256, size, name: path } of app.blobs.list()) {
    if (signal.aborted) throw new AppError('cancelled');
    if (walked++ % 50 === 0) progress({ phase: 'cli.progress.checking', done: walked });
    if (sha256 === null) {
      report.foreign.push(path);
      continue;
    }
    for (; !name.done && name.value < sha256; name = await names.next()) missing.push(name.value);
    if (name.done || name.value !== sha256) {
      report.unused.blobs++;
      report.unused.bytes += size;
      continue;
    }
    name = await names.next();
    report.blobs++;
    report.bytes += size;
    reading.push(isWhole(app.blobs, sha256).then((whole) => void (whole || damaged.push(sha256))));
    if (reading.length >= atOnce) await Promise.all(reading.splice(0));
  }
  await Promise.all(reading);
  for (; !name.done; name = await names.next()) missing.push(name.value);
  report.damaged = await withReferences(app, damaged);
  // This leaves out blobs that were added during the check, and blobs to which nothing refers any more.
  report.missing = (await withReferences(app, await absent(app, missing))).filter((one) => one.references.length > 0);
  return report;
}

async function absent(app: App, names: readonly string[]): Promise<string[]> {
  const gone: string[] = [];
  for (const name of names) if (!(await app.blobs.has(name))) gone.push(name);
  return gone;
}

async function withReferences(app: App, names: readonly string[]): Promise<BadBlob[]> {
  const references = await referring(app.db.read, names);
  return names
    .map((sha256) => ({ sha256, references: references.get(sha256) ?? [] }))
    .sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
}
