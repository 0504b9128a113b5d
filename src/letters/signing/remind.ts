import { sql } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';
import { queueMails } from '../post/queue.ts';

/**
 * Reminds invited organisations that have not answered: they have not signed, declined or asked for changes. An
 * organisation is skipped if its email bounced, or if it got an invitation or reminder in the last `apart`
 * milliseconds.
 * @param before only organisations that were invited before this time are reminded
 * @returns the number of reminded organisations
 */
export async function remindSilent(
  tx: Tx,
  letter: number,
  { at, apart, before }: { at: Date; apart: number; before?: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    update letter_invitation i set reminded = reminded + 1
    where i.letter_id = ${letter} and i.state = 'invited' and i.bounced_at is null and i.expires_at > ${at} ${before ? sql`and i.invited_at < ${before}` : sql``}
      and not exists (select from letter_signature s where s.invitation_id = i.id)
      and not exists (select from letter_mail m where m.invitation_id = i.id and m.kind in ('invitation', 'reminder') and m.made_at > ${new Date(at.getTime() - apart)})
    returning i.id`.execute(tx);
  await queueMails(
    tx,
    letter,
    rows.map((row) => ({ kind: 'reminder', invitation: Number(row.id) })),
    at,
  );
  return rows.length;
}
