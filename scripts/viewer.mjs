// The viewer of preserved pages: two built files of replayweb.page, taken from its npm package when Kronika is built.
// The package is not a dependency, because none of the hundred packages that it depends on is used
// (docs/decisions/0122).
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { runNpm } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = 'replaywebpage@2.5.3';
/** SHA-256 of each file. When you change the version, also update docs/viewer-contents.md. */
const hashes = {
  'ui.js': 'ad95b260fa467a6c4799e669ad76ac8e7d5abefa71d1a2970ae6b63dc454a3c3',
  'sw.js': '29a833e871e2f9b7f135f5b86bba0476b69ad975c129c2473ff5055f73f5a2d0',
};

const matches = (name, bytes) => createHash('sha256').update(bytes).digest('hex') === hashes[name];

/**
 * Writes the viewer's files to `<outDir>/viewer`, with the list of what is bundled in them. If the last build left the
 * files in `<builtDir>/viewer`, they are copied from there. Otherwise, they come from the npm registry or npm's cache.
 */
export function takeViewer(outDir, builtDir) {
  const folder = join(outDir, 'viewer');
  mkdirSync(folder, { recursive: true });
  let packed;
  for (const name of Object.keys(hashes)) {
    const built = join(builtDir, 'viewer', name);
    const kept = existsSync(built) ? readFileSync(built) : null;
    const bytes = kept && matches(name, kept) ? kept : (packed ??= fetchPackage()).get(`package/${name}`);
    if (!bytes) fail(`${source} has no file ${name}.`);
    if (!matches(name, bytes))
      fail(`${name} of ${source} is not the file that Kronika expects: its SHA-256 is another.`);
    writeFileSync(join(folder, name), bytes);
  }
  copyFileSync(join(root, 'docs/viewer-contents.md'), join(folder, 'CONTENTS.md'));
}

/** The package's files, by their paths. */
function fetchPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-viewer-'));
  try {
    console.error(`Downloading the viewer of preserved pages from ${source} …`);
    const { status, error } = runNpm(
      ['pack', source, '--prefer-offline', '--silent', '--dry-run=false', '--pack-destination', folder],
      ['ignore', 'ignore', 'inherit'],
    );
    const [file] = readdirSync(folder);
    if (status !== 0 || !file)
      fail(
        `${source} could not be fetched${error ? `: ${error.message}` : ''}. Building Kronika needs the network once.`,
      );
    return filesOf(gunzipSync(readFileSync(join(folder, file))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The files of a tar archive (POSIX ustar). For each file, the archive has a header of 512 bytes, then the file's
 * bytes, padded to whole blocks.
 */
function filesOf(tar) {
  const files = new Map();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const field = (from, length) => tar.toString('latin1', at + from, at + from + length).replace(/\0.*/s, '');
    const size = parseInt(field(124, 12), 8);
    files.set(field(0, 100), tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** Prints a message and throws an error with `errors`, which build.mjs does not print again. */
function fail(message) {
  console.error(message);
  throw new AggregateError([], message);
}
