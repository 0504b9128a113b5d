import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../../accounts/tables.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { profileSchema } from '../mapping/profile.ts';
import { mappingSchema } from '../mapping/schema.ts';
import { readingSchema } from '../read/reading.ts';

/** A run that has not updated `seen_at` for this many milliseconds counts as interrupted. */
export const deadAfterMs = 120_000;

const one = { import: z.number().int().positive() };

async function take(tx: Tx, id: number, version?: number) {
  const row = await tx.selectFrom('import').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw new AppError('not_found');
  if (version !== undefined && row.version !== version) throw new AppError('conflict');
  return row;
}

const alive = (row: { state: string; seen_at: Date | null }, at: Date): boolean =>
  (row.state === 'running' || row.state === 'waiting') &&
  row.seen_at !== null &&
  at.getTime() - row.seen_at.getTime() < deadAfterMs;

/**
 * Changes how the file of an import is read, and its import profile. The history does not record this change, only what
 * the import later adds to the record. Ends an interrupted run, because it would continue with settings that the person
 * who started it has not seen.
 * @throws AppError `import_running`, `conflict` if someone saved since `version` was read
 */
export const changeImport = defineOperation({
  name: 'exchange.changeImport',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    ...one,
    version: z.number().int().optional(),
    reading: readingSchema.optional(),
    profile: profileSchema.optional(),
    mapping: mappingSchema.optional(),
  }),
  async write({ tx, input, at }) {
    const row = await take(tx, input.import, input.version);
    if (alive(row, at)) throw new AppError('import_running');
    await tx
      .updateTable('import')
      .set({
        ...(input.reading ? { reading: JSON.stringify(input.reading) } : {}),
        ...(input.profile ? { profile: JSON.stringify(input.profile) } : {}),
        ...(input.mapping ? { mapping: JSON.stringify(input.mapping) } : {}),
        ...(row.state === 'running' || row.state === 'waiting'
          ? { state: 'stopped' as const, finished_at: at, stop: true }
          : {}),
        version: row.version + 1,
        changed_at: at,
      })
      .where('id', '=', row.id)
      .execute();
  },
});

/**
 * Prepares an import to run from its first row, even if a run was interrupted. A data set can have only one running
 * import.
 * @throws AppError `import_running`; `conflict` if someone changed the import since `version` was read
 */
export const beginRun = defineOperation({
  name: 'exchange.beginRun',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    ...one,
    version: z.number().int().optional(),
    dry: z.boolean(),
    state: z.enum(['waiting', 'running']).default('running'),
    why: z.string().max(2000).optional(),
  }),
  async write({ tx, input, at, principal }): Promise<{ batch: string }> {
    const row = await take(tx, input.import, input.version);
    await tx.selectFrom('thing').select('id').where('id', '=', row.source_id).forUpdate().execute();
    const running = await tx
      .selectFrom('import')
      .select(['id', 'state', 'seen_at'])
      .where('source_id', '=', row.source_id)
      .where('state', 'in', ['running', 'waiting'])
      .execute();
    if (running.some((other) => alive(other, at))) throw new AppError('import_running');
    const batch = randomUUID();
    await tx.deleteFrom('import_fate').where('import_id', '=', row.id).execute();
    await tx
      .updateTable('import')
      .set({
        state: input.state,
        dry: input.dry,
        batch,
        rows_done: 0,
        bytes_done: 0,
        counts: '{}',
        error: null,
        why: input.why ?? null,
        stop: false,
        run_by: principal.accountId,
        started_at: at,
        finished_at: null,
        seen_at: at,
        changed_at: at,
      })
      .where('id', '=', row.id)
      .execute();
    return { batch };
  },
});

/**
 * Marks a waiting or interrupted run as running, before it starts or continues. @returns false if the run has ended, or
 * if another run of the import replaced it
 */
export const takeUpRun = defineOperation({
  name: 'exchange.takeUpRun',
  permission: ['system'],
  input: z.object({ ...one, batch: z.uuid() }),
  async write({ tx, input, at }): Promise<boolean> {
    const row = await take(tx, input.import);
    if (row.batch !== input.batch || (row.state !== 'waiting' && row.state !== 'running')) return false;
    await tx.updateTable('import').set({ state: 'running', seen_at: at }).where('id', '=', row.id).execute();
    return true;
  },
});

/** Makes a run end after its current set of rows. What it has written stays, and can be undone in one step. */
export const stopRun = defineOperation({
  name: 'exchange.stopRun',
  permission: filing,
  publicItems: 'unseen',
  input: z.object(one),
  async write({ tx, input, at }) {
    const row = await take(tx, input.import);
    if (row.state !== 'running' && row.state !== 'waiting') return;
    const over = row.state === 'waiting' || !alive(row, at);
    await tx
      .updateTable('import')
      .set(over ? { state: 'stopped', finished_at: at, stop: true } : { stop: true })
      .where('id', '=', row.id)
      .execute();
  },
});

/** Stores how a run ended, and how many rows of earlier imports the file no longer has. */
export const endRun = defineOperation({
  name: 'exchange.endRun',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    ...one,
    batch: z.uuid(),
    state: z.enum(['done', 'failed', 'stopped']),
    error: z
      .object({ code: z.string(), details: z.record(z.string(), z.union([z.string(), z.number()])).optional() })
      .nullable()
      .default(null),
  }),
  async write({ tx, input, at }) {
    const row = await take(tx, input.import);
    if (row.batch !== input.batch) return;
    let counts = row.counts as Record<string, number>;
    if (input.state === 'done' && !row.dry) {
      const { rows } = await sql<{ gone: number }>`
        select count(*) as gone from (
          select 1 from import_row r join thing k on k.id = r.claim_id where r.source_id = ${row.source_id}::bigint
          group by r.identity, r.occurrence having bool_and(r.import_id <> ${row.id}::bigint) and bool_or(k.withdrawn_at is null)
        ) g`.execute(tx);
      counts = { ...counts, gone: Number(rows[0]!.gone) };
    }
    await tx
      .updateTable('import')
      .set({
        state: input.state,
        error: input.error ? JSON.stringify(input.error) : null,
        counts: JSON.stringify(counts),
        finished_at: at,
        seen_at: at,
        changed_at: at,
      })
      .where('id', '=', row.id)
      .execute();
  },
});

/** Deletes imports that are not running, with their outcomes. The file, the data set and all imported items stay. */
export const dropImport = defineOperation({
  name: 'exchange.dropImport',
  permission: filing,
  publicItems: 'unseen',
  onFullDisk: 'runs',
  input: z.object(one),
  async write({ tx, input, at }) {
    const row = await take(tx, input.import);
    if (alive(row, at)) throw new AppError('import_running');
    await tx.deleteFrom('import_fate').where('import_id', '=', row.id).execute();
    await tx.deleteFrom('import').where('id', '=', row.id).execute();
  },
});
