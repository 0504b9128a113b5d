import { findToken, noteTokenUse, type TokenHolder } from '../../../accounts/tokens/find-token.ts';
import type { Scope } from '../../../accounts/tokens/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { setViewer } from '../../../platform/database/viewer.ts';
import { systemPrincipal, run, viewerFor } from '../../../platform/operation.ts';
import type { Ctx } from '../context.ts';
import { allowLongQueries } from '../query-limit.ts';

/**
 * The token of a request (RFC 6750). Only the header may contain the token, because addresses are logged. Cookies are
 * ignored.
 */
function tokenOf(c: Ctx): string | null {
  const header = c.req.header('authorization');
  if (header === undefined) return null;
  const token = /^Bearer +(\S+)$/i.exec(header.trim())?.[1];
  if (!token) throw new AppError('token_invalid');
  return token;
}

/**
 * The holder of the request's token; null without a token.
 * @throws AppError `token_invalid`, even where no token is needed, so that a program learns at once that its token has
 * expired
 */
export async function holderOf(c: Ctx): Promise<TokenHolder | null> {
  const token = tokenOf(c);
  if (token === null) return null;
  const { app } = c.get('deps');
  const at = app.now();
  const holder = await findToken(app.db.read, token, at);
  if (!holder) throw new AppError('token_invalid');
  allowLongQueries(c);
  setViewer(await viewerFor(app, holder.principal));
  if (holder.usedOn !== at.toISOString().slice(0, 10))
    await run(app, noteTokenUse, systemPrincipal, { token: holder.id });
  return holder;
}

/** @throws AppError `token_missing`, `scope_missing` */
export function requireScope(holder: TokenHolder | null, scope: Scope): TokenHolder {
  if (!holder) throw new AppError('token_missing');
  if (!holder.scopes.includes(scope)) throw new AppError('scope_missing', { details: { scope } });
  return holder;
}
