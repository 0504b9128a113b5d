import { hex } from '@scure/base';
import { z } from 'zod';
import { fileEntry, listKey, readList } from '../../platform/signing/signed-list.ts';
import { findOwn, ownFiles, type PackedFile } from './members.ts';
import type { Primitives } from './primitives/primitives.ts';
import { ed25519Key } from './signature/public-key.ts';

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

/** The result of checking our own manifest. `problems`: the paths of members that were changed, removed or added. */
export type Sealing =
  | { state: 'none' }
  | {
      state: 'bad';
      reason: 'unread' | 'signature' | 'members';
      problems: { path: string; problem: 'altered' | 'missing' | 'added' }[];
    }
  | { state: 'good'; manifest: Omit<PackageManifest, 'files'>; files: number };

/** Compares the files of a package with the signed manifest among them. */
export async function checkSealing(members: readonly PackedFile[], { isSigned }: Primitives): Promise<Sealing> {
  const own = findOwn(members, 'manifest');
  const signature = findOwn(members, 'signature');
  // If there are other files in `kronika/`, the package once had a manifest and a signature. Someone has removed both.
  if (!own && !signature && !members.some(({ path }) => path.startsWith('kronika/'))) return { state: 'none' };
  if (!own) return { state: 'bad', reason: 'members', problems: [{ path: ownFiles.manifest[0], problem: 'missing' }] };
  const bytes = own.bytes ?? new Uint8Array();
  const read = readList(manifest, bytes, [...ownFiles.manifest, ...ownFiles.signature]);
  if (!read) return { state: 'bad', reason: 'unread', problems: [] };
  const name = read.version === 2 ? 0 : 1;
  if (
    own.path !== ownFiles.manifest[name] ||
    signature?.path !== ownFiles.signature[name] ||
    !(await isSigned(ed25519Key(hex.decode(read.key)), { kind: 'ed25519' }, bytes, signature.bytes ?? new Uint8Array()))
  )
    return { state: 'bad', reason: 'signature', problems: [] };
  const listed = new Map(read.files.map((file) => [file.path, file]));
  const problems: { path: string; problem: 'altered' | 'missing' | 'added' }[] = [];
  for (const member of members) {
    if (member === own || member === signature) continue;
    const entry = listed.get(member.path);
    listed.delete(member.path);
    if (!entry) problems.push({ path: member.path, problem: 'added' });
    else if (entry.sha256 !== member.sha256) problems.push({ path: member.path, problem: 'altered' });
  }
  for (const path of listed.keys()) problems.push({ path, problem: 'missing' });
  if (problems.length) return { state: 'bad', reason: 'members', problems };
  const { files, ...about } = read;
  return { state: 'good', manifest: about, files: files.length };
}
