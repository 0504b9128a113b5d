import { AppError } from '../../platform/errors.ts';
import { Places, Queue } from '../../platform/queue.ts';
import { declareReader, type Reader } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { FocalPoint, PhotoShape } from './crops.ts';
import type { CropFile, PictureFile } from './read-picture.ts';
import type { PhotoFormat } from './tables.ts';

/** A decoded picture, with its sizes. */
export type Picture = { width: number; height: number; files: PictureFile[] };
type Logo = { width: number; height: number; bytes: Uint8Array };
type ToResize = { master: Uint8Array; width: number; format: PhotoFormat };

export const pictureReader = declareReader<Uint8Array, Picture>('record.picture', { seconds: 90, megabytes: 1500 });
export const logoReader = declareReader<Uint8Array, Logo[]>('record.logo', { seconds: 30, megabytes: 900 });
/** Creates the sizes of a photo in one format. The budget is large because AVIF can take more than ten seconds. */
export const sizesReader = declareReader<ToResize, PictureFile[]>('record.pictureSizes', {
  seconds: 180,
  megabytes: 1000,
});
type ToCrop = { master: Uint8Array; focus: FocalPoint; shapes: readonly PhotoShape[]; format: PhotoFormat };
/** Creates the crops of a photo in one format. */
export const cropsReader = declareReader<ToCrop, CropFile[]>('record.pictureCrops', { seconds: 180, megabytes: 1000 });
/** Compares two pictures at a reduced size, and returns the share of pixels (0 to 1) that differ. */
export const differenceReader = declareReader<[Uint8Array, Uint8Array], number>('record.pictureDifference', {
  seconds: 30,
  megabytes: 1000,
});

const busy = (): AppError => new AppError('reading_busy');
/** A small file can decode to very many pixels, so uploaded pictures are decoded one at a time. */
const decoding = new Queue({ running: 1, waiting: 32, busy });
/** Each account can have five pictures in progress: one that is decoded, and four that wait. */
const places = new Places({ total: Infinity, each: 5, full: busy, yours: busy });

/**
 * The sender of a picture: the account, or null for readers and the system. `left`: aborted when the sender closes the
 * connection.
 */
export type Sender = { account: number | null; signal?: AbortSignal | undefined };

async function decode<Result>(
  reader: Reader<Uint8Array, Result>,
  bytes: Uint8Array,
  { account, signal }: Sender,
): Promise<Result> {
  const free = places.take(account === null ? null : String(account));
  try {
    return await decoding.run(() => runReader(reader, bytes, signal ? { signal } : {}), { signal });
  } finally {
    free();
  }
}

/**
 * Decodes a picture, and creates the sizes that do not take long (JPEG and WebP).
 * @throws AppError `photo_unknown`, `photo_drawing`, `photo_heic`, `photo_damaged`, `photo_too_many_pixels`,
 * `too_large`, `reading_*`, `cancelled`
 */
export const readPictureInChild = (bytes: Uint8Array, sender: Sender): Promise<Picture> =>
  decode(pictureReader, bytes, sender);
/** Decodes a logo, and creates its sizes. */
export const readLogoInChild = (bytes: Uint8Array, sender: Sender): Promise<Logo[]> =>
  decode(logoReader, bytes, sender);
/** Creates the sizes of a photo in one format, from its master (the largest size, which is stored). */
export const resizeInChild = (master: Uint8Array, width: number, format: PhotoFormat): Promise<PictureFile[]> =>
  runReader(sizesReader, { master, width, format });
/** Creates the sizes of a photo's crops in one format, from its master. */
export const cropInChild = (toCrop: ToCrop): Promise<CropFile[]> => runReader(cropsReader, toCrop);
