import sharp, { type Metadata, type Sharp } from 'sharp';
import { AppError } from '../../platform/errors.ts';
import { cropBox, widthsOf, type FocalPoint, type PhotoShape } from './crops.ts';
import { maxPhoto } from './schema.ts';
import type { PhotoFormat } from './tables.ts';

/**
 * The maximum number of pixels of a picture in AVIF or HEIC. Their decoder needs the whole picture in memory, at about
 * 20 bytes for each pixel.
 */
const maxPixelsInMemory = 40_000_000;
/** The widths in pixels for the attribute `srcset`, from which browsers choose. */
export const photoWidths = [480, 960, 1600] as const;
const masterWidth = 2400;

/** One size of a picture, ready to be stored. */
export type PictureFile = { format: PhotoFormat | 'master'; width: number; height: number; bytes: Uint8Array };

// Only the formats that Kronika accepts can be decoded: no SVG, no PDF, nothing that could load other files.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Tiff', 'Nsgif'].map((format) => `VipsForeignLoad${format}`),
});
sharp.cache(false);

const kinds: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  jpeg: (bytes) => bytes.readUIntBE(0, 3) === 0xffd8ff,
  png: (bytes) => bytes.toString('latin1', 1, 8) === 'PNG\r\n\x1a\n',
  gif: (bytes) => /^GIF8[79]a/.test(bytes.toString('latin1', 0, 6)),
  webp: (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  tiff: (bytes) => ['II*\0', 'MM\0*'].includes(bytes.toString('latin1', 0, 4)),
  avif: (bytes) => brand(bytes).some((one) => one === 'avif' || one === 'avis'),
  // HEIF files usually contain HEVC data, which cannot be decoded here. Files with another codec can be decoded.
  heic: (bytes) => brand(bytes).some((one) => /^(?:hei[csxm]|hev[cmx]|mif[12]|msf1|miaf)$/.test(one)),
  svg: (bytes) =>
    /^(?:\uFEFF)?(?:<\?xml[^>]*>|<!--(?:(?!-->)[\s\S])*-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]/i.test(
      bytes.toString('utf8', 0, 2000),
    ),
};

/** The brands of an ISO media file (AVIF, HEIC). */
function brand(bytes: Buffer): string[] {
  if (bytes.toString('latin1', 4, 8) !== 'ftyp') return [];
  const names = bytes.toString('latin1', 8, Math.min(64, Math.max(12, bytes.readUInt32BE(0))));
  return names.match(/.{4}/gs) ?? [];
}

/**
 * Decodes a picture, rotates it by its EXIF orientation, and creates the sizes that do not take long to create. These
 * sizes contain only pixels: the place, the time, the camera and the thumbnail in the uploaded file are left out. Of an
 * animation, only the first frame is used.
 * @throws AppError `photo_unknown`, `photo_drawing`, `photo_heic`, `photo_damaged`, `photo_too_many_pixels`,
 * `too_large`
 */
