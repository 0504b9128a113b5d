import { z } from 'zod';
import { fileEntry, listKey, readList, signList } from '../../platform/signing/signed-list.ts';
import type { SigningKey } from '../../platform/signing/signing-keys.ts';

/** The manifest's file name, in the top folder of a mirror. */
export const manifestName = 'manifest.json';
/** The file name of the manifest's signature, in the same folder. */
export const signatureName = 'manifest.sig';

/** The maximum size of a manifest in bytes. A larger one is not read. */
export const maxManifestBytes = 512 * 1024 * 1024;
const maxFiles = 4_000_000;

const manifest = z.strictObject({
  kind: z.literal('Kronika mirror'),
  version: z.literal(1),
  /** The publication's name, and its address if known. */
  paper: z.strictObject({ name: z.string().max(300), address: z.string().max(2000).nullable() }),
  /** The mirror shows the record as it was at this time. */
  made: z.iso.datetime(),
  /** The key that signs the manifest. */
  key: listKey,
  files: z.array(fileEntry).max(maxFiles),
});

export type Manifest = z.output<typeof manifest>;

/** The manifest as bytes, and its signature (`manifest.sig`). */
export const writeManifest = (
  { files, paper, made }: Omit<Manifest, 'kind' | 'version' | 'key'>,
  key: SigningKey,
): { bytes: Uint8Array; signature: Uint8Array } =>
  signList({ kind: 'Kronika mirror', version: 1, paper, made }, files, key);

/** Parses a manifest. Null if it has another format. */
export const readManifest = (bytes: Uint8Array): Manifest | null =>
  readList(manifest, bytes, [manifestName, signatureName]);
