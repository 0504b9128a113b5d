import { endDemands } from './demands/end-demands.ts';
import { endPermissions } from './permissions/end-permissions.ts';
import { run, type App, type Principal } from '../platform/operation.ts';
import { endReplies } from './replies/end-replies.ts';

/** Tables in which words stood that end. */
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

/** How many of each came to their end. */
export type Ended = { demands: number; replies: number; permissions: number };

/**
 * Ends what is kept of demands, replies and permissions no longer than its purpose. Where something ended its tables are
 * written anew: old versions of rows would keep the words in their files until that space is used again.
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
