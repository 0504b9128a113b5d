import { createHash } from 'node:crypto';
import { signList } from '../../platform/signing/signed-list.ts';
import type { SigningKey } from '../../platform/signing/signing-keys.ts';
import { ownFiles, type Member } from './members.ts';

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
