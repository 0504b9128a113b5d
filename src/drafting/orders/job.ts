import { sql } from 'kysely';
import { z } from 'zod';
import type { Missing } from '../../evidence/browser/replay.ts';
import { principalById } from '../../accounts/principal-by-id.ts';
import { AppError, asAppError } from '../../platform/errors.ts';
import { noteEnded } from '../../platform/erasing/note-erasure.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import {
  defineOperation,
  systemPrincipal,
  run,
  type ChangeListener,
  type App,
  runAsViewer,
} from '../../platform/operation.ts';
import { Counter, type Gauge } from '../../platform/metrics/metrics.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import type {} from './tables.ts';

/**
 * `atOnce`: how many browsers run at the same time; each uses about 500 MB. `pause`: the time in ms between two pages
 * of one host. `silence`: after this time in ms without a progress report, a capture counts as dead.
 */
const [atOnce, pause, silence] = [2, 5_000, 180_000];
/** How often a running capture reports its progress and checks whether it was cancelled (ms). */
const progressInterval = 1_500;
/** After how many ms an ended request is deleted. */
const retention = 30 * 86_400_000;

type Order = {
  id: number;
  url: string;
  why: string;
  reads: boolean;
  for_case: string | null;
  asked_by: number | null;
  team_id: number | null;
};

/**
 * Starts the next waiting page. No other page of its host may be running, and the host's last capture must have ended
 * at least `pause` ms ago. Before this, pages whose process died are set to wait again.
 * @returns `later` if all waiting pages must wait for their hosts; null if no page waits
 */
const takeOrder = defineOperation({
  name: 'drafting.takeCapture',
  permission: ['system'],
  input: z.object({}),
  async write({ tx, at }): Promise<Order | 'later' | null> {
    await sql`update capture_order set state = 'waiting', phase = null where state = 'running' and heard_at < ${new Date(at.getTime() - silence)}`.execute(
      tx,
    );
    const { rows } = await sql<Order>`
      update capture_order set state = 'running', phase = 'fetching', requests = 0, heard_at = ${at} where id = (
        select o.id from capture_order o where o.state = 'waiting'
          and not exists (select from capture_order r where r.host = o.host and r.state = 'running')
          and not exists (select from capture_order e where e.host = o.host and e.ended_at > ${new Date(at.getTime() - pause)} and e.ended_at <= ${at} and e.state in ('done', 'failed'))
        order by o.id limit 1 for update skip locked
      ) returning id, url, why, reads, for_case, asked_by, team_id`.execute(tx);
    if (rows[0])
      return {
        ...rows[0],
        id: Number(rows[0].id),
        asked_by: rows[0].asked_by === null ? null : Number(rows[0].asked_by),
        team_id: rows[0].team_id === null ? null : Number(rows[0].team_id),
      };
    return (await tx.selectFrom('capture_order').select('id').where('state', '=', 'waiting').executeTakeFirst())
      ? 'later'
      : null;
  },
});

/** Deletes requests for captures that ended `retention` ago. The captures stay. */
export const deleteEndedOrders = defineOperation({
  name: 'drafting.deleteEndedCaptures',
  permission: ['system'],
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }): Promise<{ requests: number }> {
    const { numAffectedRows } = await sql`
      delete from capture_order where ended_at < ${new Date(at.getTime() - retention)}`.execute(tx);
    await noteEnded(tx, { capture_order: numAffectedRows });
    return { requests: Number(numAffectedRows ?? 0) };
  },
});

/** Stores the progress of a capture. Returns false if it was cancelled. */
const noteOrder = defineOperation({
  name: 'drafting.noteCapture',
  permission: ['system'],
  input: z.object({ id: z.number(), phase: z.string().max(40), requests: z.number().int() }),
  async write({ tx, input: { id, phase, requests }, at }): Promise<boolean> {
    const row = await tx
      .updateTable('capture_order')
      .set({ phase, requests, heard_at: at })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  },
});

const endOrder = defineOperation({
  name: 'drafting.endCapture',
  permission: ['system'],
  input: z.object({
    id: z.number(),
    capture: z.string().nullable(),
    incomplete: z.array(z.string()),
    missing: z.custom<Missing>(),
    robots: z.string().nullable(),
    error: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
  }),
  async write({ tx, input: { id, capture, incomplete, missing, robots, error }, at }): Promise<void> {
    const ref = capture ? parseRef(capture) : null;
    const thing = ref && (await findThing(tx, 'capture', ref.number));
    await tx
      .updateTable('capture_order')
      .set({
        state: error ? 'failed' : 'done',
        phase: null,
        ended_at: at,
        capture_id: thing?.id ?? null,
        incomplete,
        missing: JSON.stringify(missing) as unknown as Missing,
        robots,
        error: error?.code ?? null,
        error_details: error ? JSON.stringify(error.details) : null,
      })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .execute();
  },
});

