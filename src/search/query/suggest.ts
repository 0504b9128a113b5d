import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import type { RecordedName } from '../../record/actors/names/reader-name.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { nameToRead, type Audience } from '../../record/views/briefs.ts';
import { nameWords, wordReadings } from '../index/names.ts';
import { readCodes } from './codes.ts';
import type { Hit } from './hit.ts';
import { expectedRows, expectedShare } from './expected.ts';
import { newestTitles } from './scan.ts';
import { ofKey } from './terms.ts';

/** A suggestion. `name`: the name of an actor that begins like the text, if it is not the title. */
export type Suggestion = Pick<Hit, 'kind' | 'number' | 'title' | 'slug'> & { name: string | null };

/** Maximum number of suggested names, and of suggested titles. */
const most = 5;
/** Maximum number of names that begin like the typed word and are considered. */
const mostNames = 200;
/** Maximum number of entries that contain the words and are considered, the newest. */
const mostTitles = 300;
/** The number of first letters of a word that are looked up in the index. Stems rarely have fewer. */
const rooted = 5;

/**
 * Suggestions while someone types: actors whose names begin like the text, in any script, and cases, articles and
 * sources whose titles do.
 */
export async function suggest(db: Reader, typed: string, audience: Audience): Promise<Suggestion[]> {
  const words = nameWords(typed.normalize('NFC').slice(0, 100)).slice(0, 6);
  if (!words.some((word) => word.length > 1)) return [];
  const names = await suggestNames(db, words, audience);
  const titles = words.at(-1)!.length > 2 ? await suggestTitles(db, words, audience) : [];
  return [...names, ...titles];
}

async function suggestNames(db: Reader, words: readonly string[], audience: Audience): Promise<Suggestion[]> {
  const typed = words.map((word) => wordReadings(word));
  // The longest word is looked up, because it is probably the most selective.
  const telling = wordReadings(words.toSorted((a, b) => b.length - a.length)[0]!);
  const seen = audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`;
  const { rows } = await sql<RecordedName & { id: number; number: number }>`
    with near as materialized (
      select distinct n.actor_id as id from unnest(${telling}::text[]) as r (reading)
      cross join lateral (select n.actor_id from search_name n where n.reading >= r.reading and n.reading < r.reading || chr(1114111) order by n.reading limit ${mostNames}) n
    )
    select t.id, t.number, n.text, n.kind, n.language, n.script
    from near join thing t on t.id = near.id
    cross join lateral (select t.id as member union all (select m.id from thing m where m.merged_into = t.id and m.visibility ${seen} and m.redacted_at is null offset 0)) f
    join actor_name n on n.actor_id = f.member
    where t.visibility ${seen} and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null
    order by t.id, n.actor_id <> t.id, n.position`.execute(db);
  const found = new Map<number, Suggestion & { weight: number }>();
  const names = group(rows.map((row) => [Number(row.id), row] as const));
  for (const row of rows) {
    const own = nameWords(row.text).map((word) => wordReadings(word));
    const begins = typed.every((readings) =>
      own.some((others) => readings.some((reading) => others.some((other) => other.startsWith(reading)))),
    );
    if (!begins) continue;
    const title = nameToRead(names.get(Number(row.id))!)!.text;
    // For each actor, the name with the smallest weight is suggested. Its title comes before others, then a name
    // that begins with the first typed word, then a shorter name.
    const weight =
      (row.text === title ? 0 : 1000) +
      (foldText(row.text).startsWith(foldText(words[0]!)) ? 0 : 100) +
      row.text.length;
    const known = found.get(Number(row.id));
    if (!known || weight < known.weight)
      found.set(Number(row.id), {
        kind: 'actor',
        number: Number(row.number),
        title,
        slug: null,
        name: row.text === title ? null : row.text,
        weight,
      });
  }
  return [...found.values()]
    .toSorted((a, b) => a.weight - b.weight || a.number - b.number)
    .slice(0, most)
    .map(({ weight: _, ...one }) => one);
}

async function suggestTitles(db: Reader, words: readonly string[], audience: Audience): Promise<Suggestion[]> {
  const codes = await readCodes(db, [], audience);
  const starts = words.map(foldText);
  // Words that are too common for the index (stop words) are only compared with the titles.
  const { rows: telling } = await sql<{ word: string }>`
    select word from unnest(${starts}::text[]) with ordinality as w (word, place) where length(word) > 2 and (place = ${starts.length} or numnode(plainto_tsquery('russian', word)) > 0)`.execute(
    db,
  );
  const roots = telling
    .filter(({ word }) => /^[\p{L}\p{N}]+$/u.test(word))
    .map(({ word }) => `'${word.slice(0, rooted)}':*`);
  if (roots.length === 0) return [];
  const condition = sql<boolean>`${ofKey.tsv} @@ unaccent(${roots.join(' & ')})::tsquery`;
  const share = await expectedShare(db, audience, codes, [], await expectedRows(db, condition));
  const rows = await newestTitles(
    db,
    { audience, shelves: codes.shelves.filter((shelf) => shelf.kind !== 'actor' && shelf.kind !== 'claim'), share },
    condition,
    mostTitles,
  );
  return rows
    .filter((row) => {
      const own = nameWords(row.title).map(foldText);
      return starts.every((start) => own.some((word) => word.startsWith(start)));
    })
    .slice(0, most)
    .map((row) => ({ ...row, name: null }));
}
