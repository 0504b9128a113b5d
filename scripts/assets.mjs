// Style sheets, islands and fonts for the web: bundled, named by a hash of their content, and compressed in advance.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';
import { fallbackRules, webFontRules } from './type/rules.mjs';
import { makeFonts } from './type/subsets.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const web = join(root, 'src/web');
const design = join(web, 'kit/design');
const require = createRequire(import.meta.url);

/** A style sheet with the fonts in it. Only mirrors need it: at `file:` URLs, browsers do not load font files. */
const embedded = 'embedded-fonts.css';

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 12);

async function write({ folder, manifest, development }, name, bytes) {
  const dot = name.lastIndexOf('.');
  const hashed = `${name.slice(0, dot)}-${hash(bytes)}${name.slice(dot)}`;
  await writeFile(join(folder, hashed), bytes);
  if (!development && name !== embedded && /\.(css|js|svg|txt)$/.test(name)) {
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

/** What the check of evidence in the browser needs. */
const inBrowser = {
  name: 'in browser',
  setup({ onLoad, onResolve }) {
    const node = join(root, 'src/platform/archive/node-in-browser.ts');
    const ofYauzl = /[\\/]node_modules[\\/](?:yauzl|pend)[\\/]/;
    onResolve({ filter: /^(?:fs|zlib|util|events|stream)$/ }, ({ importer }) =>
      ofYauzl.test(importer) ? { path: node } : null,
    );
    onLoad({ filter: /[\\/]node_modules[\\/](?:yauzl|pend)[\\/][\w-]+\.js$/ }, async ({ path }) => ({
      contents: `const { Buffer, setImmediate } = require(${JSON.stringify(node)});\n${await readFile(path, 'utf8')}`,
    }));
    // The certificate authorities that Node trusts.
    onResolve({ filter: /^kronika:authorities$/ }, () => ({ path: 'authorities', namespace: 'kronika' }));
    onLoad({ filter: /^authorities$/, namespace: 'kronika' }, () => ({
      contents: JSON.stringify(rootCertificates.map((pem) => pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''))),
      loader: 'json',
    }));
    // zod exports its messages in all its languages together. Kronika has its own.
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

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

  const fonts = await makeFonts(root);
  const addresses = [];
  for (const { name, bytes } of fonts) addresses.push(await write(target, name, bytes));
  const fontRules = webFontRules(fonts, addresses) + fallbackRules();
  const sources = fonts.map(({ bytes }) => `data:font/woff2;base64,${Buffer.from(bytes).toString('base64')}`);
  await write(target, embedded, Buffer.from(webFontRules(fonts, sources)));
  const licence = await readFile(join(dirname(require.resolve('@fontsource/pt-serif/package.json')), 'LICENSE'));
  await write(target, 'type-licence.txt', licence);

  const entries = [
    'public.css',
    'records.css',
    'desk.css',
    'charts.css',
    'places.css',
    'numbers.css',
    'changes.css',
    'api.css',
    'law.css',
    'comments.css',
    'letters.css',
    'front.css',
  ].map((name) => join(design, name));
  // The scripts of pages (islands) are in folders named `islands`.
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
    plugins: [inBrowser],
    logLevel: 'warning',
  });
  for (const file of built.outputFiles) {
    const name = basename(file.path);
    const bytes = name === 'public.css' ? Buffer.from(`${file.text.trim()}${fontRules}`) : file.contents;
    await write(target, name, bytes);
  }
  await write(target, 'icon.svg', await readFile(join(design, 'icon.svg')));
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return Object.keys(built.metafile.inputs);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await buildAssets(process.argv[2] ?? join(root, 'dist'));
