import { sql } from 'kysely';
import { z } from 'zod';
import { changedIds } from '../../../platform/changes.ts';
import type { Reader, Tx } from '../../../platform/database/tx.ts';
import { noteErasure } from '../../../platform/erasing/note-erasure.ts';
import { defineJob, sendJob } from '../../../platform/jobs/jobs.ts';
import { upkeep } from '../../../accounts/tables.ts';
import { defineOperation, systemPrincipal, run, type ChangeListener } from '../../../platform/operation.ts';
import { RowKeys } from '../../../platform/storage/row-keys.ts';
import { changePublication } from '../../publication/change-publication.ts';
import { loadPublication } from '../../publication/publication.ts';
import { changeCommenting } from '../change-commenting.ts';
import { commentingRow, loadCommenting, type IdentityDemand } from '../commenting.ts';
import { confirmHours } from '../tables.ts';
import { dayOf, daysBefore } from './calendar.ts';
import { DayKeys, dayOfKey } from './day-keys.ts';
import { bindingDuties, type CommentDuty } from './duties.ts';

const hour = 3_600_000;
/** The maximum number of stored reports. */
const mostReports = 400;

/** What a run of `endIdentities` did, and what is still stored: counts, days and laws, but nothing about people. */
export const retentionReport = z.object({
  /** The number of identities that were deleted at the end of their period. */
  ended: z.number(),
  /** The number of identities that were deleted because no duty requires their storage any more. */
  lapsed: z.number(),
  /** The number of comments that were deleted because their writers did not confirm them in time. */
  unconfirmed: z.number(),
  /** The days whose keys were deleted. */
  keys: z.array(z.string()),
  /** Whether identification was turned off, because the duty to identify no longer applies. */
  left: z.boolean(),
  /** What is still stored: until which day, and under which law. */
  kept: z.array(
    z.object({
      until: z.string(),
      count: z.number(),
      law: z.object({ number: z.number(), title: z.string() }).nullable(),
    }),
  ),
  /** The number of comments whose writers have not followed the link yet. */
  waiting: z.number(),
});
export type RetentionReport = z.output<typeof retentionReport>;

/**
 * `keys`: the names of all keys; `over`: those that this run deletes; `rowKeys`: the keys of comments that it deletes;
 * `anything`: whether there is anything to do.
 */
type Prepared = {
  keys: string[];
  over: string[];
  rowKeys: (string | null)[];
  binding: Map<number, CommentDuty>;
  anything: boolean;
};

/**
 * Deletes identities of commenters after their last day, identities whose duty no longer applies, comments that were
 * not confirmed in time, and keys of days from which no identity is left. If the duty to identify no longer applies,
 * turns identification off. Otherwise updates the name of the law and the period in the settings. Returns null if there
 * is nothing to do.
 */
export const endIdentities = defineOperation({
  name: 'publishing.endIdentities',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async prepare({ at, app }): Promise<Prepared> {
    const { read } = app.db;
    const { commenting, jurisdictions } = (await loadPublication(read)).publication;
    const rows = await read.selectFrom('commenter_identity').select('duty_id').distinct().execute();
    const keys = await new DayKeys(app.config.dataDir).names();
    const duties = [
      ...rows.flatMap((row) => row.duty_id ?? []),
      commenting.identity?.identify ?? 0,
      commenting.identity?.keep ?? 0,
    ];
    return {
      keys,
      over: [],
      rowKeys: [],
      binding: await bindingDuties(read, duties, jurisdictions, dayOf(at)),
      anything: rows.length + keys.length > 0 || commenting.mode === 'identified',
    };
  },
  async write({ tx, prepared, at, change }): Promise<RetentionReport | null> {
    if (!prepared.anything) return null;
    const { binding } = prepared;
    const today = dayOf(at);
    const before = (await loadCommenting(tx)).commenting;
    const demand = before.identity && followed(before.identity, binding);
    if (JSON.stringify(demand) !== JSON.stringify(before.identity)) await refresh(tx, demand, change);

    const unconfirmed = await sql<{ row_key: string | null }>`
      delete from reader_comment c where c.state = 'unconfirmed' and c.written_at <= ${new Date(at.getTime() - (confirmHours + 1) * hour)} returning c.row_key`.execute(
      tx,
    );
    prepared.rowKeys = unconfirmed.rows.map(({ row_key }) => row_key);
    const ended = await sql`delete from commenter_identity where kept_until < ${today}`.execute(tx);
    const lapsed = await sql`
      update commenter_identity set sealed = null, duty_id = null, key_name = null, kept_until = null where duty_id is not null and not duty_id = any(${[...binding.keys()]}::bigint[])`.execute(
      tx,
    );
    // That a writer was identified matters only until the comment is first published. After that, rows without a stored
    // identity are deleted.
    await sql`
      delete from commenter_identity i using reader_comment c where c.id = i.comment_id and i.link_hash is null and i.sealed is null and (${demand === null} or c.state <> 'waiting')`.execute(
      tx,
    );

    const used = new Set(
      (await tx.selectFrom('commenter_identity').select('key_name').distinct().execute()).map((row) => row.key_name),
    );
    // The keys of yesterday and today stay, because a comment that is not confirmed yet may need one of them.
    const recent = daysBefore(today, 1);
    prepared.over = prepared.keys.filter((name) => !used.has(name) && (dayOfKey(name) < recent || !demand?.keep));
    const { rows: kept } = await sql<{ until: string; count: number; duty: number }>`
      select kept_until as until, count(*)::int as count, duty_id::int as duty from commenter_identity where sealed is not null group by 1, 3 order by 1`.execute(
      tx,
    );
    const { rows: waiting } = await sql<{
      count: number;
    }>`select count(*)::int as count from reader_comment where state = 'unconfirmed'`.execute(tx);
    if (Number(ended.numAffectedRows ?? 0) + Number(lapsed.numAffectedRows ?? 0) > 0)
      await noteErasure(tx, { act: 'end', tables: ['commenter_identity'] });
    const report: RetentionReport = {
      ended: Number(ended.numAffectedRows ?? 0),
      lapsed: Number(lapsed.numAffectedRows ?? 0),
      unconfirmed: unconfirmed.rows.length,
      keys: prepared.over.map(dayOfKey),
      left: before.identity !== null && demand === null,
      kept: kept.map(({ until, count, duty }) => ({ until, count, law: binding.get(duty)?.law ?? null })),
      waiting: waiting[0]!.count,
    };
    await tx
      .insertInto('retention_report')
      .values({ at, report: JSON.stringify(report) })
      .execute();
    await sql`delete from retention_report where id <= (select max(id) from retention_report) - ${mostReports}`.execute(
      tx,
    );
    return report;
  },
  // Keys are deleted after the rows. If the process is killed in between, the next run deletes them.
  async cleanUp({ prepared, app, failed }) {
    if (failed || !prepared.anything) return;
    await new DayKeys(app.config.dataDir).end(prepared.over);
    await new RowKeys(app.config.dataDir).end(prepared.rowKeys);
  },
});

