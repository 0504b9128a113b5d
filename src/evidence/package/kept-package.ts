import { AppError } from '../../platform/errors.ts';
import type { House } from '../../platform/operation.ts';
import { findPackage, type KeptPackage } from '../../record/kept-files/packages.ts';
import { ownTrust } from './own-trust.ts';
import { verifyPackage, type PackageReport } from './verify-package.ts';

/** The bytes of a capture's package. @throws AppError `not_found` where there never was one, `redacted` where it was erased */
export async function openPackage(house: House, captureId: number): Promise<{ kept: KeptPackage; bytes: Uint8Array }> {
  const kept = await findPackage(house.db.read, captureId);
  if (!kept) throw new AppError('not_found');
  if (kept.size === 0) throw new AppError('redacted');
  const bytes = await house.blobs.get(kept.sha256);
  if (!bytes) throw new AppError('not_found');
  return { kept, bytes };
}

/** What whoever is given the package will find, if they trust this installation. */
export async function reportPackage(house: House, captureId: number): Promise<{ kept: KeptPackage; report: PackageReport }> {
  const { kept, bytes } = await openPackage(house, captureId);
  return { kept, report: await verifyPackage(bytes, await ownTrust(house.config.dataDir)) };
}
