import { expect, it } from 'vitest';
import { beginLockdown, endLockdown } from '../accounts/lockdown/lockdown.ts';
import { signOut } from '../accounts/sign-in.ts';
import { makeWatchFeed, watchFeed } from '../evidence/watch/feed.ts';
import { prepareJobs } from '../platform/jobs/jobs.ts';
import { run, systemPrincipal } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { routes } from '../web/routes.ts';
import { deskOn } from '../web/testing/desk.ts';
import { composeModules } from './compose.ts';

onBothDatabases('the link of a feed', (db) => {
  it('ends when its account is signed out everywhere, and when a lockdown begins', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), composeModules().jobs);
    const { app } = desk;
    const [one, two] = [await desk.join('monitor'), await desk.join('monitor')];
    const linkOf = async ({ principal }: typeof one): Promise<string> => {
      await run(app, makeWatchFeed, principal, {});
      return routes.desk.watchFeed({
        token: (await watchFeed.tokenOf(db().read, app.config.dataDir, principal.accountId!))!,
      });
    };
    const [ofOne, ofTwo] = [await linkOf(one), await linkOf(two)];
    const read = async (path: string): Promise<number> => (await desk.web.request(path)).status;
    expect([await read(ofOne), await read(ofTwo)]).toEqual([200, 200]);
    await run(app, signOut, one.principal, { token: 'x', everywhere: true });
    expect([await read(ofOne), await read(ofTwo)]).toEqual([404, 200]);
    const cli = { ...systemPrincipal, via: 'cli' as const };
    await run(app, beginLockdown, cli, {});
    await run(app, endLockdown, cli, {});
    expect(await read(ofTwo)).toBe(404);
  });
});
