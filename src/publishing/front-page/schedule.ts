import { z } from 'zod';
import { administrators, editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { instantOf } from '../../record/values/local-time.ts';
import { loadPublication } from '../publication/publication.ts';
import { baseVersion } from './compose.ts';
import { frontPageSchema } from './content.ts';
import { lockFrontPage, sendDue, writeVersion } from './write.ts';

/** The maximum number of versions that can be scheduled at the same time. */
const maxScheduled = 20;

/**
 * Stores a version of the front page that goes live at a time in the publication's time zone, and replaces the version
 * that is live then.
 * @throws AppError `invalid_input` for a past time, a time that does not exist, or one that another version has;
 * `conflict` if another version went live since `version`
 */
export const scheduleFrontPage = defineOperation({
  name: 'publishing.scheduleFrontPage',
  permission: [...editors, ...administrators],
  input: z.object({
    version: baseVersion,
    to: frontPageSchema,
    /** The local time, such as `2018-05-22T09:30`. */
    at: z.string('publishing.review.error.time').max(40, 'publishing.review.error.time'),
  }),
  async write({ tx, input, principal, at, change }): Promise<{ version: number }> {
    await lockFrontPage(tx, input.version);
    const publishAt = instantOf(input.at, (await loadPublication(tx)).publication.timeZone);
    const wrong = (message: string) => new AppError('invalid_input', { fields: [{ path: 'at', message }] });
    if (!publishAt) throw wrong('publishing.review.error.time');
    if (publishAt <= at) throw wrong('publishing.review.error.past');
    const waiting = await tx.selectFrom('front_page').select('publish_at').where('state', '=', 'scheduled').execute();
    if (waiting.some((one) => one.publish_at?.getTime() === publishAt.getTime()))
      throw wrong('publishing.front.error.same_time');
    if (waiting.length >= maxScheduled) throw wrong('publishing.front.error.many_scheduled');
    const version = await writeVersion(tx, input.to, { state: 'scheduled', by: principal.accountId, at, publishAt });
    await sendDue(tx, version);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: null,
      after: { frontPage: version, publish_at: publishAt.toISOString(), ...input.to },
    });
    return { version };
  },
});

/**
 * Cancels a scheduled version of the front page, or dismisses one that could not go live.
 * @throws AppError `not_found`; `conflict` if it is live, was live, or is cancelled already
 */
export const cancelFrontPage = defineOperation({
  name: 'publishing.cancelFrontPage',
  permission: [...editors, ...administrators],
  input: z.object({ version: baseVersion }),
  async write({ tx, input, change }): Promise<void> {
    await lockFrontPage(tx);
    const row = await tx
      .selectFrom('front_page')
      .select('state')
      .where('version', '=', input.version)
      .executeTakeFirst();
    if (!row) throw new AppError('not_found');
    if (row.state !== 'scheduled' && row.state !== 'failed') throw new AppError('conflict');
    await tx.updateTable('front_page').set({ state: 'cancelled' }).where('version', '=', input.version).execute();
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { frontPage: input.version, state: row.state },
      after: { frontPage: input.version, state: 'cancelled' },
    });
  },
});
