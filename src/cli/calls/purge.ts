import { z } from 'zod';
import { purgeAccounts } from '../../accounts/purge.ts';
import { endDemands } from '../../law/demands/end-demands.ts';
import { endPermissions } from '../../law/permissions/end-permissions.ts';
import { run } from '../../platform/operation.ts';
import { endComments } from '../../publishing/comments/end-comments.ts';
import { forgetDraftLinks } from '../../publishing/previews/end-draft-links.ts';
import { endReplies } from '../../publishing/replies/end-replies.ts';
import { defineCall } from './call.ts';

export const purge = defineCall({
  asHouse: true,
  input: z.object({}),
  async run({ house, principal, why }) {
    const accounts = await run(house, purgeAccounts, principal, {}, why);
    const [demands, replies, permissions] = [await run(house, endDemands, principal, {}, why), await run(house, endReplies, principal, {}, why), await run(house, endPermissions, principal, {}, why)];
    const drafts = await run(house, forgetDraftLinks, principal, {}, why);
    await run(house, endComments, principal, {}, why);
    return { ...accounts, draft_links: drafts.ended, demands: demands.ended, replies: replies.ended, permissions: permissions.ended };
  },
});
