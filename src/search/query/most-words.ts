import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { expectedRows } from './expected.ts';
import { ofKey, wantedTerms, type ReadText } from './terms.ts';

/**
 * Which words results need not have, if no item has all of them. `nowhere`: words that no item has. Of the other words,
 * whose number is `of`, each result has at least `least`.
 */
export type Lacking = { nowhere: string[]; least: number; of: number };

export type MostWords = { text: ReadText; lacking: Lacking };

/**
 * If no item has all words of a text: at most four easier searches, the strictest first. Without the words that no item
 * has, then without any one word, without any two words, and with half of the words. Empty if there is only one
 * word, or if fewer than half of the words occur at all.
 * @param loose the text from `loosened`, for words that no item has as they were typed
 */
export async function withMostWords(
  db: Reader,
  text: ReadText,
  loose: ReadText | null,
  audience: Audience,
): Promise<MostWords[]> {
  const wanted = wantedTerms(text, ofKey);
  const half = Math.ceil(wanted.length / 2);
  if (wanted.length < 2) return [];
  const ways = [wanted, ...(loose ? [wantedTerms(loose, ofKey)] : [])];
  const seen = audience === 'public' ? sql`e.for_public` : sql`e.for_desk`;
  const exists = ways
    .flat()
    .map(({ condition }) => sql`exists (select from search_key e where ${seen} and ${condition})`);
  const { rows } = await sql<{ has: boolean[] }>`select array[${sql.join(exists)}] as has`.execute(db);
  const has = ways.map((_, way) => rows[0]!.has.slice(way * wanted.length, (way + 1) * wanted.length));
  const found = wanted.map((_, index) => ways.find((_, way) => has[way]![index])?.[index]);
  const known = found.filter((one) => one !== undefined);
  const expected = await Promise.all(known.map(({ condition }) => expectedRows(db, condition)));
  const rarest = known
    .map(({ term }, index) => ({ term, rows: expected[index]! }))
    .toSorted((a, b) => a.rows - b.rows)
    .map(({ term }) => term);
  const nowhere = wanted.flatMap(({ term }, index) => (found[index] ? [] : [term.text]));
  const others = text.terms.filter((term) => !wanted.some((one) => one.term === term));
  const of = rarest.length;
  const steps = [...new Set([...(nowhere.length ? [of] : []), of - 1, of - 2, half])];
  return steps
    .filter((least) => least >= half && least <= of)
    .toSorted((a, b) => b - a)
    .map((least) => ({
      text: { ...text, terms: [...rarest, ...others], named: [], ...(least < of && { least }) },
      lacking: { nowhere, least, of },
    }));
}
