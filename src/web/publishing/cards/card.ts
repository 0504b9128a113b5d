import { cardSize } from '../../kit/components/card-size.ts';
import { covers, face, lines, outline, widthOf } from './type.ts';

/** The texts in the picture for a shared link (Open Graph). */
export type CardText = {
  headline: string;
  /** The name of the publication. */ name: string;
  /** The line above the headline, such as a status or a case. */ kicker?: string;
  accent: string;
};

const margin = 80;
const [paper, ink, soft] = ['#ffffff', '#1c1b1a', '#5b5753'];
const sizes = [84, 76, 68, 60, 54, 48, 42];
/** The space for the headline, in pixels: its upper edge and its height. */
const textArea = { top: 150, height: 340 };

/**
 * Draws the headline in the publication's fonts on a plain background, as PNG. Letters are drawn as outlines, so the
 * result does not depend on the fonts of the machine. A text is left out if the font lacks one of its letters.
 */
export async function drawCard({ headline, name, kicker, accent }: CardText): Promise<Buffer> {
  const [serif, sans] = await Promise.all([face('pt-serif'), face('pt-sans')]);
  const paths: string[] = [`<rect x="0" y="0" width="${cardSize.width}" height="12" fill="${accent}"/>`];
  const draw = (type: typeof serif, text: string, x: number, y: number, size: number, colour: string) =>
    paths.push(`<path fill="${colour}" d="${outline(type, text, x, y, size)}"/>`);

  if (kicker && covers(sans, kicker))
    draw(sans, shorten(sans, kicker, 28, cardSize.width - 2 * margin), margin, 110, 28, soft);
  if (covers(serif, headline)) {
    const { set, size } = fit(serif, headline, { width: cardSize.width - 2 * margin, height: textArea.height });
    const step = size * 1.16;
    for (const [index, line] of set.entries())
      draw(serif, line, margin, textArea.top + size * 0.8 + index * step, size, ink);
  }
  // The first letter has the accent colour, as in the masthead.
  const [first = '', ...rest] = Array.from(covers(serif, name) ? name : '');
  draw(serif, first, margin, cardSize.height - 60, 40, accent);
  draw(
    serif,
    shorten(serif, rest.join(''), 40, cardSize.width - 3 * margin),
    margin + widthOf(serif, first, 40),
    cardSize.height - 60,
    40,
    ink,
  );
  return paint(cardSize, paths);
}

/** Draws outlines on a plain background, as PNG. */
export async function paint(
  { width, height }: { width: number; height: number },
  paths: readonly string[],
): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${paper}"/>${paths.join('')}</svg>`;
  // Imported only when it is needed, because it has a large native library.
  const { default: sharp } = await import('sharp');
  // The photo code blocks sharp's image loaders except those for photos, in the whole process. Drawing needs the SVG
  // loader, so it is unblocked here. Only our own drawings reach it, because the photo code checks the first bytes of
  // each file before sharp reads it.
  sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] });
  return sharp(Buffer.from(svg)).png({ palette: true, colours: 32 }).toBuffer();
}

type Type = Awaited<ReturnType<typeof face>>;

/** Finds the largest size at which a headline fits. If it does not fit at the smallest size, it is shortened. */
export function fit(
  type: Type,
  headline: string,
  { width, height }: { width: number; height: number },
): { set: string[]; size: number } {
  for (const size of sizes) {
    const set = lines(type, headline, size, width);
    if (set && set.length * size * 1.16 <= height) return { set, size };
  }
  const size = sizes.at(-1)!;
  const most = Math.floor(height / (size * 1.16));
  const words = headline
    .split(/\s+/u)
    .map((word) => shorten(type, word, size, width))
    .join(' ');
  const set = lines(type, words, size, width) ?? [];
  return {
    set: [
      ...set.slice(0, most - 1),
      ...(set.length >= most ? [shorten(type, `${set[most - 1]}${set.length > most ? ' …' : ''}`, size, width)] : []),
    ],
    size,
  };
}

export function shorten(type: Type, text: string, size: number, width: number): string {
  if (widthOf(type, text, size) <= width) return text;
  const letters = Array.from(text);
  while (letters.length && widthOf(type, `${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
