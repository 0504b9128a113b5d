import { fit, paint, shorten } from '../cards/card.ts';
import { covers, face, outline, widthOf } from '../cards/type.ts';

/** The size of a cover in pixels, as bookshops and reading systems recommend it. */
export const coverSize = { width: 1200, height: 1800 };

const margin = 110;
const [ink, soft] = ['#1c1b1a', '#5b5753'];

/**
 * Draws the cover of a book: the publication's name, the book's content, and the day. Letters are drawn as outlines, as
 * in the pictures for shared links.
 */
export async function drawCover({
  name,
  what,
  day,
  accent,
}: {
  name: string;
  what: string;
  day: string;
  accent: string;
}): Promise<Buffer> {
  const [serif, sans] = await Promise.all([face('pt-serif'), face('pt-sans')]);
  const paths = [
    `<rect x="0" y="0" width="${coverSize.width}" height="28" fill="${accent}"/>`,
    `<rect x="${margin}" y="420" width="160" height="8" fill="${accent}"/>`,
  ];
  const width = coverSize.width - 2 * margin;
  const draw = (type: typeof serif, text: string, x: number, y: number, size: number, colour: string) =>
    void (covers(type, text) && paths.push(`<path fill="${colour}" d="${outline(type, text, x, y, size)}"/>`));
  // The first letter has the accent colour, as in the masthead.
  const [first = '', ...rest] = Array.from(name);
  draw(serif, first, margin, 340, 110, accent);
  draw(
    serif,
    shorten(serif, rest.join(''), 110, width - widthOf(serif, first, 110)),
    margin + widthOf(serif, first, 110),
    340,
    110,
    ink,
  );
  const { set, size } = fit(serif, what, { width, height: 900 });
  for (const [index, line] of set.entries()) draw(serif, line, margin, 560 + index * size * 1.16, size, ink);
  draw(sans, day, margin, coverSize.height - 120, 40, soft);
  return paint(coverSize, paths);
}
