import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { currentReading } from '../../record/translations/reading.ts';
import { Translations } from '../../record/translations/load.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import { isListed, isOpen } from '../../record/views/listed.ts';
import { readerEdition } from '../editions/reader-edition.ts';
import { chosenFor, type FrontPageRow } from './load.ts';

type Sql = RawBuilder<unknown>;

/** The maximum number of items in each part of the front page. */
const limits = { cases: 9, letters: 4, laws: 4, corrections: 4, questions: 4, articles: 7 };
/** The number of days for which the front page shows a correction or retraction. */
export const correctionDays = 28;

/** A line of a list on the front page. `More`: fields that only lines of this list have. */
export type FrontLine = {
  id: number;
  number: number;
  title: string;
  language: string | null;
  example: boolean;
};
export type FrontCase = FrontLine & { summary: string | null };
export type FrontLetter = FrontLine & { signed: number | null; deadline: string | null; publishedAt: string | null };
export type FrontCorrection = FrontLine & { at: string; retracted: boolean; slug: string | null };
export type FrontQuestion = FrontLine & {
  case: { id: number; number: number; title: string; language?: string | null };
};

export type FrontLists = {
  /** The ids of the newest articles, and of the newest articles of each composed section. */
  articles: number[];
  sections: Map<string, number[]>;
  /** The cases and letters that an editor chose as lead or stories. */
  chosen: { cases: FrontCase[]; letters: FrontLetter[] };
  cases: FrontCase[];
  letters: FrontLetter[];
  laws: FrontLine[];
  corrections: FrontCorrection[];
  questions: FrontQuestion[];
};

type Row = {
  part: 'article' | 'section' | 'chosen-case' | 'chosen-letter' | 'case' | 'letter' | 'law' | 'correction' | 'question';
  place: number;
  id: number;
  number: number;
  title: string | null;
  language: string | null;
  example: boolean;
  more: Record<string, unknown>;
};

const shown = isListed('public', 't');

const questionCase = ({ more }: Pick<Row, 'more'>): FrontQuestion['case'] => {
  const { case: of } = more as { case: FrontQuestion['case'] };
  return { ...of, id: Number(of.id) };
};

/** SQL for the columns that the queries of all parts have. */
const line = (part: Row['part'], title: Sql, language: Sql, more: Sql, order: Sql): Sql => sql`
  select ${part}::text as part, row_number() over (order by ${order})::int as place, t.id, t.number, ${title} as title, ${language} as language, t.example, ${more} as more`;

const caseMore = sql`json_build_object('summary', c.summary)`;
const letterMore = sql`json_build_object('deadline', l.deadline, 'publishedAt', l.published_at, 'signed',
  case when l.stage is not null then (select coalesce(sum(n.count), 0)::int from letter_count n where n.letter_id = l.id and n.state = 'confirmed') end)`;

/**
 * The cases that began last, so that an edit or import of an old case does not move it up. Two database indexes give
 * the candidates: one has cases whose beginning is known, the other has the newest date of any case.
 */
const cases = (today: string): Sql => {
  const day = sql`coalesce(b.public_from, nullif(x.on_day, '-infinity'))`;
  return sql`select * from (${line('case', sql`c.title`, sql`null::text`, caseMore, sql`${day} desc nulls last, t.id desc`)}
    from (
      select id, max(on_day) as on_day from (
        (select b.case_id as id, b.public_from as on_day from case_began b join thing t on t.id = b.case_id and ${shown}
          where b.public_from is not null and b.public_from <= ${today}::date order by b.public_from desc, b.case_id desc limit ${limits.cases})
        union all
        (select k.thing_id, k.sort_on from search_key k join thing t on t.id = k.thing_id and ${shown}
          where k.kind = 'case' and k.for_public and k.sort_on <= ${today}::date order by k.sort_on desc, k.thing_id desc limit ${limits.cases})
      ) y group by id
    ) x join thing t on t.id = x.id join "case" c on c.id = t.id left join case_began b on b.case_id = t.id) z where place <= ${limits.cases}`;
};

