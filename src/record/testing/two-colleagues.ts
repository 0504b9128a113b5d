import { invited } from '../../accounts/testing/invited.ts';
import type { Database } from '../../platform/database/database.ts';
import type { App, Principal } from '../../platform/operation.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { followLimits } from '../teams/limits.ts';
import { loadViewer } from '../teams/load-viewer.ts';

type Person = Principal & { accountId: number };

/** An app that keeps what is limited to teams, and two editors. A test can put one of them into a team. */
export async function twoColleagues(db: Database): Promise<{ app: App; member: Person; other: Person }> {
  const app: App = {
    ...testApp(db, { listeners: [followLimits] }),
    loadViewer: (accountId, tx) => loadViewer(db, accountId, tx),
  };
  return { app, member: await invited(app, 'member', 'editor'), other: await invited(app, 'other', 'editor') };
}
