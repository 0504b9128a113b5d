import { sql, type RawBuilder } from 'kysely';
import { gather } from '../../platform/database/gather.ts';
import { memoryOf } from '../../platform/database/remember.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { detectScript } from '../actors/names/script.ts';
import { markOfName, nameFor, type RecordedName } from '../actors/names/reader-name.ts';
import type { Kind } from '../kinds/kind.ts';
import { allKinds, kindOf } from '../kinds/registry.ts';
import { belongsTo } from '../kinds/within.ts';
import type { ThingKind } from '../tables.ts';
import { teamNames } from '../teams/team-names.ts';
import { notQuoted } from '../translations/load.ts';
import { currentReading, isRead, type Reading } from '../translations/reading.ts';
import { titleLanguage } from '../translations/written-in.ts';
import { baseOf } from '../vocabulary/languages.ts';

type Sql = RawBuilder<unknown>;

/**
 * The audience of a view: readers or the desk. Views never contain sealed content; only the operation `openSealed`
 * returns it.
 */
export type Audience = 'public' | 'desk';

/**
 * The data that a page needs to name an item and link to it. For readers, an item that is not public is `hidden`: the
 * brief has no name and no ref, but only the kind ("a person known to the desk"). For the desk, sealed and redacted
 * items are `hidden`: they have no title. `id` is internal and must not appear in pages or answers.
 */
export type Brief = {
  id: number;
  kind: ThingKind;
  number: number;
  /** `actor/12`; null if hidden. */
  ref: string | null;
  /**
   * For readers, the translation into their language if there is one (translations/reading.ts); for an actor, the name
   * in their language or script if the record has one.
   */
  title: string;
  /** The language of the title, if it is known and is not the reader's. */
  language?: string;
  /** Set if the title is in our own words and lacks a translation into the reader's language. */
  untranslated?: true;
  /** The kind of an actor or source, such as `person`. Null for other items. */
  sort: string | null;
  hidden: boolean;
  visibility: 'public' | 'desk' | 'sealed';
  withdrawn: boolean;
  /** Set if the item is invented. Exports and the API say so. */
  invented?: true;
  /**
   * The names of the teams to which the item is limited. Left out if it is not limited, and for people outside these
   * teams.
   */
  teams?: readonly string[];
};

/** The brief, or null if it is undefined. For readers, also null if the item is hidden or withdrawn. */
export const shownTo = (audience: Audience, brief: Brief | undefined): Brief | null =>
  brief && !(audience === 'public' && (brief.hidden || brief.withdrawn)) ? brief : null;

/**
 * Briefs of items of any kind, by the requested ids. For a merged item, this is the brief of the canonical item. With
 * `own` (for histories), it is the brief of the merged item itself.
 */
export async function loadBriefs(
  db: Reader,
  ids: Iterable<number>,
  audience: Audience,
  own = false,
): Promise<Map<number, Brief>> {
  const asked = [...new Set(ids)];
  if (own) return askBriefs(db, asked, audience, own);
  const read = audience === 'public' ? currentReading()?.language : undefined;
  const name = `briefs ${audience} ${read ?? ''}`;
  const memory = memoryOf<number, Brief | null>(db, name);
  const fresh = memory ? asked.filter((id) => !memory.has(id)) : asked;
  const found = fresh.length
    ? await gather(db, name, fresh, (all) => askBriefs(db, all, audience))
    : new Map<number, Brief>();
  if (memory) for (const id of fresh) memory.set(id, found.get(id) ?? null);
  return new Map(
    asked.flatMap((id): [number, Brief][] => {
      const brief = memory ? memory.get(id) : found.get(id);
      return brief ? [[id, brief]] : [];
    }),
  );
}

/** SQL for a value that depends on the kind of an item. `of`: the SQL for one kind; null if that kind has no value. */
const byKind = (kind: Sql, of: (declared: Kind) => Sql | null): Sql => {
  const cases = allKinds().flatMap((declared) => {
    const made = of(declared);
    return made ? [sql`when ${sql.lit(declared.name)} then ${made}`] : [];
  });
  return cases.length ? sql`case ${kind} ${sql.join(cases, sql` `)} end` : sql`null::text`;
};

