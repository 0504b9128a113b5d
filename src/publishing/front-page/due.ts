import { sql } from 'kysely';
import { z } from 'zod';
import { administrators, editors } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, run, systemPrincipal, type App } from '../../platform/operation.ts';
import { mailFailure, runScheduled } from '../scheduled.ts';
import { contentOf, loadVersion } from './load.ts';
import { frontPageQueue } from './queue.ts';
import { lockFrontPage } from './write.ts';

/** Makes a scheduled version live. Runs in the name of the editor who scheduled it. @throws AppError `conflict` */
export const openFrontPage = defineOperation({
  name: 'publishing.openFrontPage',
  permission: [...editors, ...administrators],
  input: z.object({ version: z.number().int().positive() }),
  async write({ tx, input, at, change }): Promise<void> {
    const before = await lockFrontPage(tx);
    const next = await loadVersion(tx, input.version, at);
    // Someone has just cancelled it, or another process has just made it live.
    if (next?.state !== 'scheduled' || next.publishAt! > at) throw new AppError('conflict');
    await tx.updateTable('front_page').set({ state: 'former' }).where('state', '=', 'live').execute();
    await tx
      .updateTable('front_page')
      .set({ state: 'live', live_at: at })
      .where('version', '=', input.version)
      .execute();
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { frontPage: before },
      after: { frontPage: input.version, ...contentOf(next) },
    });
  },
});

/** Records that a scheduled version could not go live. The desk shows it. */
const noteFailure = defineOperation({
  name: 'publishing.noteUnopenedFrontPage',
  permission: ['system'],
  input: z.object({ version: z.number().int().positive(), failure: z.string().max(60) }),
  async write({ tx, input, change }): Promise<boolean> {
    await lockFrontPage(tx);
    const done = await tx
      .updateTable('front_page')
      .set({ state: 'failed', failure: input.failure })
      .where('version', '=', input.version)
      .where('state', '=', 'scheduled')
      .returning('version')
      .executeTakeFirst();
    if (!done) return false;
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { frontPage: input.version, state: 'scheduled' },
      after: { frontPage: input.version, state: 'failed', failure: input.failure },
    });
    return true;
  },
});

/**
 * Records how many items and announcements of the front page have passed their last day since the last run. After this
 * change, cached pages and the mirror are rendered again.
 */
const noteEnded = defineOperation({
  name: 'publishing.noteFrontPageEnded',
  permission: ['system'],
  input: z.object({}),
  async write({ tx, at, change }): Promise<void> {
    const ended = await countEnded(tx, at);
    if (!ended) return;
    await tx.updateTable('front_page').set({ ended_noted_at: at }).where('state', '=', 'live').execute();
    change({ kind: 'setting', thingId: 0, action: 'changed', before: null, after: { frontPageEnded: ended } });
  },
});

/**
 * The number of items and announcements of the live version whose last day has passed, and which the history does not
 * count yet.
 */
async function countEnded(db: Reader, at: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from front_page f
    join (select front_page, ends_at from front_page_item union all select front_page, ends_at from front_page_notice) x on x.front_page = f.version
    where f.state = 'live' and x.ends_at <= ${at} and x.ends_at > coalesce(f.ended_noted_at, f.live_at)`.execute(db);
  return rows[0]!.n;
}

/**
 * Makes scheduled versions live whose time has come. A version that cannot go live is marked, and its editor gets an
 * email.
 * @param last whether this is the last try; a temporary error then counts as a failure
 * @throws AppError a temporary error, unless it is the last try
 */
export async function openDue(app: App, { last = false }: { last?: boolean } = {}): Promise<void> {
  const due = await app.db.read
    .selectFrom('front_page')
    .select(['version', 'by_account', 'publish_at'])
    .where('state', '=', 'scheduled')
    .where('publish_at', '<=', app.now())
    .orderBy('publish_at')
    .execute();
  for (const { version, by_account } of due) {
    const failure = await runScheduled(app, by_account, last, (principal) =>
      run(app, openFrontPage, principal, { version }),
    );
    if (failure !== null && (await run(app, noteFailure, systemPrincipal, { version, failure })))
      await mailFailure(app, by_account, (t) => ({
        subject: t('publishing.front.mail.subject', { version }),
        text: t('publishing.front.mail.text', { version }),
        failure: t(`publishing.front.failure.${frontFailure(failure)}`),
        path: '/desk/front-page',
      }));
  }
}

/** The last part of a failure's message key. `not_found` means that the editor's account is closed. */
export const frontFailure = (failure: string): string =>
  failure === 'not_permitted' || failure === 'not_found' ? 'not_permitted' : 'other';

export const frontPageJob = defineJob({
  ...frontPageQueue,
  byClock: true,
  async handler({ app, last }) {
    await openDue(app, { last });
    if (await countEnded(app.db.read, app.now())) await run(app, noteEnded, systemPrincipal, {});
  },
});
