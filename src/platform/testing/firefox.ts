import { createRequire } from 'node:module';
import { firefox, type Browser } from 'playwright-core';
import { findOnPath } from '../browser/find-chromium.ts';

/** The system's Firefox, if installed. */
export const systemFirefox = (): string | undefined => findOnPath('firefox-esr', 'firefox');

/** Starts the system's Firefox with WebDriver BiDi; the caller closes it. It always asks for reduced motion. */
export async function launchFirefox(): Promise<Browser> {
  answerColorSchemes();
  return firefox.launch({
    channel: 'moz-firefox',
    executablePath: systemFirefox(),
    args: ['--remote-allow-system-access'],
    firefoxUserPrefs: { 'ui.prefersReducedMotion': 1 },
  });
}

type Socket = { on(event: 'message', heard: (data: Buffer) => void): void; send(text: string): void };
type Message = {
  id: number;
  method: string;
  params: { features?: { 'prefers-color-scheme'?: string | null } };
};
type Tree = { id?: number; result?: { contexts: { context: string }[] } };

/** The id of our own command. Playwright counts its ids from one and does not reach it. */
const ownId = 1_000_000_000;
let isAnswering = false;

/**
 * Playwright sets the colour scheme of a page with a command that Firefox (153) does not support. This replaces the
 * command by one that sets the preference for the whole browser.
 */
function answerColorSchemes(): void {
  if (isAnswering) return;
  isAnswering = true;
  const { ws } = createRequire(import.meta.url)('playwright-core/lib/utilsBundle') as {
    ws: { prototype: Socket };
  };
  const { send } = ws.prototype;
  const windows = new WeakMap<Socket, Promise<string>>();
  const findWindow = (socket: Socket): Promise<string> =>
    new Promise((found) => {
      socket.on('message', (data) => {
        const { id, result } = JSON.parse(data.toString()) as Tree;
        if (id === ownId) found(result!.contexts[0]!.context);
      });
      const params = { 'moz:scope': 'chrome', maxDepth: 0 };
      send.call(socket, JSON.stringify({ id: ownId, method: 'browsingContext.getTree', params }));
    });
  ws.prototype.send = function (text) {
    const { id, method, params } = JSON.parse(text) as Message;
    if (method !== 'emulation.setMediaFeaturesOverride') return send.call(this, text);
    const isDark = params.features?.['prefers-color-scheme'] === 'dark';
    const window = windows.get(this) ?? findWindow(this);
    windows.set(this, window);
    void window.then((context) => {
      const expression = `Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${isDark ? 0 : 1})`;
      const evaluate = { expression, target: { context }, awaitPromise: false };
      send.call(this, JSON.stringify({ id, method: 'script.evaluate', params: evaluate }));
    });
  };
}
