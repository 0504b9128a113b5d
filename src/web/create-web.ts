import { Hono } from 'hono';
import { setViewer, withPendingViewer } from '../platform/database/viewer.ts';
import { createMiddleware } from 'hono/factory';
import { askTogether } from '../platform/database/ask-together.ts';
import { AppError } from '../platform/errors.ts';
import { viewerFor } from '../platform/operation.ts';
import { noteProposals } from './kit/desk/note-proposals.ts';
import { messages, reportMissingMessages } from '../platform/messages/messages.ts';
import { countSent, countShown, supportMessageVariant } from './publishing/support-messages/message-forms.ts';
import { supportMessage } from './publishing/support-messages/message.tsx';
import { themeOf } from './publishing/publication/look.ts';
import type { Ctx, Deps, Env, Pages } from './kit/context.ts';
import { byAddress, setBrowserLanguage, pathOf } from './kit/locale.ts';
import { compress } from './kit/middleware/compress.ts';
import { privatePages, requestId, securityHeaders, hideAddress } from './kit/middleware/headers.ts';
import { noteRequest } from './kit/middleware/request-facts.ts';
import { requestLimits } from './kit/middleware/request-limits.ts';
import { sameSite } from './kit/middleware/same-site.ts';
import { allowLongQueries } from './kit/query-limit.ts';
import { proposePage } from './record/proposals/propose-page.tsx';
import { withPendingReading } from '../record/translations/reading.ts';
import { noteOpened } from './record/teams/note-openings.ts';
import { spendBudget } from './costs.ts';
import { giveTurns, refuse, waitForTurn } from './turns.ts';
import { allPages } from './pages.ts';
import { limitComments } from './publishing/comments/public/busy.tsx';
import { problem } from './kit/problem.tsx';
import { healthPages } from './site/health.ts';
import { securityText } from './site/security-text.ts';
import { routes } from './routes.ts';
import { redirectFrontPage, redirectOf } from './exchange/redirects/redirects.ts';
import { session } from './kit/desk/session.ts';
import { lockedHeader } from './kit/desk/lock.ts';

/** The desk addresses that work with a locked session. For all others, the session must be unlocked first. */
const openWhileLocked: ReadonlySet<string> = new Set([
  routes.desk.lock(),
  routes.desk.unlock(),
  routes.desk.passkeyOptions({ use: 'unlock' }),
  routes.desk.signOut(),
]);

/** The beginnings of the paths of secret links. */
const secretLinks = [
  '/setup',
  '/join',
  '/permission',
  '/drafts',
  '/comments/own',
  '/comments/confirm',
  '/sign',
] as const;
/** The beginnings of the paths of pages that are for one person. */
const personal = [routes.desk.home.pattern, ...secretLinks] as const;

/** In a lockdown, refuses everything except reading public pages. @throws AppError `lockdown` */
const refuseInLockdown = (ask: () => Promise<boolean>) =>
  createMiddleware<Env>(async (c, next) => {
    const { path, method } = c.req;
    const read =
      (method === 'GET' || method === 'HEAD') &&
      c.req.header('authorization') === undefined &&
      !personal.some((start) => path === start || path.startsWith(`${start}/`));
    if (!read && (await ask())) {
      // The header makes an open page of the desk show the lock screen, so that typed input is not lost.
      if (path.startsWith(`${routes.desk.home()}/`)) c.header(lockedHeader, '1');
      throw new AppError('lockdown');
    }
    await next();
  });

/**
 * The whole website as one Hono application: pages, desk, API, assets. It also works without a port: tests, the mirror
 * and PDFs call its method `request()`.
 */
export function createWeb(given: Deps, pages: readonly Pages[] = allPages): Hono<Env> {
  const extras = { theme: themeOf, foot: supportMessage, variant: supportMessageVariant, sent: countSent };
  const deps: Deps = { extras, ...given };
  reportMissingMessages((key, locale) => deps.log.error({ key, locale }, 'message missing'));
  const web = new Hono<Env>({ getPath: pathOf });

  web.use(noteRequest);
  web.use(async (_, next) => withPendingViewer(() => withPendingReading(next)));
  web.use(requestId);
  web.use(async (c, next) => {
    c.set('deps', deps);
    await next();
  });
  if (deps.pages) web.use(deps.pages.noteHead);
  web.use(giveTurns());
  web.use(byAddress);
  web.use(securityHeaders);
  web.use(requestLimits);
  healthPages(web);
  securityText(web);
  web.get(routes.asset.pattern, (c) => deps.assets.serve(c));
  if (deps.supportMessages) web.use(countShown);
  if (deps.pages) web.use(deps.pages.middleware);
  web.use(redirectFrontPage);
  web.post(routes.comments.pattern, limitComments);
  web.use(compress);
  web.use(sameSite);
  for (const start of personal) web.use(`${start}/*`, privatePages);
  if (deps.lockdown) web.use(refuseInLockdown(askTogether(deps.lockdown.ask)));
  for (const start of secretLinks)
    web.use(`${start}/*`, async (c, next) => {
      hideAddress(c);
      await next();
    });
  // Desk pages show who is signed in. Public pages never look up the session.
  web.use(`${routes.desk.home.pattern}/*`, async (c, next) => {
    const who = await session(c);
    if (who && !who.locked) {
      allowLongQueries(c);
      await deps.app.refreshCaches?.();
    }
    if (who) setViewer(await viewerFor(deps.app, who.principal));
    if (who && !who.locked && c.req.method === 'GET') await noteProposals(c, who.principal);
    if (who?.language) c.set('t', messages(who.language));
    else if (!who) setBrowserLanguage(c);
    if (who?.locked) {
      c.header(lockedHeader, '1');
      if (!openWhileLocked.has(c.req.path)) throw new AppError('session_locked');
    }
    await next();
  });
  for (const start of ['/setup', '/join'])
    web.use(`${start}/*`, async (c, next) => {
      setBrowserLanguage(c);
      await next();
    });

  web.use(spendBudget);
  web.use(waitForTurn);
  for (const start of [routes.desk.home.pattern, routes.api.pattern]) web.use(`${start}/*`, noteOpened);

  for (const register of pages) register(web, deps);

  const answerRefused = (c: Ctx, failed: unknown): Promise<Response> =>
    refuse(c, failed, async (error) => {
      if (error.code !== 'not_found') return problem(c, error, proposePage);
      const redirected = await redirectOf(c);
      if (redirected) return redirected;
      // A browser does not show an error page in place of a style sheet or picture.
      return c.req.path.startsWith('/assets/') ? c.body(null, 404) : problem(c, error, proposePage);
    });
  web.notFound((c) => answerRefused(c, new AppError('not_found')));
  web.onError((error, c) => answerRefused(c, error));
  return web;
}
