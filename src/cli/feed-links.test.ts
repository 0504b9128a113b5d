import { expect, it } from 'vitest';
import { beginLockdown, endLockdown } from '../accounts/lockdown/lockdown.ts';
import { securityListener } from '../accounts/security-log/listener.ts';
import { listEntries } from '../accounts/security-log/read-log.ts';
import { signOut } from '../accounts/sign-in.ts';
import { makeWatchFeed, watchFeed } from '../evidence/watch/feed.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run, systemPrincipal } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { routes } from '../web/routes.ts';
import { deskOn } from '../web/testing/desk.ts';
import { makeWorkFeed, workFeed } from '../work/feed.ts';
import { composeModules } from './compose.ts';

const feeds = [
  { name: 'alerts', make: makeWatchFeed, address: watchFeed, path: routes.desk.watchFeed },
  { name: 'work', make: makeWorkFeed, address: workFeed, path: routes.desk.workFeed },
];

onBothDatabases('the secret link of a feed', (db) => {
  it.each(feeds)(
    '$name: is logged, and ends when its account is signed out everywhere, and when a lockdown begins',
    async (feed) => {
      const desk = deskOn(db(), { listeners: [securityListener] });
      await prepareJobs(db(), composeModules().jobs);
      const { app } = desk;
      const [one, two] = [await desk.join('monitor'), await desk.join('monitor')];
      const linkOf = async ({ principal }: typeof one): Promise<string> => {
        await run(app, feed.make, principal, {});
        return feed.path({ token: (await feed.address.tokenOf(db().read, app.config.dataDir, principal.accountId!))! });
      };
      const [ofOne, ofTwo] = [await linkOf(one), await linkOf(two)];
      const read = async (path: string): Promise<number> => (await desk.web.request(path)).status;
      expect([await read(ofOne), await read(ofTwo)]).toEqual([200, 200]);
      const { rows } = await listEntries(db().read, { limit: 100, offset: 0 });
      const links = rows.filter(({ event, by }) => event === 'feed-link' && by !== null);
      expect(links.slice(0, 2).map(({ by }) => by)).toEqual([two.principal.accountId, one.principal.accountId]);
      await run(app, signOut, one.principal, { token: 'x', everywhere: true });
      expect([await read(ofOne), await read(ofTwo)]).toEqual([404, 200]);
      const cli = { ...systemPrincipal, via: 'cli' as const };
      await run(app, beginLockdown, cli, {});
      await run(app, endLockdown, cli, {});
      expect(await read(ofTwo)).toBe(404);
    },
  );
});