/** The newest articles: enough for the page even if none of the chosen items can be shown. */
const articles = (
  count: number,
): Sql => sql`(${line('article', sql`null::text`, sql`null::text`, sql`'{}'::json`, sql`d.first_published_at desc, d.id desc`)}
  from (select d.id, d.first_published_at from document d join thing t on t.id = d.id and ${shown}
    where d.state = 'published' and d.id = ${readerEdition(sql`d.id`)} order by d.first_published_at desc, d.id desc limit ${count}) d join thing t on t.id = d.id)`;

/** The newest articles of each section. `elsewhere`: how many more are needed, because the page may show them above. */
const sections = (wanted: readonly { section: string; stories: number }[], elsewhere: number): Sql => sql`
  select 'section'::text as part, row_number() over (order by s.place, d.first_published_at desc, d.id desc)::int as place, d.id, d.number, s.section as title, null::text as language, d.example, '{}'::json as more
  from unnest(${wanted.map((one) => one.section)}::text[], ${wanted.map((one) => one.stories + elsewhere)}::int[]) with ordinality as s (section, stories, place)
  cross join lateral (select d.id, d.first_published_at, t.number, t.example from document d join thing t on t.id = d.id and ${shown}
    where d.id in (select ${readerEdition(sql`a.document_id`)} from article_section a where a.section = s.section) and d.state = 'published' order by d.first_published_at desc, d.id desc limit s.stories) d`;

const chosenCases = (ids: readonly number[]): Sql => sql`
  ${line('chosen-case', sql`c.title`, sql`null::text`, caseMore, sql`t.id`)} from thing t join "case" c on c.id = t.id
  where t.id = any(${[...ids]}::bigint[]) and ${shown}`;
const chosenLetters = (ids: readonly number[]): Sql => sql`
  ${line('chosen-letter', sql`l.title`, sql`l.language`, letterMore, sql`t.id`)} from thing t join letter l on l.id = t.id where t.id = any(${[...ids]}::bigint[]) and ${shown}`;

/** Letters that anyone can sign now, sorted by deadline, the earliest first. */
const letters = (at: Date): Sql => sql`select * from (
  ${line('letter', sql`l.title`, sql`l.language`, letterMore, sql`l.deadline nulls last, l.published_at desc, l.id`)} from letter l join thing t on t.id = l.id
  where l.stage = 'published' and l.open_to <> 'invited' and l.closed_at is null and (l.deadline is null or l.deadline > ${at}) and ${shown}) z where place <= ${limits.letters}`;

const laws = (today: string): Sql => sql`(
  ${line('law', sql`w.title`, sql`w.language`, sql`'{}'::json`, sql`k.sort_on desc, t.id desc`)}
  from (select k.thing_id, k.sort_on from search_key k join thing t on t.id = k.thing_id and ${shown}
    where k.kind = 'law' and k.for_public and k.sort_on > '-infinity' and k.sort_on <= ${today}::date order by k.sort_on desc, k.thing_id desc limit ${limits.laws}) k
  join thing t on t.id = k.thing_id join law w on w.id = t.id)`;

/** Recent corrections and retractions of articles that readers can still read. */
const corrections = (since: Date): Sql => sql`select * from (
  ${line('correction', sql`r.headline`, sql`r.language`, sql`json_build_object('at', x.at, 'retracted', x.retracted, 'slug', d.slug)`, sql`x.at desc, t.id desc`)}
  from (
    (select c.document_id, e.at, false as retracted from correction c join edition e on e.id = c.edition_id where e.at > ${since} order by c.id desc limit 20)
    union all (select a.document_id, a.at, true from article_act a where a.act = 'retract' and a.at > ${since} order by a.id desc limit 20)
  ) x join thing t on t.id = x.document_id and ${shown} join document d on d.id = t.id and d.state in ('published', 'retracted') and (not x.retracted or d.state = 'retracted')
  join edition e on e.id = d.edition_id join revision r on r.id = e.revision_id) z where place <= ${limits.corrections}`;

