import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Reader } from '../../../../platform/database/tx.ts';
import { foldText } from '../../../../record/actors/names/fold.ts';
import { interfaceLanguage } from '../../../../platform/messages/messages.ts';
import type { Publication } from '../../../../publishing/publication/publication.ts';
import { withReading } from '../../../../record/translations/reading.ts';
import { loadBriefs, slugOf, type Brief } from '../../../../record/views/briefs.ts';
import { nameWords, wordReadings } from '../../../../search/index/names.ts';
import { addressOfThing } from '../../../record/components/of-record.ts';

/** The title and address of an item in one language. `language` is set if the title is in another language. */
type Shown = { title: string; language?: string; address: string };

/** An item in the mirror's search. Its title and address are in the language of the publication. */
export type Entry = Shown & {
  id: number;
  /** A text that changes whenever the indexed data of the item changes. */
  stamp: string;
  kind: string;
  number: number;
  /** Titles and addresses in other languages of the site, if they differ. */
  others?: Readonly<Record<string, Shown>>;
  /** The day of the item, as YYYY-MM-DD; null if the item has none. */
  on: string | null;
  /**
   * The search terms. A word is a stem, with `*` at its end if the word is in the title. A term with `~` at its start
   * is a phonetic form of a name. A term with `=` at its start is a filter with a value (`=country=KZ`).
   */
  terms: string[];
};

type Stamp = { id: number; stamp: string };
type Written = { id: number; serial: number; actors: number[] };
type Row = {
  id: number;
  kind: string;
  number: number;
  title: string;
  slug: string | null;
  on_day: string | null;
  stems: string;
  title_stems: string;
  filters: string[];
  names: string[];
};

/** The title and address of an entry for readers of a language. */
export const shownIn = (entry: Entry, language: string): Shown => entry.others?.[language] ?? entry;

type Paper = Pick<Publication, 'language' | 'interfaceLanguages'>;

/** The public names of an entry's actors. "offset 0" makes the planner use indexes, even on tables that it thinks small. */
const names = sql`(
  select coalesce(array_agg(n.text order by n.actor_id, n.position), '{}')
  from (select distinct unnest(e.actors) as id) mine
  cross join lateral (select id from thing where id = mine.id and visibility = 'public' and withdrawn_at is null and redacted_at is null offset 0) a
  cross join lateral (select actor_id, position, text from actor_name where actor_id = a.id offset 0) n
)`;
const perQuery = 500;

/**
 * Every item that readers can find, in the order in which it was added to the record. The entries come from the site's
 * search index, so the mirror finds the same items. Entries in `known` with the same stamp are reused.
 */
export async function readEntries(db: Reader, paper: Paper, known: readonly Entry[]): Promise<Entry[]> {
  const stamps = await stampAll(db, [paper.language, ...paper.interfaceLanguages].join(''));
  const kept = new Map(known.map((entry) => [`${entry.id} ${entry.stamp}`, entry]));
  const fresh = stamps.filter(({ id, stamp }) => !kept.has(`${id} ${stamp}`));
  const made = new Map<number, Entry>();
  for (let from = 0; from < fresh.length; from += perQuery)
    for (const entry of await read(db, paper, fresh.slice(from, from + perQuery))) made.set(entry.id, entry);
  return stamps.flatMap(({ id, stamp }) => made.get(Number(id)) ?? kept.get(`${id} ${stamp}`) ?? []);
}

/**
 * The stamp of each entry. It has the serial number of the item's row in the search index, which changes whenever the
 * row is replaced. The row has no names of actors, so the stamp also has a hash of these names, and the languages of
 * the site.
 */
async function stampAll(db: Reader, languages: string): Promise<Stamp[]> {
  const { rows: named } = await sql<{ id: number; mark: string }>`
    select n.actor_id as id, md5(string_agg(n.text, '|' order by n.position)) as mark from actor_name n join thing a on a.id = n.actor_id
    where a.visibility = 'public' and a.withdrawn_at is null and a.redacted_at is null group by n.actor_id`.execute(db);
  const marks = new Map(named.map((one) => [Number(one.id), one.mark]));
  const { rows } =
    await sql<Written>`select thing_id as id, serial, actors from search_entry where for_public order by thing_id`.execute(
      db,
    );
  return rows.map(({ id, serial, actors }) => {
    const of = actors.flatMap((actor) => marks.get(Number(actor)) ?? []);
    return {
      id: Number(id),
      stamp: of.length
        ? `${serial}${languages}.${createHash('sha256').update(of.join(' ')).digest('base64url').slice(0, 16)}`
        : `${serial}${languages}`,
    };
  });
}

