import { randomBytes } from 'node:crypto';
import { accountOfSession, sessionId } from '../../../accounts/sessions.ts';
import { publicCapturesAmong } from '../../../evidence/public-captures/load-public-captures.ts';
import { withSight } from '../../../platform/database/sight.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { linkKey, readToken, tokenFor } from '../../../platform/signing/link-key.ts';
import { countLockdowns } from '../../../platform/lockdown.ts';
import type { App } from '../../../platform/operation.ts';
import type { Ctx } from '../../kit/context.ts';

/** How many minutes the address of a replay works. */
export const replayMinutes = 15;

/** What a token opens: the page of the replay, or the package that this page shows. */
export type Purpose = 'page' | 'package';

/**
 * The purpose that a token's signature contains. It includes the number of lockdowns so far. So each lockdown
 * invalidates all earlier tokens.
 */
const purposeOf = async (app: App, purpose: Purpose): Promise<string> =>
  `replay ${purpose} ${await countLockdowns(app.db.read)}`;

/**
 * What a token opens. `session` is the session that created the token, or 0 on a public page. `until` is the time in
 * milliseconds when the token expires.
 */
export type Opening = { captureId: number; session: number; until: number };

/** A token for an opening. The token contains the whole opening, so nothing has to be stored. */
export async function replayToken(app: App, { captureId, session, until }: Opening, purpose: Purpose): Promise<string> {
  const nonce = randomBytes(16);
  nonce.writeUIntBE(captureId, 0, 5);
  nonce.writeUIntBE(until, 5, 6);
  nonce.writeUIntBE(session, 11, 4);
  return tokenFor(await linkKey(app.config.dataDir), await purposeOf(app, purpose), nonce);
}

/**
 * What a token opens. Null if the token is not ours, has expired, or is for another purpose. Null also if its session
 * has ended or is locked, or if its person no longer sees the capture. On a public page, that person is a reader.
 */
export async function readReplayToken(app: App, token: string, purpose: Purpose): Promise<Opening | null> {
  const nonce = readToken(await linkKey(app.config.dataDir), await purposeOf(app, purpose), token);
  if (!nonce) return null;
  const bytes = Buffer.from(nonce);
  const opening = {
    captureId: bytes.readUIntBE(0, 5),
    until: bytes.readUIntBE(5, 6),
    session: bytes.readUIntBE(11, 4),
  };
  const at = app.now();
  if (at.getTime() >= opening.until) return null;
  const { read } = app.db;
  const ids = [opening.captureId];
  if (opening.session === 0) return (await publicCapturesAmong(read, ids)).size ? opening : null;
  const account = await accountOfSession(read, opening.session, at);
  if (account === null) return null;
  const seen = await withSight(await app.sightOf?.(account), () => seenAmong(read, ids));
  return seen.length ? opening : null;
}

/** The captures among `ids` that the person sees, and that are neither sealed nor redacted. */
const seenAmong = (db: Reader, ids: readonly number[]) =>
  db
    .selectFrom('thing')
    .select('id')
    .where('id', 'in', ids)
    .where('visibility', '<>', 'sealed')
    .where('redacted_at', 'is', null)
    .execute();

/** The host that replays captures. Null if there is none, or if it is the host of this request. */
export function replayHost(c: Ctx): string | null {
  const { replay, publicUrl } = c.get('deps').app.config;
  // Cookies are the same for all ports of a host. Under the desk's host name, preserved pages would get the desk's
  // cookies.
  if (!replay || new URL(replay.origin).hostname === new URL(publicUrl ?? c.req.url).hostname) return null;
  return new URL(replay.origin).host;
}

/**
 * Redirects to the replay of a capture. The address is created for this request, and the referrer is removed.
 * @param session the token of the session at the desk; left out on a public page
 */
export async function leadToReplay(c: Ctx, captureId: number, session?: Uint8Array): Promise<Response> {
  const { app } = c.get('deps');
  const until = app.now().getTime() + replayMinutes * 60_000;
  const opening = { captureId, until, session: session ? await sessionId(app.db.read, session) : 0 };
  const token = await replayToken(app, opening, 'page');
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  return c.redirect(`${app.config.replay!.origin}/show/${token}?lang=${c.get('t').locale}`, 303);
}
