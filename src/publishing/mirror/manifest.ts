import { z } from 'zod';
import { fileEntry, listKey, readList, signList } from '../../platform/signing/signed-list.ts';
import type { SigningKey } from '../../platform/signing/signing-keys.ts';

/** At the root of a mirror, besides its pages. */
export const manifestName = 'manifest.json';
export const signatureName = 'manifest.sig';

/** Larger ones are no mirror's. */
export const largestManifest = 512 * 1024 * 1024;
const mostFiles = 4_000_000;

const manifest = z.strictObject({
  kind: z.literal('Kronika mirror'),
  version: z.literal(1),
  /** What the paper is called, and where it stands where that is known. */
  paper: z.strictObject({ name: z.string().max(300), address: z.string().max(2000).nullable() }),
  /** As of when the record is what it shows. */
  made: z.iso.datetime(),
  /** The key that it is signed with. */
  key: listKey,
  files: z.array(fileEntry).max(mostFiles),
});

export type Manifest = z.output<typeof manifest>;

/** The manifest as the bytes that are signed, and the signature, `manifest.sig`. */
export const writeManifest = (
  { files, paper, made }: Omit<Manifest, 'kind' | 'version' | 'key'>,
  key: SigningKey,
): { bytes: Uint8Array; signature: Uint8Array } =>
  signList({ kind: 'Kronika mirror', version: 1, paper, made }, files, key);

/** The manifest in these bytes; null where they are none that we write. */
export const readManifest = (bytes: Uint8Array): Manifest | null =>
  readList(manifest, bytes, [manifestName, signatureName]);
