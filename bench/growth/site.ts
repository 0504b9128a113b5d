import { roles } from '../../src/accounts/tables.ts';
import { openWeb } from '../../src/cli/serve/web.ts';
import { EmbeddedDatabase } from '../../src/platform/database/embedded/embedded-database.ts';
import { createLog } from '../../src/platform/log/log.ts';
import type { App } from '../../src/platform/operation.ts';
import { newAccount } from '../app/new-account.ts';
import type { Base } from '../fill/cases.ts';
import { baseOf, openFolder } from '../fill/records.ts';

/** A filled record with its website. `page` requests a page as a reader, or as a person at the desk with all roles. */
export type Site = {
  app: App;
  cases: number;
  base: Base;
  /** The GET routes of the website. */
  routes: readonly { method: string; path: string }[];
  page(path: string, as?: 'desk'): Promise<Response>;
  close(): Promise<void>;
};

/** Opens a data folder without a page cache, so that every request renders its page. */
export async function openSite(folder: string, cases: number): Promise<Site> {
  const { app, close } = await openFolder(folder);
  // Upkeep would update the planner's statistics, and the query plans could change between two measurements.
  if (app.db instanceof EmbeddedDatabase) await app.db.upkeep.stop();
  const web = openWeb(app, createLog('silent'));
  const cookie = `kronika=${(await newAccount(app, ...roles)).session}`;
  return {
    app,
    cases,
    base: baseOf(folder),
    routes: web.routes.filter(({ method }) => method === 'GET'),
    page: async (path, as) => web.request(path, as && { headers: { cookie } }),
    close,
  };
}
