import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Device } from '../../../accounts/devices.ts';
import type { Session } from '../../../accounts/sign-in.ts';
import { AppError } from '../../../platform/errors.ts';
import { routes } from '../../routes.ts';
import type { Ctx } from '../context.ts';
import { isBackground } from './background.ts';

const name = 'kronika';

/**
 * Whether readers reach the site over HTTPS. The configured public address decides; without one, the address of the
 * request does.
 */
export const isSecure = (c: Ctx): boolean => (c.get('deps').app.config.publicUrl ?? c.req.url).startsWith('https:');
/** Browsers accept a cookie with this prefix only over HTTPS, and only from the host itself, never from a subdomain. */
const cookieName = (c: Ctx): string => (isSecure(c) ? `__Host-${name}` : name);

export const sessionToken = (c: Ctx): string | undefined => getCookie(c, cookieName(c));

/**
 * Whether an account without its required second step can use this path. Such an account can only set up the step, lock
 * or unlock the session, and sign out.
 */
const isOpenBeforeSetUp = (path: string): boolean =>
  path === routes.desk.twoStep() ||
  path.startsWith(`${routes.desk.twoStep()}/`) ||
  path === routes.desk.passkeyOptions({ use: 'register' }) ||
  path === routes.desk.passkeyOptions({ use: 'proof' }) ||
  path === routes.desk.lock() ||
  path === routes.desk.unlock() ||
  path === routes.desk.noteUse() ||
  path === routes.desk.signOut() ||
  path === routes.desk.signOutEverywhere();

/**
 * The session of the request; null if there is none. It is looked up once per request.
 * @throws AppError `second_step_needed` if the account first has to set up its second step
 */
export async function session(c: Ctx): Promise<Session | null> {
  const known = c.get('session');
  if (known !== undefined) return known;
  const token = sessionToken(c);
  const found = token ? await c.get('deps').findSession(token, !isBackground(c)) : null;
  if (found?.mustSetUp && !found.locked && !isOpenBeforeSetUp(c.req.path)) throw new AppError('second_step_needed');
  c.set('session', found);
  return found;
}

/** @throws AppError `not_signed_in` */
export async function requireSession(c: Ctx): Promise<Session> {
  const found = await session(c);
  if (!found) throw new AppError('not_signed_in');
  return found;
}

export function saveSession(c: Ctx, token: string, expires: Date): void {
  setCookie(c, cookieName(c), token, { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(c), expires });
}

const halfCookie = (c: Ctx): string => `${cookieName(c)}-second-step`;

/** The token of a sign-in that still needs the second step. */
export const halfSessionToken = (c: Ctx): string | undefined => getCookie(c, halfCookie(c));

export function saveHalfSession(c: Ctx, token: string, expires: Date): void {
  setCookie(c, halfCookie(c), token, { path: '/', httpOnly: true, sameSite: 'Strict', secure: isSecure(c), expires });
}

export const endHalfSession = (c: Ctx): void => void deleteCookie(c, halfCookie(c), { path: '/', secure: isSecure(c) });

const deviceCookie = (c: Ctx): string => `${cookieName(c)}-device`;

/** The token of a browser in which someone has signed in before. */
export const deviceToken = (c: Ctx): string | undefined => getCookie(c, deviceCookie(c));

/**
 * Saves a token that marks a browser in which someone has signed in. Wrong passwords from strangers then do not block
 * sign-in in this browser. Only sign-in reads this token. It stays after signing out.
 */
export function saveDevice(c: Ctx, { token, until }: Device): void {
  setCookie(c, deviceCookie(c), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSecure(c),
    expires: until,
  });
}

export function endSession(c: Ctx): void {
  deleteCookie(c, cookieName(c), { path: '/', secure: isSecure(c) });
  c.set('session', null);
}
