import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runsOnFullDisk } from '../platform/operation.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { exportedOperations } from './testing/all-operations.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();

it('a server whose disk is full starts, shows its pages, and refuses commands that write', async () => {
  const env = { KRONIKA_DATA: join(tempDir(), 'data') };
  const add = ['account', 'add', 'admin@example.org', '--name', 'Aida', '--role', 'administrator', '--json'];
  expect(await kronikaDone(add, env)).toMatchObject({ status: 0 });
  const server = await kronikaServing({ ...env, KRONIKA_DISK_STOP: '100' });
  expect((await fetch(`${server.address}/`)).status).toBe(200);
  const health = await fetch(`${server.address}/health`);
  expect([health.status, await health.json()]).toMatchObject([503, { failed: ['disk'] }]);
  const refused = await kronikaDone(['account', 'add', 'b@example.org', ...add.slice(3)], env);
  expect([refused.status, JSON.parse(refused.stderr)]).toMatchObject([1, { error: { code: 'disk_full' } }]);
  // Purging makes space.
  expect(await kronikaDone(['purge'], env)).toMatchObject({ status: 0 });
  expect(await server.stop()).toBe(0);
});

it('only operations that delete, protect people or are part of reading run on a full disk', async () => {
  const { operations } = await exportedOperations();
  const named = operations.filter(runsOnFullDisk).map(({ name }) => name);
  expect(named.toSorted()).toMatchInlineSnapshot(`
    [
      "accounts.addAuthenticator",
      "accounts.addPasskey",
      "accounts.beginLockdown",
      "accounts.change",
      "accounts.changeEmail",
      "accounts.changePassword",
      "accounts.changeTeam",
      "accounts.createPasswordLink",
      "accounts.createSetupLink",
      "accounts.endLockdown",
      "accounts.endSession",
      "accounts.finishSignIn",
      "accounts.lockSession",
      "accounts.noteExport",
      "accounts.noteFailedProof",
      "accounts.notePersonExport",
      "accounts.noteSessionUse",
      "accounts.noteTokenUse",
      "accounts.prove",
      "accounts.purge",
      "accounts.removeFactors",
      "accounts.revokeToken",
      "accounts.signIn",
      "accounts.signInWithPasskey",
      "accounts.signOut",
      "accounts.unlockSeal",
      "accounts.unlockSession",
      "accounts.useLink",
      "accounts.withdrawInvitation",
      "documents.dropWorkingCopy",
      "documents.purgeWorkingCopies",
      "drafting.cancelCaptures",
      "drafting.deleteEndedCaptures",
      "drafting.deleteUpload",
      "drafting.dropDraft",
      "drafting.endUploads",
      "evidence.endWatch",
      "exchange.dropImport",
      "exchange.removeExample",
      "law.dropAdvice",
      "letters.dropLogo",
      "letters.dropUnconfirmed",
      "letters.endUnconfirmed",
      "letters.withdrawSignature",
      "platform.acceptTime",
      "platform.dropJob",
      "platform.retryJob",
      "publishing.endComments",
      "publishing.endDraftLinks",
      "publishing.endIdentities",
      "publishing.forgetDraftLinks",
      "publishing.takeDownArticle",
      "publishing.unpublishArticle",
      "publishing.withdrawComment",
      "record.endProposals",
      "record.limitItem",
      "record.noteOpenings",
      "record.openSealed",
      "record.openWithShares",
      "record.purgeOpenings",
      "record.setVisibility",
      "record.withdraw",
      "requests.endDemands",
      "requests.endPermissions",
      "requests.endReplies",
      "requests.takeBackByLink",
      "requests.takeBackSealed",
      "search.drop",
      "search.stopDigest",
      "work.end",
      "work.endFeed",
      "work.stopMail",
    ]
  `);
});
