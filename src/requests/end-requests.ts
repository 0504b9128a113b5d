import { endDemands } from './demands/end-demands.ts';
import { endPermissions } from './permissions/end-permissions.ts';
import { run, type App, type Principal } from '../platform/operation.ts';
import { endReplies } from './replies/end-replies.ts';

/** The tables from which texts are deleted. */
const tables = [
  'demand',
  'demand_about',
  'reply',
  'permission',
  'permission_link',
  'held_file',
  'sealed_content',
  'change',
] as const;

export type Ended = { demands: number; replies: number; permissions: number };

/**
 * Deletes data about demands, replies and permissions that is no longer needed. Then rewrites the affected tables
 * (`vacuum full`), because the files of the database would still contain the deleted words.
 */
export async function endRequests(app: App, principal: Principal, why?: string): Promise<Ended> {
  const ended = {
    demands: (await run(app, endDemands, principal, {}, why)).ended,
    replies: (await run(app, endReplies, principal, {}, why)).ended,
    permissions: (await run(app, endPermissions, principal, {}, why)).ended,
  };
  if (ended.demands + ended.replies + ended.permissions > 0)
    for (const table of tables) await app.db.executeSql(`vacuum full "${table}"`);
  return ended;
}
