import '../web/kinds.ts';
import './proposable.ts';
import { z } from 'zod';
import { tryLinksJob } from '../documents/links/try-links.ts';
import { deleteSealedCopies } from '../documents/working/delete-sealed.ts';
import { purgeWorkingCopies } from '../documents/working/save-working-copy.ts';
import { writer } from '../accounts/access.ts';
import { accountMail } from '../accounts/mails/account-mail.ts';
import { linkMail } from '../accounts/mails/link-mail.ts';
import { recoveryJob } from '../accounts/recover.ts';
import { purgeAccounts } from '../accounts/purge.ts';
import { securityListener } from '../accounts/security-log/listener.ts';
import { readCaptureInChild } from '../drafting/page/capture-reader.ts';
import {
  captureJob,
  capturesCounted,
  capturesWaiting,
  deleteEndedOrders,
  deleteSealedOrders,
} from '../drafting/orders/job.ts';
import { checkUploadJob } from '../drafting/uploads/check-upload.ts';
import { importUploadJob } from '../drafting/uploads/import-upload-job.ts';
import { deleteUploads, endUploadsJob } from '../drafting/uploads/end-uploads.ts';
import { deleteSealedDrafts } from '../drafting/store/delete-sealed.ts';
import { captureListener } from '../evidence/republished/follow.ts';
import { readCapturesJob } from '../evidence/republished/read-captures.ts';
import { endPublicCaptures } from '../evidence/public-captures/end-public-captures.ts';
import { dailyRootJob } from '../evidence/log/make-daily-hash.ts';
import { quotationListener } from '../evidence/quotations/follow.ts';
import { deleteWatches } from '../evidence/watch/forget.ts';
import { watchJob } from '../evidence/watch/check-due-pages.ts';
import { compareQuotations } from '../evidence/quotations/keep.ts';
import { deleteSealedImports } from '../exchange/import/store/delete-sealed.ts';
import { importJob } from '../exchange/import/run/job.ts';
import { deleteDemandsAbout } from '../requests/demands/end-demands.ts';
import { deletePermissionsOf } from '../requests/permissions/end-permissions.ts';
import { eraseLogos } from '../letters/signing/logos.ts';
import { endUnconfirmed } from '../letters/signing/end-unconfirmed.ts';
import { lettersDue } from '../letters/schedule/letters-due.ts';
import { lettersWaiting } from '../letters/post/queue.ts';
import { letterPost } from '../letters/post/send.ts';
import { updateStatistics } from '../platform/database/update-statistics.ts';
import type { Modules } from '../platform/app.ts';
import { defineJob } from '../platform/jobs/jobs.ts';
import { finishErasuresJob } from '../platform/erasing/finish-job.ts';
import { createLog } from '../platform/log/log.ts';
import { systemPrincipal, run, type App } from '../platform/operation.ts';
import { encryptSignaturesJob } from '../letters/signing/encrypt-signatures.ts';
import { encryptCommentsJob } from '../publishing/comments/encrypt-comments.ts';
import { endComments } from '../publishing/comments/end-comments.ts';
import { endIdentitiesJob, dutyListener } from '../publishing/comments/identity/end-identities.ts';
import { endRequests } from '../requests/end-requests.ts';
import { deleteRepliesOf } from '../requests/replies/end-replies.ts';
import { endReview, publishDueJob, publishLateJob } from '../publishing/review/publish-due.ts';
import { frontPageJob } from '../publishing/front-page/due.ts';
import { forgetSealed } from '../publishing/articles/delete-sealed.ts';
import { onAccessEnd } from '../accounts/sessions.ts';
import { watchFeed } from '../evidence/watch/feed.ts';
import { endLinksOf } from '../publishing/shared-drafts/end-draft-links.ts';
import { deletePdfs } from '../record/files/delete-pdfs.ts';
import { collectJob } from '../platform/storage/collect.ts';
import { endUnusedKeysJob } from '../platform/storage/end-row-keys.ts';
import { eraseBlobs } from '../platform/storage/holders.ts';
import { duplicateProjection } from '../record/duplicates/duplicate-projection.ts';
import { duplicatesJob } from '../record/duplicates/job.ts';
import { missingSizesJob, photoSizesJob } from '../record/photos/make-sizes.ts';
import { followLimits } from '../record/teams/limits.ts';
import { purgeOpenings } from '../record/teams/openings.ts';
import { renewPolicies } from '../record/teams/policies.ts';
import { loadViewer } from '../record/teams/load-viewer.ts';
import { accessListener } from '../record/lifecycle/log-access.ts';
import { onlyEditorsChangePublic } from '../record/permissions.ts';
import { deleteSealedProposals, endProposals } from '../record/proposals/end-proposals.ts';
import { proposeInstead } from '../record/proposals/propose-instead.ts';
import { settleDoneProposals } from '../record/proposals/settle-done.ts';
import { freshFields, openFields } from '../record/fields/apply-fields.ts';
import { fieldListener, indexFieldJob } from '../search/index/index-field.ts';
import { publicCasesHaveClaims } from '../record/publication/public-cases.ts';
import { undoJob } from '../record/history/undo/job.ts';
import { searchProjection } from '../search/index/projection.ts';
import { pageNews } from '../web/kit/middleware/page-news.ts';
import { mirrorListener, mirrorJob } from '../web/site/mirror/desk-mirror.ts';
import { filesJob, filesListener } from '../web/site/print/files-of-published.ts';
import { endCopyJob, endCopyListener } from '../platform/upgrade/end-copy.ts';
import { backupJob } from './backup-job.ts';
import { searchIndexers } from './search-index.ts';
import { backupAgeJob } from '../web/site/backups/mail-late.ts';
import { workMailJob } from '../web/work/mail-job.ts';
import { endWork } from '../work/end-work.ts';
import { workFeed } from '../work/feed.ts';
import { workListener } from '../work/notices.ts';
import { digestJob } from '../web/search/digest/digest-job.ts';

