import { sql, type RawBuilder } from 'kysely';
import type { Reason } from './why.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { markOfName } from '../../record/actors/names/reader-name.ts';
import { detectScript } from '../../record/actors/names/script.ts';
import { currentReading, isRead, type Reading } from '../../record/translations/reading.ts';
import { titleLanguage } from '../../record/translations/written-in.ts';
import { loadBriefs, slugOf, type Audience } from '../../record/views/briefs.ts';
import { baseOf } from '../../record/vocabulary/languages.ts';

/** A piece of text, split so that matching words can be marked. */
export type Snippet = readonly { text: string; marked: boolean }[];

/** A search hit. `id` is internal. Facets contain only what the audience may see. */
export type Hit = {
  id: number;
  kind: string;
  number: number;
  /** `case/12` */
  ref: string;
  /** For readers, in their language if there is a translation (`Brief.title`). */
  title: string;
  /** The language of the title, if it is not the reader's. */
  language?: string;
  /** Set if the title has no translation into the reader's language, although it should have one. */
  untranslated?: true;
  /** The last part of its URL, if an editor chose one. */
  slug: string | null;
  /** The newest day among the dates of the item (YYYY-MM-DD); null if it has no date. */
  date: string | null;
  /** For a source: when it was published, as precisely as it is known (EDTF). */
  published?: string;
  countries: string[];
  types: string[];
  statuses: string[];
  languages: string[];
  /**
   * If a text was searched for: the title, and the line of the item's text with the most matches, which never comes
   * from a claim. `language`: the language of this line, if it is not the reader's.
   */
  marked?: { title: Snippet; body: Snippet | null; language?: string };
  /** If a text was searched for: why the item was found, as far as `marked` does not show it. */
  why?: Reason[];
  /** For a provision: its law, and the anchor on the page of the law. */
  inLaw?: { number: number; title: string; eid: string };
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
  published: string | null;
  countries: string[];
  types: string[];
  statuses: string[];
  languages: string[];
  body?: string;
  /** The language of `body`, if it is known. */
  written?: string;
};

/** The columns of a `HitRow`, from `search_entry e join thing t`. */
export const hitColumns = (): RawBuilder<unknown> =>
  sql`e.thing_id, e.kind, t.number, e.title, ${slugOf(sql`e.kind`, sql`e.thing_id`)} as slug, case when e.sort_on > '-infinity' then to_char(e.sort_on, 'YYYY-MM-DD') end as day, case when e.kind = 'source' then (select s.published from source s where s.id = e.thing_id) end as published, e.countries, e.types, e.statuses, e.languages`;

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
    ...(row.published && { published: row.published }),
    countries: row.countries,
    types: row.types,
    statuses: row.statuses,
    languages: row.languages,
  };
}

/**
 * Replaces titles, names, and the summaries of cases with those in the reader's language, if there are any.
 */
export async function inReadersWords<Row extends HitRow>(
  db: Reader,
  rows: readonly Row[],
  audience: Audience,
): Promise<Row[]> {
  const reading = currentReading();
  if (audience === 'desk' || !reading || rows.length === 0) return [...rows];
  const [briefs, summaries] = await Promise.all([
    loadBriefs(
      db,
      rows.map((row) => Number(row.thing_id)),
      'public',
    ),
    loadSummaries(
      db,
      rows.flatMap((row) => (row.kind === 'case' && row.body ? [Number(row.thing_id)] : [])),
      reading,
    ),
  ]);
  return rows.map((row) => {
    const id = Number(row.thing_id);
    const brief = briefs.get(id);
    if (!brief || brief.hidden) return row;
    // An article keeps the headline from its entry, because each translation of an article is a separate article.
    if (row.kind === 'article') return inLanguage(row, reading, row.languages[0]);
    const { title, language, untranslated } = brief;
    const summary = summaries.get(id);
    const written = row.kind === 'case' ? summary?.written : undefined;
    return {
      ...row,
      title,
      language,
      untranslated,
      ...(summary?.translation
        ? { body: summary.translation, written: reading.language }
        : written !== undefined && { written }),
    };
  });
}

/** Marks the language of an item that is written in one language, unless it is the reader's. */
const inLanguage = <Row extends HitRow>(row: Row, reading: Reading, language: string | undefined): Row =>
  language === undefined || isRead(reading, language) ? row : { ...row, language, written: language };

/** The translated summaries of cases (without outdated translations) and the languages of the originals, by case. */
async function loadSummaries(
  db: Reader,
  cases: readonly number[],
  { language, own }: Reading,
): Promise<Map<number, { translation: string | null; written: string }>> {
  if (cases.length === 0) return new Map();
  const { rows } = await sql<{ id: number; translation: string | null; language: string | null }>`
    select c.id, ${titleLanguage(sql`'case'`, sql`c.id`)} as language, (
      select x.text from text_translation x where x.thing_id = c.id and x.field = 'summary' and x.original = c.summary and split_part(x.language, '-', 1) = ${baseOf(language)}
      order by x.language = ${language} desc, x.language limit 1
    ) as translation
    from "case" c where c.id = any(${[...cases]}::bigint[])`.execute(db);
  return new Map(rows.map((row) => [Number(row.id), { translation: row.translation, written: row.language ?? own }]));
}

/**
 * The language for the `lang` attribute of a hit's text, or its script if the language is unknown. Undefined if the
 * reader reads it, if there is no text, and outside of pages for readers.
 */
export function foreignBody(body: Snippet | null, written: string | undefined): string | undefined {
  const reading = currentReading();
  if (!reading || !body) return undefined;
  if (written !== undefined) return isRead(reading, written) ? undefined : written;
  return markOfName({ language: null, script: detectScript(body.map(({ text }) => text).join('')) }, reading.language);
}

/** Hits for the items `ids`, in this order. Items that the person does not see, or that have no entry, are left out. */
export async function hitsOf(db: Reader, ids: readonly number[]): Promise<Hit[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<HitRow>`
    select ${hitColumns()} from search_entry e join thing t on t.id = e.thing_id where e.thing_id = any(${[...ids]}::bigint[])`.execute(
    db,
  );
  const known = new Map(rows.map((row) => [Number(row.thing_id), toHit(row)]));
  return ids.flatMap((id) => known.get(id) ?? []);
}
