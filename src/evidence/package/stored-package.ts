import { AppError } from '../../platform/errors.ts';
import type { App } from '../../platform/operation.ts';
import { findPackage, type StoredPackage } from '../../record/files/packages.ts';
import { ownTrust } from './signature/own-trust.ts';
import { verifyApart } from './package-readers.ts';
import type { PackageReport } from './verify-package.ts';

/**
 * The bytes of a capture's package. @throws AppError `not_found` if there never was one, `redacted` if it was erased,
 * `blob_damaged`, `blob_missing`
 */
export async function openPackage(app: App, captureId: number): Promise<{ kept: StoredPackage; bytes: Uint8Array }> {
  const kept = await findPackage(app.db.read, captureId);
  if (!kept) throw new AppError('not_found');
  if (kept.size === 0) throw new AppError('redacted');
  const bytes = await app.blobs.get(kept.sha256);
  if (!bytes) throw new AppError('blob_missing', { details: { sha256: kept.sha256 } });
  return { kept, bytes };
}

/** The result of verifying a package; `lost` if its bytes are missing or altered. */
export type Checked = { kept: StoredPackage } & (
  | { report: PackageReport; bytes: Uint8Array; lost: null }
  | { report: null; lost: AppError }
);

/**
 * What someone who trusts this installation will find in the package. @throws as `openPackage`, except for lost bytes
 */
export async function reportPackage(app: App, captureId: number): Promise<Checked> {
  try {
    const { kept, bytes } = await openPackage(app, captureId);
    return { kept, report: await verifyApart(bytes, await ownTrust(app.config.dataDir)), bytes, lost: null };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || (thrown.code !== 'blob_damaged' && thrown.code !== 'blob_missing'))
      throw thrown;
    const kept = await findPackage(app.db.read, captureId);
    return { kept: kept!, report: null, lost: thrown };
  }
}
