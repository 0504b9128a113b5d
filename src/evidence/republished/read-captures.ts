import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { defineJob, type Job } from '../../platform/jobs/jobs.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { findCopies, keepCopies, loadSketched, type Sketched } from './similarity/compare.ts';
import type { CaptureReader } from './reading.ts';
import { findUnsketched, keepSketches, readSketches } from './similarity/sketch.ts';

/** The number of captures whose results are stored together. */
const batch = 20;

/** A further comparison of a new capture, after the search for copies. It runs outside any transaction. */
export type Comparing = (app: App, capture: Sketched) => Promise<void>;

type Reading = { app: App; signal?: AbortSignal; reader: CaptureReader; more?: readonly Comparing[] };

/**
 * Reads new captures (the given captures, or else all unread captures), and finds copies of their texts in the record.
 * A sketch is stored before its capture is compared. So if two captures are read at the same time, at least one finds
 * the other.
 */
export async function readCaptures(
  { app, signal, reader, more = [] }: Reading,
  ids?: readonly number[],
): Promise<{ read: number; pairs: number }> {
  const done = { read: 0, pairs: 0 };
  for (let after = 0; ;) {
    signal?.throwIfAborted();
    const captures = await findUnsketched(app.db.read, ids ? { ids } : { after, limit: batch });
    if (captures.length) {
      const { kept } = await run(app, keepSketches, systemPrincipal, {
        sketches: await readSketches(app, captures, reader),
      });
      done.read += kept.length;
      after = captures.at(-1)!.id;
    }
    done.pairs += await compareCaptures(app, { signal, more, ids });
    if (ids || captures.length < batch) return done;
  }
}

async function compareCaptures(
  app: App,
  { signal, more, ids }: { signal?: AbortSignal; more: readonly Comparing[]; ids?: readonly number[] },
): Promise<number> {
  let pairs = 0;
  for (;;) {
    const next = await findUncompared(app.db.read, ids);
    if (next.length === 0) return pairs;
    const own = await loadSketched(app.db.read, next);
    for (const id of next) {
      signal?.throwIfAborted();
      const capture = own.get(id);
      const copies = capture ? await findCopies(app.db.read, capture) : [];
      if (capture) for (const compare of more) await compare(app, capture);
      const { filed } = await run(app, keepCopies, systemPrincipal, {
        compared: [id],
        pairs: copies.map(({ other, overlap }) => ({
          capture: id,
          other: other.captureId,
          shared: overlap.shared,
          ofCapture: overlap.ofA,
          ofOther: overlap.ofB,
        })),
      });
      pairs += filed;
    }
  }
}

async function findUncompared(db: Reader, ids?: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select capture_id as id from text_sketch where compared_at is null ${ids ? sql`and capture_id = any(${[...ids]}::bigint[])` : sql``} order by capture_id limit ${batch}`.execute(
    db,
  );
  return rows.map((row) => Number(row.id));
}

export type ReadCapturesJob = Job<typeof readCapturesInput>;
const readCapturesInput = z.object({
  /** The captures to read. If this is left out, all unread captures are read. */
  captures: z.array(z.number().int().positive()).max(1000).optional(),
});

/**
 * The job that reads new captures. `captureListener` starts it when there are new captures. It also runs once a day,
 * for captures that are still unread.
 * @param reader parses pages
 */
export function readCapturesJob(reader: CaptureReader, more: readonly Comparing[] = []): ReadCapturesJob {
  return defineJob({
    name: 'evidence.readCaptures',
    input: readCapturesInput,
    everyHours: 24,
    minutes: 240,
    async handler({ input, app, log, signal }) {
      const done = await readCaptures({ app, signal, reader, more }, input.captures);
      if (done.read) log.info(done, 'captures read');
    },
  });
}
