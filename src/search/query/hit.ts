import { sql, type RawBuilder } from 'kysely';
import type { Reason } from './why.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { findKind } from '../../record/kinds/registry.ts';
import { loadOwnTexts, Translations } from '../../record/translations/load.ts';
import { currentReading } from '../../record/translations/reading.ts';
import { loadBriefs, slugOf, type Audience } from '../../record/views/briefs.ts';

/** Words of a hit, with matches marked. */
export type Snippet = readonly { text: string; marked: boolean }[];

/** A search hit. `id` is internal. Facets contain only what the audience may see. */
export type Hit = {
  id: number;
  kind: string;
  number: number;
  /** `case/12` */
  ref: string;
  /** For readers, the translation into their language if there is one. */
  title: string;
  /** The language of the title, if it is not the reader's. */
  language?: string;
  /** Set if the title should be in the reader's language, but is not. */
  untranslated?: true;
  /** The last part of its address, if an editor chose it. */
  slug: string | null;
  /** The newest day among the dates of the item (YYYY-MM-DD); null if it has no date. */
  date: string | null;
  countries: string[];
  types: string[];
  statuses: string[];
  languages: string[];
  /**
   * If a text was searched for: the title, and the part of the item's words with the most matches. Never words of a
   * claim.
   */
  marked?: { title: Snippet; body: Snippet | null };
  /** If a text was searched for: why the item was found, as far as `marked` does not show it. */
  why?: Reason[];
};

export type HitRow = {
  thing_id: number;
  kind: string;
  number: number;
  title: string;
  language?: string;
  untranslated?: true;
  slug: string | null;
  day: string | null;
  countries: string[];
  types: string[];
  statuses: string[];
  languages: string[];
  body?: string;
};

/** Columns of `search_entry e join thing t`. */
export const hitColumns = (): RawBuilder<unknown> =>
  sql`e.thing_id, e.kind, t.number, e.title, ${slugOf(sql`e.kind`, sql`e.thing_id`)} as slug, case when e.sort_on > '-infinity' then to_char(e.sort_on, 'YYYY-MM-DD') end as day, e.countries, e.types, e.statuses, e.languages`;

export function toHit(row: HitRow): Hit {
  return {
    id: Number(row.thing_id),
    kind: row.kind,
    number: Number(row.number),
    ref: `${row.kind}/${row.number}`,
    title: row.title,
    ...(row.language !== undefined && { language: row.language }),
    ...(row.untranslated && { untranslated: true }),
    slug: row.slug,
    date: row.day,
    countries: row.countries,
    types: row.types,
    statuses: row.statuses,
    languages: row.languages,
  };
}

/** The rows of items in the language of the reader: titles, and the summaries of cases. */
export async function inReadersWords<Row extends HitRow>(
  db: Reader,
  rows: readonly Row[],
  audience: Audience,
): Promise<Row[]> {
  if (audience === 'desk' || !currentReading()) return [...rows];
  const ids = rows.filter(({ kind }) => findKind(kind)?.translated).map((row) => Number(row.thing_id));
  const briefs = await loadBriefs(db, ids, 'public');
  const translations = await Translations.load(db, ids);
  const texts = await loadOwnTexts(db, ids);
  return rows.map((row) => {
    const id = Number(row.thing_id);
    const brief = briefs.get(id);
    if (!brief || brief.hidden) return row;
    const summary = translations.of(id, 'summary', texts.get(id)?.get('summary') ?? null);
    return {
      ...row,
      title: brief.title,
      language: brief.language,
      untranslated: brief.untranslated,
      ...(summary !== undefined && row.body !== undefined && { body: summary }),
    };
  });
}

/** Hits for items, in the order of their ids. Items that the person does not see, or that have no entry, are left out. */
export async function hitsOf(db: Reader, ids: readonly number[]): Promise<Hit[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<HitRow>`
    select ${hitColumns()} from search_entry e join thing t on t.id = e.thing_id where e.thing_id = any(${[...ids]}::bigint[])`.execute(
    db,
  );
  const known = new Map(rows.map((row) => [Number(row.thing_id), toHit(row)]));
  return ids.flatMap((id) => known.get(id) ?? []);
}
