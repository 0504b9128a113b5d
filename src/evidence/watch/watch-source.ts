import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refSchema } from '../../record/refs.ts';
import { takeForChange } from '../../record/things.ts';
import { watchIntervals } from './tables.ts';

/** The maximum number of days that a page is checked hourly. */
export const maxHourlyDays = 30;

/**
 * Watches the page of a source, or changes how often it is checked. The first check is due at once, and compares the
 * page with the newest capture that has words. Captures from web archives come last, because they do not show how Kronika
 * must open the page.
 * @throws AppError `invalid_input` if the source has no such URL or no capture; `sealed`, `redacted`
 */
export const watchSource = defineOperation({
  name: 'evidence.watchSource',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    source: refSchema,
    every: z.enum(watchIntervals),
    /** One of the source's URLs; by default the first. */
    url: z.string().max(2000).optional(),
    /** For how many days the page is checked hourly. After that, it is checked daily. */
    days: z.coerce
      .number()
      .int()
      .min(1, 'evidence.watch.error.days')
      .max(maxHourlyDays, 'evidence.watch.error.days')
      .default(3),
  }),
  async write({ tx, input, at, principal, change }): Promise<void> {
    const thing = await takeForChange(tx, input.source, at, { kinds: ['source'] });
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const addresses = (
      await tx.selectFrom('source_address').select('url').where('source_id', '=', thing.id).orderBy('url').execute()
    ).map((row) => row.url);
    const url = input.url ?? addresses[0];
    if (!url || !addresses.includes(url))
      throw new AppError('invalid_input', { fields: [{ path: 'url', message: 'evidence.watch.error.address' }] });
    const capture = await tx
      .selectFrom('capture')
      .select(['id', 'final_url', 'captured_at', 'method'])
      .where('source_id', '=', thing.id)
      .where('text', '<>', '')
      .where((eb) => eb.or([eb('status', 'is', null), eb('status', '<', 400)]))
      .orderBy(sql`method = 'archive'`)
      .orderBy('captured_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!capture)
      throw new AppError('invalid_input', { fields: [{ path: 'url', message: 'evidence.watch.error.nothing_kept' }] });
    const before = await tx
      .selectFrom('watch')
      .select(['every', 'url', 'until'])
      .where('source_id', '=', thing.id)
      .executeTakeFirst();
    const set = {
      url,
      every: input.every,
      until: input.every === 'hourly' ? new Date(at.getTime() + input.days * 86_400_000) : null,
      set_by: principal.accountId,
      set_at: at,
      next_at: at,
    };
    const compared = {
      capture_id: capture.id,
      final_url: capture.final_url,
      // Kronika has not seen a page that others recorded.
      seen_at: capture.method === 'archive' ? null : capture.captured_at,
      looked_at: null,
      issuer: null,
      away_since: null,
      back_since: null,
    };
    await tx
      .insertInto('watch')
      .values({ source_id: thing.id, ...set, ...compared })
      .onConflict((conflict) =>
        conflict
          .column('source_id')
          .doUpdateSet(before?.url === url ? set : { ...set, ...compared, state: 'seen', failures: 0 }),
      )
      .execute();
    change({
      kind: 'watch',
      thingId: thing.id,
      action: 'changed',
      before: { watched: before ?? null },
      after: { watched: { url, every: input.every, until: set.until } },
    });
  },
});

/** Stops watching. Alerts stay. */
export const endWatch = defineOperation({
  name: 'evidence.endWatch',
  permission: filing,
  publicItems: 'unseen',
  onFullDisk: 'runs',
  input: z.object({ source: refSchema }),
  async write({ tx, input, at, change }): Promise<void> {
    const thing = await takeForChange(tx, input.source, at, { kinds: ['source'] });
    const gone = await tx
      .deleteFrom('watch')
      .where('source_id', '=', thing.id)
      .returning(['every', 'url', 'until'])
      .executeTakeFirst();
    if (!gone) throw new AppError('not_found');
    change({
      kind: 'watch',
      thingId: thing.id,
      action: 'changed',
      before: { watched: gone },
      after: { watched: null },
    });
  },
});
