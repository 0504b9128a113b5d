import { inviteAccount } from '../../src/accounts/invitations.ts';
import { roles } from '../../src/accounts/tables.ts';
import { signIn } from '../../src/accounts/sign-in.ts';
import { useLink as spendLink } from '../../src/accounts/use-link.ts';
import { openWeb } from '../../src/cli/serve/web.ts';
import { EmbeddedDatabase } from '../../src/platform/database/embedded/embedded-database.ts';
import { createLog } from '../../src/platform/log/log.ts';
import { run, type App } from '../../src/platform/operation.ts';
import { administrator } from '../../src/platform/testing/test-app.ts';
import type { Ground } from '../fill/cases.ts';
import { groundOf, openFolder } from '../fill/kept.ts';

/** A filled record with its website. `page` asks for a page as a reader, or as somebody at the desk. */
export type Site = {
  app: App;
  cases: number;
  ground: Ground;
  /** Every route of the website. */
  routes: readonly { method: string; path: string }[];
  page(path: string, as?: 'desk'): Promise<Response>;
  close(): Promise<void>;
};

/** Opens a data folder without a cache of pages, so that every page is made anew. */
export async function openSite(folder: string, cases: number): Promise<Site> {
  const { app, close } = await openFolder(folder);
  // Statistics that are made anew between two measurements would change plans by chance.
  if (app.db instanceof EmbeddedDatabase) await app.db.upkeep.stop();
  const web = openWeb(app, createLog('silent'));
  const cookie = `kronika=${await signInDesk(app)}`;
  return {
    app,
    cases,
    ground: groundOf(folder),
    routes: web.routes.filter(({ method }) => method === 'GET'),
    page: async (path, as) => web.request(path, as && { headers: { cookie } }),
    close,
  };
}

/** Signs in somebody with every role. Returns the session. */
async function signInDesk(app: App): Promise<string> {
  const [email, password] = ['growth@example.org', 'correct horse battery'];
  const link = await run(app, inviteAccount, administrator, { email, name: 'Growth', roles: [...roles] });
  await run(app, spendLink, null, { token: link.token!, password });
  return (await run(app, signIn, null, { email, password }))!.token;
}
