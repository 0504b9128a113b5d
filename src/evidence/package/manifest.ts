import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fileEntry, listKey, readList, signList } from '../../platform/signing/signed-list.ts';
import { isSignedBy, type SigningKey } from '../../platform/signing/signing-keys.ts';
import { findOwn, ownFiles, type Member } from './members.ts';

/** The manifest of our packages, which is signed: the list of all other files, with their hashes. */
const manifest = z.strictObject({
  kind: z.literal('Kronika package'),
  /** Version 1 has other names of our own files. */
  version: z.union([z.literal(1), z.literal(2)]),
  /** When the package was created. */
  made: z.iso.datetime(),
  key: listKey,
  files: z.array(fileEntry).max(1_000_000),
});

export type PackageManifest = z.output<typeof manifest>;

const entryOf = ({ path, bytes }: Member) => ({
  path,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  size: bytes.length,
});

/**
 * Adds two members: the manifest, which is a list of the hashes of all members, and its signature by the installation's
 * key.
 */
export function sealMembers(members: readonly Member[], made: string, key: SigningKey): Member[] {
  const { bytes, signature } = signList({ kind: 'Kronika package', version: 2, made }, members.map(entryOf), key);
  return [...members, { path: ownFiles.manifest[0], bytes }, { path: ownFiles.signature[0], bytes: signature }];
}

/** The result of checking our own manifest. `problems`: the paths of members that were changed, removed or added. */
export type Sealing =
  | { state: 'none' }
  | {
      state: 'bad';
      reason: 'unread' | 'signature' | 'members';
      problems: { path: string; problem: 'altered' | 'missing' | 'added' }[];
    }
  | { state: 'good'; manifest: Omit<PackageManifest, 'files'>; files: number };

/** Compares members with the signed manifest among them. */
export function checkSealing(members: readonly Member[]): Sealing {
  const own = findOwn(members, 'manifest');
  const signature = findOwn(members, 'signature');
  // If there are other files in `kronika/`, the package once had a manifest and a signature. Someone has removed both.
  if (!own && !signature && !members.some(({ path }) => path.startsWith('kronika/'))) return { state: 'none' };
  if (!own) return { state: 'bad', reason: 'members', problems: [{ path: ownFiles.manifest[0], problem: 'missing' }] };
  const read = readList(manifest, own.bytes, [...ownFiles.manifest, ...ownFiles.signature]);
  if (!read) return { state: 'bad', reason: 'unread', problems: [] };
  const name = read.version === 2 ? 0 : 1;
  if (
    own.path !== ownFiles.manifest[name] ||
    signature?.path !== ownFiles.signature[name] ||
    !isSignedBy(read.key, own.bytes, signature.bytes)
  )
    return { state: 'bad', reason: 'signature', problems: [] };
  const listed = new Map(read.files.map((file) => [file.path, file]));
  const problems: { path: string; problem: 'altered' | 'missing' | 'added' }[] = [];
  for (const member of members) {
    if (member === own || member === signature) continue;
    const entry = listed.get(member.path);
    listed.delete(member.path);
    if (!entry) problems.push({ path: member.path, problem: 'added' });
    else if (entry.sha256 !== entryOf(member).sha256) problems.push({ path: member.path, problem: 'altered' });
  }
  for (const path of listed.keys()) problems.push({ path, problem: 'missing' });
  if (problems.length) return { state: 'bad', reason: 'members', problems };
  const { files, ...about } = read;
  return { state: 'good', manifest: about, files: files.length };
}
