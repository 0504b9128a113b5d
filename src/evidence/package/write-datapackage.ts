import { createHash } from 'node:crypto';
import { dataPackagePath } from './datapackage.ts';
import type { Member } from './members.ts';

/** SHA-256 in the notation of packages: `sha256:` and hexadecimal digits. */
export const hashOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export type PackageAbout = {
  title: string;
  created: string;
  software: string;
  mainPageUrl: string;
  mainPageDate: string;
  description?: string;
};

/** The list of a package's files (WACZ 1.1.1, a Frictionless data package). */
export function writeDataPackage(
  members: readonly Member[],
  { title, description, created, software, mainPageUrl, mainPageDate }: PackageAbout,
): Member {
  const resources = members.map(({ path, bytes }) => ({
    name: path.slice(path.lastIndexOf('/') + 1).toLowerCase(),
    path,
    hash: hashOf(bytes),
    bytes: bytes.length,
  }));
  const text = JSON.stringify(
    {
      profile: 'data-package',
      wacz_version: '1.1.1',
      title,
      ...(description && { description }),
      created,
      software,
      mainPageUrl,
      mainPageDate,
      resources,
    },
    null,
    2,
  );
  return { path: dataPackagePath, bytes: new TextEncoder().encode(`${text}\n`) };
}
