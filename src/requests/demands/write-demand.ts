import type { Tables } from '../../platform/database/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { insertOpen, type InsertOf } from '../../record/protection/new-sealed.ts';
import { RefResolver } from '../../record/refs.ts';
import { limitedAmong } from '../../record/teams/group-by-teams.ts';
import type { DemandInput } from './schema.ts';
import { demandSubjects } from './tables.ts';

type Row = Omit<Tables['demand'], 'id' | 'outcome' | 'outcome_on' | 'outcome_reason' | 'ended_at'>;
export type ReadDemand = { row: Row; about: number[] };

/**
 * Resolves the refs of demands. A demand that refers to an item limited to a team becomes limited, too, so the public
 * report must not count it.
 * @throws AppError `invalid_input` by field
 */
export async function readDemands(
  tx: Tx,
  demands: readonly DemandInput[],
  path: (index: number) => string,
): Promise<ReadDemand[]> {
  const refs = new RefResolver();
  await refs.load(
    tx,
    demands.flatMap((one) => [one.authority, one.provision, one.capture, ...one.about].flatMap((ref) => ref ?? [])),
  );
  const read = demands.map((one, index): ReadDemand => {
    const find = (ref: string | undefined, field: string, kinds: readonly string[]): number | null =>
      ref === undefined ? null : (refs.find(ref, `${path(index)}${field}`, kinds)?.id ?? null);
    const about = one.about.map((ref, at) => find(ref, `about.${at}`, demandSubjects) ?? 0);
    return {
      row: {
        kind: one.kind,
        authority_id: find(one.authority, 'authority', ['actor']),
        law: one.law,
        law_id: find(one.provision, 'provision', ['law', 'provision']),
        what: one.what,
        about_words: one.aboutWords,
        capture_id: find(one.capture, 'capture', ['capture']),
        received: one.received,
        deadline: one.deadline ?? null,
        counted: one.counted,
      },
      about: [...new Set(about)],
    };
  });
  refs.throwIfWrong();
  const limited = await limitedAmong(tx, read.flatMap(namedBy));
  for (const [index, demand] of read.entries())
    if (demand.row.counted !== 'left-out' && namedBy(demand).some((id) => limited.has(id)))
      refs.errors.push({ path: `${path(index)}counted`, message: 'errors.field.demand.limited' });
  refs.throwIfWrong();
  return read;
}

const namedBy = ({ row, about }: ReadDemand): number[] =>
  [row.authority_id, row.law_id, row.capture_id, ...about].filter((id) => id !== null);

export const linkAbout = (
  tx: Tx,
  rows: readonly { id: number; about: readonly number[] }[],
  insert: InsertOf = insertOpen(tx),
): Promise<void> =>
  insert(
    'demand_about',
    'demand_id',
    rows.flatMap(({ id, about }) => about.map((thing_id, position) => ({ demand_id: id, position, thing_id }))),
  );
