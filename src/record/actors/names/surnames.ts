import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { escapeRegExp } from '../../protection/whole-words.ts';

/**
 * The last words of a person's names, because texts use only these after the first mention. `own`: words that only this
 * person's names contain. `shared`: words that names of other actors contain too, so redacting them would affect those
 * actors.
 */
export async function surnamesOf(db: Reader, actorId: number): Promise<{ own: string[]; shared: string[] }> {
  const names = await sql<{ id: number; text: string }>`
    select n.actor_id as id, n.text from actor_name n join actor a on a.id = n.actor_id join thing t on t.id = n.actor_id
    where a.kind = 'person' and (t.id = ${actorId} or t.merged_into = ${actorId}) order by n.actor_id, n.position`.execute(
    db,
  );
  const words = [...new Set(names.rows.flatMap(({ text }) => /\s(\S{3,})$/u.exec(text.trim())?.[1] ?? []))];
  if (words.length === 0) return { own: [], shared: [] };
  const others = await sql<{ word: string }>`
    select w.word from unnest(${words}::text[], ${words.map((word) => `(?<![[:alnum:]])${escapeRegExp(word)}(?![[:alnum:]])`)}::text[]) as w(word, pattern)
    where exists (select from actor_name n where n.text ~* w.pattern and n.actor_id <> all(${names.rows.map((row) => Number(row.id))}::bigint[]))`.execute(
    db,
  );
  const shared = others.rows.map((row) => row.word);
  return { own: words.filter((word) => !shared.includes(word)), shared };
}
