import { sql } from 'kysely';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import type { Figures } from '../../documents/computed/figures.ts';
import { keyPart, namesFor, type Statistic } from '../../search/statistics/count.ts';
import { articleSlug } from '../articles/article-slug.ts';
import { isNamed, statisticKey, type StatisticQuery } from '../../search/statistics/query.ts';
import { freezeStatistic, thawStatistic, type FrozenStatistic } from '../../search/statistics/table.ts';

/** A published chart. */
export type PublishedFigure = { number: number; statistic: Statistic; at: Date };

type StoredFigure = { number: number; query: StatisticQuery; statistic: FrozenStatistic; made_at: Date };

/**
 * How a new chart is numbered. `taken`: it uses up the next number. `foreseen`: it shows the next number without using
 * it up, for a preview that is rolled back.
 */
export type Numbering = 'taken' | 'foreseen';

/**
 * Stores the charts of an edition's calculated sentences as they are now. If a chart of the last edition has the same
 * result, that chart is used again.
 */
export async function citeFigures(
  tx: Tx,
  edition: { editionId: number; lastEditionId: number | null; at: Date },
  figures: Figures,
  numbering: Numbering,
): Promise<void> {
  if (figures.size === 0) return;
  const nextNumber = numbering === 'taken' ? takeNumber : await foreseeNumbers(tx);
  const last = edition.lastEditionId === null ? [] : await figuresOf(tx, [edition.lastEditionId]);
  const cited: number[] = [];
  for (const [key, statistic] of figures) {
    const frozen = freezeStatistic(statistic);
    const same = last.find((one) => statisticKey(one.query) === key && isSame(one.statistic, frozen));
    if (same) {
      cited.push(same.number);
      continue;
    }
    const number = await nextNumber(tx);
    await insertRows(tx, 'figure', [{ number, query: statistic.query, statistic: frozen, made_at: edition.at }]);
    cited.push(number);
  }
  await insertRows(
    tx,
    'published_figure',
    cited.map((number) => ({ edition_id: edition.editionId, figure_number: number })),
  );
}

async function takeNumber(tx: Tx): Promise<number> {
  const { rows } = await sql<{ number: number }>`select nextval('number_figure') as number`.execute(tx);
  return Number(rows[0]!.number);
}

/**
 * Returns a function that returns the next numbers without using up any number of the sequence. The table stays locked
 * until the transaction ends, so that no other transaction gets the same numbers.
 */
async function foreseeNumbers(tx: Tx): Promise<() => Promise<number>> {
  await sql`lock table figure in share row exclusive mode`.execute(tx);
  const { rows } = await sql<{
    number: number;
  }>`select last_value + is_called::int as number from number_figure`.execute(tx);
  let next = Number(rows[0]!.number);
  return async () => next++;
}

/** Whether the charts of an edition have the same numbers as these statistics. */
export async function hasSameFigures(db: Reader, editionId: number, figures: Figures): Promise<boolean> {
  const kept = await figuresOf(db, [editionId]);
  return (
    kept.length === figures.size &&
    [...figures].every(([key, statistic]) =>
      kept.some((one) => statisticKey(one.query) === key && isSame(one.statistic, freezeStatistic(statistic))),
    )
  );
}

/** The charts of editions, by the edition's id and `statisticKey`. */
export async function loadEditionFigures(
  db: Reader,
  editionIds: readonly number[],
): Promise<Map<number, Map<string, PublishedFigure>>> {
  const figures = new Map<number, Map<string, PublishedFigure>>();
  const found = await Promise.all(
    (await figuresOf(db, editionIds)).map(async ({ edition_id: edition, ...one }) => ({
      edition,
      key: statisticKey(one.query),
      figure: await shown(db, one),
    })),
  );
  for (const { edition, key, figure } of found)
    figures.set(edition, (figures.get(edition) ?? new Map<string, PublishedFigure>()).set(key, figure));
  return figures;
}