const column = (name: string, { table }: Kind, id: Sql): Sql =>
  sql`(select ${sql.ref(name)} from ${sql.table(table)} where id = ${id})`;

/** SQL for the title of an item of any kind. */
export const titleOf = (kind: Sql, id: Sql, audience: Audience): Sql =>
  byKind(kind, (declared) =>
    typeof declared.title === 'function'
      ? declared.title(id, audience)
      : declared.title === null
        ? null
        : column(declared.title, declared, id),
  );

/** SQL for the slug of an item's address. Null if no editor has chosen one, and for kinds without such slugs. */
export const slugOf = (kind: Sql, id: Sql): Sql =>
  byKind(kind, (declared) => (declared.slug ? column(declared.slug, declared, id) : null));

/** The name of an actor to show: for readers, the name in their language; for the desk, the first name. */
export function nameToRead<Name extends RecordedName>(names: readonly Name[]): Name | undefined {
  const reading = currentReading();
  return reading ? nameFor(names, reading.language) : names[0];
}

/** SQL for all names of an item, as JSON. Null for kinds without names in several languages. */
const namesOf = (kind: Sql, id: Sql, audience: Audience): Sql =>
  byKind(kind, (declared) => declared.recordedNames?.(id, audience) ?? null);

/** SQL for the titles of an item in several languages, as JSON. Null for kinds with only one title. */
export const otherTitlesOf = (kind: Sql, id: Sql): Sql =>
  byKind(kind, (declared) => declared.otherTitles?.(id) ?? null);

const sortOf = (kind: Sql, id: Sql): Sql =>
  byKind(kind, (declared) => (declared.hasSubkinds ? column('kind', declared, id) : null));

/** The column with the title of a kind, if our own words in it can be translated. */
function translatedTitle(kind: Kind): string | null {
  const { title, translated } = kind;
  return typeof title === 'string' && translated?.includes(title) ? title : null;
}

/** SQL for the translations of an item's title into some languages, as JSON. */
const titleTranslations = (kind: Sql, id: Sql, languages: readonly string[]): Sql => sql`(
  select json_agg(json_build_object('language', x.language, 'text', x.text, 'original', x.original) order by x.language)
  from text_translation x where x.thing_id = ${id} and ${notQuoted}
    and x.field = ${byKind(kind, (declared) => {
      const column = translatedTitle(declared);
      return column === null ? null : sql.lit(column);
    })}
    and split_part(x.language, '-', 1) = any(${languages.map(baseOf)}::text[]))`;

/** The data from which the brief of an item is made. */
type Row = {
  asked: number;
  id: number;
  kind: ThingKind;
  number: number;
  visibility: Brief['visibility'];
  gone: boolean;
  erased: boolean;
  shut: boolean;
  invented: boolean;
  title: string | null;
  sort: string | null;
  /** The following columns are null if no language was requested. */
  language: string | null;
  names: RecordedName[] | null;
  titles: { text: string; language: string }[] | null;
  translations: { text: string; language: string; original: string }[] | null;
};

/** `languages`: the languages of the requested titles; null for the original titles. */
async function queryRows(
  db: Reader,
  asked: readonly number[],
  audience: Audience,
  languages: readonly string[] | null,
  own = false,
): Promise<Row[]> {
  const [kind, id] = [sql`t.kind`, sql`t.id`];
  const { rows } = await sql<Row>`
    select a.id as asked, t.id, t.kind, t.number, t.visibility, t.withdrawn_at is not null as gone, t.invented, t.redacted_at is not null as erased,
      -- an item that belongs to a case or law is public only if this case or law is public
      coalesce(ct.visibility <> 'public' or ct.withdrawn_at is not null or ct.redacted_at is not null, false) as shut,
      ${titleOf(kind, id, audience)} as title, ${sortOf(kind, id)} as sort,
      ${languages ? titleLanguage(kind, id) : sql`null`} as language,
      ${languages ? namesOf(kind, id, audience) : sql`null`} as names,
      ${languages ? otherTitlesOf(kind, id) : sql`null`} as titles,
      ${languages ? titleTranslations(kind, id, languages) : sql`null`} as translations
    from thing a join thing t on t.id = ${own ? sql`a.id` : sql`a.canonical_id`}
    left join thing ct on ct.id = (select c.canonical_id from thing c where c.id = ${belongsTo(kind, id)})
    -- The inner "select" hides the number of ids, so that PostgreSQL reuses a generic plan. Planning each query anew
    -- would take longer than the query itself.
    where a.id = any((select ${asked}::bigint[])::bigint[])`.execute(db);
  return rows.map((row) => ({ ...row, asked: Number(row.asked), id: Number(row.id), number: Number(row.number) }));
}