async function read(db: Reader, paper: Paper, stamps: readonly Stamp[]): Promise<Entry[]> {
  const stampOf = new Map(stamps.map(({ id, stamp }) => [Number(id), stamp]));
  const { rows } = await sql<Row>`
    select e.thing_id as id, e.kind, t.number, e.title, ${slugOf(sql`e.kind`, sql`e.thing_id`)} as slug, nullif(e.sort_on, '-infinity')::text as on_day,
      array_to_string(tsvector_to_array(e.tsv), ' ') as stems, array_to_string(tsvector_to_array(ts_filter(e.tsv, '{a}')), ' ') as title_stems,
      (select coalesce(array_agg(s.name order by s.name), '{}') from search_term s where s.code = any(e.terms) and s.name not like 'shelf=%') as filters,
      ${names} as names
    from search_entry e join thing t on t.id = e.thing_id
    where e.for_public and e.thing_id = any(${[...stampOf.keys()]}::bigint[]) order by e.thing_id`.execute(db);
  const [base, others] = await readTitles(
    db,
    paper,
    rows.map((row) => Number(row.id)),
  );
  return rows.flatMap((row): Entry[] => {
    const id = Number(row.id);
    const shown = (brief: Brief | undefined): Shown | null => {
      const title = brief?.title ?? row.title;
      const address = addressOfThing({ ...row, number: Number(row.number), title });
      if (!address) return null;
      // The wording of a claim must not be shown without its speaker, so a claim has no title and is listed by its
      // number.
      return {
        title: row.kind === 'claim' ? '' : title,
        address,
        ...(brief?.language && { language: brief.language }),
      };
    };
    const own = shown(base.get(id));
    if (!own) return [];
    const different = others.flatMap(([language, briefs]): [string, Shown][] => {
      const other = shown(briefs.get(id));
      return other && other.title !== own.title ? [[language, other]] : [];
    });
    return [
      {
        id,
        stamp: stampOf.get(id)!,
        kind: row.kind,
        number: Number(row.number),
        ...own,
        ...(different.length && { others: Object.fromEntries(different) }),
        on: row.on_day,
        terms: termsOf(row),
      },
    ];
  });
}

/** The briefs of items by id: for the language of the publication, and for each other language of the site. */
async function readTitles(
  db: Reader,
  paper: Paper,
  ids: readonly number[],
): Promise<[Map<number, Brief>, [string, Map<number, Brief>][]]> {
  const main = interfaceLanguage(paper);
  const briefsIn = (language: string): Promise<Map<number, Brief>> =>
    withReading({ language, own: paper.language }, () => loadBriefs(db, ids, 'public'));
  const others: [string, Map<number, Brief>][] = [];
  for (const language of paper.interfaceLanguages)
    if (language !== main) others.push([language, await briefsIn(language)]);
  return [await briefsIn(main), others];
}

function termsOf(row: Row): string[] {
  const stems = new Set(wordsOf(row.stems));
  // For an actor, the words of every name count as words of the title. For other items, names are ordinary words.
  const own = new Set(
    [...wordsOf(row.title_stems), ...(row.kind === 'actor' ? row.names.flatMap(nameWords).map(foldText) : [])].filter(
      isTerm,
    ),
  );
  for (const name of row.names) for (const word of nameWords(name)) stems.add(foldText(word));
  const sounds = row.names
    .flatMap(nameWords)
    .flatMap((word) => wordReadings(word).filter((reading) => !reading.startsWith('=')));
  return [
    ...new Set([
      ...[...stems].filter((stem) => isTerm(stem) && !own.has(stem)),
      ...[...own].map((stem) => `${stem}*`),
      ...sounds.map((sound) => `~${sound}`),
      ...row.filters.map((filter) => `=${filter}`),
    ]),
  ];
}

const wordsOf = (text: string): string[] => text.split(' ').map(foldText);
const isTerm = (word: string): boolean =>
  word.length > 1 && word.length <= 40 && /^[\p{L}\p{N}][\p{L}\p{N}'.-]*$/u.test(word);
