import './tables.ts';
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { desk, isEditor } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import type { Reader } from '../platform/database/tx.ts';
import { accountOf, defineOperation } from '../platform/operation.ts';
import { countOpenProposals } from '../record/proposals/list.ts';
import { loadAssigned, loadNotices, needsEditor } from './load-work.ts';
import { mailTimes, noticeKinds, type MailTime, type NoticeKind } from './tables.ts';

/**
 * The minimum number of hours between two emails. For `daily`, it is below 24, so that emails do not get later each
 * day.
 */
const hours: Record<MailTime, number> = { daily: 23.5, hourly: 4 };

/** Sets whether and how often the account gets emails about its work. The first email is about news from now on. */
export const changeWorkMail = defineOperation({
  name: 'work.changeMail',
  permission: desk,
  input: z.object({ often: z.enum(['none', ...mailTimes]) }),
  async write({ tx, input: { often }, principal, at }): Promise<void> {
    const account = accountOf(principal);
    if (often === 'none') {
      await tx.deleteFrom('work_mail').where('account_id', '=', account).execute();
      return;
    }
    const stop = randomBytes(18).toString('base64url');
    await tx
      .insertInto('work_mail')
      .values({ account_id: account, often, stop_key: stop, told_until: at })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ often }))
      .execute();
  },
});

/** Stops the emails. Each email contains a link for this (RFC 8058). @throws AppError `not_found` */
export const stopWorkMail = defineOperation({
  name: 'work.stopMail',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({ stopKey: z.string().max(64) }),
  async write({ tx, input }): Promise<void> {
    const { numDeletedRows } = await tx
      .deleteFrom('work_mail')
      .where('stop_key', '=', input.stopKey)
      .executeTakeFirst();
    if (!numDeletedRows) throw new AppError('not_found');
  },
});

/** Stores the time up to which an account has been notified by email. */
export const noteTold = defineOperation({
  name: 'work.noteTold',
  permission: ['system'],
  input: z.object({ account: z.number().int().positive(), until: z.date() }),
  async write({ tx, input }): Promise<void> {
    await tx
      .updateTable('work_mail')
      .set({ told_until: input.until })
      .where('account_id', '=', input.account)
      .execute();
  },
});

export const mailOf = async (db: Reader, account: number): Promise<MailTime | 'none'> =>
  (await db.selectFrom('work_mail').select('often').where('account_id', '=', account).executeTakeFirst())?.often ??
  'none';

export type DueMail = {
  account: number;
  email: string;
  roles: readonly string[];
  language: string | null;
  stopKey: string;
  toldUntil: Date;
};

/** The people whose next email is due. */
export async function dueMails(db: Reader, now: Date): Promise<DueMail[]> {
  const before = (often: MailTime): Date => new Date(now.getTime() - hours[often] * 3_600_000);
  const { rows } = await sql<DueMail>`
    select m.account_id as account, a.email, a.roles, a.language, m.stop_key as "stopKey", m.told_until as "toldUntil"
    from work_mail m join account a on a.id = m.account_id
    where a.disabled_at is null and (
      (m.often = 'daily' and m.told_until <= ${before('daily')}) or (m.often = 'hourly' and m.told_until <= ${before('hourly')}))
    order by m.account_id`.execute(db);
  return rows.map((row) => ({ ...row, account: Number(row.account) }));
}

/**
 * How many notices, reviews, proposals and due items are new. The email contains only these numbers, no names or
 * titles.
 */
export type Counts = Record<NoticeKind | 'reviews' | 'proposals' | 'due', number>;

/**
 * Counts the news for a person between two times, and the assigned items that are due on `today` or `tomorrow`. Run
 * this as the person (`withViewer`), so that items that the person cannot see are not counted.
 */
export async function countNews(
  db: Reader,
  { account, roles, toldUntil }: Pick<DueMail, 'account' | 'roles' | 'toldUntil'>,
  { until, tomorrow, today }: { until: Date; today: string; tomorrow: string },
): Promise<Counts> {
  const { rows } = await loadNotices(db, account, { kinds: noticeKinds, limit: 500 });
  const news = rows.filter(({ at }) => at > toldUntil && at <= until);
  const count = (kind: NoticeKind): number => news.filter((one) => one.kind === kind).length;
  const { rows: reviews } = await sql<{ count: number }>`
    select count(*)::int as count from review r join thing t on t.id = r.document_id
    where ${needsEditor(account)} and r.at > ${toldUntil} and r.at <= ${until} and t.withdrawn_at is null and t.redacted_at is null`.execute(
    db,
  );
  const assigned = await loadAssigned(db, { to: account, limit: 500 });
  return {
    ...(Object.fromEntries(noticeKinds.map((kind) => [kind, count(kind)])) as Record<NoticeKind, number>),
    reviews: isEditor({ roles }) ? reviews[0]!.count : 0,
    proposals: isEditor({ roles }) ? await countOpenProposals(db, undefined, { after: toldUntil, until }) : 0,
    due: assigned.rows.filter(({ due }) => due === today || due === tomorrow).length,
  };
}
