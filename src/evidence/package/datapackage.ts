import { z } from 'zod';
import type { PackedFile } from './members.ts';

export const dataPackagePath = 'datapackage.json';
export const digestPath = 'datapackage-digest.json';

// Version 1.0.0 has the hash and the length in another place.
const resource = z.union([
  z.object({ path: z.string(), hash: z.string(), bytes: z.number().int().nonnegative() }),
  z
    .object({
      path: z.string(),
      stats: z.object({ hash: z.string(), bytes: z.number().int().nonnegative() }),
      hashing: z.string(),
    })
    .transform(({ path, stats, hashing }) => ({ path, hash: `${hashing}:${stats.hash}`, bytes: stats.bytes })),
]);
const dataPackage = z.object({
  // js-wacz 0.0.6, which Scoop used, leaves it out.
  profile: z.literal('data-package').optional(),
  resources: z.array(resource),
  wacz_version: z
    .string()
    .regex(/^1\.[01](?:\.\d+)?$/)
    .optional(),
  title: z.string().optional(),
  created: z.string().optional(),
  software: z.string().optional(),
  mainPageUrl: z.string().optional(),
});

export type DataPackage = z.output<typeof dataPackage>;

export type FileProblem = { path: string; problem: 'altered' | 'missing' | 'added' | 'unread'; reason?: string };

/** Reads the list of files, and compares every member with it. Null if there is no readable list. */
export function checkDataPackage(
  members: readonly PackedFile[],
): { about: DataPackage; problems: FileProblem[] } | null {
  const own = members.find(({ path }) => path === dataPackagePath);
  if (!own) return null;
  let about: DataPackage;
  try {
    about = dataPackage.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(own.bytes)));
  } catch {
    return null;
  }
  const problems: FileProblem[] = [];
  const listed = new Map(about.resources.map((one) => [one.path, one]));
  if (listed.size !== about.resources.length)
    problems.push({ path: dataPackagePath, problem: 'unread', reason: 'a file is listed twice' });
  for (const { path, size, sha256 } of members) {
    const entry = listed.get(path);
    listed.delete(path);
    // The list cannot contain itself, the file with its digest, or the files with signatures.
    if (!entry && path !== dataPackagePath && path !== digestPath && !path.startsWith('kronika/'))
      problems.push({ path, problem: 'added' });
    if (!entry) continue;
    const [algorithm, value] = entry.hash.split(':');
    if (algorithm !== 'sha256' || value?.length !== 64)
      problems.push({ path, problem: 'unread', reason: `its hash is no SHA-256` });
    else if (entry.bytes !== size || sha256 !== value.toLowerCase()) problems.push({ path, problem: 'altered' });
  }
  for (const path of listed.keys()) problems.push({ path, problem: 'missing' });
  return { about, problems };
}
