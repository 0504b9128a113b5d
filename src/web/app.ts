import { Hono } from 'hono';
import { AppError } from '../platform/errors.ts';
import { messages, reportMissingMessages } from '../platform/messages/messages.ts';
import { countShown } from './publishing/appeals/appeals.ts';
import type { Deps, Env, Pages } from './kit/context.ts';
import { byAddress, speakLike, pathOf } from './kit/locale.ts';
import { compress } from './kit/middleware/compress.ts';
import { privatePages, requestId, securityHeaders, tellsNoAddress } from './kit/middleware/headers.ts';
import { sameSite } from './kit/middleware/same-site.ts';
import { allPages } from './pages.ts';
import { commentDoor } from './publishing/comments/public/busy.tsx';
import { problem } from './kit/problem.tsx';
import { routes } from './routes.ts';
import { formerFront, fromFormer } from './exchange/former/former.ts';
import { session } from './kit/session.ts';

/**
 * The whole web side as one Hono app: pages, desk, API, assets. It needs no port; tests, the mirror and the API's
 * own documentation call `app.request()`.
 */
export function createApp(deps: Deps, pages: readonly Pages[] = allPages): Hono<Env> {
  reportMissingMessages((key, locale) => deps.log.error({ key, locale }, 'message missing'));
  const app = new Hono<Env>({ getPath: pathOf });

  app.use(requestId);
  app.use(async (c, next) => {
    c.set('deps', deps);
    await next();
  });
  app.use(byAddress);
  app.use(securityHeaders);
  app.get(routes.health.pattern, (c) => c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' }));
  app.get(routes.asset.pattern, (c) => deps.assets.serve(c));
  if (deps.appeals) app.use(countShown);
  app.use(formerFront);
  if (deps.pages) app.use(deps.pages.middleware);
  app.post(routes.comments.pattern, commentDoor);
  app.use(compress);
  app.use(sameSite);
  for (const start of [
    routes.desk.home.pattern,
    '/setup',
    '/join',
    '/permission',
    '/drafts',
    '/comments/own',
    '/comments/confirm',
    '/sign',
  ])
    app.use(`${start}/*`, privatePages);
  for (const start of ['/setup', '/join', '/permission', '/drafts', '/comments/own', '/comments/confirm', '/sign'])
    app.use(`${start}/*`, async (c, next) => {
      tellsNoAddress(c);
      await next();
    });
  // The desk's pages say who is signed in; public ones never ask.
  app.use(`${routes.desk.home.pattern}/*`, async (c, next) => {
    const who = await session(c);
    if (who?.language) c.set('t', messages(who.language));
    else if (!who) speakLike(c);
    await next();
  });
  for (const start of ['/setup', '/join'])
    app.use(`${start}/*`, async (c, next) => {
      speakLike(c);
      await next();
    });

  for (const register of pages) register(app, deps);

  app.notFound(async (c) => (await fromFormer(c)) ?? problem(c, new AppError('not_found')));
  app.onError(
    async (error, c) =>
      (error instanceof AppError && error.code === 'not_found' ? await fromFormer(c) : null) ?? problem(c, error),
  );
  return app;
}
