import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import type { Sketched } from '../republished/similarity/compare.ts';
import type { Comparing } from '../republished/read-captures.ts';
import { comparableSql } from '../republished/similarity/sketch.ts';
import { lossesOf } from './differences.ts';
import { findLosses, type QuotationPair } from './find.ts';

const place = z.number().int().min(0);
const warningSchema = z.object({
  capture: z.number().int(),
  start: place,
  end: place,
  gap: place,
  witness: z.number().int(),
  witnessStart: place,
  witnessEnd: place,
  wordsStart: place,
  wordsEnd: place,
});
type Warning = z.output<typeof warningSchema>;

/**
 * Stores where quotations lack words. Each place of a capture is reported once, even if many other captures have the
 * words. Earlier decisions stay.
 */
export const keepLosses = defineOperation({
  name: 'evidence.keepLosses',
  permission: ['system'],
  input: z.object({ warnings: z.array(warningSchema) }),
  async write({ tx, input, at }): Promise<{ filed: number }> {
    if (input.warnings.length === 0) return { filed: 0 };
    const named = [...new Set(input.warnings.flatMap((one) => [one.capture, one.witness]))];
    const { rows } = await sql<{ id: number }>`
      select c.id from text_sketch x join capture c on c.id = x.capture_id join thing t on t.id = c.id join thing s on s.id = c.source_id
      where c.id = any(${named}::bigint[]) and ${comparableSql}`.execute(tx);
    const open = new Set(rows.map((row) => Number(row.id)));
    let filed = 0;
    for (const one of input.warnings) {
      if (!open.has(one.capture) || !open.has(one.witness)) continue;
      const done = await tx
        .insertInto('quotation_warning')
        .values({
          capture_id: one.capture,
          start_at: one.start,
          end_at: one.end,
          gap_at: one.gap,
          witness_id: one.witness,
          witness_start: one.witnessStart,
          witness_end: one.witnessEnd,
          words_start: one.wordsStart,
          words_end: one.wordsEnd,
          found_at: at,
        })
        .onConflict((conflict) => conflict.columns(['capture_id', 'gap_at']).doNothing())
        .executeTakeFirst();
      filed += Number(done.numInsertedOrUpdatedRows ?? 0);
    }
    return { filed };
  },
});

function warningsOf({ here, there, reading }: QuotationPair): Warning[] {
  return lossesOf(reading).map((loss): Warning => {
    const [lacking, witness] =
      loss.lacking === 'here'
        ? [
            { of: here, at: reading.here },
            { of: there, at: reading.there },
          ]
        : [
            { of: there, at: reading.there },
            { of: here, at: reading.here },
          ];
    return {
      capture: lacking.of.captureId,
      start: lacking.at.start,
      end: lacking.at.end,
      gap: loss.gap,
      witness: witness.of.captureId,
      witnessStart: witness.at.start,
      witnessEnd: witness.at.end,
      wordsStart: loss.words.start,
      wordsEnd: loss.words.end,
    };
  });
}

/** Compares the quotations of a new capture with all stored texts, and all stored quotations with its text. */
export const compareQuotations: Comparing = async (app: App, capture: Sketched) => {
  const warnings = (await findLosses(app.db.read, capture)).flatMap(warningsOf);
  if (warnings.length) await run(app, keepLosses, systemPrincipal, { warnings });
};

/**
 * Decides whether a quotation lacks words. `accepted`: it does, and this is shown where the quotation is used.
 * `dismissed`: nothing is wrong. `open`: it must be checked again.
 * @throws AppError `not_found`, `invalid_input` for a dismissal without a reason
 */
export const decideLosses = defineOperation({
  name: 'evidence.decideLosses',
  permission: filing,
  input: z
    .object({
      warnings: z.array(z.number().int().positive()).min(1).max(500),
      state: z.enum(['open', 'accepted', 'dismissed']),
      reason: z.string().trim().max(2000, 'errors.field.text.long').optional(),
    })
    .refine((input) => input.state !== 'dismissed' || (input.reason?.length ?? 0) >= 3, {
      path: ['reason'],
      message: 'errors.field.reason.short',
    }),
  async write({ tx, input, principal, at, change }): Promise<void> {
    for (const id of input.warnings) {
      const row = await tx
        .selectFrom('quotation_warning')
        .select('state')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw new AppError('not_found');
      if (row.state === input.state) throw new AppError('conflict');
      const open = input.state === 'open';
      await tx
        .updateTable('quotation_warning')
        .set({
          state: input.state,
          reason: open ? null : (input.reason ?? null),
          decided_by: open ? null : principal.accountId,
          decided_at: open ? null : at,
        })
        .where('id', '=', id)
        .execute();
      change({
        kind: 'quotation',
        thingId: id,
        action: 'changed',
        before: { state: row.state },
        after: { state: input.state, ...(open || !input.reason ? {} : { reason: input.reason }) },
      });
    }
  },
});