async function askBriefs(
  db: Reader,
  asked: readonly number[],
  audience: Audience,
  own = false,
): Promise<Map<number, Brief>> {
  if (asked.length === 0) return new Map();
  const reading = audience === 'public' ? currentReading() : undefined;
  const rows = await queryRows(db, asked, audience, reading ? [reading.language] : null, own);
  const limited =
    audience === 'desk'
      ? await teamNames(
          db,
          rows.map((row) => row.id),
        )
      : undefined;
  return new Map(rows.map((row) => [row.asked, briefOf(row, audience, reading, limited?.get(row.id))]));
}

function briefOf(row: Row, audience: Audience, reading: Reading | undefined, teams?: readonly string[]): Brief {
  const forReaders = audience === 'public';
  const hidden =
    row.erased || row.visibility === 'sealed' || (forReaders && (row.visibility !== 'public' || row.gone || row.shut));
  return {
    id: row.id,
    kind: row.kind,
    number: row.number,
    ref: hidden && forReaders ? null : `${row.kind}/${row.number}`,
    ...(hidden ? { title: '' } : reading ? titleToRead(row, reading) : { title: row.title ?? '' }),
    // Readers may know whether a hidden actor is a person or an organisation, but not the kind of a hidden source.
    sort: hidden && forReaders && row.kind !== 'actor' ? null : row.sort,
    hidden,
    visibility: row.visibility,
    withdrawn: row.gone,
    ...(row.invented && !hidden && { invented: true as const }),
    ...(teams && { teams }),
  };
}

/**
 * The title for a reader, in this order of preference: the name in their language or script, another title of the item
 * in their language, the translation, the original with its language.
 */
function titleToRead(row: Row, reading: Reading): Pick<Brief, 'title' | 'language' | 'untranslated'> {
  const name = row.names ? nameFor(row.names, reading.language) : undefined;
  if (name) return { title: name.text, ...marked(markOfName(name, reading.language)) };

  const isOwn = row.language !== null && isRead(reading, row.language);
  const other = isOwn ? undefined : row.titles?.find(({ language }) => isRead(reading, language));
  if (other) return { title: other.text };

  const title = row.title ?? '';
  const kind = kindOf(row.kind);
  const ours = translatedTitle(kind) !== null && row.kind !== 'source';
  const into = row.translations?.filter(({ language }) => isRead(reading, language)) ?? [];
  const translation = into.find(({ language }) => language === reading.language) ?? into[0];
  // If the original has changed since, the translation may contain an error that we have corrected.
  if (translation?.original === title) return { title: translation.text };

  const language = row.language ?? (ours ? reading.own : null);
  if (language === null)
    return row.kind === 'source'
      ? { title, ...marked(markOfName({ language: null, script: detectScript(title) }, reading.language)) }
      : { title };
  if (isRead(reading, language)) return { title };
  // Titles that we did not write, and titles of kinds that declare their language, need no translation.
  const needsOne = ours && (kind.language === undefined || row.kind === 'question');
  return { title, language, ...(needsOne && { untranslated: true as const }) };
}

const marked = (language: string | undefined): { language?: string } => (language === undefined ? {} : { language });

/** The title of an item for the readers of each language. One query. `own`: the language of the publication. */
export async function loadTitles(
  db: Reader,
  id: number,
  languages: readonly string[],
  own: string,
): Promise<Map<string, string>> {
  const [row] = await queryRows(db, [id], 'public', languages);
  return new Map(row ? languages.map((language) => [language, titleToRead(row, { language, own }).title]) : []);
}
