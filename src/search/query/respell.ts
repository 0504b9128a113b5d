import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { meaningfulWords } from '../meanings/lists.ts';
import { nameWords } from '../index/names.ts';
import { cachedResult, cacheResult, readCodes } from './codes.ts';
import { newestTitles } from './scan.ts';
import { splitTerms } from './terms.ts';

/** The maximum number of titles whose words are compared. */
const titlesRead = 2_000;
/** The minimum share of trigrams (groups of three letters) that two spellings must have in common. */
const near = 0.4;

/** A text in another spelling. `isSlip`: whether each replaced word differs only by a typing error (`isOneSlip`). */
export type Respelled = { text: string; isSlip: boolean };

/**
 * Replaces each word of at least four letters with the most similar word (by trigrams) in the newest titles that the
 * audience may see, or in the lists of meanings. Quoted and excluded words stay. Null if no word changes.
 */
export async function respell(db: Reader, text: string, audience: Audience): Promise<Respelled | null> {
  const asked = splitTerms(text).filter((term) => !term.not && !term.phrase && /^[\p{L}\p{M}]{4,}$/u.test(term.text));
  if (asked.length === 0) return null;
  const words = [...new Set([...(await wordsOfTitles(db, audience)), ...meaningfulWords()])];
  const { rows } = await sql<{ asked: string; word: string | null }>`
    select a.asked, (select w.word from unnest(${words}::text[]) as w (word) where similarity(a.folded, w.word) >= ${near}::real order by similarity(a.folded, w.word) desc, w.word limit 1) as word
    from unnest(${asked.map((term) => term.text)}::text[], ${asked.map((term) => foldText(term.text))}::text[]) as a (asked, folded)`.execute(
    db,
  );
  let respelled = text;
  let isSlip = true;
  for (const { asked: word, word: other } of rows) {
    if (other === null || other === foldText(word)) continue;
    // The words have only letters and marks, so they need no escaping.
    respelled = respelled.replace(new RegExp(`(?<![\\p{L}\\p{M}])${word}(?![\\p{L}\\p{M}])`, 'u'), other);
    isSlip &&= isOneSlip(foldText(word), other);
  }
  return respelled === text ? null : { text: respelled, isSlip };
}

/** Whether two words differ by one added, missing or different letter, or by two swapped neighbouring letters. */
function isOneSlip(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  return left.length <= 1 && right.length <= 1 ? true : left.length === 2 && right === left[1]! + left[0]!;
}

/** The words of the newest titles, cached until the database changes. */
async function wordsOfTitles(db: Reader, audience: Audience): Promise<readonly string[]> {
  const { quarters: shelves, snapshot } = await readCodes(db, [], audience);
  const key = `words of titles for ${audience}`;
  const known = cachedResult<readonly string[]>(db, snapshot, key);
  if (known) return known;
  const titles = await newestTitles(db, { audience, shelves, share: 1 }, sql<boolean>`true`, titlesRead);
  const words = [
    ...new Set(
      titles
        .flatMap((one) => nameWords(one.title))
        .filter((word) => word.length > 3)
        .map(foldText),
    ),
  ];
  cacheResult(db, snapshot, key, words);
  return words;
}