/** The demand with today's data about the law. Null if the duty to identify no longer applies. */
function followed(demand: IdentityDemand, binding: Map<number, CommentDuty>): IdentityDemand | null {
  const identify = binding.get(demand.identify);
  if (!identify) return null;
  const keep = demand.keep === null ? undefined : binding.get(demand.keep);
  return {
    ...demand,
    keep: keep?.id ?? null,
    period: keep?.period ?? null,
    law: identify.law,
    provision: identify.provision,
  };
}

async function refresh(
  tx: Tx,
  identity: IdentityDemand | null,
  change: (one: { kind: string; thingId: number; action: 'changed'; before: unknown; after: unknown }) => void,
): Promise<void> {
  await tx.selectFrom('setting').select('name').where('name', '=', 'commenting').forUpdate().execute();
  const { commenting: before, version } = await loadCommenting(tx);
  const after = { ...before, identity, mode: identity ? before.mode : ('anonymous' as const) };
  const row = commentingRow(after, version + 1);
  await tx.updateTable('setting').set({ value: row.value }).where('name', '=', row.name).execute();
  change({
    kind: 'setting',
    thingId: 0,
    action: 'changed',
    before: { commenting: before },
    after: { commenting: after },
  });
}

/** The job that deletes identities. It runs daily, and after each change that may affect a duty. */
export const endIdentitiesJob = defineJob({
  name: 'comments.end-identities',
  input: z.object({}),
  everyHours: 24,
  byClock: true,
  async handler({ app, log }) {
    const report = await run(app, endIdentities, systemPrincipal, {});
    if (report)
      log.info(
        {
          ended: report.ended,
          lapsed: report.lapsed,
          unconfirmed: report.unconfirmed,
          keys: report.keys.length,
          left: report.left,
        },
        'identities of commenters ended',
      );
  },
});

const settings: ReadonlySet<string> = new Set([changePublication.name, changeCommenting.name]);
const kinds: ReadonlySet<string> = new Set(['law', 'provision', 'claim']);

/**
 * Starts `endIdentitiesJob` after each change that may end a duty, so that data stored under a repealed duty is deleted
 * at once.
 */
export const dutyListener: ChangeListener = {
  name: 'publishing.followDuties',
  async onChange(tx, set) {
    const near = settings.has(set.operation) || set.changes.some(({ kind }) => kinds.has(kind));
    if (!near || !(await looksAfter(tx))) return;
    const claims = changedIds(set.changes, 'claim');
    if (!settings.has(set.operation) && set.changes.every(({ kind }) => kind === 'claim')) {
      const { rows } =
        await sql`select 1 from statement s where s.claim_id = any(${claims}::bigint[]) and s.subject_id in (select id from law) limit 1`.execute(
          tx,
        );
      const { rows: named } =
        await sql`select 1 from duty_claim where claim_id = any(${claims}::bigint[]) limit 1`.execute(tx);
      if (rows.length + named.length === 0) return;
    }
    await sendJob(tx, endIdentitiesJob, {});
  },
};

/** Whether the job has anything to do: identities are stored, or commenters must identify themselves. */
const looksAfter = async (db: Reader): Promise<boolean> =>
  (await loadCommenting(db)).commenting.mode === 'identified' ||
  (await db.selectFrom('commenter_identity').select('comment_id').limit(1).executeTakeFirst()) !== undefined;
