import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { bucketAddress, isBucketAddress } from '../config/bucket-address.ts';
import { AppError } from '../errors.ts';
import { FolderPlace } from './folder-place.ts';
import type { BackupPlace } from './place.ts';

/**
 * The place for backups that a setting or an argument names: the path of a folder, or an address such as
 * `s3://bucket/prefix` in the store of the settings (`backupStore`).
 * @throws AppError `backup_address_invalid`, `backup_no_store`
 */
export async function openPlace(text: string, { backupStore }: Pick<Config, 'backupStore'>): Promise<BackupPlace> {
  if (!isBucketAddress(text)) return new FolderPlace(resolve(text));
  const address = bucketAddress(text);
  if (!address) throw new AppError('backup_address_invalid', { details: { path: text } });
  if (!backupStore) throw new AppError('backup_no_store', { details: { path: text } });
  const { BucketPlace } = await import('./bucket-place.ts');
  return new BucketPlace(backupStore, address);
}
