import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { packageRoot } from '../config/package-root.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { shipped, unpackOnce } from './shipped-chromium.ts';

it('is the package with which Kronika is tested', () => {
  const lock = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string; dev?: boolean }>;
  };
  expect(lock.packages[`node_modules/${shipped.name}`]).toMatchObject({
    version: shipped.version,
    integrity: shipped.integrity,
    dev: true,
  });
});

describe('a browser that is not installed', () => {
  const folder = tempDir();
  const name = 'kronika-test-browser';
  const version = '1.2.3';
  const integrityOf = (bytes: Buffer): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

  /** A package in the form of the shipped one: compressed archives in `bin`. */
  function pack(): Buffer {
    const [bin, lib] = [join(folder, 'source/package/bin'), join(folder, 'lib')];
    for (const one of [bin, lib]) mkdirSync(one, { recursive: true });
    writeFileSync(join(lib, 'library.so'), 'library');
    const tar = execFileSync('tar', ['-cf', '-', '-C', folder, 'lib']);
    writeFileSync(join(bin, 'chromium.br'), brotliCompressSync('#!/bin/sh\necho browser\n'));
    for (const one of ['al2023', 'fonts']) writeFileSync(join(bin, `${one}.tar.br`), brotliCompressSync(tar));
    writeFileSync(join(bin, '../package.json'), JSON.stringify({ name, version }));
    return execFileSync('tar', ['-czf', '-', '-C', join(folder, 'source'), 'package']);
  }

  /** Offers the package in a separate registry. */
  async function offer(packed: Buffer): Promise<{ asked: string[] }> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      if (request.url!.endsWith('.tgz')) return void response.end(packed);
      const dist = { tarball: `${address}/${name}.tgz`, integrity: integrityOf(packed) };
      const versions = { [version]: { name, version, dist } };
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => void server.close());
    vi.stubEnv('npm_config_registry', address);
    vi.stubEnv('npm_config_cache', tempDir());
    onTestFinished(() => void vi.unstubAllEnvs());
    return { asked };
  }

  it('is downloaded by npm when it is first used, and then reused', async () => {
    const packed = pack();
    const { asked } = await offer(packed);
    const browser = { name, version, integrity: integrityOf(packed) };
    const ready = join(folder, 'ready');
    // Two that begin at the same time do not get in each other’s way.
    expect(await Promise.all([unpackOnce(browser, ready), unpackOnce(browser, ready)])).toEqual([ready, ready]);
    expect(execFileSync(join(ready, 'chromium'), { encoding: 'utf8' })).toBe('browser\n');
    expect(readFileSync(join(ready, 'lib/library.so'), 'utf8')).toBe('library');
    expect(readdirSync(folder).filter((one) => one.startsWith('ready'))).toEqual(['ready']);
    const before = asked.length;
    expect(before).toBeGreaterThan(0);
    await unpackOnce(browser, ready);
    expect(asked).toHaveLength(before);
    // A folder that others can change is not used.
    chmodSync(ready, 0o777);
    await expect(unpackOnce(browser, ready)).rejects.toThrow('Other users can write');
  });

  it('is refused if it is another file than expected, or if there is no registry, and leaves nothing', async () => {
    await offer(pack());
    const other = { name, version, integrity: shipped.integrity };
    const ready = join(folder, 'refused');
    await expect(unpackOnce(other, ready)).rejects.toThrow('its SHA-512 is another');
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
    vi.stubEnv('npm_config_fetch_retries', '0');
    vi.stubEnv('npm_config_cache', tempDir());
    await expect(unpackOnce(other, ready)).rejects.toThrow('ECONNREFUSED');
    expect(existsSync(ready)).toBe(false);
    expect(readdirSync(folder).filter((one) => one.startsWith('refused'))).toEqual([]);
  });
});
