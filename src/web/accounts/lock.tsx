import { lockSession, unlockSession } from '../../accounts/lock-session.ts';
import { noteSessionUse } from '../../accounts/sessions.ts';
import { AppError, asAppError } from '../../platform/errors.ts';
import { run, systemPrincipal } from '../../platform/operation.ts';
import type { Ctx, Pages } from '../kit/context.ts';
import { hasPasskey, lockPage, unlockForm } from '../kit/desk/lock-page.tsx';
import { unlockControl } from '../kit/desk/lock.ts';
import { placeOf } from '../kit/desk/place.ts';
import { requireSession } from '../kit/desk/session.ts';
import { readBody } from '../kit/forms/body.ts';
import { handleAction } from '../kit/forms/handle.ts';
import { checkToken } from '../kit/middleware/same-site.ts';
import { wantsJson } from '../kit/problem.tsx';
import { retryAfter } from '../kit/retry-after.ts';
import { routes, safeNext } from '../routes.ts';

/** The limits of the unlock form. They are high, because it also sends the fields of the form that was rejected. */
const bodyOfUnlocking = { limit: 4_194_304, most: 2100 };

const nextOf = (c: Ctx): string => {
  const next = safeNext(c.req.query('next'));
  return next === routes.desk.home() || next.startsWith(`${routes.desk.home()}/`) ? next : routes.desk.home();
};

/** The routes that lock and unlock the session, for the lock screen and for people without JavaScript. */
export const lockPages: Pages = (web) => {
  // The state of the session, for the script of the lock screen.
  web.get(routes.desk.lock.pattern, async (c) => {
    const { principal, locked, csrf } = await requireSession(c);
    return c.json({ account: principal.accountId, locked, token: csrf, passkey: await hasPasskey(c) });
  });

  web.post(routes.desk.lock.pattern, async (c) => {
    const { principal, tokenHash } = await requireSession(c);
    return handleAction(c, async () => {
      await run(c.get('deps').app, lockSession, principal, { tokenHash });
      return wantsJson(c) ? c.json({ locked: true }) : routes.desk.unlock();
    });
  });

  // Pages report input here if the input causes no other request.
  web.post(routes.desk.noteUse.pattern, async (c) => {
    const { tokenHash } = await requireSession(c);
    return handleAction(c, async () => {
      await run(c.get('deps').app, noteSessionUse, systemPrincipal, { tokenHash });
      return c.json({ locked: false });
    });
  });

  web.get(routes.desk.unlock.pattern, async (c) => {
    const next = nextOf(c);
    return (await requireSession(c)).locked ? lockPage(c, { next }) : c.redirect(next, 303);
  });

  web.post(routes.desk.unlock.pattern, async (c) => {
    const { principal, tokenHash, locked } = await requireSession(c);
    const next = nextOf(c);
    const values = await readBody(c, { ...bodyOfUnlocking, fields: unlockForm.fields });
    const text = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
    if (locked) {
      try {
        await checkToken(c, text(unlockControl.token));
        const passkey = text(unlockControl.passkey);
        const place = placeOf(c);
        const proof = passkey && place ? { passkey: { passkey, place } } : { password: text(unlockControl.password) };
        if (!(await run(c.get('deps').app, unlockSession, principal, { ...proof, tokenHash })))
          throw new AppError('invalid_input', {
            fields: [
              passkey
                ? { path: unlockControl.passkey, message: 'errors.field.passkey.refused' }
                : { path: unlockControl.password, message: 'errors.field.password.wrong' },
            ],
          });
      } catch (thrown) {
        const error = asAppError(thrown);
        if (error.code === 'internal' || wantsJson(c)) throw thrown;
        retryAfter(c, error);
        return lockPage(c, { next, input: sentAgain(c), error: named(error) }, error.status);
      }
    }
    if (wantsJson(c)) return c.json({ locked: false });
    // With 307, the browser repeats the POST at `next`, so that the rejected form is submitted again.
    return c.redirect(next, text(unlockControl.send) ? 307 : 303);
  });
};

/** The fields and the token of the form that was rejected because of the lock. The unlock form sends them again. */
function sentAgain(c: Ctx): [string, string][] {
  const input = (c.get('input') ?? []).filter(
    ([name]) => name !== unlockControl.token && name !== unlockControl.passkey,
  );
  const token = c.get('sentToken');
  return [
    ...input.map(([...one]): [string, string] => one),
    ...(token === undefined ? [] : [['_token', token] as [string, string]]),
  ];
}

/**
 * Maps the errors of `unlockSession` to the fields of this page. Errors about a passkey are shown at the passkey, all
 * others at the password.
 */
const named = (error: AppError): AppError =>
  error.fields.length
    ? new AppError(error.code, {
        fields: error.fields.map((one) =>
          one.path === unlockControl.passkey ? one : { ...one, path: unlockControl.password },
        ),
      })
    : error;
