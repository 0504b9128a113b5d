import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { AppError } from '../errors.ts';
import { disableFeatures } from './disabled-features.ts';
import { findChromium, findOnPath, type FoundChromium } from './find-chromium.ts';

/** A port on which nothing listens: requests to it are refused at once. */
export const closedPort = 'http://127.0.0.1:9';

/**
 * With these arguments, nothing bypasses the proxy (neither UDP nor DNS), the browser's own services are off, and no
 * prompts appear.
 */
const pageArguments = [
  `--gaia-url=${closedPort}`,
  `--component-updater=disable-background-downloads,url-source=${closedPort}/`,
  '--disable-quic',
  // The name of this setting in Chromium 147, and in Chromium 156.
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--dns-prefetch-disable',
  '--deny-permission-prompts',
  '--mute-audio',
  '--autoplay-policy=no-user-gesture-required',
];

/**
 * Runs in every window and frame before the page's own scripts. WebRTC and WebTransport bypass the proxy, so a page
 * could use them to send packets to any host, even in the private network.
 */
function removeWebRtc(): void {
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCIceTransport', 'WebTransport'])
    Reflect.deleteProperty(globalThis, name);
}

export type OpenBrowser = { context: BrowserContext; close(): Promise<void> };

/**
 * The id of the user `nobody` on Linux. If Kronika runs as root, the browser runs as this user, because its sandbox
 * refuses to run as root.
 */
const nobody = 65534;

/**
 * Options for opening pages from the web. Their scripts run, and everything that they load goes through `proxy`. The
 * browser's own requests (accounts, updates) do not use the proxy, so they fail.
 */
export type ForPages = {
  proxy: string;
  viewport: { width: number; height: number };
  /** Whether pages may have service workers. Requests of service workers are not visible to `context.route`. */
  workers?: boolean;
};

/**
 * Finds a browser as `findChromium` does, which may download one.
 * @throws AppError `no_browser` with the reason, if there is no browser
 */
export async function prepareBrowser(configured?: string): Promise<void> {
  await findChromium(configured).catch((cause: unknown) => {
    throw new AppError('no_browser', { cause });
  });
}

/**
 * Starts a sandboxed browser. Its profile is empty and is deleted when the browser ends. The browser gets none of the
 * server's environment variables. Without `pages`, it has no network except what `context.route` returns, and runs no
 * scripts.
 * @throws AppError `no_browser` with the reason, if there is no browser or it does not start
 */
export async function openBrowser(configured?: string, pages?: ForPages): Promise<OpenBrowser> {
  const home = await mkdtemp(join(tmpdir(), 'kronika-browser-'));
  try {
    const found = await findChromium(configured);
    const profile = join(home, 'profile');
    await mkdir(profile, { mode: 0o700 });
    const executablePath = process.getuid?.() === 0 ? await scriptAsNobody(found, home, profile) : found.path;
    // The library is loaded only when needed, because loading takes a while.
    const { chromium } = await import('playwright-core');
    const settings = {
      javaScriptEnabled: pages !== undefined,
      serviceWorkers: pages?.workers ? 'allow' : 'block',
      acceptDownloads: false,
    } as const;
    const launched = await chromium.launchPersistentContext(profile, {
      ...settings,
      executablePath,
      headless: true,
      chromiumSandbox: true,
      ...(pages && { proxy: { server: closedPort, bypass: '<-loopback>' } }),
      timeout: 30_000,
      args: [
        '--font-render-hinting=none',
        ...disableFeatures(),
        `--host-resolver-rules=MAP * ~NOTFOUND${pages ? ' , EXCLUDE 127.0.0.1' : ''}`,
        ...(pages ? pageArguments : []),
      ],
      env: { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home, LANG: 'C.UTF-8', ...found.env },
    });
    const context = pages
      ? await launched.browser()!.newContext({
          ...settings,
          proxy: { server: pages.proxy, bypass: '<-loopback>' },
          viewport: pages.viewport,
          locale: 'en',
        })
      : launched;
    await context.addInitScript(removeWebRtc);
    return {
      context,
      async close() {
        await launched.close().catch(() => {});
        await rm(home, { recursive: true, force: true });
      },
    };
  } catch (cause) {
    await rm(home, { recursive: true, force: true });
    throw new AppError('no_browser', { cause });
  }
}

/** Writes a script that starts the browser as the user `nobody`, without root's capabilities. @returns its path */
async function scriptAsNobody(found: FoundChromium, home: string, profile: string): Promise<string> {
  const setpriv = findOnPath('setpriv');
  if (!setpriv) throw new Error('Running as root, and setpriv (util-linux) is missing.');
  const start = join(home, 'start.sh');
  const [user, browser] = [setpriv, found.path].map((one) => `'${one.replaceAll("'", `'\\''`)}'`);
  // `nice` lowers the priority of the browser, so that the server stays fast on a busy machine.
  await writeFile(
    start,
    `#!/bin/sh\nexec nice -n 10 ${user} --reuid=${nobody} --regid=${nobody} --clear-groups --no-new-privs --inh-caps=-all ${browser} "$@"\n`,
    { mode: 0o755 },
  );
  for (const folder of [home, profile]) await chown(folder, nobody, nobody);
  return start;
}
