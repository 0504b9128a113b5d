import { AppError } from '../../platform/errors.ts';
import type { App } from '../../platform/operation.ts';
import { diskSpace, refuseOnFullDisk, type DiskSpace } from '../../platform/storage/disk-space.ts';
import { uploadLimits } from './limits.ts';

/**
 * @param disk null if the space cannot be measured. Then the bytes are stored: if the disk is at fault, that fails.
 * @throws AppError `upload_space` if too little would stay free after `bytes` more
 */
export function refuseLittleSpace(disk: DiskSpace | null, bytes: number): void {
  if (disk && disk.size > 0 && disk.free - bytes < uploadLimits.minFree) throw new AppError('upload_space');
}

/** @throws AppError `disk_full`, `upload_space` */
export async function refuseWithoutSpace({ config }: App, bytes: number): Promise<void> {
  await refuseOnFullDisk(config);
  refuseLittleSpace(await diskSpace(config).catch(() => null), bytes);
}
