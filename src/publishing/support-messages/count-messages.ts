import { sql } from 'kysely';
import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';

const times = z.number().int().min(0);

/**
 * Adds to the daily counts of support messages. This is no change of the record, so it is not in the history, and does
 * not clear the page cache.
 */
export const countSupportMessages = defineOperation({
  name: 'publishing.countSupportMessages',
  permission: ['system'],
  input: z.object({
    counts: z
      .array(
        z.object({
          number: z.number().int().positive(),
          day: z.iso.date(),
          shown: times,
          away: times,
          followed: times,
        }),
      )
      .min(1)
      .max(1000),
  }),
  async write({ tx, input }): Promise<void> {
    for (const { number, day, shown, away, followed } of input.counts)
      await sql`
        insert into support_message_count as c (support_message_number, day, shown, away, followed)
        select number, ${day}, ${shown}::bigint, ${away}::bigint, ${followed}::bigint from support_message where number = ${number}
        on conflict (support_message_number, day) do update set shown = c.shown + excluded.shown, away = c.away + excluded.away, followed = c.followed + excluded.followed`.execute(
        tx,
      );
  },
});
