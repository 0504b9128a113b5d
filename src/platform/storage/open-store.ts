import { join } from 'node:path';
import type { BlobStore } from './blobs.ts';
import type { Config } from '../config/config.ts';
import { openDiskBlobs } from './disk.ts';

/** Opens the store of the blobs: the configured bucket, or else the folder `blobs` of the data directory. */
export async function openStore(config: Pick<Config, 'dataDir' | 's3'>): Promise<BlobStore> {
  if (!config.s3) return openDiskBlobs(join(config.dataDir, 'blobs'));
  const { openS3Blobs } = await import('./s3.ts');
  return openS3Blobs(config.s3, join(config.dataDir, 'spool'));
}
