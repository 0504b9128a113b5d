import { endDemands } from './demands/end-demands.ts';
import { endPermissions } from './permissions/end-permissions.ts';
import { run, type App, type Principal } from '../platform/operation.ts';
import { endReplies } from './replies/end-replies.ts';

export type Ended = { demands: number; replies: number; permissions: number };

/** Deletes data about demands, replies and permissions that is no longer needed. */
export const endRequests = async (app: App, principal: Principal, why?: string): Promise<Ended> => ({
  demands: (await run(app, endDemands, principal, {}, why)).ended,
  replies: (await run(app, endReplies, principal, {}, why)).ended,
  permissions: (await run(app, endPermissions, principal, {}, why)).ended,
});
