import type { Hono } from 'hono';
import { continueSession } from '../../accounts/sign-in.ts';
import { lockdownSince } from '../../platform/lockdown.ts';
import type { Log } from '../../platform/log/log.ts';
import type { App } from '../../platform/operation.ts';
import { createWeb } from '../../web/create-web.ts';
import { shippedAssets } from '../../web/kit/assets.ts';
import { followRedirect } from '../../web/exchange/redirects/redirects.ts';
import type { Env } from '../../web/kit/context.ts';
import type { PageCache } from '../../web/kit/middleware/page-cache.ts';
import type { PublicationCache } from '../../publishing/publication/publication-cache.ts';
import type { SupportMessageCache } from '../../publishing/support-messages/messages-cache.ts';
import { unnamed } from '../../publishing/publication/publication.ts';

/** Creates the web app, which serves all pages of `app`. */
export function openWeb(
  app: App,
  log: Log,
  {
    pages,
    paper,
    supportMessages,
    lockdown,
  }: {
    pages?: PageCache;
    paper?: PublicationCache;
    supportMessages?: SupportMessageCache;
    lockdown?: { on: boolean };
  } = {},
): Hono<Env> {
  return createWeb({
    app,
    log,
    pages,
    supportMessages,
    lockdown: { heard: () => lockdown?.on ?? false, ask: async () => (await lockdownSince(app.db.read)) !== null },
    assets: shippedAssets(),
    paper: () => paper?.publication ?? unnamed,
    former: followRedirect(app),
    findSession: (token, use) => continueSession(app, token, use),
  });
}
