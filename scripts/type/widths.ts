import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as OpenType from 'opentype.js';

const require = createRequire(import.meta.url);
// opentype.js is a CommonJS module. Node finds no named exports in it, so it is not imported.
const { parse } = require('opentype.js') as typeof OpenType;
export type Face = readonly OpenType.Font[];
type Cut = { weight: number; style: string };

const open = (file: string): OpenType.Font => {
  const bytes = readFileSync(file);
  return parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
const folderOf = (name: string): string => dirname(require.resolve(`${name}/package.json`));

/** The files of a face in a package of Fontsource, for example `tinos`: one for each script. */
const fontsource = (name: string, { weight, style }: Cut): string[] =>
  ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext'].map((part) =>
    join(folderOf(`@fontsource/${name}`), 'files', `${name}-${part}-${weight}-${style}.woff`),
  );
const dejaVu = (name: string, { weight, style }: Cut): string[] => [
  join(
    folderOf('dejavu-fonts-ttf'),
    'ttf',
    `${name}${weight === 700 ? '-Bold' : style === 'italic' ? '-Italic' : ''}.ttf`,
  ),
];

/** Files with the widths of each fallback. Tinos is as wide as Times New Roman, and Arimo is as wide as Arial. */
export const fallbackFiles: Readonly<Record<string, (cut: Cut) => string[]>> = {
  'PT Serif Times': (cut) => fontsource('tinos', cut),
  'PT Serif Noto': (cut) => fontsource('noto-serif', cut),
  'PT Serif DejaVu': (cut) => dejaVu('DejaVuSerif', cut),
  'PT Sans Arial': (cut) => fontsource('arimo', cut),
  'PT Sans Roboto': (cut) => fontsource('roboto', cut),
  'PT Sans DejaVu': (cut) => dejaVu('DejaVuSans', cut),
};

export const openFace = (files: readonly string[]): Face => files.map(open);

/** The advance width of a letter as a part of the font size. Undefined if the face lacks the letter. */
export function widthOf(face: Face, letter: string): number | undefined {
  for (const font of face) {
    const index = font.charToGlyphIndex(letter);
    if (index > 0) return font.glyphs.get(index).advanceWidth! / font.unitsPerEm;
  }
  return undefined;
}

/**
 * The width of texts in `ours` as a percentage of their width in `theirs`.
 * @throws if one of the faces lacks a letter
 */
export function ratio(ours: Face, theirs: Face, texts: readonly string[]): number {
  let [sum, other] = [0, 0];
  for (const letter of texts.join(' ').replace(/\s+/g, ' ')) {
    const [our, their] = [widthOf(ours, letter), widthOf(theirs, letter)];
    if (our === undefined || their === undefined) throw new Error(`A face has no “${letter}”.`);
    sum += our;
    other += their;
  }
  return (sum / other) * 100;
}
