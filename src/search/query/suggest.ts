import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { markOfName, type RecordedName } from '../../record/actors/names/reader-name.ts';
import { currentReading, isRead } from '../../record/translations/reading.ts';
import { loadBriefs, nameToRead, otherTitlesOf, type Audience, type Brief } from '../../record/views/briefs.ts';
import { nameWords, wordReadings } from '../index/names.ts';
import { readCodes } from './codes.ts';
import type { Hit } from './hit.ts';
import { expectedRows, expectedShare } from './expected.ts';
import { newestTitles } from './scan.ts';
import { ofKey, readLexemes, readMeaning, textCondition } from './terms.ts';
import { groupsOf, type Meaning } from './understood.ts';

/**
 * A suggestion. `name`: another name or title of the item that matches the typed text, if its title does not.
 * `nameLanguage`: the language of this name, if it is not the reader's.
 */
export type Suggestion = Pick<Hit, 'kind' | 'number' | 'title' | 'language' | 'slug'> & {
  name: string | null;
  nameLanguage?: string;
};

/** Maximum number of suggested actors, and of suggested items with a title. */
const maxSuggested = 5;
/** Maximum number of names that are considered, for each reading of the longest word. */
const maxNames = 200;
/** Maximum number of entries with the words that are considered, the newest ones. */
const maxTitles = 300;
/** Only this many first letters of a word are looked up in the index, because stems rarely have fewer letters. */
const rooted = 5;

/**
 * Suggestions while someone types. First come actors with names that have words beginning like the typed ones, in any
 * script. Then come cases, articles, sources and other items with such a title, in any of its languages. Last come
 * items that match what the words mean (lists.ts).
 */
export async function suggest(db: Reader, text: string, audience: Audience): Promise<Suggestion[]> {
  const words = nameWords(text.normalize('NFC').slice(0, 100)).slice(0, 6);
  if (!words.some((word) => word.length > 1)) return [];
  const names = await suggestNames(db, words, audience);
  const titles = words.at(-1)!.length > 2 ? await suggestTitles(db, words, audience) : [];
  return [...names, ...titles];
}

async function suggestNames(db: Reader, words: readonly string[], audience: Audience): Promise<Suggestion[]> {
  const readingsOfWords = words.map((word) => wordReadings(word));
  // Only the longest word is looked up, because it probably has the fewest matches.
  const selective = wordReadings(words.toSorted((a, b) => b.length - a.length)[0]!);
  const seen = audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`;
  const { rows } = await sql<RecordedName & { id: number; number: number }>`
    with near as materialized (
      select distinct n.actor_id as id from unnest(${selective}::text[]) as r (reading)
      cross join lateral (select n.actor_id from search_name n where n.reading >= r.reading and n.reading < r.reading || chr(1114111) order by n.reading limit ${maxNames}) n
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
    const begins = readingsOfWords.every((readings) =>
      own.some((others) => readings.some((reading) => others.some((other) => other.startsWith(reading)))),
    );
    if (!begins) continue;
    const first = nameToRead(names.get(Number(row.id))!)!;
    const title = first.text;
    // For each actor, the name with the smallest weight is suggested: preferably its title, then a name that begins
    // with the first typed word, then a shorter name.
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
        ...languageOf('language', first),
        slug: null,
        ...(row.text === title ? { name: null } : { name: row.text, ...languageOf('nameLanguage', row) }),
        weight,
      });
  }
  return [...found.values()]
    .toSorted((a, b) => a.weight - b.weight || a.number - b.number)
    .slice(0, maxSuggested)
    .map(({ weight: _, ...one }) => one);
}

/** The language of a name, if it is not the reader's. */
function languageOf(field: 'language' | 'nameLanguage', name: RecordedName): Partial<Suggestion> {
  const reading = currentReading();
  const language = reading && markOfName(name, reading.language);
  return language === undefined ? {} : { [field]: language };
}

/** A title, with its language if it is known. */
type Titled = { text: string; language: string | null };

