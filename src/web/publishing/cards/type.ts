import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as OpenType from 'opentype.js';

const require = createRequire(import.meta.url);
type Font = OpenType.Font;

/** The files of a font of the publication, one for each group of letters (`parts`). */
export type Face = readonly Font[];

const parts = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext'];

type FaceName = 'pt-serif' | 'pt-sans';

async function load(name: FaceName, weight: 400 | 700): Promise<Face> {
  // opentype.js is a CommonJS module whose names `import` does not find. It is large, so it is loaded only here.
  const { parse } = require('opentype.js') as typeof OpenType;
  const folder = join(dirname(require.resolve(`@fontsource/${name}/package.json`)), 'files');
  return Promise.all(
    parts.map(async (part) => {
      const bytes = await readFile(join(folder, `${name}-${part}-${weight}-normal.woff`));
      return parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    }),
  );
}

const faces = new Map<string, Promise<Face>>();

/** A font, bold by default. Its files are read only once. */
export function face(name: FaceName, weight: 400 | 700 = 700): Promise<Face> {
  const key = `${name} ${weight}`;
  let found = faces.get(key);
  if (!found) faces.set(key, (found = load(name, weight)));
  return found;
}

const fontOf = (type: Face, letter: string): Font | undefined => type.find((font) => font.charToGlyphIndex(letter) > 0);

export const covers = (type: Face, text: string): boolean =>
  Array.from(text).every((letter) => /\s/u.test(letter) || fontOf(type, letter) !== undefined);

/** Splits a text into parts. Each part needs only one file of the font. */
function fontRuns(type: Face, text: string): { font: Font; text: string }[] {
  const found: { font: Font; text: string }[] = [];
  for (const letter of text) {
    const font = fontOf(type, letter) ?? type[0]!;
    const last = found.at(-1);
    if (last?.font === font || (last && /\s/u.test(letter))) last.text += letter;
    else found.push({ font, text: letter });
  }
  return found;
}

/** The width of a line in pixels, at a given font size. */
export const widthOf = (type: Face, text: string, size: number): number =>
  fontRuns(type, text).reduce((sum, one) => sum + one.font.getAdvanceWidth(one.text, size), 0);

const oneDecimal = (...numbers: number[]): string => numbers.map((one) => one.toFixed(1)).join(' ');

function written(command: OpenType.PathCommand): string {
  switch (command.type) {
    case 'Z':
      return 'Z';
    case 'Q':
      return `Q${oneDecimal(command.x1, command.y1, command.x, command.y)}`;
    case 'C':
      return `C${oneDecimal(command.x1, command.y1, command.x2, command.y2, command.x, command.y)}`;
    default:
      return command.type + oneDecimal(command.x, command.y);
  }
}

/** The outlines of a line as the `d` of an SVG path. `x` and `y` are the left end of the baseline. */
export function outline(type: Face, text: string, x: number, y: number, size: number): string {
  let at = x;
  let path = '';
  for (const one of fontRuns(type, text)) {
    path += one.font.getPath(one.text, at, y, size).commands.map(written).join('');
    at += one.font.getAdvanceWidth(one.text, size);
  }
  return path;
}

/** Breaks a text into lines of at most `width`. Null if a single word is wider. */
export function lines(type: Face, text: string, size: number, width: number): string[] | null {
  const made: string[] = [];
  for (const word of text.split(/\s+/u).filter(Boolean)) {
    const longer = made.length ? `${made.at(-1)} ${word}` : word;
    if (made.length && widthOf(type, longer, size) <= width) made[made.length - 1] = longer;
    else if (widthOf(type, word, size) <= width) made.push(word);
    else return null;
  }
  return made;
}
