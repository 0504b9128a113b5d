import { randomBytes } from 'node:crypto';
import { accountOfSession, sessionId } from '../../../accounts/sessions.ts';
import { publicCapturesAmong } from '../../../evidence/public-captures/load-public-captures.ts';
import { withViewer } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { linkKey, readToken, tokenFor } from '../../../platform/signing/link-key.ts';
import { countLockdowns } from '../../../platform/lockdown.ts';
import type { App } from '../../../platform/operation.ts';
import type { Ctx } from '../../kit/context.ts';

/** The number of minutes after which the address of a replay expires. */
export const replayMinutes = 15;

/** What a token gives access to: the page of a replay, or the package that this page loads. */
export type Purpose = 'page' | 'package';

/**
 * A text that is signed together with the content of a token. It contains the number of lockdowns so far, so that a
 * lockdown invalidates all earlier tokens.
 */
const purposeOf = async (app: App, purpose: Purpose): Promise<string> =>
  `replay ${purpose} ${await countLockdowns(app.db.read)}`;

/**
 * The content of a token. `session`: the session that created the token, or 0 on a public page. `until`: when the token
 * expires, in milliseconds since 1970.
 */
export type TokenContent = { captureId: number; session: number; until: number };

/** Creates a token. It contains the whole `TokenContent`, so nothing has to be stored. */
export async function replayToken(
  app: App,
  { captureId, session, until }: TokenContent,
  purpose: Purpose,
): Promise<string> {
  const nonce = randomBytes(16);
  nonce.writeUIntBE(captureId, 0, 5);
  nonce.writeUIntBE(until, 5, 6);
  nonce.writeUIntBE(session, 11, 4);
  return tokenFor(await linkKey(app.config.dataDir), await purposeOf(app, purpose), nonce);
}

/**
 * The content of a token. Null if the token is not ours, has expired, or has another purpose; if its session has ended
 * or is locked; or if the account of the session can no longer see the capture. Without a session, null if the capture
 * is not public.
 */
export async function readReplayToken(app: App, token: string, purpose: Purpose): Promise<TokenContent | null> {
  const nonce = readToken(await linkKey(app.config.dataDir), await purposeOf(app, purpose), token);
  if (!nonce) return null;
  const bytes = Buffer.from(nonce);
  const content = {
    captureId: bytes.readUIntBE(0, 5),
    until: bytes.readUIntBE(5, 6),
    session: bytes.readUIntBE(11, 4),
  };
  const at = app.now();
  if (at.getTime() >= content.until) return null;
  const { read } = app.db;
  const ids = [content.captureId];
  if (content.session === 0) return (await publicCapturesAmong(read, ids)).size ? content : null;
  const account = await accountOfSession(read, content.session, at);
  if (account === null) return null;
  const seen = await withViewer(await app.loadViewer?.(account), () => seenAmong(read, ids));
  return seen.length ? content : null;
}

/** Those of the captures that the account of `withViewer` can see, and that are neither sealed nor redacted. */
const seenAmong = (db: Reader, ids: readonly number[]) =>
  db
    .selectFrom('thing')
    .select('id')
    .where('id', 'in', ids)
    .where('visibility', '<>', 'sealed')
    .where('redacted_at', 'is', null)
    .execute();

/** The host (name and port) of the replay server. Null if there is none, or if it has the host name of the desk. */
export function replayHost(c: Ctx): string | null {
  const { replay, publicUrl } = c.get('deps').app.config;
  // Cookies do not depend on the port. So under the desk's host name, preserved pages would have the desk's cookies.
  if (!replay || new URL(replay.origin).hostname === new URL(publicUrl ?? c.req.url).hostname) return null;
  return new URL(replay.origin).host;
}

/**
 * Redirects to the replay of a capture, at an address that is created for this request. The browser sends no referrer.
 * @param session the hash of the session's token, at the desk; left out on a public page
 */
export async function leadToReplay(c: Ctx, captureId: number, session?: Uint8Array): Promise<Response> {
  const { app } = c.get('deps');
  const until = app.now().getTime() + replayMinutes * 60_000;
  const content = { captureId, until, session: session ? await sessionId(app.db.read, session) : 0 };
  const token = await replayToken(app, content, 'page');
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  return c.redirect(`${app.config.replay!.origin}/show/${token}?lang=${c.get('t').locale}`, 303);
}
