import { randomBytes } from 'node:crypto';
import { linkKey, readToken, tokenFor } from '../../../platform/signing/link-key.ts';
import type { App } from '../../../platform/operation.ts';

/** How long an address of a replay opens. What is read of a package afterwards needs the desk's page anew. */
export const replayMinutes = 15;

/** A replay's page opens where the desk of this address shows it; the package by itself, for that page. */
export type Purpose = { page: string } | 'package';

const purposeOf = (purpose: Purpose): string =>
  purpose === 'package' ? 'replay package' : `replay at ${purpose.page}`;

/** A token for one capture: its number in the database and until when, so that nothing has to be kept of it. */
export async function replayToken(app: App, captureId: number, purpose: Purpose): Promise<string> {
  const nonce = randomBytes(16);
  nonce.writeUIntBE(captureId, 0, 6);
  nonce.writeUIntBE(app.now().getTime() + replayMinutes * 60_000, 6, 6);
  return tokenFor(await linkKey(app.config.dataDir), purposeOf(purpose), nonce);
}

/** The capture that a token opens; null where it is none of ours, for something else, or its time is over. */
export async function readReplayToken(app: App, token: string, purpose: Purpose): Promise<number | null> {
  const nonce = readToken(await linkKey(app.config.dataDir), purposeOf(purpose), token);
  if (!nonce) return null;
  const bytes = Buffer.from(nonce);
  return app.now().getTime() < bytes.readUIntBE(6, 6) ? bytes.readUIntBE(0, 6) : null;
}

/** Where the desk's page finds the replay of a capture. `desk`: the desk's own address, the only one that may frame it. */
export async function replayAddress(app: App, captureId: number, desk: string): Promise<string | null> {
  const { replay } = app.config;
  // Cookies know no ports: under the desk's own name they would go along.
  if (!replay || new URL(replay.origin).hostname === new URL(desk).hostname) return null;
  return `${replay.origin}/show/${await replayToken(app, captureId, { page: desk })}?desk=${encodeURIComponent(desk)}`;
}
