// Style sheets, islands and fonts for the web: bundled, named by a hash of their content, and compressed in advance.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const web = join(root, 'src/web');
const design = join(web, 'kit/design');
const require = createRequire(import.meta.url);

const range = (from, to) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join('');

// The characters we use, by script; a browser fetches only the fonts of the scripts that occur on a page
// (unicode-range).
const scripts = {
  latin: range(0x20, 0x7e) + range(0xa0, 0xff) + 'ıŒœˆ˚˜–—―‘’‚“”„†‡•…‰‹›⁄€™−\u2002\u2003\u2009\u202f',
  'latin-ext': range(0x100, 0x130) + range(0x132, 0x151) + range(0x154, 0x17e) + 'ȘșȚțẞ',
  cyrillic: range(0x400, 0x45f) + 'ҐґҰұ№',
  // Kazakh, Kyrgyz, Tajik, Tatar; and the tenge.
  'cyrillic-ext': 'ӘәҒғҚқҢңӨөҮүҺһҖҗҶҷҲҳӢӣӮӯ₸',
};
const faces = [
  { family: 'PT Serif', from: 'pt-serif', weight: 400, style: 'normal' },
  { family: 'PT Serif', from: 'pt-serif', weight: 700, style: 'normal' },
  { family: 'PT Serif', from: 'pt-serif', weight: 400, style: 'italic' },
  { family: 'PT Sans', from: 'pt-sans', weight: 400, style: 'normal' },
  { family: 'PT Sans', from: 'pt-sans', weight: 700, style: 'normal' },
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

/**
 * Reduces the fonts to the characters above, without hinting. That takes two seconds, so the result is cached in
 * node_modules/.cache.
 */
async function makeFonts() {
  const cache = join(root, 'node_modules/.cache/kronika/type');
  await mkdir(cache, { recursive: true });
  const versions = ['pt-serif', 'pt-sans'].map((name) => require(`@fontsource/${name}/package.json`).version);
  const made = [];
  let subset;
  for (const face of faces)
    for (const [script, letters] of Object.entries(scripts)) {
      const key = createHash('sha256')
        .update(JSON.stringify([versions, face, letters, features]))
        .digest('hex')
        .slice(0, 20);
      const kept = join(cache, `${key}.woff2`);
      if (!existsSync(kept)) {
        subset ??= (await import('subset-font')).default;
        const file = join(
          dirname(require.resolve(`@fontsource/${face.from}/package.json`)),
          'files',
          `${face.from}-${script}-${face.weight}-${face.style}.woff2`,
        );
        await writeFile(
          kept,
          await subset(await readFile(file), letters, {
            targetFormat: 'woff2',
            noHinting: true,
            keepFeatures: features,
          }),
        );
      }
      made.push({ ...face, script, range: unicodeRange(letters), bytes: await readFile(kept) });
    }
  return made;
}

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 12);

async function write({ folder, manifest, development }, name, bytes) {
  const dot = name.lastIndexOf('.');
  const hashed = `${name.slice(0, dot)}-${hash(bytes)}${name.slice(dot)}`;
  await writeFile(join(folder, hashed), bytes);
  if (!development && /\.(css|js|svg|txt)$/.test(name)) {
    const body = Buffer.from(bytes);
    await writeFile(join(folder, `${hashed}.gz`), await promisify(gzip)(body, { level: 9 }));
    await writeFile(
      join(folder, `${hashed}.br`),
      await promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    );
  }
  manifest[name] = hashed;
  return hashed;
}

/**
 * Writes `<outDir>/assets/*` (hashed, with .gz and .br beside compressible files) and `<outDir>/assets/manifest.json`
 * (plain name → hashed name).
 * @param development if true, nothing is compressed, and files of earlier builds stay, which open pages may still load
 * @returns the source files from which the assets were built, as paths relative to the root
 */
export async function buildAssets(outDir, { development = false } = {}) {
  const folder = join(outDir, 'assets');
  if (!development) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const manifest = {};
  const target = { folder, manifest, development };

  // `font-display: optional`: a font that arrives late is used only from the next page on, so that no text moves while
  // someone reads it.
  const rules = [];
  for (const font of await makeFonts()) {
    const italic = font.style === 'italic' ? 'i' : '';
    const name = await write(target, `${font.from}-${font.script}-${font.weight}${italic}.woff2`, font.bytes);
    rules.push(
      `@font-face{font-family:"${font.family}";font-weight:${font.weight};font-style:${font.style};font-display:optional;src:url("${name}") format("woff2");unicode-range:${font.range}}`,
    );
  }
  const licence = await readFile(join(dirname(require.resolve('@fontsource/pt-serif/package.json')), 'LICENSE'));
  await write(target, 'type-licence.txt', licence);

  const entries = [
    'public.css',
    'records.css',
    'desk.css',
    'charts.css',
    'numbers.css',
    'changes.css',
    'api.css',
    'law.css',
    'comments.css',
    'letters.css',
    'front.css',
  ].map((name) => join(design, name));
  // A page's script is in its capability's islands/ folder.
  for (const file of await readdir(web, { recursive: true }))
    if (/(^|\/)islands\/[a-z-]+\.tsx?$/.test(file)) entries.push(join(web, file));
  const built = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    external: ['*.woff2'],
    logLevel: 'warning',
  });
  for (const file of built.outputFiles) {
    const name = basename(file.path);
    const bytes = name === 'public.css' ? Buffer.from(`${file.text.trim()}${rules.join('')}`) : file.contents;
    await write(target, name, bytes);
  }
  await write(target, 'icon.svg', await readFile(join(design, 'icon.svg')));
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return Object.keys(built.metafile.inputs);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await buildAssets(process.argv[2] ?? join(root, 'dist'));
