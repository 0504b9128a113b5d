import { randomBytes } from 'node:crypto';
import { linkKey, readToken, tokenFor } from '../../../platform/signing/link-key.ts';
import type { App } from '../../../platform/operation.ts';
import type { Ctx } from '../../kit/context.ts';

/** How long the address of a replay works. */
export const replayMinutes = 15;

/** What a token opens: the replay's page, or the package that this page reads. */
export type Purpose = 'page' | 'package';

/** A token for one capture: its number in the database and until when, so that nothing has to be kept of it. */
export async function replayToken(app: App, captureId: number, purpose: Purpose): Promise<string> {
  const nonce = randomBytes(16);
  nonce.writeUIntBE(captureId, 0, 6);
  nonce.writeUIntBE(app.now().getTime() + replayMinutes * 60_000, 6, 6);
  return tokenFor(await linkKey(app.config.dataDir), `replay ${purpose}`, nonce);
}

/** The capture that a token opens; null where it is none of ours, for something else, or its time is over. */
export async function readReplayToken(app: App, token: string, purpose: Purpose): Promise<number | null> {
  const nonce = readToken(await linkKey(app.config.dataDir), `replay ${purpose}`, token);
  if (!nonce) return null;
  const bytes = Buffer.from(nonce);
  return app.now().getTime() < bytes.readUIntBE(6, 6) ? bytes.readUIntBE(0, 6) : null;
}

/** The host that replays captures; null where there is none, or it is the host of this request. */
export function replayHost(c: Ctx): string | null {
  const { replay, publicUrl } = c.get('deps').app.config;
  // Cookies know no ports: under the same host they would go along.
  if (!replay || new URL(replay.origin).hostname === new URL(publicUrl ?? c.req.url).hostname) return null;
  return new URL(replay.origin).host;
}

/** Leads to the replay of a capture, by an address that is made for this request and says nothing of where it came from. */
export async function leadToReplay(c: Ctx, captureId: number): Promise<Response> {
  const { app } = c.get('deps');
  const token = await replayToken(app, captureId, 'page');
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  return c.redirect(`${app.config.replay!.origin}/show/${token}?lang=${c.get('t').locale}`, 303);
}
