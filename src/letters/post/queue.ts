import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineJob, sendJob } from '../../platform/jobs/jobs.ts';
import type { Gauge } from '../../platform/metrics/metrics.ts';
import type { MailKind } from '../tables.ts';

export type ToSend = { kind: MailKind; invitation?: number; signature?: number; addressee?: number };

/** The job's name and input, so that operations can start the job. `letterPost` adds the code that sends the emails. */
export const postQueue = defineJob({
  name: 'letters.post',
  input: z.object({}),
  everyHours: 1,
  retries: 2,
  handler: async () => {},
});

/** Queues emails in the transaction of the operation that requires them. */
export async function queueMails(tx: Tx, letter: number, mails: readonly ToSend[], at: Date): Promise<void> {
  if (mails.length === 0) return;
  await insertRows(
    tx,
    'letter_mail',
    mails.map(({ kind, invitation = null, signature = null, addressee = null }) => ({
      letter_id: letter,
      kind,
      invitation_id: invitation,
      signature_id: signature,
      addressee_id: addressee,
      mark: randomBytes(12).toString('hex'),
      made_at: at,
      next_at: at,
      sent_at: null,
    })),
  );
  await sendJob(tx, postQueue, {});
}

export const lettersWaiting: readonly Gauge[] = [
  {
    name: 'kronika_letter_mails_waiting',
    help: 'Emails of open letters that wait to be sent. Other emails wait as jobs.',
    read: async (db) => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from letter_mail where state = 'queued'`.execute(db);
      return rows[0]!.count;
    },
  },
  {
    name: 'kronika_letter_mails_oldest_waiting_seconds',
    help: 'For how long the oldest email of an open letter has waited. 0 if none waits.',
    read: async (db) => {
      const { rows } = await sql<{ age: number }>`
        select greatest(0, coalesce(extract(epoch from now() - min(made_at)), 0))::float8 as age
        from letter_mail where state = 'queued'`.execute(db);
      return rows[0]!.age;
    },
  },
];
