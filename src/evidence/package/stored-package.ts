import { createHash } from 'node:crypto';
import { AppError } from '../../platform/errors.ts';
import type { App } from '../../platform/operation.ts';
import { Queue } from '../../platform/queue.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { isWhole } from '../../platform/storage/blobs.ts';
import { findPackage, type StoredPackage } from '../../record/files/packages.ts';
import { ownTrust } from './signature/own-trust.ts';
import type { FirstPage } from './contents.ts';
import { firstPageIn, verifyApart } from './package-readers.ts';
import type { PackageReport } from './check-package.ts';

// A package can have 160 MB, and verifying it can take minutes. So only one verification runs at a time, for all users
// together, and 20 may wait.
const limits = { running: 1, waiting: 20, busy: () => new AppError('busy', { details: { seconds: 5 } }) };
const verifying = new Queue(limits);
const comparing = new Queue(limits);

/** A cache of the results of reading packages, in the memory of this process. Only one package is read at a time. */
class ResultCache<Found> {
  /** The results, the least recently used first. */
  readonly #known = new Map<string, Found>();

  constructor(private readonly most: number) {}

  async get(key: string, find: () => Promise<Found>): Promise<Found> {
    const found = this.#known.has(key) ? this.#known.get(key)! : await verifying.share(key, find);
    this.#known.delete(key);
    this.#known.set(key, found);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.most) break;
      this.#known.delete(oldest);
    }
    return found;
  }
}
const reports = new ResultCache<PackageReport>(200);
const firstPages = new ResultCache<FirstPage | null>(1000);

/**
 * A capture's package, after its stored bytes were compared with their hash. @throws AppError `not_found` if there
 * never was a package, `redacted` if it was erased, `blob_damaged`, `blob_missing`, `busy`
 */
export async function findIntactPackage(app: App, captureId: number): Promise<StoredPackage> {
  const kept = await storedPackage(app, captureId);
  const lost = await lostBytes(app, kept);
  if (lost) throw lost;
  return kept;
}

/** The bytes of a package, read from the store in pieces. They are compared with their hash each time they are read. */
export const packageSource = ({ blobs }: App, { sha256, size }: StoredPackage): ByteSource => ({
  size,
  name: '',
  open: (range) => blobs.stream(sha256, range),
});

/** The result of verifying a package; `lost` if its bytes are missing or altered. */
export type Checked = { kept: StoredPackage } & (
  | { report: PackageReport; lost: null }
  | { report: null; lost: AppError }
);

/**
 * Verifies a capture's package. The keys of this installation are trusted. The result is cached until the day ends or
 * other keys are trusted.
 * @param compare whether the stored bytes are compared with their hash now
 * @throws AppError `not_found` if there never was one, `redacted` if it was erased, `busy`, `archive_too_large`,
 * `reading_*`
 */
export async function reportPackage(app: App, captureId: number, { compare = true } = {}): Promise<Checked> {
  const kept = await storedPackage(app, captureId);
  const lost = compare ? await lostBytes(app, kept) : null;
  return lost ? { kept, report: null, lost } : { kept, report: await reportOf(app, kept), lost: null };
}

async function reportOf(app: App, kept: StoredPackage): Promise<PackageReport> {
  const trust = await ownTrust(app.config.dataDir);
  // The key contains the day, because a certificate that is valid today may be invalid tomorrow.
  const about = [kept.sha256, trust.now.toISOString().slice(0, 10), ...[...trust.keys].sort()];
  const key = createHash('sha256').update(JSON.stringify(about)).digest('base64');
  return reports.get(key, () => verifyApart(packageSource(app, kept), trust));
}

/**
 * The page of an intact package that a replay opens first; null if there is none. @throws AppError `busy`,
 * `archive_too_large`, `reading_*`
 */
export const firstPageOf = (app: App, kept: StoredPackage): Promise<FirstPage | null> =>
  firstPages.get(`first page of ${kept.sha256}`, () => firstPageIn(packageSource(app, kept)));

async function storedPackage(app: App, captureId: number): Promise<StoredPackage> {
  const kept = await findPackage(app.db.read, captureId);
  if (!kept) throw new AppError('not_found');
  if (kept.size === 0) throw new AppError('redacted');
  return kept;
}

/** The error for stored bytes that are missing or altered; null if they are intact. */
async function lostBytes({ blobs }: App, { sha256 }: StoredPackage): Promise<AppError | null> {
  if (await comparing.share(`${blobs.place} ${sha256}`, () => isWhole(blobs, sha256))) return null;
  return new AppError((await blobs.has(sha256)) ? 'blob_damaged' : 'blob_missing', { details: { sha256 } });
}
