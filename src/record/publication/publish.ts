import { sql } from 'kysely';
import { z } from 'zod';
import { editors, legal } from '../../accounts/tables.ts';
import type { Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import { idsOf, takeThings } from '../lifecycle/take-things.ts';
import { showThings } from '../lifecycle/withdraw.ts';
import { refSchema } from '../refs.ts';
import { termKeys } from '../vocabulary/terms.ts';
import { changedSince, planPublication, plannedVersions } from './plan.ts';

const maxItems = 20_000;

export const publishInput = z.object({
  of: z
    .array(refSchema)
    .min(1, 'errors.field.things.none')
    .max(maxItems)
    .describe('Cases, or claims that an article cites'),
  keep: z.array(refSchema).max(maxItems).default([]).describe('Items that stay at the desk'),
  withheld: z
    .record(z.string(), z.enum(termKeys('withheld-reason')))
    .default({})
    .describe('An object whose keys are refs of sources that stay at the desk. Each value is the reason for readers'),
  versions: z
    .record(z.string(), z.coerce.number().int())
    .describe(
      'An object whose keys are the refs of all items that the plan has, and whose values are the versions that you saw. If one has changed since, or an item was added, nothing is published',
    ),
});

export type Publishing = z.output<typeof publishInput>;

/**
 * Makes cases or claims public, together with the items that readers need to understand them: parts of the cases,
 * checked claims, and the sources, people and organisations to which these refer. All this is one change set. Items
 * that the editor keeps back stay desk only. If a source of a public claim is kept back, the editor must give a reason
 * for readers.
 * @throws AppError `conflict` if the plan differs from `versions`; `case_without_claim`; `invalid_input` with the path
 * `withheld.source/12` if the reason for a source is missing, or `of` if nothing would become public
 */
export const publish = defineOperation({
  name: 'record.publish',
  permission: editors,
  proposedBy: legal,
  input: publishInput,
  write: (writing) => publishPlanned(writing),
});

/** Does the work of `publish` within another operation. A preview (`foreseen`) needs neither versions nor reasons. */
export async function publishPlanned(
  { tx, at, change, input }: Pick<Writing<Publishing, unknown>, 'tx' | 'at' | 'change' | 'input'>,
  foreseen?: 'foreseen',
): Promise<{ published: number }> {
  const roots = await idsOf(tx, input.of, ['case', 'claim']);
  const plan = await planPublication(tx, roots, new Set(input.keep));
  if (!foreseen) {
    // The versions are from the page, which showed the plan before the editor kept anything back.
    const listed = input.keep.length ? await planPublication(tx, roots) : plan;
    if (changedSince(input.versions, plannedVersions(listed)).length) throw new AppError('conflict');
  }
  const limited = plan.roots.find((root) => root.outcome === 'limited');
  if (limited) throw new AppError('limited_to_team', { details: { items: limited.ref } });
  const empty = plan.roots.some((root) => root.kind === 'case') && plan.claims === 0;
  if (empty) throw new AppError('case_without_claim', { details: { cases: 'none' } });
  const missing = plan.withheld.filter(({ ref, reason }) => !input.withheld[ref] && !reason);
  if (missing.length && !foreseen)
    throw new AppError('invalid_input', {
      fields: missing.map(({ ref }) => ({ path: `withheld.${ref}`, message: 'record.publication.reason_missing' })),
    });
  const shown = plan.items.filter((one) => one.outcome === 'publish');
  const things = await takeThings(
    tx,
    shown.map((one) => one.id),
    at,
    input.versions,
  );
  await showThings(tx, things, 'public', change);
  const explained = await explain(tx, plan.withheld, { input, at, change });
  if (shown.length + explained === 0 && !foreseen)
    throw new AppError('invalid_input', { fields: [{ path: 'of', message: 'record.publication.nothing' }] });
  return { published: shown.length };
}

/** Stores the reasons why readers do not see sources. @returns how many reasons are new */
async function explain(
  tx: Tx,
  withheld: readonly { ref: string; id: number; reason: string | null }[],
  { input, at, change }: { input: Publishing; at: Date; change(change: Change): void },
): Promise<number> {
  const changed = withheld.filter(({ ref, reason }) => input.withheld[ref] && input.withheld[ref] !== reason);
  await takeThings(
    tx,
    changed.map((one) => one.id),
    at,
    input.versions,
  );
  for (const { ref, id, reason } of changed) {
    const now = input.withheld[ref]!;
    await sql`update source set withheld = ${now} where id = ${id}`.execute(tx);
    change({
      kind: 'source',
      thingId: id,
      action: 'changed',
      before: { withheld: reason },
      after: { withheld: now },
    });
  }
  return changed.length;
}
