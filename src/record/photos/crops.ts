/**
 * The shapes in which pages show photos: the proportions (width, height), and the widths of the sizes in pixels. `lead`
 * is for the main picture of a page, `card` for further stories and shared links, `square` for lists, `portrait` for
 * people.
 */
export const photoShapes = {
  lead: { ratio: [3, 2], widths: [320, 480, 960, 1440] },
  card: { ratio: [16, 9], widths: [480, 1200] },
  square: { ratio: [1, 1], widths: [160, 320] },
  portrait: { ratio: [4, 5], widths: [320, 640] },
} as const satisfies Record<string, { ratio: readonly [number, number]; widths: readonly number[] }>;

export type PhotoShape = keyof typeof photoShapes;
export const shapeNames = Object.keys(photoShapes) as PhotoShape[];

/** A point in a photo, in percent from its left and from its top. */
export type FocalPoint = { x: number; y: number };

type Box = { left: number; top: number; width: number; height: number };

/**
 * The largest part of a picture that has a shape's proportions. Its centre is as near to the focal point as the edges
 * of the picture allow.
 */
export function cropBox(picture: { width: number; height: number }, shape: PhotoShape, focus: FocalPoint): Box {
  const [across, down] = photoShapes[shape].ratio;
  const width = Math.max(1, Math.min(picture.width, Math.round((picture.height * across) / down)));
  const height = Math.max(1, Math.min(picture.height, Math.round((picture.width * down) / across)));
  const start = (whole: number, part: number, percent: number): number =>
    Math.min(whole - part, Math.max(0, Math.round((whole * percent) / 100 - part / 2)));
  return {
    left: start(picture.width, width, focus.x),
    top: start(picture.height, height, focus.y),
    width,
    height,
  };
}

/** The widths of a shape's sizes for a crop of this width. Nothing is enlarged. */
export const widthsOf = (shape: PhotoShape, crop: number): number[] => [
  ...new Set(photoShapes[shape].widths.map((width) => Math.min(width, crop))),
];

/** The value of the column `cropped_at`: the focal point for which the crops were made. */
export const croppedFor = ({ x, y }: FocalPoint): string => `${x},${y}`;
