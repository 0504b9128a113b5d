import { accountMail } from '../../accounts/mails/account-mail.ts';
import { linkMail } from '../../accounts/mails/link-mail.ts';
import { recoveryJob } from '../../accounts/recover.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { openJobs } from '../../platform/jobs/jobs-runner.ts';
import type { App } from '../../platform/operation.ts';
import { openMailServer, type Received } from '../../platform/testing/mail-server.ts';
import { writeAccountMail } from '../accounts/mails/account-mail.ts';
import { writeLinkMail } from '../accounts/mails/link-mail.ts';
import { site } from './post-office.ts';

const log = { info() {}, warn() {}, error() {}, debug() {}, fatal() {} };
/** The jobs that send emails about accounts. */
export const accountJobs = [accountMail(writeAccountMail), linkMail(writeLinkMail), recoveryJob];

export const subjectOf = (mail: Received): string => /^Subject: (.*)$/m.exec(mail.message)![1]!.trim();

/** A mail server on loopback, and the worker that sends an app's emails about accounts. */
export async function openAccountMails() {
  const server = await openMailServer();
  const working: ReturnType<typeof openJobs>[] = [];
  return {
    server,
    settings: { publicUrl: site, mail: { url: server.url, from: 'desk@paper.example' } },
    async work(app: App): Promise<void> {
      await prepareJobs(app.db, accountJobs);
      const worker = openJobs(app, accountJobs, log);
      working.push(worker);
      await worker.start();
    },
    /** Waits until an address has received `wanted` emails, and returns all of them. */
    async sentTo(email: string, wanted: number): Promise<Received[]> {
      const mine = (all: readonly Received[]) => all.filter((mail) => mail.to.includes(email));
      await server.until((all) => mine(all).length >= wanted);
      return mine(server.received);
    },
    async close(): Promise<void> {
      for (const worker of working) await worker.stop();
      await server.close();
    },
  };
}