export const capturesCounted = new Counter<'result'>(
  'kronika_captures_total',
  'Requested captures of pages that ended. Those that were cancelled are not counted.',
  [{ result: 'done' }, { result: 'failed' }],
);

export const capturesWaiting: Gauge = {
  name: 'kronika_captures_waiting',
  help: 'Requested captures of pages that wait or are running.',
  read: async (db) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from capture_order where state in ('waiting', 'running')`.execute(db);
    return rows[0]!.count;
  },
};

/** Captures the requested pages until none is waiting. */
export const captureJob = defineJob({
  name: 'drafting.capture',
  input: z.object({}),
  minutes: 600,
  async handler({ app, log, signal }) {
    let taking: Promise<unknown> = Promise.resolve();
    const take = (): Promise<Order | 'later' | null> => {
      const next = taking.then(() => run(app, takeOrder, systemPrincipal, {}));
      taking = next.catch(() => {});
      return next;
    };
    const worker = async (): Promise<void> => {
      while (!signal.aborted) {
        const order = await take();
        if (order === null) return;
        if (order === 'later') await new Promise((done) => setTimeout(done, 500));
        else
          await perform(app, order, signal).catch((err: unknown) =>
            log.error({ err, order: order.id }, 'capture failed'),
          );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    signal.throwIfAborted();
  },
});

const nothing: Missing = { words: [], parts: [] };
type Brought = { capture: string; incomplete?: string[]; missing?: Missing; robots?: string | null };

async function perform(app: App, order: Order, signal: AbortSignal): Promise<void> {
  const off = new AbortController();
  const progress = { phase: 'fetching', requests: 0 };
  const timer = setInterval(() => {
    void run(app, noteOrder, systemPrincipal, { id: order.id, ...progress }).then(
      (goesOn) => goesOn || off.abort(new AppError('cancelled')),
      () => {},
    );
  }, progressInterval);
  try {
    const { addPage, addCapture } = await import('../store/add-page.ts');
    const principal =
      order.asked_by === null ? systemPrincipal : await principalById(app.db.read, order.asked_by, 'web');
    const page = { url: order.url, team: order.team_id ?? undefined };
    const around: Parameters<typeof addPage>[3] = {
      why: order.why || undefined,
      signal: AbortSignal.any([signal, off.signal]),
      progress: (phase, requests) => Object.assign(progress, { phase, ...(requests !== undefined && { requests }) }),
    };
    const browser = { who: principal.name, why: order.why || undefined };
    const { capture, incomplete, missing, robots } = await runAsViewer(app, principal, async (): Promise<Brought> => {
      if (order.reads) return addPage(app, principal, page, { ...around, case: order.for_case ?? undefined });
      const kept = await addCapture(app, principal, { ...page, browser }, around);
      const { incomplete: lacks, missing: parts, robots: rules } = kept.page;
      return { capture: kept.capture, incomplete: lacks, missing: parts, robots: rules };
    });
    await run(app, endOrder, systemPrincipal, {
      id: order.id,
      capture,
      incomplete: incomplete ?? [],
      missing: missing ?? nothing,
      robots: robots ?? null,
      error: null,
    });
    capturesCounted.add({ result: 'done' });
  } catch (thrown) {
    // Nothing is stored: either the capture was cancelled, or the server is stopping. If the server is stopping, the
    // page waits again after `silence` ms.
    if (signal.aborted || off.signal.aborted) return;
    const { code, details } = asAppError(thrown);
    await run(app, endOrder, systemPrincipal, {
      id: order.id,
      capture: null,
      incomplete: [],
      missing: nothing,
      robots: null,
      error: { code, details },
    });
    capturesCounted.add({ result: 'failed' });
    if (code === 'internal') throw thrown;
  } finally {
    clearInterval(timer);
  }
}

/** If captures or their sources are sealed, deletes the requests for them. */
export const deleteSealedOrders: ChangeListener = {
  name: 'drafting.forgetSealedOrders',
  wordsIn: ['capture_order'],
  async onChange(tx, set) {
    for (const { kind, thingId, action } of set.changes) {
      if (action !== 'sealed' || (kind !== 'capture' && kind !== 'source')) continue;
      await sql`delete from capture_order where capture_id in (select id from capture where ${sql.ref(kind === 'capture' ? 'id' : 'source_id')} = ${thingId})`.execute(
        tx,
      );
    }
  },
};
