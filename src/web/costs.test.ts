import { beforeAll, describe, expect, it } from 'vitest';
import { readNetwork } from '../platform/config/networks.ts';
import { onEitherDatabase } from '../platform/testing/databases.ts';
import { createWeb } from './create-web.ts';
import { costOfRoute, costs, declaredCost, nameOfRoute, accountBudget, readerBudget, units } from './costs.ts';
import { routes } from './routes.ts';
import { deskOn } from './testing/desk.ts';
import { testDeps } from './testing/test-deps.ts';

describe('the cost of each address', () => {
  const served = createWeb({ ...testDeps(), dev: true }).routes.filter(({ method }) => method !== 'ALL');
  const isPublic = ({ path }: { path: string }) => !/^\/(desk|api\/v1)(\/|$)/.test(path);

  it('is declared for every public address', () => {
    expect(served.filter(isPublic).length).toBeGreaterThan(100);
    expect(served.filter((one) => isPublic(one) && !declaredCost(one)).map(nameOfRoute)).toEqual([]);
  });

  it('is at least that of a list for every address of the desk, except those that are declared cheaper', () => {
    const free = served.filter((one) => one.path.startsWith('/desk') && units[costOfRoute(one)] < units.list);
    expect(free.map(nameOfRoute).toSorted()).toEqual([
      'GET /desk/articles/write/actors',
      'GET /desk/articles/write/claims',
      'GET /desk/articles/write/photos',
      'GET /desk/letters/:number/logos/:file',
      'GET /desk/lock',
      'GET /desk/photos/:number/files/:file',
      'GET /desk/sign-in',
      'GET /desk/sign-in/passkey',
      'GET /desk/sign-in/second-step',
      'POST /desk/lock',
      'POST /desk/sign-out',
      'POST /desk/used',
    ]);
    expect(served.filter(({ path }) => path.startsWith('/desk')).length).toBeGreaterThan(200);
    expect(costOfRoute({ method: 'GET', path: '/desk/a-list-of-tomorrow' })).toBe('list');
  });

  it('is declared only once, and only for addresses that exist', () => {
    const names = new Set(served.map(nameOfRoute));
    const listed = Object.values(costs).flat();
    expect(listed.map((one) => (one.includes(' ') ? one : `GET ${one}`)).filter((one) => !names.has(one))).toEqual([]);
    expect(listed.filter((one, at) => listed.indexOf(one) !== at)).toEqual([]);
  });

  it('is that of a search, a count, a print, a list or a form for addresses that do such work', () => {
    for (const [path, cost] of [
      [routes.search.pattern, 'search'],
      [routes.statistics.pattern, 'computed'],
      [routes.article.patternsAs('pdf')[0]!, 'print'],
      [routes.cases.pattern, 'list'],
    ] as const)
      expect(costOfRoute({ method: 'GET', path }), path).toBe(cost);
    for (const path of [routes.desk.signIn.pattern, routes.signOn.pattern, routes.setup.pattern, routes.join.pattern])
      expect(costOfRoute({ method: 'POST', path }), path).toBe('form');
  });
});

