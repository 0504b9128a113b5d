// The fonts for the web: PT Serif and PT Sans, reduced to the characters that we use, in one file for each script.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

const range = (from, to) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join('');

/** Letters that the fonts do not have: Maltese, Welsh, Esperanto, Sami, and letters that are no longer used. */
const lacking = new Set('ĊċĔĕĠġĨĩĬĭĲĳĸĿŀŉŊŋŎŏŦŧŨũŴŵŶŷ');

/**
 * The characters of each file. A browser fetches only the files whose characters occur on a page (unicode-range).
 * Nearly every page shows `latin`: English, digits and punctuation. A language other than English needs at most one
 * other file, so no word mixes letters of a loaded font with letters of a font that is still loading.
 */
export const scripts = {
  latin: range(0x20, 0x7e) + '\u00a0§©«°»·×–—‘’‚“”„…€−',
  'latin-ext':
    '¡¢£¤¥¦¨ª¬®¯±²³´µ¶¸¹º¼½¾¿' +
    range(0xc0, 0xd6) +
    range(0xd8, 0xf6) +
    range(0xf8, 0x17e)
      .split('')
      .filter((letter) => !lacking.has(letter))
      .join('') +
    'ȘșȚțẞˆ˚˜†‡•‹›⁄™',
  // Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Kazakh, Kyrgyz, Tajik and Tatar.
  cyrillic: range(0x401, 0x40c) + range(0x40e, 0x44f) + range(0x451, 0x45c) + 'ўџҐґҒғҖҗҚқҢңҮүҰұҲҳҶҷҺһӘәӢӣӨөӮӯ№',
};

export const faces = [
  { family: 'PT Serif', from: 'pt-serif', weight: 400, style: 'normal', file: '400Regular' },
  { family: 'PT Serif', from: 'pt-serif', weight: 700, style: 'normal', file: '700Bold' },
  { family: 'PT Serif', from: 'pt-serif', weight: 400, style: 'italic', file: '400Regular_Italic' },
  { family: 'PT Sans', from: 'pt-sans', weight: 400, style: 'normal', file: '400Regular' },
  { family: 'PT Sans', from: 'pt-sans', weight: 700, style: 'normal', file: '700Bold' },
];
const features = ['kern', 'liga', 'mark', 'mkmk', 'ccmp', 'locl', 'lnum', 'pnum', 'tnum', 'onum', 'sups'];

const unicodeRange = (letters) => {
  const points = [...new Set(letters)].map((letter) => letter.codePointAt(0)).sort((a, b) => a - b);
  const runs = [];
  for (const point of points) {
    const run = runs.at(-1);
    if (run && point === run[1] + 1) run[1] = point;
    else runs.push([point, point]);
  }
  const hex = (point) => point.toString(16).toUpperCase();
  return runs.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(',');
};

/** The path of a face's whole font. */
export const sourceOf = ({ family, from, file }) =>
  join(
    dirname(require.resolve(`@expo-google-fonts/${from}/package.json`)),
    file,
    `${family.replace(' ', '')}_${file}.ttf`,
  );

/**
 * Makes the file of each face and script, without hinting. That takes seconds, so the result is cached in
 * node_modules/.cache.
 */
export async function makeFonts(root) {
  const cache = join(root, 'node_modules/.cache/kronika/type');
  await mkdir(cache, { recursive: true });
  const made = [];
  let subset;
  for (const face of faces) {
    const { version } = require(`@expo-google-fonts/${face.from}/package.json`);
    for (const [script, letters] of Object.entries(scripts)) {
      const key = createHash('sha256')
        .update(JSON.stringify([version, face, letters, features]))
        .digest('hex')
        .slice(0, 20);
      const kept = join(cache, `${key}.woff2`);
      if (!existsSync(kept)) {
        subset ??= (await import('subset-font')).default;
        const font = await readFile(sourceOf(face));
        const options = { targetFormat: 'woff2', noHinting: true, keepFeatures: features };
        await writeFile(kept, await subset(font, letters, options));
      }
      const name = `${face.from}-${script}-${face.weight}${face.style === 'italic' ? 'i' : ''}.woff2`;
      made.push({ ...face, name, script, range: unicodeRange(letters), bytes: await readFile(kept) });
    }
  }
  return made;
}
