import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../platform/database/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineJob, sendJob, type JobContext } from '../../platform/jobs/jobs.ts';
import type { Log } from '../../platform/log/log.ts';
import { openMailer, type Mail, type Mailer } from '../../platform/mail/mail.ts';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { HeldMails, lease } from './hold-mails.ts';
import { markBounced } from './note-bounces.ts';
import { postQueue } from './queue.ts';

export type QueuedMail = Selectable<Tables['letter_mail']>;
/** Writes the text of an email just before it is sent; null if the email is no longer needed. */
export type WriteMail = (app: App, mail: QueuedMail, log?: Log) => Promise<Mail | null>;

/** The number of emails that are reserved at once. */
const atOnce = 100;
/** The pause between attempts, in milliseconds: a minute, doubling up to an hour. */
const pause = (tries: number): number => Math.min(60_000 * 2 ** Math.max(0, tries - 1), 3_600_000);
/** Milliseconds after which an email is not tried again. */
const maxWaitMs = 5 * 86_400_000;

/** Reserves emails that are due for this process, so that no other process sends them. */
export const reserveDue = defineOperation({
  name: 'letters.takeDueMails',
  permission: ['system'],
  input: z.object({}),
  async write({ tx, at }): Promise<QueuedMail[]> {
    const { rows } = await sql<QueuedMail>`
      update letter_mail m set tries = m.tries + 1, next_at = ${new Date(at.getTime() + lease)}
      where m.id in (select id from letter_mail where state = 'queued' and next_at <= ${at} order by next_at, id limit ${atOnce} for update skip locked) returning m.*`.execute(
      tx,
    );
    return rows
      .map((row) => ({
        ...row,
        id: Number(row.id),
        letter_id: Number(row.letter_id),
        invitation_id: row.invitation_id && Number(row.invitation_id),
        signature_id: row.signature_id && Number(row.signature_id),
        addressee_id: row.addressee_id && Number(row.addressee_id),
      }))
      .toSorted((a, b) => a.id - b.id);
  },
});

const outcome = z.object({
  mail: z.number(),
  became: z.enum(['sent', 'dropped', 'bounced', 'later']),
  reason: z.string().max(500).default(''),
});
export type Outcome = z.output<typeof outcome>;

/**
 * Records the outcome of emails. If no server accepts an email within five days, it is not tried again. An email that a
 * server refuses permanently has bounced.
 */
export const noteMails = defineOperation({
  name: 'letters.noteMails',
  permission: ['system'],
  input: z.object({ outcomes: z.array(outcome).max(1000) }),
  async write({ tx, input, at, change }): Promise<void> {
    const bounced = new Map<number, number[]>();
    for (const { mail, became, reason } of input.outcomes) {
      if (became === 'dropped') {
        await tx.deleteFrom('letter_mail').where('id', '=', mail).execute();
        continue;
      }
      const row = await tx.selectFrom('letter_mail').selectAll().where('id', '=', mail).executeTakeFirst();
      if (!row || row.state !== 'queued') continue;
      if (became === 'later') {
        const over = at.getTime() - row.made_at.getTime() > maxWaitMs;
        await tx
          .updateTable('letter_mail')
          .set(over ? { state: 'given-up' } : { next_at: new Date(at.getTime() + pause(row.tries)) })
          .where('id', '=', mail)
          .execute();
        continue;
      }
      if (became === 'sent') {
        await tx.updateTable('letter_mail').set({ state: 'sent', sent_at: at }).where('id', '=', mail).execute();
        continue;
      }
      const invitation = await markBounced(tx, row, reason, at);
      if (invitation !== null) bounced.set(row.letter_id, [...(bounced.get(row.letter_id) ?? []), invitation]);
    }
    for (const [letter, invitations] of bounced)
      change({ kind: 'letter', thingId: letter, action: 'changed', before: null, after: { bounced: invitations } });
  },
});

/** Sends due emails until none is left, or the server is unreachable. */
export const letterPost = (write: WriteMail) =>
  defineJob({ ...postQueue, handler: (context) => sendDue(context, (app, mail) => write(app, mail, context.log)) });

async function sendDue({ app, log, signal }: JobContext<unknown>, write: WriteMail): Promise<void> {
  if (!app.config.mail || !app.config.publicUrl) return;
  const mailer = await openMailer(app.config);
  try {
    for (let away = false; !away && !signal.aborted;) {
      const mails = await run(app, reserveDue, systemPrincipal, {});
      if (mails.length === 0) break;
      const held = new HeldMails(app, mails, log);
      try {
        away = await sendHeld({ app, log, signal }, { mails, held, mailer, write });
      } finally {
        held.end();
      }
    }
  } finally {
    mailer.close();
  }
  await wakeAgain(app);
}

type Sending = { mails: readonly QueuedMail[]; held: HeldMails; mailer: Pick<Mailer, 'send'>; write: WriteMail };

/** Sends reserved emails. @returns whether the mail server is unreachable */
async function sendHeld(
  { app, log, signal }: Pick<JobContext<unknown>, 'app' | 'log' | 'signal'>,
  { mails, ...sending }: Sending,
): Promise<boolean> {
  const { held } = sending;
  const later: Outcome[] = [];
  let away = false;
  const note = async (outcomes: Outcome[]): Promise<void> => {
    for (const { mail } of outcomes) await held.release(mail);
    await run(app, noteMails, systemPrincipal, { outcomes });
  };
  for (const mail of mails) {
    if (away || signal.aborted) {
      if (await held.has(mail.id)) later.push({ mail: mail.id, became: 'later', reason: '' });
      continue;
    }
    const result = await sendOne(app, mail, sending);
    if (!result) continue;
    away = result.away;
    // The outcome is recorded after each email. So if a lockdown begins or the process dies, at most one email is sent
    // twice.
    await note([result.outcome]);
  }
  if (later.length) await note(later);
  if (away) log.warn({ waiting: later.length + 1 }, 'the mail server is unreachable');
  return away;
}

/** Sends an email. Returns null if another process has taken it over. */
async function sendOne(
  app: App,
  mail: QueuedMail,
  { held, mailer, write }: Omit<Sending, 'mails'>,
): Promise<{ outcome: Outcome; away: boolean } | null> {
  const became = (what: Outcome['became'], reason = ''): { outcome: Outcome; away: boolean } => ({
    outcome: { mail: mail.id, became: what, reason },
    away: false,
  });
  if (!(await held.has(mail.id))) return null;
  const written = await write(app, mail);
  // Writing can take long, for example if it makes a PDF.
  if (!(await held.has(mail.id))) return null;
  if (!written) return became('dropped');
  try {
    await mailer.send({ ...written, mark: mail.mark });
    return became('sent');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const code = Number(error.details['code'] ?? 0);
    // A status of 500 to 599 is permanent (RFC 5321 §4.2.1). Without a status, the mail server could not be reached.
    if (code >= 500 && code < 600) return became('bounced', `${code}`);
    return { ...became('later'), away: code === 0 };
  }
}

/** Wakes the queue when the next email is due. */
async function wakeAgain(app: App): Promise<void> {
  const next = await app.db.read
    .selectFrom('letter_mail')
    .select((eb) => eb.fn.min('next_at').as('at'))
    .where('state', '=', 'queued')
    .executeTakeFirst();
  if (!next?.at) return;
  const startAfter = new Date(
    Math.max(Date.now() + 1000, Date.now() + (new Date(next.at).getTime() - app.now().getTime())),
  );
  await app.db.transaction((tx) => sendJob(tx, postQueue, {}, { startAfter }));
}
