import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import type { FindingKind, About, WatchInterval, WatchState } from './tables.ts';

/**
 * The number of consecutive checks without a response that lead to an alert. Fewer do not, because servers are
 * sometimes down for an hour.
 */
export const failuresForFinding = 3;

const input = z.object({
  source: z.number().int(),
  state: z.enum(['seen', 'altered', 'gone', 'blocked', 'redirected', 'unreachable']),
  about: z.custom<About>(),
  certificate: z.custom<About>().optional(),
  /** The id of the new capture; null if the check made none. */
  capture: z.number().int().nullable(),
  finalUrl: z.string().nullable(),
  issuer: z.string().nullable(),
});

export type RecordedCheck = { findings: { id: number; kind: FindingKind }[] };

/** Records the result of a check: the page's status, and an alert if it changed. */
export const recordCheck = defineOperation({
  name: 'evidence.noteLook',
  permission: ['system'],
  input,
  async write({ tx, input, at, change }): Promise<RecordedCheck> {
    const watch = await tx
      .selectFrom('watch')
      .selectAll()
      .where('source_id', '=', input.source)
      .forUpdate()
      .executeTakeFirst();
    if (!watch) return { findings: [] };
    const there = input.state === 'seen' || input.state === 'altered';
    const failures = input.state === 'unreachable' ? watch.failures + 1 : 0;
    // If the server does not answer, the page keeps its status until several consecutive checks had no response.
    const state: WatchState = there
      ? 'seen'
      : input.state === 'unreachable' && failures < failuresForFinding
        ? watch.state
        : (input.state as WatchState);
    const found: { kind: FindingKind; about: About }[] = [];
    if (input.certificate) found.push({ kind: 'certificate', about: input.certificate });
    if (there && watch.state !== 'seen')
      found.push({ kind: 'restored', about: { ...input.about, changed: input.state === 'altered' } });
    else if (input.state === 'altered') found.push({ kind: 'altered', about: input.about });
    if (!there && state !== watch.state) found.push({ kind: state as FindingKind, about: input.about });
    const findings: RecordedCheck['findings'] = [];
    for (const { kind, about } of found) {
      // If several consecutive checks fail, an invalid certificate is reported only once, after the first of them.
      if (kind === 'certificate' && about.failure && watch.failures > 0) continue;
      const { id } = await tx
        .insertInto('watch_finding')
        .values({
          source_id: watch.source_id,
          at,
          kind,
          about: about,
          before_id: watch.capture_id,
          after_id: input.capture,
          event_id: null,
          decided_by: null,
          decided_at: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      findings.push({ id: Number(id), kind });
    }
    await tx
      .updateTable('watch')
      .set({
        state,
        failures,
        looked_at: at,
        next_at: nextCheck(
          watch.every as WatchInterval,
          watch.until,
          at,
          failures > 0 && failures < failuresForFinding,
        ),
        ...(input.issuer !== null ? { issuer: input.issuer } : {}),
        ...(there
          ? { seen_at: at, final_url: input.finalUrl, ...(input.capture !== null ? { capture_id: input.capture } : {}) }
          : {}),
        ...(there && watch.state !== 'seen' ? { back_since: at } : {}),
        ...(!there && state !== 'seen' && watch.state === 'seen' ? { away_since: at, back_since: null } : {}),
      })
      .where('source_id', '=', watch.source_id)
      .execute();
    if (findings.length)
      change({
        kind: 'watch',
        thingId: watch.source_id,
        action: 'changed',
        before: { watch: watch.state },
        after: { watch: state, found: findings.map((one) => one.kind) },
      });
    return { findings };
  },
});

const minute = 60_000;
const spans: Record<WatchInterval, number> = {
  hourly: 60 * minute,
  daily: 24 * 60 * minute,
  weekly: 7 * 24 * 60 * minute,
};

/**
 * When a page is checked next. The job runs every hour, but not exactly. So a check is due five minutes before its
 * interval ends. After a check without a response, the page is checked again within the hour.
 */
function nextCheck(every: WatchInterval, until: Date | null, at: Date, again: boolean): Date {
  const span = again ? spans.hourly : spans[every === 'hourly' && until && until <= at ? 'daily' : every];
  return new Date(at.getTime() + span - 5 * minute);
}
