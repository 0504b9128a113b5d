import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { remindSilent } from '../signing/remind.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    letter_reminder: {
      letter_id: number;
      days: number;
      set_at: Date;
      sent_at: Date | null;
      reminded: import('kysely').Generated<number>;
    };
  }
}

/** The minimum number of hours between a reminder and the previous invitation or reminder. */
const apartHours = 24;
const day = 86_400_000;

export type ReminderView = { days: number; sentAt: Date | null; reminded: number };

export async function listReminders(db: Reader, letter: number): Promise<ReminderView[]> {
  const rows = await db
    .selectFrom('letter_reminder')
    .selectAll()
    .where('letter_id', '=', letter)
    .orderBy('days', 'desc')
    .execute();
  return rows.map((row) => ({ days: row.days, sentAt: row.sent_at, reminded: row.reminded }));
}

/** Stores how many days before the deadline reminders are sent. A reminder that was already sent keeps this status. */
export async function writeReminders(tx: Tx, letter: number, days: readonly number[], at: Date): Promise<void> {
  let dropped = tx.deleteFrom('letter_reminder').where('letter_id', '=', letter).where('sent_at', 'is', null);
  if (days.length) dropped = dropped.where('days', 'not in', [...days]);
  await dropped.execute();
  for (const one of new Set(days))
    await tx
      .insertInto('letter_reminder')
      .values({ letter_id: letter, days: one, set_at: at, sent_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/**
 * Sends the due reminders of a letter. A reminder goes to organisations that were invited before its day and have not
 * answered: they have not signed, declined or asked for changes. If the invitation bounced, no reminder is sent. If
 * several reminders are due at once, only one is sent.
 */
export const remindDue = defineOperation({
  name: 'letters.remindDue',
  permission: ['system'],
  input: z.object({ letter: z.number().int().positive() }),
  async write({ tx, input: { letter: id }, at, change }): Promise<{ reminded: number }> {
    const letter = await tx
      .selectFrom('letter')
      .select(['deadline'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!letter?.deadline || letter.deadline <= at) return { reminded: 0 };
    const { deadline } = letter;
    const open = await tx
      .selectFrom('letter_reminder')
      .selectAll()
      .where('letter_id', '=', id)
      .where('sent_at', 'is', null)
      .execute();
    const dueAt = (days: number): Date => new Date(deadline.getTime() - days * day);
    const due = open.filter((one) => dueAt(one.days) <= at && dueAt(one.days) > one.set_at);
    if (due.length === 0) return { reminded: 0 };
    const last = new Date(Math.max(...due.map((one) => dueAt(one.days).getTime())));
    const reminded = await remindSilent(tx, id, { at, apart: apartHours * 3_600_000, before: last });
    await tx
      .updateTable('letter_reminder')
      .set({ sent_at: at, reminded })
      .where('letter_id', '=', id)
      .where(
        'days',
        'in',
        due.map((one) => one.days),
      )
      .execute();
    change({
      kind: 'letter',
      thingId: id,
      action: 'changed',
      before: null,
      after: { daysBefore: due.map((one) => one.days), reminded },
    });
    return { reminded };
  },
});

/** Letters that accept signatures and may have a reminder to send. */
export async function withReminders(db: Reader, at: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct l.id from letter l join letter_reminder r on r.letter_id = l.id join thing t on t.id = l.id
    where l.stage in ('signing', 'published') and l.closed_at is null and l.deadline > ${at} and r.sent_at is null and l.deadline - make_interval(days => r.days) <= ${at} and t.withdrawn_at is null and t.redacted_at is null`.execute(
    db,
  );
  return rows.map((row) => Number(row.id));
}