export async function readPicture(bytes: Uint8Array): Promise<{ width: number; height: number; files: PictureFile[] }> {
  const { buffer, kind } = await open(bytes, maxPhoto);
  try {
    const upright = sharp(buffer, { limitInputPixels: maxPhoto.pixels, failOn: 'error', pages: 1 }).rotate();
    const master = await upright
      .resize({ width: masterWidth, withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = master.info;
    const files: PictureFile[] = [{ format: 'master', width, height, bytes: master.data }];
    for (const format of ['jpeg', 'webp'] as const) files.push(...(await sizesOf(master.data, width, format)));
    return { width, height, files };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw unreadable(kind, cause);
  }
}

/** The largest logo that is accepted: `bytes` of its file, and `pixels` when it is decoded. */
export const maxLogo = { bytes: 2 * 1024 * 1024, pixels: 25_000_000 };
/** For each of these boxes, in pixels, a size of the logo is created that fits into the box. */
const logoBoxes = [
  { width: 240, height: 120 },
  { width: 480, height: 240 },
];

/**
 * Decodes a logo and creates its sizes, the smallest first. They are WebP on a white background, which is also used in
 * dark mode.
 * @throws AppError as `readPicture`
 */
export async function readLogo(bytes: Uint8Array): Promise<{ width: number; height: number; bytes: Uint8Array }[]> {
  const { buffer, kind } = await open(bytes, maxLogo);
  try {
    const files: { width: number; height: number; bytes: Uint8Array }[] = [];
    for (const box of logoBoxes) {
      const { data, info } = await sharp(buffer, { limitInputPixels: maxLogo.pixels, failOn: 'error', pages: 1 })
        .rotate()
        .resize({ ...box, fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#fff' })
        .toColourspace('srgb')
        .webp({ quality: 88, effort: 4 })
        .toBuffer({ resolveWithObject: true });
      if (files.at(-1)?.width !== info.width) files.push({ width: info.width, height: info.height, bytes: data });
    }
    return files;
  } catch (cause) {
    throw unreadable(kind, cause);
  }
}

/** Opens a picture of an accepted format and size. */
async function open(
  bytes: Uint8Array,
  largest: { bytes: number; pixels: number },
): Promise<{ buffer: Buffer; kind: string }> {
  if (bytes.byteLength > largest.bytes)
    throw new AppError('too_large', { details: { limit: `${largest.bytes / 1024 / 1024} MB` } });
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = buffer.length < 12 ? undefined : Object.keys(kinds).find((name) => kinds[name]!(buffer));
  if (!kind) throw new AppError('photo_unknown');
  // SVG can load other files and contain scripts, and is not a photo anyway.
  if (kind === 'svg') throw new AppError('photo_drawing');
  const found = await metadataOf(buffer, kind);
  const limit = kind === 'avif' || kind === 'heic' ? Math.min(largest.pixels, maxPixelsInMemory) : largest.pixels;
  if (found.width * found.height > limit)
    throw new AppError('photo_too_many_pixels', {
      details: { pixels: Math.round((found.width * found.height) / 1e6), limit: limit / 1e6 },
    });
  return { buffer, kind };
}

/**
 * The error for a picture that could not be decoded. HEIC has its own error: sharp cannot decode most HEIC files, so a
 * file that it cannot decode may be intact (docs/decisions/0044).
 */
const unreadable = (kind: string, cause: unknown): AppError =>
  new AppError(kind === 'heic' ? 'photo_heic' : 'photo_damaged', { cause });

async function metadataOf(buffer: Buffer, kind: string): Promise<Metadata> {
  try {
    return await sharp(buffer, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw unreadable(kind, cause);
  }
}

/**
 * The metadata of a picture: EXIF, IPTC, XMP and comments, unpacked. Empty if the bytes are no picture, or if it cannot
 * be read. Pixels are not decoded.
 */
export async function pictureMetadata(bytes: Uint8Array): Promise<Uint8Array[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = buffer.length < 12 ? undefined : Object.keys(kinds).find((name) => kinds[name]!(buffer));
  if (!kind || kind === 'svg') return [];
  const found = await sharp(buffer, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  if (!found) return [];
  const comments = (found.comments ?? []).map(({ keyword, text }) => Buffer.from(`${keyword}\n${text}`));
  return [found.exif, found.iptc, found.xmp, found.tifftagPhotoshop, ...comments].filter((part) => part !== undefined);
}

const pack: Readonly<Record<PhotoFormat, (picture: Sharp) => Sharp>> = {
  // AVIF files are small but slow to create. So a job creates them.
  avif: (picture) => picture.avif({ quality: 52, effort: 4 }),
  webp: (picture) => picture.webp({ quality: 76, effort: 4 }),
  jpeg: (picture) => picture.jpeg({ quality: 78, mozjpeg: true }),
};

/**
 * Creates the sizes of a photo in one format, from its master (the largest size, which is stored). A small picture is
 * never enlarged.
 */
export async function sizesOf(master: Uint8Array, masterIs: number, format: PhotoFormat): Promise<PictureFile[]> {
  const widths = [...new Set(photoWidths.map((width) => Math.min(width, masterIs)))];
  const files: PictureFile[] = [];
  for (const size of widths) {
    const { data, info } = await pack[format](sharp(master).resize({ width: size })).toBuffer({
      resolveWithObject: true,
    });
    files.push({ format, width: info.width, height: info.height, bytes: data });
  }
  return files;
}

/** A size of a crop. */
export type CropFile = PictureFile & { shape: PhotoShape };

/** Creates the sizes of a photo's crops in one format, from its master. Each crop contains the focal point. */
export async function cropsOf(
  master: Uint8Array,
  { focus, shapes, format }: { focus: FocalPoint; shapes: readonly PhotoShape[]; format: PhotoFormat },
): Promise<CropFile[]> {
  const { width, height } = await sharp(master).metadata();
  const files: CropFile[] = [];
  for (const shape of shapes) {
    const box = cropBox({ width, height }, shape, focus);
    for (const size of widthsOf(shape, box.width)) {
      const { data, info } = await pack[format](sharp(master).extract(box).resize({ width: size })).toBuffer({
        resolveWithObject: true,
      });
      files.push({ shape, format, width: info.width, height: info.height, bytes: data });
    }
  }
  return files;
}

/** The share of pixels (0 to 1) that differ between two pictures, compared at a reduced size. */
export async function differenceOf([one, other]: [Uint8Array, Uint8Array]): Promise<number> {
  const small = async (bytes: Uint8Array) =>
    sharp(bytes).resize({ width: 160 }).greyscale().raw().toBuffer({ resolveWithObject: true });
  const [a, b] = [await small(one), await small(other)];
  const [least, size] = [Math.min(a.data.length, b.data.length), Math.max(a.data.length, b.data.length)];
  let different = size - least;
  for (let at = 0; at < least; at++) if (Math.abs(a.data[at]! - b.data[at]!) > 32) different++;
  return Math.round((different / size) * 1000) / 1000;
}