const accountsPurge = defineJob({
  name: 'accounts.purge',
  input: z.object({}),
  byClock: true,
  everyHours: 24,
  async handler({ app, log }) {
    log.info(await run(app, purgeAccounts, systemPrincipal, {}), 'accounts purged');
    log.info(await run(app, purgeOpenings, systemPrincipal, {}), 'old openings of limited items deleted');
    log.info(await run(app, purgeWorkingCopies, systemPrincipal, {}), 'unsaved changes purged');
    log.info(await run(app, endComments, systemPrincipal, {}), 'rejected comments deleted');
    log.info(await run(app, endUnconfirmed, systemPrincipal, {}), 'unconfirmed signatures deleted');
    log.info(await run(app, endWork, systemPrincipal, {}), 'old notices and assignments deleted');
    log.info(await run(app, deleteEndedOrders, systemPrincipal, {}), 'old requests for captures deleted');
    log.info(await run(app, endProposals, systemPrincipal, {}), 'decided proposals deleted');
    log.info(await endRequests(app, systemPrincipal), 'old demands, replies and permissions deleted');
  },
});

const capturesRead = readCapturesJob(readCaptureInChild, [compareQuotations]);

const lettersPost = letterPost(async (app, mail, log) => {
  const [{ mailsOfLetters }, { printForMail }] = await Promise.all([
    import('../web/letters/mails/mails.ts'),
    import('../web/letters/mails/print-for-mail.ts'),
  ]);
  return mailsOfLetters(printForMail)(app, mail, log);
});

const accountsMail = accountMail(async (app, news) =>
  (await import('../web/accounts/mails/account-mail.ts')).writeAccountMail(app, news),
);

const accountsLinkMail = linkMail(async (app, link) =>
  (await import('../web/accounts/mails/link-mail.ts')).writeLinkMail(app, link),
);

const watched = watchJob(async (app, log) =>
  (await import('../web/evidence/watch/watch-mail.ts')).mailFindings(app, log),
);

onAccessEnd(watchFeed.end);
onAccessEnd(endLinksOf);
onAccessEnd(workFeed.end);

/** Combines the checks, listeners and jobs of all modules. This is the only file that imports all modules. */
export function composeModules(): Modules {
  return {
    async opened(db, { logLevel }) {
      await renewPolicies(db);
      return openFields(db, createLog(logLevel));
    },
    refreshCaches: freshFields,
    writer,
    loadViewer,
    checks: [onlyEditorsChangePublic, publicCasesHaveClaims, settleDoneProposals],
    refused: proposeInstead,
    listeners: [
      followLimits,
      deleteSealedOrders,
      deleteUploads,
      deleteSealedProposals,
      deleteDemandsAbout,
      deletePermissionsOf,
      deleteRepliesOf,
      dutyListener,
      duplicateProjection,
      deleteSealedDrafts,
      deleteSealedCopies,
      forgetSealed,
      endReview,
      deletePdfs,
      deleteSealedImports,
      quotationListener(capturesRead),
      captureListener(capturesRead),
      searchProjection(searchIndexers),
      fieldListener,
      deleteWatches,
      endPublicCaptures,
      workListener,
      mirrorListener,
      filesListener,
      pageNews,
      securityListener,
      accessListener,
      endCopyListener,
    ],
    jobs: [
      accountsPurge,
      accountsMail,
      accountsLinkMail,
      recoveryJob,
      dailyRootJob,
      captureJob,
      checkUploadJob,
      importUploadJob,
      endUploadsJob,
      endIdentitiesJob,
      encryptCommentsJob,
      encryptSignaturesJob,
      endUnusedKeysJob,
      capturesRead,
      duplicatesJob,
      undoJob,
      indexFieldJob,
      photoSizesJob,
      missingSizesJob,
      tryLinksJob,
      watched,
      publishDueJob,
      publishLateJob,
      frontPageJob,
      importJob,
      digestJob,
      workMailJob,
      eraseBlobs,
      finishErasuresJob,
      collectJob,
      eraseLogos,
      lettersDue,
      mirrorJob,
      filesJob,
      lettersPost,
      backupJob,
      backupAgeJob,
      endCopyJob,
    ],
    counters: [capturesCounted],
    gauges: [capturesWaiting, ...lettersWaiting],
  };
}

/** Adds both parts of the sample data to a new database: the part that cites real reports, and the invented part. */
export async function loadExample(app: App): Promise<void> {
  const { loadExample: load } = await import('../exchange/example/load.ts');
  const { loadInvented } = await import('../exchange/example/load-invented.ts');
  await load(app);
  await loadInvented(app);
  await updateStatistics(app.db);
}
