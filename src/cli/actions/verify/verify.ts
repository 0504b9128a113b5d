import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isWhole } from '../../../platform/storage/blobs.ts';
import { readConfig } from '../../../platform/config/config.ts';
import { openStore } from '../../../platform/storage/open-store.ts';
import { manifestName, signatureName } from '../../../publishing/mirror/manifest.ts';
import { CliError, exits } from '../../failures.ts';
import { readableSize, unreadable } from '../../files.ts';
import type { Terminal } from '../../terminal.ts';

export type VerifyOptions = { json?: boolean; trust?: string[]; store?: boolean; record?: boolean; proof?: string };

/** One kind of file that can be verified. `check` prints the result and returns the exit status. */
type Kind = { fits(): Promise<boolean>; check(): Promise<number> };

/**
 * Verifies stored or published files against their hashes and signatures, or the record. Uses the database or a running
 * server only with `--store` and `--record`.
 */
export async function verify(terminal: Terminal, path: string | undefined, options: VerifyOptions): Promise<void> {
  if (options.store || options.record) {
    if (path !== undefined) throw new CliError('store_path', {}, exits.usage);
    const status = options.store
      ? await (await import('./verify-store.ts')).verifyStore(terminal, options)
      : await (await import('./verify-record.ts')).verifyRecord(terminal, options);
    if (status !== exits.ok) process.exit(status);
    return;
  }
  const { dataDir } = readConfig(terminal.env);
  const target = path ?? dataDir;
  const stats = await stat(target).catch((error: unknown) => {
    throw unreadable(target, error);
  });
  if (options.proof !== undefined && stats.isDirectory())
    throw new CliError('proof_of_file', { path: target }, exits.usage);
  const kinds: Kind[] = stats.isDirectory()
    ? [
        {
          fits: async () => path === undefined || (await isSame(target, dataDir)),
          check: () => verifyBlobs(terminal, target, options),
        },
        {
          fits: async () => (await contains(target, manifestName)) || (await contains(target, signatureName)),
          check: async () =>
            (await import('./verify-mirror.ts')).verifyMirrorFolder(terminal, target, dataDir, options),
        },
        { fits: () => contains(target, 'blobs'), check: () => verifyBlobs(terminal, target, options) },
      ]
    : [
        {
          fits: async () => (await import('./verify-statement.ts')).isStatement(target, stats.size),
          check: async () =>
            (await import('./verify-statement.ts')).verifyStatement(terminal, target, dataDir, options),
        },
        { fits: async () => true, check: () => verifyFile(terminal, target, stats.size, dataDir, options) },
      ];
  for (const kind of kinds) {
    if (!(await kind.fits())) continue;
    const status = await kind.check();
    if (status !== exits.ok) process.exit(status);
    return;
  }
  throw new CliError('nothing_to_verify', { path: target });
}

const contains = async (folder: string, name: string): Promise<boolean> => (await readdir(folder)).includes(name);
const isSame = async (one: string, other: string): Promise<boolean> =>
  (await realpath(one)) === (await realpath(other).catch(() => null));

type Bad = { file: string; problem: 'altered' | 'foreign' | 'unreadable'; sha256?: string; reason?: string };

async function verifyFile(
  terminal: Terminal,
  file: string,
  size: number,
  dataDir: string,
  options: VerifyOptions,
): Promise<number> {
  const { packageKind } = await import('../../../evidence/package/package-kind.ts');
  const { verifyPackageFile } = await import('./verify-package.ts');
  const kind = packageKind(await headOf(file), file);
  const own = kind ? await verifyPackageFile(terminal, file, kind, size, dataDir, options) : null;
  if (options.proof !== undefined) {
    const { verifyProof } = await import('./verify-proof.ts');
    const proven = await verifyProof(terminal, options.proof, await hashOf(file), dataDir, options);
    return own === null
      ? proven
      : own === exits.failed || proven === exits.failed
        ? exits.failed
        : Math.max(own, proven);
  }
  if (own !== null) return own;
  const sha256 = await hashOf(file);
  const held = await isWhole(await openStore(readConfig(terminal.env)), sha256);
  if (options.json) terminal.json({ file, sha256, held });
  else terminal.out(terminal.t(held ? 'cli.verify.held' : 'cli.verify.not_held', { sha256 }));
  return held ? exits.ok : exits.failed;
}

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function verifyBlobs(terminal: Terminal, dataDir: string, options: VerifyOptions): Promise<number> {
  const { t } = terminal;
  const blobs = join(dataDir, 'blobs');
  const files = await listFiles(blobs);
  const bad: Bad[] = [];
  let bytes = 0;
  for (const [index, file] of files.entries()) {
    if (index % 50 === 0) terminal.progress({ phase: 'cli.progress.checking', done: index, total: files.length });
    const name = relative(blobs, file).split(sep).join('');
    if (!/^[0-9a-f]{64}$/.test(name)) {
      bad.push({ file, problem: 'foreign' });
      continue;
    }
    try {
      const sha256 = await hashOf(file, (size) => (bytes += size));
      if (sha256 !== name) bad.push({ file, problem: 'altered', sha256 });
    } catch (error) {
      bad.push({ file, problem: 'unreadable', reason: (error as NodeJS.ErrnoException).code ?? String(error) });
    }
  }
  if (options.json) terminal.json({ folder: blobs, files: files.length, bytes, bad });
  else if (bad.length === 0) terminal.out(t('cli.verify.good', { count: files.length, size: readableSize(bytes) }));
  else {
    terminal.out(t('cli.verify.bad', { count: bad.length, all: files.length }));
    for (const { file, problem, sha256, reason } of bad)
      terminal.out(`  ${file}\n    ${t(`cli.verify.${problem}`, { sha256, reason })}`);
  }
  return bad.length > 0 ? exits.failed : exits.ok;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new CliError('file_unreadable', { path: folder, reason: error.code ?? error.message });
    },
  );
  // Files `….part` are unfinished writes.
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.endsWith('.part'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function hashOf(file: string, counted: (bytes: number) => void = () => {}): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      counted(chunk.length);
    }
  });
  return hash.digest('hex');
}