const questions = sql`(
  ${line('question', sql`q.wording`, sql`q.language`, sql`json_build_object('case', json_build_object('id', ct.id, 'number', ct.number, 'title', c.title))`, sql`q.id desc`)}
  from (
    select q.id, q.wording, q.language, q.case_id from question q join thing t on t.id = q.id and ${shown}
    join claim m on m.id = q.raised_by and ${countedClaim('m')} join thing rt on rt.id = m.id and ${isOpen('public', 'rt')}
    join thing o on o.id = q.case_id join thing ct on ct.id = o.canonical_id and ${isListed('public', 'ct')}
    where q.answered_by is null order by q.id desc limit ${limits.questions}
  ) q join thing t on t.id = q.id join thing o on o.id = q.case_id join thing ct on ct.id = o.canonical_id join "case" c on c.id = ct.id)`;

/** Reads the rows of everything that the front page lists, in one query. */
export async function findFrontRows(
  db: Reader,
  version: FrontPageRow | null,
  at: Date,
  today: string,
): Promise<FrontRows> {
  const chosen = chosenFor(version).filter((one) => one.shown);
  const onTop = limits.articles + chosenFor(version).length;
  const ids = (kind: string): number[] => chosen.filter((one) => one.kind === kind).map((one) => Number(one.id));
  const since = new Date(at.getTime() - correctionDays * 86_400_000);
  const parts = [
    articles(onTop),
    cases(today),
    letters(at),
    laws(today),
    corrections(since),
    questions,
    ...(version?.sections.length ? [sections(version.sections, onTop)] : []),
    ...(ids('case').length ? [chosenCases(ids('case'))] : []),
    ...(ids('letter').length ? [chosenLetters(ids('letter'))] : []),
  ];
  const { rows } = await sql<Row>`
    select * from (${sql.join(
      parts.map((part) => sql`(${part})`),
      sql` union all `,
    )}) lists order by part, place`.execute(db);
  const of = (...parts: Row['part'][]): number[] =>
    rows.filter((row) => parts.includes(row.part)).map((row) => Number(row.id));
  return {
    rows,
    articles: of('article', 'section'),
    cases: of('chosen-case', 'case'),
    laws: of('law'),
  };
}

/** The rows of the lists, and the ids of the articles, cases and laws among them. */
export type FrontRows = { rows: readonly Row[]; articles: number[]; cases: number[]; laws: number[] };

/** The lists in the language of the reader. */
export async function frontListsOf(db: Reader, { rows }: FrontRows): Promise<FrontLists> {
  const titled = rows.filter((row) => row.part !== 'section' && row.part !== 'article' && row.part !== 'correction');
  const [briefs, translations] = await Promise.all([
    currentReading()
      ? loadBriefs(
          db,
          titled.flatMap((row) => [Number(row.id), ...(row.part === 'question' ? [questionCase(row).id] : [])]),
          'public',
        )
      : null,
    Translations.load(
      db,
      titled.map((row) => Number(row.id)),
    ),
  ]);
  /** The further fields of a line, in the language of the reader. */
  const inLanguage = (row: Row): object => {
    if (row.part === 'question') {
      const { id, ...own } = questionCase(row);
      const brief = briefs?.get(id);
      return { case: { id, ...own, ...(brief && !brief.hidden && { title: brief.title, language: brief.language }) } };
    }
    const { summary } = row.more as { summary?: string | null };
    const translated = summary ? translations.of(Number(row.id), 'summary', summary) : undefined;
    return { ...(row.more as object), ...(translated !== undefined && { summary: translated }) };
  };
  const of = <Line extends FrontLine>(part: Row['part']): Line[] =>
    rows
      .filter((row) => row.part === part)
      .map((row) => {
        const brief = titled.includes(row) ? briefs?.get(Number(row.id)) : undefined;
        const shown = brief && !brief.hidden ? brief : null;
        return {
          id: Number(row.id),
          number: Number(row.number),
          title: shown?.title ?? row.title ?? '',
          language: shown ? (shown.language ?? null) : row.language,
          example: row.example,
          ...inLanguage(row),
        };
      }) as Line[];
  const inSections = new Map<string, number[]>();
  for (const { title, id } of of('section')) inSections.set(title, [...(inSections.get(title) ?? []), id]);
  return {
    articles: of('article').map((one) => one.id),
    sections: inSections,
    chosen: { cases: of('chosen-case'), letters: of('chosen-letter') },
    cases: of('case'),
    letters: of('letter'),
    laws: of('law'),
    corrections: of('correction'),
    questions: of('question'),
  };
}
