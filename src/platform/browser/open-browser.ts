import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { AppError } from '../errors.ts';
import { findChromium, isExecutable, type FoundChromium } from './find-chromium.ts';

/** No way around the proxy: neither UDP nor questions of the browser's own; and nobody to be asked. */
const pageArguments = [
  '--disable-quic',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--dns-prefetch-disable',
  '--deny-permission-prompts',
  '--mute-audio',
  '--autoplay-policy=no-user-gesture-required',
];

export type OpenBrowser = { context: BrowserContext; close(): Promise<void> };

/** `nobody` of every Linux: who the browser runs as where we are root, for its sandbox refuses root. */
const nobody = 65534;

/** For pages of others: all that they load goes through this proxy, and their scripts run. */
export type ForPages = { proxy: string; viewport: { width: number; height: number } };

/**
 * A browser in its own sandbox with an empty profile of its own, which is gone afterwards. It gets no network but what
 * `context.route` gives it, no script, and nothing of our environment; with `pages`, a proxy for all of it and scripts.
 * @throws AppError `no_browser` where none is to be had or none starts, with the reason
 */
export async function openBrowser(configured?: string, pages?: ForPages): Promise<OpenBrowser> {
  const home = await mkdtemp(join(tmpdir(), 'kronika-browser-'));
  try {
    const found = await findChromium(configured);
    const profile = join(home, 'profile');
    await mkdir(profile, { mode: 0o700 });
    const executablePath = process.getuid?.() === 0 ? await lowered(found, home, profile) : found.path;
    // Read only when it is needed: it takes a while to load.
    const { chromium } = await import('playwright-core');
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      chromiumSandbox: true,
      javaScriptEnabled: pages !== undefined,
      ...(pages && { proxy: { server: pages.proxy, bypass: '<-loopback>' }, viewport: pages.viewport, locale: 'en' }),
      serviceWorkers: 'block',
      acceptDownloads: false,
      timeout: 30_000,
      args: [
        '--font-render-hinting=none',
        `--host-resolver-rules=MAP * ~NOTFOUND${pages ? ' , EXCLUDE 127.0.0.1' : ''}`,
        ...(pages ? pageArguments : []),
      ],
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
async function lowered(found: FoundChromium, home: string, profile: string): Promise<string> {
  const setpriv = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'setpriv'))
    .find(isExecutable);
  if (!setpriv) throw new Error('Running as root, and setpriv (util-linux) is missing.');
  const start = join(home, 'start.sh');
  const quoted = [setpriv, found.path].map((one) => `'${one.replaceAll("'", `'\\''`)}'`);
  await writeFile(
    start,
    `#!/bin/sh\nexec ${quoted[0]} --reuid=${nobody} --regid=${nobody} --clear-groups --no-new-privs --inh-caps=-all ${quoted[1]} "$@"\n`,
    { mode: 0o755 },
  );
  for (const folder of [home, profile]) await chown(folder, nobody, nobody);
  return start;
}
