import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tempDir } from '../testing/temp-dir.ts';
import { browserAge } from './browser-age.ts';
import { findChromium } from './find-chromium.ts';
import { shipped, shippedChromium } from './shipped-chromium.ts';

const ours = Number(shipped.version.split('.')[0]);

/** Puts a program that calls itself this version of Chromium first in PATH. @returns its path */
function systemHas(version: string, folder = tempDir()): string {
  const path = join(folder, 'chromium');
  writeFileSync(path, `#!/bin/sh\necho "Chromium ${version} built on Debian"\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  onTestFinished(() => void vi.unstubAllEnvs());
  return path;
}
const used = async (configured?: string): Promise<string> => (await findChromium(configured)).path;

describe('the browser that opens pages of strangers', () => {
  it('is the system’s if that is as new as the one that comes with Kronika, or does not say its version', async () => {
    for (const version of [`${ours + 1}.0.1.2`, `${ours}.0.0.1`, 'of a friend']) {
      const path = systemHas(version);
      expect([version, await used('')]).toEqual([version, path]);
    }
  });

  it('is the one that comes with Kronika if that is newer, unless the setting says otherwise', async () => {
    const path = systemHas(`${ours - 1}.9.9.9`);
    const { path: newer } = await shippedChromium();
    expect(newer).not.toBe(path);
    expect([await used(''), await used('system'), await used('shipped'), await used(path)]).toEqual([
      newer,
      path,
      newer,
      path,
    ]);
    expect(await browserAge(undefined, new Date())).toMatchObject({ path: shipped.name, version: shipped.version });
    expect(await browserAge('system', new Date())).toMatchObject({ path, version: `${ours - 1}.9.9.9` });
  });

  it('is the system’s if the newer one cannot be installed', async () => {
    const path = systemHas(`${ours - 1}.9.9.9`);
    const elsewhere = tempDir();
    // Others can write to the folder, so it is not used.
    const ready = join(elsewhere, `kronika-chromium-${shipped.version}-${process.getuid!()}`);
    mkdirSync(ready);
    chmodSync(ready, 0o777);
    vi.stubEnv('TMPDIR', elsewhere);
    expect(await used('')).toBe(path);
    await expect(findChromium('shipped')).rejects.toThrow('Other users can write');
  });

  it('is asked for its version again after an update', async () => {
    const folder = tempDir();
    const path = systemHas(`${ours + 1}.0.0.1`, folder);
    expect(await browserAge(path, new Date())).toMatchObject({ version: `${ours + 1}.0.0.1` });
    systemHas(`${ours + 2}.0.0.1`, folder);
    utimesSync(path, new Date(), new Date('2030-01-01'));
    expect(await browserAge(path, new Date())).toMatchObject({ version: `${ours + 2}.0.0.1` });
  });
});
