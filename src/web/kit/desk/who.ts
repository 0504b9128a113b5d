import { AppError } from '../../../platform/errors.ts';
import { mayRun, type App, type Principal } from '../../../platform/operation.ts';
import type { Session } from '../../../accounts/sign-in.ts';
import type { Ctx } from '../context.ts';
import { requireSession } from './session.ts';

/** The signed-in person and the app they work in. */
export type Desk = {
  app: App;
  session: Session;
  principal: Principal;
  may(operation: { permission: readonly string[] | 'anyone' }): boolean;
};

/** @throws AppError `not_signed_in`, which redirects to the sign-in and back */
export async function atDesk(c: Ctx): Promise<Desk> {
  const session = await requireSession(c);
  const { principal } = session;
  return { app: c.get('deps').app, session, principal, may: (operation) => mayRun(principal, operation) };
}

/**
 * Refuses a page to people without permission, so that they do not fill in its form in vain.
 * @throws AppError `not_permitted`
 */
export function requirePermission(desk: Desk, operation: { permission: readonly string[] | 'anyone' }): void {
  if (desk.may(operation)) return;
  throw new AppError('not_permitted', {
    details: { roles: operation.permission === 'anyone' ? '' : operation.permission.join(', ') },
  });
}
