import type { Context } from 'hono';
import { checkHealth, type CheckResult } from '../../platform/health.ts';
import type { Env, Router } from '../kit/context.ts';
import { routes } from '../routes.ts';

/** Milliseconds for which a result is used again, so that many requests do not cause as many checks. */
const freshFor = 1000;

const uncached = { 'Cache-Control': 'no-store' };

/**
 * For proxies, containers and monitors. `/health/live`: the process answers. `/health` and `/health/ready`: the site
 * works; otherwise 503. Anyone can ask, so the answer only names the checks that failed; the log has the details.
 */
export function healthPages(web: Router): void {
  web.get(routes.healthLive.pattern, (c) => c.json({ status: 'ok' }, 200, uncached));
  let last: { at: number; results: Promise<CheckResult[]> } | undefined;
  let logged = '';

  async function ready(c: Context<Env>): Promise<Response> {
    const { app, log, lockdown } = c.get('deps');
    if (!last || performance.now() - last.at > freshFor) last = { at: performance.now(), results: checkHealth(app) };
    // How old the backups are is told to administrators only: `kronika doctor`, the desk and the log.
    const all = await last.results;
    const found = all.filter(({ check }) => check !== 'backup');
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
