import { z } from 'zod';
import { principalById } from '../../accounts/principal-by-id.ts';
import { asAppError } from '../../platform/errors.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { sendMail } from '../../platform/mail/mail.ts';
import { interfaceLocales, messages } from '../../platform/messages/messages.ts';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { publishLetter } from '../hosted/publish-letter.ts';
import { lettersDueQueue } from './queue.ts';
import { remindDue, withReminders } from './reminders.ts';

/** Records that a scheduled publication failed: the letter stays as it is, and its editor sees the reason. */
const noteUnpublished = defineOperation({
  name: 'letters.noteUnpublished',
  permission: ['system'],
  input: z.object({ letter: z.number().int().positive(), failure: z.string().max(60) }),
  async write({ tx, input, change }): Promise<void> {
    const row = await tx
      .updateTable('letter')
      .set({ publish_failure: input.failure })
      .where('id', '=', input.letter)
      .where('publish_at', 'is not', null)
      .where('stage', '=', 'signing')
      .returning('publish_at')
      .executeTakeFirst();
    if (row)
      change({
        kind: 'letter',
        thingId: input.letter,
        action: 'changed',
        before: { publishAt: row.publish_at!.toISOString() },
        after: { failed: input.failure },
      });
  },
});

/** Publishes a letter that is due, in the name of the editor who scheduled it, with all checks of `publishLetter`. */
async function publishDue(app: App, id: number): Promise<void> {
  const row = await app.db.read
    .selectFrom('letter')
    .innerJoin('thing', 'thing.id', 'letter.id')
    .select([
      'thing.number',
      'thing.version',
      'letter.publish_send',
      'letter.publish_by',
      'letter.publish_version_id',
      'letter.version_id',
    ])
    .where('letter.id', '=', id)
    .executeTakeFirstOrThrow();
  let failure = 'edited_since';
  try {
    if (row.publish_version_id === row.version_id) {
      const principal =
        row.publish_by === null ? systemPrincipal : await principalById(app.db.read, row.publish_by, 'system');
      await run(app, publishLetter, principal, {
        letter: `letter/${row.number}`,
        version: row.version,
        send: row.publish_send,
      });
      return;
    }
  } catch (thrown) {
    failure = asAppError(thrown).code;
    // The error is temporary: someone has just changed the letter, or the database is unreachable, or the disk is full.
    // So the job runs again.
    if (failure === 'internal' || failure === 'conflict' || failure === 'disk_full') throw thrown;
  }
  await run(app, noteUnpublished, systemPrincipal, { letter: id, failure });
  await emailFailure(app, row.number, failure, row.publish_by);
}

/** The message key for a failure. A failure without its own message has the key of `other`. */
export const publishFailure = (failure: string): string =>
  `letters.desk.failure.${['edited_since', 'letter_unsigned', 'letter_embargo', 'not_permitted'].includes(failure) ? failure : 'other'}`;

/** If email is set up, sends the failure to the editor who scheduled the letter. The desk shows it in any case. */
async function emailFailure(
  { db, config }: App,
  number: number,
  failure: string,
  accountId: number | null,
): Promise<void> {
  const account =
    accountId === null
      ? undefined
      : await db.read
          .selectFrom('account')
          .select(['email', 'language'])
          .where('id', '=', accountId)
          .where('disabled_at', 'is', null)
          .executeTakeFirst();
  if (!account || !config.mail) return;
  const t = messages(interfaceLocales.find((one) => one === account.language));
  await sendMail(config, {
    to: account.email,
    subject: t('letters.mail.unpublished_subject', { number }),
    text: `${t('letters.mail.unpublished', { number })}\n\n${t(publishFailure(failure))}\n\n${config.publicUrl ?? ''}/desk/letters/${number}\n`,
  });
}

/** The due work of letters: scheduled publication, and reminders. */
export const lettersDue = defineJob({
  ...lettersDueQueue,
  byClock: true,
  async handler({ app, log }) {
    const at = app.now();
    const due = await app.db.read
      .selectFrom('letter')
      .select('id')
      .where('publish_at', '<=', at)
      .where('stage', '=', 'signing')
      .where('publish_failure', 'is', null)
      .execute();
    for (const { id } of due) await publishDue(app, id);
    for (const id of await withReminders(app.db.read, at)) {
      const { reminded } = await run(app, remindDue, systemPrincipal, { letter: id });
      if (reminded) log.info({ letter: id, reminded }, 'invited organisations were reminded');
    }
  },
});
