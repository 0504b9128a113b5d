import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { AppError } from '../errors.ts';
import { findChromium, isExecutable, type FoundChromium } from './find-chromium.ts';

export type OpenBrowser = { context: BrowserContext; close(): Promise<void> };

/** `nobody` of every Linux: who the browser runs as where we are root, for its sandbox refuses root. */
const nobody = 65534;

/**
 * A browser in its own sandbox with an empty profile of its own, which is gone afterwards. It gets no network but what
 * `context.route` gives it, no script, and nothing of our environment.
 * @throws AppError `no_browser` where none is to be had or none starts, with the reason
 */
export async function openBrowser(configured?: string): Promise<OpenBrowser> {
  const home = await mkdtemp(join(tmpdir(), 'kronika-browser-'));
  try {
    const found = await findChromium(configured);
    const executablePath = process.getuid?.() === 0 ? await lowered(found, home) : found.path;
    // Read only when it is needed: it takes a while to load.
    const { chromium } = await import('playwright-core');
    const profile = join(home, 'profile');
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      chromiumSandbox: true,
      javaScriptEnabled: false,
      serviceWorkers: 'block',
      acceptDownloads: false,
      timeout: 30_000,
      args: ['--font-render-hinting=none', '--host-resolver-rules=MAP * ~NOTFOUND'],
      env: { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home, LANG: 'C.UTF-8', ...found.env },
    });
    return {
      context,
      async close() {
        await context.close().catch(() => {});
        await rm(home, { recursive: true, force: true });
      },
    };
  } catch (cause) {
    await rm(home, { recursive: true, force: true });
    throw new AppError('no_browser', { cause });
  }
}

/** A start of the browser under another user, without any of root's powers. */
async function lowered(found: FoundChromium, home: string): Promise<string> {
  const setpriv = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'setpriv')).find(isExecutable);
  if (!setpriv) throw new Error('Running as root, and setpriv (util-linux) is missing.');
  const start = join(home, 'start.sh');
  const quoted = [setpriv, found.path].map((one) => `'${one.replaceAll("'", `'\\''`)}'`);
  await writeFile(start, `#!/bin/sh\nexec ${quoted[0]} --reuid=${nobody} --regid=${nobody} --clear-groups --no-new-privs --inh-caps=-all ${quoted[1]} "$@"\n`, { mode: 0o755 });
  await chown(home, nobody, nobody);
  return start;
}
