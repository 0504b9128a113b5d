import { setViewer, currentViewer } from '../../../platform/database/viewer.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Ctx } from '../context.ts';
import { sessionToken } from './session.ts';

/**
 * Checks the session and the teams of the person again after the body of a request has arrived. An upload can take
 * minutes, and meanwhile the person may have been signed out or may have left a team.
 * @throws AppError `not_signed_in`
 */
export async function recheckSession(c: Ctx): Promise<void> {
  const { app, findSession } = c.get('deps');
  if (c.get('session') && !(await findSession(sessionToken(c)!, false))) throw new AppError('not_signed_in');
  const viewer = currentViewer();
  if (viewer) setViewer(await app.loadViewer?.(viewer.accountId));
}
