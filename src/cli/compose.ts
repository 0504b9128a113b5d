import { z } from 'zod';
import { tryLinksJob } from '../documents/links/try-links.ts';
import { forgetSealedCopies } from '../documents/working/forget-sealed.ts';
import { purgeWorkingCopies } from '../documents/working/keep-copy.ts';
import { purgeAccounts } from '../accounts/purge.ts';
import { captureJob, forgetSealedOrders } from '../drafting/orders/job.ts';
import { forgetSealedDrafts } from '../drafting/store/forget-sealed.ts';
import { followCaptures } from '../evidence/copies/follow.ts';
import { readCapturesJob } from '../evidence/copies/read-captures.ts';
import { endReleases } from '../evidence/release/end-releases.ts';
import { dailyRootJob } from '../evidence/roots/make-root.ts';
import { followQuotations } from '../evidence/quotations/follow.ts';
import { forgetWatches } from '../evidence/watch/forget.ts';
import { watchJob } from '../evidence/watch/look-at-due.ts';
import { compareQuotations } from '../evidence/quotations/keep.ts';
import { forgetSealedImports } from '../exchange/import/store/forget-sealed.ts';
import { importJob } from '../exchange/import/run/job.ts';
import { forgetDemandsAbout } from '../requests/demands/end-demands.ts';
import { forgetPermissionsOf } from '../requests/permissions/end-permissions.ts';
import { forgetLetterPrints } from '../letters/prints/keep-print.ts';
import { eraseLogos } from '../letters/signing/logos.ts';
import { endUnconfirmed } from '../letters/signing/end-unconfirmed.ts';
import { lettersDue } from '../letters/schedule/letters-due.ts';
import { letterPost } from '../letters/post/send.ts';
import type { Rooms } from '../platform/house.ts';
import { defineJob } from '../platform/jobs/jobs.ts';
import { house as theHouse, run, type House } from '../platform/operation.ts';
import { endComments } from '../publishing/comments/end-comments.ts';
import { endIdentitiesJob, followDuties } from '../publishing/comments/identity/end-identities.ts';
import { endRequests } from '../requests/end-requests.ts';
import { forgetRepliesOf } from '../requests/replies/end-replies.ts';
import { endReview, publishDueJob } from '../publishing/review/publish-due.ts';
import { forgetSealed } from '../publishing/articles/forget-sealed.ts';
import { forgetPrints } from '../publishing/prints/forget-prints.ts';
import { collectJob } from '../platform/storage/collect.ts';
import { eraseBlobs } from '../platform/storage/holders.ts';
import { compareFollower } from '../record/duplicates/compare-follower.ts';
import { duplicatesJob } from '../record/duplicates/job.ts';
import { photoSizesJob } from '../record/photos/make-sizes.ts';
import { undoJob } from '../record/history/undo/job.ts';
import { searchFollower } from '../search/index/follower.ts';
import { mirrorFollower, mirrorJob } from '../web/site/mirror/desk-mirror.ts';
import { searchIndexers } from './search-index.ts';
import { digestJob } from '../web/search/digest/digest-job.ts';

const accountsPurge = defineJob({
  name: 'accounts.purge',
  input: z.object({}),
  everyHours: 24,
  async handler({ house, log }) {
    log.info(await run(house, purgeAccounts, theHouse, {}), 'accounts purged');
    log.info(await run(house, purgeWorkingCopies, theHouse, {}), 'working copies purged');
    log.info(await run(house, endComments, theHouse, {}), 'rejected comments deleted');
    log.info(await run(house, endUnconfirmed, theHouse, {}), 'unconfirmed signatures deleted');
    log.info(await endRequests(house, theHouse), 'old demands, replies and permissions ended');
  },
});

const capturesRead = readCapturesJob(
  async () => (await import('../drafting/page/read-capture.ts')).readCapture,
  [compareQuotations],
);

const lettersPost = letterPost(async (house, mail, log) => {
  const [{ mailsOfLetters }, { printForMail }] = await Promise.all([
    import('../web/letters/mails/mails.ts'),
    import('../web/letters/mails/print-for-mail.ts'),
  ]);
  return mailsOfLetters(printForMail)(house, mail, log);
});

const watched = watchJob(async (house, log) =>
  (await import('../web/evidence/watch/watch-mail.ts')).tellFindings(house, log),
);

/** The one place that knows all rooms: who follows the writes, and what is done later. */
export function composeRooms(): Rooms {
  return {
    followers: [
      forgetSealedOrders,
      forgetDemandsAbout,
      forgetPermissionsOf,
      forgetRepliesOf,
      followDuties,
      compareFollower,
      forgetSealedDrafts,
      forgetSealedCopies,
      forgetSealed,
      endReview,
      forgetPrints,
      forgetLetterPrints,
      forgetSealedImports,
      followQuotations(capturesRead),
      followCaptures(capturesRead),
      searchFollower(searchIndexers),
      forgetWatches,
      endReleases,
      mirrorFollower,
    ],
    jobs: [
      accountsPurge,
      dailyRootJob,
      captureJob,
      endIdentitiesJob,
      capturesRead,
      duplicatesJob,
      undoJob,
      photoSizesJob,
      tryLinksJob,
      watched,
      publishDueJob,
      importJob,
      digestJob,
      eraseBlobs,
      collectJob,
      eraseLogos,
      lettersDue,
      mirrorJob,
      lettersPost,
    ],
  };
}

/** Fills a new database with the example. */
export async function loadExample(house: House): Promise<void> {
  const { loadExample: load } = await import('../exchange/example/load.ts');
  await load(house);
}
