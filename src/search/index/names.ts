import { sql } from 'kysely';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { readings } from '../../record/actors/names/sounds.ts';
import { live } from './lookups.ts';

/** The maximum number of readings per word, the most likely ones. A reading is a way in which a word may sound. */
const maxReadings = 6;

/**
 * The keys by which a word of a name is found while someone types it: `=` with the folded word (`foldText`), and the
 * ways in which the word may sound. Spellings in two scripts share a key. Usually, so do the beginnings of the
 * spellings.
 */
export function wordReadings(word: string): string[] {
  return [`=${foldText(word)}`, ...readings(word).slice(0, maxReadings)].filter((reading) => reading.length > 1);
}

export const nameWords = (text: string): string[] =>
  text.split(/[^\p{L}\p{M}\p{N}'’ʼ]+/u).filter((word) => word.length > 1);

/** Stores the keys of all names of actors, including the names of actors merged into them. */
export async function insertNames(tx: Tx, ids: readonly number[]): Promise<void> {
  const { rows } = await sql<{ id: number; text: string }>`
    select i.id, n.text from unnest(${[...ids]}::bigint[]) as i (id)
    cross join lateral (select t.id from thing t where t.id = i.id and t.kind = 'actor' and ${live} offset 0) t
    cross join lateral (select t.id as member union all (select m.id from thing m where m.merged_into = t.id and m.redacted_at is null and m.visibility <> 'sealed' offset 0)) f
    cross join lateral (select n.text from actor_name n where n.actor_id = f.member offset 0) n`.execute(tx);
  const known = new Map<number, Set<string>>();
  for (const { id, text } of rows) {
    const own = known.get(Number(id)) ?? new Set();
    for (const word of nameWords(text)) for (const reading of wordReadings(word)) own.add(reading.slice(0, 60));
    known.set(Number(id), own);
  }
  await insertRows(
    tx,
    'search_name',
    [...known].flatMap(([actor_id, own]) => [...own].map((reading) => ({ actor_id, reading }))),
  );
}
