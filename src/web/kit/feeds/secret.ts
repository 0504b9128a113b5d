import type { SecretAddress } from '../../../accounts/tokens/secret-address.ts';
import { setViewer } from '../../../platform/database/viewer.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Ctx } from '../context.ts';

/**
 * The account to which a secret address belongs. All later queries of this request return only what this account may
 * see.
 * @throws AppError `not_found`
 */
export async function ownerOf(c: Ctx, address: SecretAddress, token: string) {
  const { app } = c.get('deps');
  const account = await address.ownerOf(app.db.read, app.config.dataDir, token);
  if (account === null) throw new AppError('not_found');
  setViewer(await app.loadViewer?.(account.id));
  return account;
}

/** Sets headers, so that no cache stores the response and no other site learns its address. */
export function secret(answer: Response): Response {
  answer.headers.set('Cache-Control', 'private, no-store');
  answer.headers.set('Referrer-Policy', 'no-referrer');
  return answer;
}
