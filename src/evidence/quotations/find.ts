import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { firstNotBefore } from '../../platform/sorted.ts';
import { Steps } from '../../platform/steps.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadSketched, type Sketched } from '../republished/similarity/compare.ts';
import { mix, shinglesOf } from '../republished/similarity/shingles.ts';
import { wordsIn, type Span, type Word } from '../republished/similarity/words.ts';
import { maxComparedWords } from './align.ts';
import { lossesOf, readElsewhere, type QuotationComparison, type Text } from './differences.ts';

/**
 * The maximum number of captures in which a shingle may occur. A shingle that occurs in more captures is a common
 * phrase, and is not searched for.
 */
const rare = 50;
/**
 * The maximum number of captures that are compared with one quotation or page. Captures that share the most rare
 * shingles with it are selected.
 */
const maxRelated = 60;
/** The minimum number of words of a quotation. Shorter ones are phrases that may occur anywhere. */
export const minQuoted = 6;

/**
 * Captures of other sources that share rare shingles (from `marksOf`) with a text. Captures that share the most come
 * first.
 */
export async function findRelated(
  db: Reader,
  marks: readonly number[],
  notOf: number | null,
  limit = maxRelated,
): Promise<number[]> {
  if (marks.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    with found as materialized (
      select m.mark, x.capture_id from unnest(${[...marks]}::int[]) as m (mark)
      cross join lateral (select capture_id from text_sketch where marks @> array[m.mark] limit ${rare + 1}) x
    ), scarce as (select mark from found group by mark having count(*) <= ${rare})
    select f.capture_id as id from found f join scarce using (mark)
    join capture c on c.id = f.capture_id join thing s on s.id = c.source_id
    where ${notOf}::bigint is null or s.canonical_id <> ${notOf}
    group by f.capture_id order by count(*) desc, f.capture_id limit ${limit}`.execute(db);
  return rows.map((row) => Number(row.id));
}

/**
 * The marks (see `marksOf`) by which a quotation is found: any text that contains eight consecutive words of the
 * quotation has one of these marks.
 */
export const marksOfQuotation = (words: readonly Word[]): number[] => [...new Set(Array.from(shinglesOf(words), mix))];

export type QuotationPair = { here: Sketched; quotation: Span; there: Sketched; reading: QuotationComparison };

/** The words of the quotations in a text. Long quotations are divided into parts that can be compared. */
export function quotationsOf({ words, quotes }: Text): Word[][] {
  return quotes.flatMap((quote) => {
    const own: Word[] = [];
    const first = firstNotBefore(words, ({ start }) => start < quote.start);
    for (let at = first; at < words.length && words[at]!.start < quote.end; at++)
      if (words[at]!.end <= quote.end) own.push(words[at]!);
    const parts: Word[][] = [];
    for (let from = 0; from < own.length; from += maxComparedWords)
      parts.push(own.slice(from, from + maxComparedWords));
    return parts.filter((part) => part.length >= minQuoted);
  });
}

/**
 * The maximum number of steps for comparing one capture with all others. Each word or position that is examined is a
 * step. On a hostile page, each quotation may seem to match everywhere in another page. When the steps are used up, the
 * rest is not compared.
 */
export const maxSteps = 50_000_000;
/** After this many steps, the comparison pauses, so that the process can do other work. */
const stepsOfTurn = 2_000_000;

/** The quotations of `here` that `there` has too, but with words missing in one of them. */
export async function lossesBetween(
  here: Sketched,
  quotations: readonly Word[][],
  there: Sketched,
  steps: Steps,
): Promise<QuotationPair[]> {
  const pairs: QuotationPair[] = [];
  let rested = steps.spent;
  for (const words of quotations) {
    if (steps.spent - rested > stepsOfTurn) {
      await setImmediate();
      rested = steps.spent;
    }
    const reading = readElsewhere(here, words, there, steps);
    if (steps.refused) return pairs;
    if (reading && lossesOf(reading).length)
      pairs.push({ here, quotation: { start: words[0]!.start, end: words.at(-1)!.end }, there, reading });
  }
  return pairs;
}

/**
 * Searches for every quotation of a capture in other captures, and for every quotation of other captures in this one. A
 * quotation is also found if it has no quotation marks there.
 * @returns the pairs in which one version lacks words
 */
export async function findLosses(db: Reader, own: Sketched, steps = new Steps(maxSteps)): Promise<QuotationPair[]> {
  const related = await loadSketched(db, await findRelated(db, await marksOf(db, own.captureId), own.sourceId));
  const claimed = await claimedQuotations(db, [own, ...related.values()]);
  const quotations = (of: Sketched): Word[][] =>
    quotationsOf({ ...of, quotes: [...of.quotes, ...(claimed.get(of.captureId) ?? [])] });
  const ownQuotations = quotations(own);
  const pairs: QuotationPair[] = [];
  for (const other of related.values()) {
    pairs.push(...(await lossesBetween(own, ownQuotations, other, steps)));
    pairs.push(...(await lossesBetween(other, quotations(other), own, steps)));
    if (steps.refused) break;
    await setImmediate();
  }
  return pairs;
}

/**
 * The passages of captures that claims quote although the page has no quotation marks there, for example because the
 * page shows the quotation as a separate block.
 */
async function claimedQuotations(db: Reader, captures: readonly Sketched[]): Promise<Map<number, Span[]>> {
  const { rows } = await sql<{ capture_id: number; start_at: number; end_at: number }>`
    select distinct p.capture_id, p.start_at, p.end_at from passage p join claim c on c.passage_id = p.id join thing t on t.id = c.id
    where p.capture_id = any(${captures.map((one) => one.captureId)}::bigint[]) and c.kind = 'quotation' and t.visibility <> 'sealed' and t.withdrawn_at is null and p.visibility <> 'sealed'
    order by p.capture_id, p.start_at`.execute(db);
  const quotes = new Map(captures.map((one) => [one.captureId, one.quotes]));
  const claimed = new Map<number, Span[]>();
  for (const row of rows) {
    const [id, span] = [Number(row.capture_id), { start: row.start_at, end: row.end_at }];
    if (quotes.get(id)!.some((quote) => quote.start < span.end && span.start < quote.end)) continue;
    claimed.set(id, [...(claimed.get(id) ?? []), span]);
  }
  return claimed;
}

async function marksOf(db: Reader, captureId: number): Promise<number[]> {
  const row = await db.selectFrom('text_sketch').select('marks').where('capture_id', '=', captureId).executeTakeFirst();
  return row?.marks ?? [];
}

/** A quotation in another capture. */
export type Elsewhere = { there: Sketched; reading: QuotationComparison };

/**
 * Searches for a quotation in all captures except those of the source `notOf`. Captures with most of its words come
 * first.
 */
export async function findElsewhere(
  db: Reader,
  text: string,
  notOf: number | null,
  limit = 20,
): Promise<{ here: Text; found: Elsewhere[] }> {
  const words = wordsIn(text, [{ start: 0, end: text.length }]).slice(0, maxComparedWords);
  const here: Text = { text, words, quotes: [] };
  if (words.length < minQuoted) return { here, found: [] };
  const related = await loadSketched(db, await findRelated(db, marksOfQuotation(words), notOf, limit));
  const found = [...related.values()].flatMap((there): Elsewhere[] => {
    const reading = readElsewhere(here, words, there);
    return reading ? [{ there, reading }] : [];
  });
  return { here, found: found.toSorted((a, b) => b.reading.matched - a.reading.matched) };
}