export type FigurePage = { figure: PublishedFigure; articles: { number: number; headline: string; slug: string }[] };

/** A chart by its number, with the articles that use it. Null if no public article uses it. */
export async function findFigure(db: Reader, number: number): Promise<FigurePage | null> {
  if (!Number.isSafeInteger(number)) return null;
  const kept = await db.selectFrom('figure').selectAll().where('number', '=', number).executeTakeFirst();
  if (!kept) return null;
  const articles = await db
    .selectFrom('published_figure')
    .innerJoin('edition', 'edition.id', 'published_figure.edition_id')
    .innerJoin('document', 'document.id', 'edition.document_id')
    .innerJoin('thing', 'thing.id', 'document.id')
    .innerJoin('edition as newest', 'newest.id', 'document.edition_id')
    .innerJoin('revision', 'revision.id', 'newest.revision_id')
    .select(['thing.number', 'revision.headline', 'document.slug'])
    .distinct()
    .where('figure_number', '=', number)
    .where('thing.visibility', '=', 'public')
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .where('document.state', 'in', ['published', 'retracted'])
    .orderBy('thing.number')
    .execute();
  if (articles.length === 0) return null;
  return {
    figure: await shown(db, kept),
    articles: articles.map((one) => ({ ...one, slug: articleSlug(one.slug, one.headline) })),
  };
}

const figuresOf = (db: Reader, editionIds: readonly number[]): Promise<(StoredFigure & { edition_id: number })[]> =>
  db
    .selectFrom('published_figure')
    .innerJoin('figure', 'figure.number', 'published_figure.figure_number')
    .selectAll('figure')
    .select('edition_id')
    .where(sql<boolean>`edition_id = any(${[...editionIds]}::bigint[])`)
    .orderBy('figure.number')
    .execute();

/** JSON with sorted keys, for comparison, because PostgreSQL's `jsonb` does not preserve the order of keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

/** Whether two results are the same. The order of cells does not matter, so they are sorted first. */
const isSame = (a: FrozenStatistic, b: FrozenStatistic): boolean => canonical(inOrder(a)) === canonical(inOrder(b));
const inOrder = (frozen: FrozenStatistic): FrozenStatistic => ({
  ...frozen,
  cells: frozen.cells.toSorted(([one], [other]) => (one < other ? -1 : 1)),
});

/**
 * The chart as readers may see it now. Outlets and other items that are no longer public still count, but their names
 * and numbers are left out.
 */
async function shown(db: Reader, kept: StoredFigure): Promise<PublishedFigure> {
  const statistic = thawStatistic(kept.statistic);
  const names = await namesFor(db, statistic, 'public', { checkLaws: true });
  return { number: kept.number, statistic: { ...namedOnly(statistic, names), names }, at: kept.made_at };
}

function namedOnly(statistic: Statistic, names: ReadonlyMap<string, string>): Statistic {
  const { query } = statistic;
  const hidden = new Map<string, string>();
  const name = (dimension: StatisticQuery['by'], values: Statistic['rows']): Statistic['rows'] =>
    values.map((one) => {
      if (one.value === null || !isNamed(dimension)) return one;
      const label = names.get(`${dimension}=${one.value}`) ?? null;
      if (label === null) hidden.set(keyPart(one.value), `hidden-${hidden.size + 1}`);
      return { ...one, value: label === null ? hidden.get(keyPart(one.value))! : one.value, label };
    });
  const [rows, series] = [name(query.by, statistic.rows), name(query.with, statistic.series)];
  if (hidden.size === 0) return { ...statistic, rows, series };
  const cells = [...statistic.cells].map(([key, count]) => {
    const parts = key
      .split('|')
      .map((part) => (part.startsWith('=') && hidden.has(part.slice(1)) ? `=${hidden.get(part.slice(1))!}` : part));
    return [parts.join('|'), count] as const;
  });
  return { ...statistic, rows, series, cells: new Map(cells) };
}
