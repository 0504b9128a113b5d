import { z } from 'zod';
import { cropBox, shapeNames, type PhotoShape } from '../../record/photos/crops.ts';
import { maxPhoto, percent } from '../../record/photos/schema.ts';
import { photoConsents, pictureKinds } from '../../record/photos/tables.ts';
import { licenceKeys } from '../../publishing/publication/licences.ts';

/*
 * The schemas of the lines of `pictures.jsonl`, which docs/formats/pictures.md describes. They are strict: no other
 * fields are exported or imported.
 */

/** The maximum number of pictures in a file, and their maximum total size in bytes. */
export const picturesLimits = {
  public: { pictures: 500, bytes: 64 * 2 ** 20 },
  desk: { pictures: 5000, bytes: 4 * 2 ** 30 },
} as const;

const ref = (kind: string) => z.string().regex(new RegExp(`^(?:${kind})/[1-9]\\d{0,15}$`), 'exchange.exports.line.ref');
const pixels = z.int().min(1).max(100_000);

export const picturesHead = z.strictObject({
  type: z.literal('kronika-pictures'),
  version: z.literal(1),
  record: z.string().min(1).max(200).describe('The id of the record that was exported'),
  paper: z.string().min(1).max(200),
  address: z.string(),
  licence: z.strictObject({ key: z.enum(licenceKeys), name: z.string(), url: z.string() }),
  at: z.iso.datetime(),
  query: z.strictObject({ words: z.string(), url: z.string() }),
  audience: z.enum(['public', 'desk']),
});

export const pictureLine = z.strictObject({
  type: z.literal('photo'),
  ref: ref('photo'),
  kind: z.enum(pictureKinds),
  alt: z.string().max(1000),
  credit: z.string().max(300),
  licence: z.string().max(300).optional().describe('The licence or permission under which the picture is published'),
  pictured: z.array(ref('actor')).max(30).describe('The people in the picture'),
  focus: z.strictObject({ x: percent, y: percent }).describe('The focal point, in percent from the left and the top'),
  crops: z
    .partialRecord(
      z.enum(shapeNames as [PhotoShape, ...PhotoShape[]]),
      z.strictObject({ left: z.int().min(0), top: z.int().min(0), width: pixels, height: pixels }),
    )
    .describe('The parts of the picture that pages show, in pixels. An import calculates them from the focal point'),
  pictureOf: z.array(ref('case|actor')).max(500).describe('The cases and actors whose picture it is'),
  articles: z.array(ref('article')).max(500).describe('The articles in which it is'),
  note: z.string().max(2000).optional().describe('Only for the desk'),
  consent: z
    .strictObject({ state: z.enum(photoConsents), note: z.string().max(2000), at: z.iso.datetime() })
    .optional()
    .describe('Only for the desk: the consent of the people in the picture'),
  example: z.literal(true).optional(),
  invented: z.literal(true).optional(),
  width: pixels,
  height: pixels,
  mediaType: z.literal('image/jpeg'),
  sha256: z
    .string()
    .regex(/^[\da-f]{64}$/)
    .describe('Of the bytes'),
  bytes: z
    .base64()
    .max(Math.ceil(maxPhoto.bytes / 3) * 4)
    .describe('The picture'),
});
/** A line in a file for readers. */
export const publicPictureLine = pictureLine.omit({ note: true, consent: true });
export type PictureLine = z.output<typeof pictureLine>;

export const picturesEnd = z.strictObject({
  type: z.literal('end'),
  lines: z.int().describe('Number of lines before this one. A file without this line is incomplete'),
  left: z.int().min(1).optional().describe('Pictures that the query found, but for which the file had no room'),
});

export const cropsOf = (size: { width: number; height: number }, focus: { x: number; y: number }) =>
  Object.fromEntries(shapeNames.map((shape) => [shape, cropBox(size, shape, focus)]));
