import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'hono';
import { AppError } from '../../platform/errors.ts';
import { buildRoot, packageRoot } from '../../platform/config/package-root.ts';
import { routes } from '../routes.ts';

/** Asset names and their file names, such as `public.css` → `public-3f2a….css`. Written by `scripts/assets.mjs`. */
type Manifest = Readonly<Record<string, string>>;

export type Assets = {
  /** The address of an asset by its plain name. */
  url(name: string): string;
  /** Whether the asset was built. Some browser scripts can be missing. */
  has(name: string): boolean;
  serve(c: Context): Promise<Response>;
};

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
  png: 'image/png',
};
type CachedFile = { body: Uint8Array<ArrayBuffer>; encodings: Map<string, Uint8Array<ArrayBuffer>> };

/**
 * Opens `<dist>/assets`. The name of a file contains a hash of its content, so a file never changes. The files are
 * cached in memory, and browsers may cache them for a year. The build also created compressed copies, for browsers that
 * accept them.
 */
export function openAssets(folder: string): Assets {
  const file = join(folder, 'manifest.json');
  const manifest: Manifest = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
  const names = new Set(Object.values(manifest));
  const cached = new Map<string, CachedFile>();

  const read = async (name: string): Promise<CachedFile> => {
    const known = cached.get(name);
    if (known) return known;
    const one: CachedFile = { body: new Uint8Array(await readFile(join(folder, name))), encodings: new Map() };
    for (const [encoding, ending] of [
      ['br', 'br'],
      ['gzip', 'gz'],
    ] as const) {
      const packed = join(folder, `${name}.${ending}`);
      if (existsSync(packed)) one.encodings.set(encoding, new Uint8Array(await readFile(packed)));
    }
    cached.set(name, one);
    return one;
  };

  return {
    has: (name) => name in manifest,
    url(name) {
      const hashed = manifest[name];
      if (!hashed) throw new Error(`The asset ${name} was not built: run npm run build.`);
      return routes.asset({ file: hashed });
    },
    async serve(c) {
      const name = c.req.param('file') ?? '';
      if (!names.has(name)) throw new AppError('not_found');
      const one = await read(name);
      const accepted = acceptedEncodings(c.req.header('accept-encoding'));
      const encoding = ['br', 'gzip'].find((each) => accepted.has(each) && one.encodings.has(each));
      const etag = `"${name}${encoding ? `.${encoding}` : ''}"`;
      c.header('Cache-Control', 'public, max-age=31536000, immutable');
      c.header('ETag', etag);
      if (one.encodings.size) c.header('Vary', 'Accept-Encoding');
      if (isSame(c.req.header('if-none-match'), etag)) return c.body(null, 304);
      c.header('Content-Type', types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream');
      if (encoding) c.header('Content-Encoding', encoding);
      // A script that runs as a worker has the policy of its own response, so it can load and send nothing.
      if (name.endsWith('.js')) c.header('Content-Security-Policy', "default-src 'none'");
      const body = encoding ? one.encodings.get(encoding)! : one.body;
      c.header('Content-Length', String(body.byteLength));
      return c.body(body);
    },
  };
}

/** The assets built together with the running program. */
export const shippedAssets = (): Assets => openAssets(join(buildRoot ?? join(packageRoot, 'dist'), 'assets'));

/** Whether the client already has the version with this ETag (`If-None-Match`). */
export const isSame = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag) ?? false;

/** The encodings that a request accepts (RFC 9110 §12.5.3). An encoding with `q=0` is not accepted. */
export function acceptedEncodings(header: string | undefined): Set<string> {
  const accepted = new Set<string>();
  for (const part of (header ?? '').split(',')) {
    const [name = '', ...rest] = part.split(';').map((one) => one.trim().toLowerCase());
    if (name && !rest.some((one) => /^q=0(\.0*)?$/.test(one))) accepted.add(name);
  }
  return accepted;
}
