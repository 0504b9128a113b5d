import { randomBytes } from 'node:crypto';
import { linkKey, readToken, tokenFor } from '../../../platform/signing/link-key.ts';
import { countLockdowns } from '../../../platform/lockdown.ts';
import type { App } from '../../../platform/operation.ts';
import type { Ctx } from '../../kit/context.ts';

/** How long the URL of a replay works. */
export const replayMinutes = 15;

/** What a token opens: the replay's page, or the package for this page. */
export type Purpose = 'page' | 'package';

/** After a lockdown, a token from before it is for another purpose. */
const purposeOf = async (app: App, purpose: Purpose): Promise<string> =>
  `replay ${purpose} ${await countLockdowns(app.db.read)}`;

/** A token for one capture: its number in the database and its expiry, so that nothing has to be stored. */
export async function replayToken(app: App, captureId: number, purpose: Purpose): Promise<string> {
  const nonce = randomBytes(16);
  nonce.writeUIntBE(captureId, 0, 6);
  nonce.writeUIntBE(app.now().getTime() + replayMinutes * 60_000, 6, 6);
  return tokenFor(await linkKey(app.config.dataDir), await purposeOf(app, purpose), nonce);
}

/** The capture of a token; null if it is not ours, for another purpose, or expired. */
export async function readReplayToken(app: App, token: string, purpose: Purpose): Promise<number | null> {
  const nonce = readToken(await linkKey(app.config.dataDir), await purposeOf(app, purpose), token);
  if (!nonce) return null;
  const bytes = Buffer.from(nonce);
  return app.now().getTime() < bytes.readUIntBE(6, 6) ? bytes.readUIntBE(0, 6) : null;
}

/** The host that replays captures; null if there is none, or if it is the host of this request. */
export function replayHost(c: Ctx): string | null {
  const { replay, publicUrl } = c.get('deps').app.config;
  // Cookies ignore ports: under the same host they would be sent along.
  if (!replay || new URL(replay.origin).hostname === new URL(publicUrl ?? c.req.url).hostname) return null;
  return new URL(replay.origin).host;
}

/** Redirects to the replay of a capture, with a URL made for this request and without a referrer. */
export async function leadToReplay(c: Ctx, captureId: number): Promise<Response> {
  const { app } = c.get('deps');
  const token = await replayToken(app, captureId, 'page');
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  return c.redirect(`${app.config.replay!.origin}/show/${token}?lang=${c.get('t').locale}`, 303);
}
