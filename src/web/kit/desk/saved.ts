import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Ctx } from '../context.ts';

/** For how many seconds after saving the page says “Saved”. */
const maxSeconds = 60;
const name = 'saved';

/** Proves that this session saved something on this page at this time, so that no link can claim it. */
const proofOf = (csrf: string, path: string, second: number): string =>
  `${second.toString(36)}-${createHmac('sha256', csrf).update(`saved ${second} ${path}`).digest('base64url').slice(0, 22)}`;

const nowOf = (c: Ctx): number => Math.floor(c.get('deps').app.now().getTime() / 1000);

/**
 * The address to open after saving. If it is the page of the form, a parameter is added by which the page says “Saved”.
 */
export function savedAddress(c: Ctx, address: string): string {
  const csrf = c.get('session')?.csrf;
  const to = new URL(address, c.req.url);
  if (!csrf || to.pathname !== new URL(c.req.url).pathname) return address;
  to.searchParams.set(name, proofOf(csrf, to.pathname, nowOf(c)));
  return to.pathname + to.search + to.hash;
}

/** Whether to say “Saved”: this session saved the form of this page less than a minute ago. */
export function wasSaved(c: Ctx): boolean {
  const csrf = c.get('session')?.csrf;
  const given = c.req.method === 'GET' ? c.req.query(name) : undefined;
  const second = parseInt(given?.split('-')[0] ?? '', 36);
  if (!csrf || !given || !(Math.abs(nowOf(c) - second) <= maxSeconds)) return false;
  const expected = Buffer.from(proofOf(csrf, new URL(c.req.url).pathname, second));
  const sent = Buffer.from(given);
  return expected.length === sent.length && timingSafeEqual(expected, sent);
}
