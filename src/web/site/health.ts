import type { Context } from 'hono';
import { checkHealth, type CheckResult } from '../../platform/health.ts';
import type { Env, Router } from '../kit/context.ts';
import { routes } from '../routes.ts';

/** Milliseconds for which a result is reused, so that many requests do not cause many checks. */
const freshFor = 1000;

const uncached = { 'Cache-Control': 'no-store' };

/**
 * Health checks for proxies, containers and monitors. `/health/live`: the process responds. `/health` and
 * `/health/ready`: the site works; otherwise the status is 503. The checks are public, so the response only names those
 * that failed; the log has the details.
 */
export function healthPages(web: Router): void {
  web.get(routes.healthLive.pattern, (c) => c.json({ status: 'ok' }, 200, uncached));
  let last: { at: number; results: Promise<CheckResult[]> } | undefined;
  let logged = '';

  async function ready(c: Context<Env>): Promise<Response> {
    const { app, log, lockdown } = c.get('deps');
    if (!last || performance.now() - last.at > freshFor) last = { at: performance.now(), results: checkHealth(app) };
    // The age of the backups, and whether something is still being erased, are not public. Administrators see them in
    // the log and with `kronika doctor`.
    const all = await last.results;
    const found = all.filter(({ check }) => check !== 'backup' && check !== 'erased');
    const named = (state: CheckResult['state']): string[] =>
      found.flatMap((one) => (one.state === state ? [one.check] : []));
    const [failed, warnings] = [named('failed'), named('warning')];
    const state = all.flatMap((one) => (one.state === 'ok' ? [] : [`${one.check} ${one.state}`])).join();
    if (logged !== state) {
      const checks = all.filter(({ state }) => state !== 'ok');
      log.warn({ checks }, failed.length ? 'not healthy' : checks.length ? 'healthy, with warnings' : 'healthy again');
    }
    logged = state;
    const status = failed.length ? 'failed' : lockdown?.heard() ? 'lockdown' : 'ok';
    return c.json(
      { status, ...(failed.length && { failed }), ...(warnings.length && { warnings }) },
      failed.length ? 503 : 200,
      uncached,
    );
  }
  web.get(routes.health.pattern, ready);
  web.get(routes.healthReady.pattern, ready);
}
