import { z } from 'zod';
import { purgeAccounts } from '../../accounts/purge.ts';
import { endUnconfirmed } from '../../letters/signing/end-unconfirmed.ts';
import { purgeOpenings } from '../../record/teams/openings.ts';
import { endUnusedKeys } from '../../platform/storage/end-row-keys.ts';
import { finishErasures } from '../../platform/erasing/finish-erasures.ts';
import { run } from '../../platform/operation.ts';
import { endComments } from '../../publishing/comments/end-comments.ts';
import { endIdentities } from '../../publishing/comments/identity/end-identities.ts';
import { endRequests } from '../../requests/end-requests.ts';
import { deleteDraftLinks } from '../../publishing/shared-drafts/end-draft-links.ts';
import { endProposals } from '../../record/proposals/end-proposals.ts';
import { defineCall } from './call.ts';

export const purge = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app, principal, why }) {
    const accounts = await run(app, purgeAccounts, principal, {}, why);
    const { openings } = await run(app, purgeOpenings, principal, {}, why);
    const ended = await endRequests(app, principal, why);
    const drafts = await run(app, deleteDraftLinks, principal, {}, why);
    const comments = await run(app, endComments, principal, {}, why);
    const { signatures } = await run(app, endUnconfirmed, principal, {}, why);
    const { proposals } = await run(app, endProposals, principal, {}, why);
    const identities = await run(app, endIdentities, principal, {}, why);
    await endUnusedKeys(app);
    await finishErasures(app);
    return {
      ...accounts,
      identities: (identities?.ended ?? 0) + (identities?.lapsed ?? 0),
      comments: comments.deleted + comments.emptied,
      draft_links: drafts.ended,
      signatures,
      openings,
      proposals,
      ...ended,
    };
  },
});