onEitherDatabase('the budget of an address', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let at = new Date('2018-05-22T09:00:00Z');
  beforeAll(() => {
    desk = deskOn(db(), { now: () => at });
  });
  const ask = (path: string, address: string, init: RequestInit = {}) =>
    desk.web.request(path, init, { incoming: { socket: { remoteAddress: address } } });
  const search = (n: number) => `${routes.search()}?q=word${n}`;
  /** How many of `count` simultaneous requests are accepted. Expects that all others are refused with 429. */
  const accepted = async (count: number, path: (n: number) => string, address: string) => {
    const statuses = await Promise.all(
      Array.from({ length: count }, async (_, n) => (await ask(path(n), address)).status),
    );
    expect(statuses.every((status) => status === 200 || status === 429)).toBe(true);
    return statuses.filter((status) => status === 200).length;
  };

  it('allows a number of searches at once, and then says when the next one can come, to readers and to programs', async () => {
    expect(await accepted(150, search, '198.51.100.1')).toBe(readerBudget.quota / units.search);
    const refused = await ask(search(1), '198.51.100.1');
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('cache-control')]).toEqual([
      429,
      '1',
      'no-store',
    ]);
    expect(await refused.text()).toContain('Too many requests. Try again in 1 second.');
    const program = await ask(`${routes.search.json()}?q=x`, '198.51.100.1');
    expect([program.status, await program.json()]).toMatchObject([429, { code: 'rate_limited', status: 429 }]);
    const pdf = await ask(routes.article.as('pdf', { number: 1, slug: 'x' }), '198.51.100.1');
    expect([pdf.status, pdf.headers.get('retry-after')]).toEqual([429, '6']);
    // Pages cost nothing here, and each address has its own budget.
    expect((await ask(routes.about(), '198.51.100.1')).status).toBe(200);
    expect((await ask(search(1), '198.51.100.2')).status).toBe(200);
    at = new Date(at.getTime() + 1000);
    expect(await accepted(10, search, '198.51.100.1')).toBe(2);
  });

  it('is shared by everything that one client address requests', async () => {
    expect(await accepted(60, () => `${routes.statistics()}`, '198.51.100.3')).toBe(60);
    expect((await ask(search(1), '198.51.100.3')).status).toBe(429);
    expect((await ask('/search/suggest?q=abc', '198.51.100.3')).status).toBe(429);
    const sent = await ask(routes.desk.signIn(), '198.51.100.3', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ email: 'kept@example.org', password: 'never shown again' }),
    });
    const html = await sent.text();
    expect([sent.status, html.includes('kept@example.org'), html.includes('never shown again')]).toEqual([
      429,
      true,
      false,
    ]);
  });

  it('is larger for an address that many people share', async () => {
    desk.app.config.sharedAddresses = [readNetwork('198.51.100.4')!];
    expect(await accepted(200, search, '198.51.100.4')).toBe(200);
    desk.app.config.sharedAddresses = [];
  });

  it('is that of the proxy if the proxy is not in the settings, and the log says once what to set', async () => {
    const logged: { level: string; fields: object; message: string }[] = [];
    const behind = deskOn(db(), { logged });
    for (let n = 0; n < 3; n++)
      await behind.web.request(
        search(n),
        { headers: { 'x-forwarded-for': '203.0.113.77' } },
        { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
      );
    expect(logged).toEqual([
      { level: 'warn', fields: {}, message: expect.stringContaining('KRONIKA_TRUSTED_PROXIES') },
    ]);
  });

  it('is separate and larger for each account at the desk', async () => {
    const monitor = await desk.join('monitor');
    await accepted(150, search, '198.51.100.5');
    const atDesk = (n: number) =>
      ask(`${routes.desk.search()}?q=word${n}`, '198.51.100.5', { headers: { cookie: monitor.cookie } });
    const statuses = await Promise.all(Array.from({ length: 130 }, async (_, n) => (await atDesk(n)).status));
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('is used by every page of the desk', async () => {
    const administrator = await desk.join('administrator');
    const pages = desk.web.routes
      .filter(({ method, path }) => method === 'GET' && path.startsWith('/desk') && !path.includes(':'))
      .filter((route) => units[costOfRoute(route)] > 0);
    expect(pages.length).toBeGreaterThan(60);
    const left = async () =>
      (await desk.app.counters.look(accountBudget, String(administrator.accountId), 0)).remaining;
    const unpaid: string[] = [];
    for (const route of pages) {
      const before = await left();
      await ask(route.path, '198.51.100.6', { headers: { cookie: administrator.cookie } });
      if (before - (await left()) !== units[costOfRoute(route)]) unpaid.push(route.path);
    }
    expect(unpaid).toEqual([]);
  });
});