async function suggestTitles(db: Reader, words: readonly string[], audience: Audience): Promise<Suggestion[]> {
  const groups = groupsOf(words).map((one) => ({ ...one, meanings: one.meanings.filter(isListed) }));
  const meanings = groups.flatMap((one) => one.meanings);
  const codes = await readCodes(
    db,
    meanings.flatMap((one) => one.codes),
    audience,
  );
  const starts = words.map(foldText);
  const { plain, phrased } = await readLexemes(db, [
    ...starts.map((text) => ({ text, phrase: false })),
    ...meanings.flatMap(({ phrases }) => phrases).map((text) => ({ text, phrase: true })),
  ]);
  // Stop words and very short words are not looked up in the index, only compared with the titles.
  const isSelective = (word: string, place: number): boolean =>
    /^[\p{L}\p{N}]{3,}$/u.test(word) && (place === starts.length - 1 || plain.get(word) !== '');
  const condition = textCondition(
    {
      terms: groups.map(({ from, length, meanings: all }) => ({
        text: words.slice(from, from + length).join(' '),
        phrase: false,
        not: false,
        role: 'wanted',
        lexemes:
          starts
            .slice(from, from + length)
            .filter((word, index) => isSelective(word, from + index))
            .map((word) => `'${word.slice(0, rooted)}':*`)
            .join(' & ') || null,
        actors: [],
        meanings: all.map((one) => readMeaning(one, codes.of, phrased)),
      })),
      named: [],
      names: [],
      complete: true,
    },
    ofKey,
  );
  if (!condition) return [];
  const share = await expectedShare(db, audience, codes, [], await expectedRows(db, condition));
  const rows = await newestTitles(
    db,
    { audience, shelves: codes.quarters.filter((shelf) => shelf.kind !== 'actor' && shelf.kind !== 'claim'), share },
    condition,
    maxTitles,
  );
  const others = await loadOtherTitles(db, rows);
  const found = rows.flatMap((row): { row: (typeof rows)[number]; matchingTitle: Titled | null; isMeant: number }[] => {
    const titles: Titled[] = [{ text: row.title, language: null }, ...(others.get(row.id) ?? [])];
    const matchingTitle = titles.find((title) => hasAll(title, starts));
    if (matchingTitle) return [{ row, matchingTitle, isMeant: 0 }];
    // Words with a meaning need not be in the title, because the index has found the item by their meaning.
    const unexplained = groups.flatMap(({ from, length, meanings: all }) =>
      all.length ? [] : starts.slice(from, from + length),
    );
    return titles.some((title) => hasAll(title, unexplained)) ? [{ row, matchingTitle: null, isMeant: 1 }] : [];
  });
  const best = found.toSorted((a, b) => a.isMeant - b.isMeant).slice(0, maxSuggested);
  const reading = audience === 'public' ? currentReading() : undefined;
  const briefs = reading
    ? await loadBriefs(
        db,
        best.map(({ row }) => row.id),
        audience,
      )
    : new Map<number, Brief>();
  return best.map(({ row: { id, kind, number, slug, title: own }, matchingTitle }) => {
    const { title, language } = briefs.get(id) ?? { title: own, language: undefined };
    const name = matchingTitle && matchingTitle.text !== title && matchingTitle.text !== own ? matchingTitle : null;
    return {
      kind,
      number,
      slug,
      title,
      ...(language !== undefined && { language }),
      name: name?.text ?? null,
      ...(name?.language && reading && !isRead(reading, name.language) && { nameLanguage: name.language }),
    };
  });
}

/**
 * Whether a meaning is reliable enough while a word is still being typed: not one from how the word sounds or looks.
 */
const isListed = ({ kind }: Meaning): boolean => kind !== 'host' && kind !== 'sound';

/** Whether each of `starts` is the beginning of a word of the title. */
function hasAll({ text }: Titled, starts: readonly string[]): boolean {
  const own = nameWords(text).map(foldText);
  return starts.every((start) => own.some((word) => word.startsWith(start)));
}

/** The titles of items in other languages, by the item's id, without outdated translations. */
async function loadOtherTitles(
  db: Reader,
  items: readonly { id: number; title: string }[],
): Promise<Map<number, Titled[]>> {
  if (items.length === 0) return new Map();
  const { rows } = await sql<{
    id: number;
    titles: Titled[] | null;
    translations: (Titled & { original: string })[] | null;
  }>`
    select t.id, ${otherTitlesOf(sql`t.kind`, sql`t.id`)} as titles,
      (select json_agg(json_build_object('text', x.text, 'language', x.language, 'original', x.original)) from text_translation x where x.thing_id = t.id and x.field = 'title') as translations
    from thing t where t.id = any(${items.map(({ id }) => id)}::bigint[])`.execute(db);
  const originals = new Map(items.map(({ id, title }) => [id, title]));
  return new Map(
    rows.map((row) => [
      Number(row.id),
      [
        ...(row.titles ?? []),
        ...(row.translations ?? []).filter((one) => one.original === originals.get(Number(row.id))),
      ],
    ]),
  );
}
