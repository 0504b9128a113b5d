import { sql } from 'kysely';
import type { Byline } from '../../documents/model/form.ts';
import type { DocumentState } from '../../documents/tables.ts';
import { articleSlug } from './article-slug.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { loadEventDates } from '../public/event-date.ts';
import { loadIncidents } from '../public/incidents.ts';
import { loadArticleLeads, type LeadPhoto } from '../public/lead-photos.ts';
import { memoryOf } from '../../platform/database/remember.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { partOfList, type ListPart } from '../../platform/database/list-parts.ts';
import { countReaderEditions, readerEdition } from '../editions/reader-edition.ts';

export type ArticleTeaser = {
  /** Internal: it is not in any output. */
  id: number;
  number: number;
  headline: string;
  /** The last part of the article's URL. */
  slug: string;
  /** What an editor wrote for search results and shared links. */
  description: string | null;
  standfirst: string;
  language: string;
  byline: Byline;
  /** When the article was first published (ISO 8601). */
  publishedAt: string;
  /** When the current edition was published (ISO 8601). */
  editionAt: string;
  /** When the event of the headline took place (EDTF), if the article was published more than `manyDays` days later. */
  eventDate: string | null;
  /** Whether the article is marked as retracted. Retracted articles stay readable. */
  retracted: boolean;
  example: boolean;
  invented: boolean;
  /** The article's lead photo; null unless pictures were requested. */
  photo: LeadPhoto | null;
  /**
   * The incident type of its case, which decides the drawing in place of a photo; null unless drawings were requested.
   */
  incident: string | null;
};

/** SQL for one of the ids of these items and of the items merged into them. In this form, PostgreSQL uses an index. */
const anyOf = (ids: readonly number[]) =>
  sql`any(array(select id from thing where id = any(${[...ids]}::bigint[]) union all select id from thing where merged_into = any(${[...ids]}::bigint[])))`;

/** Selects articles for a list. A filter that is left out does not apply. */
export type ArticleChoice = {
  ids?: readonly number[];
  /** Selects articles about one of these cases. */
  caseIds?: readonly number[];
  /** Selects articles about a public case in this country, or in one of these countries. */
  country?: string | readonly string[];
  /** The slug of a tag of the article. */
  tag?: string;
  /** The key of the article's section. */
  section?: string;
  /** Selects articles with one of these names in the byline. */
  authors?: readonly string[];
  /** Selects articles published since this time. */
  since?: Date;
  /** Whether sample data is included; true by default. */
  examples?: boolean;
  /**
   * Whether an article and its translations are one entry, in the reader's language (editions/reader-edition.ts). The
   * entry is listed if one of them matches.
   */
  once?: boolean;
};

/** A query for the matching published articles, unsorted (`chosen`), and one for their number (`counted`). */
function published(
  db: Reader,
  { ids, caseIds, country, tag, section, authors, since, examples = true, once }: ArticleChoice,
) {
  // `array(…)` makes PostgreSQL find the articles about the cases first. Otherwise it would read all articles, sorted.
  const about = caseIds && documentsAbout(caseIds);
  const documents = db.selectFrom('document').innerJoin('thing', 'thing.id', 'document.id');
  const matching = documents
    .where(sql<boolean>`document.state in ('published', 'retracted')`)
    .where('thing.visibility', '=', 'public')
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .$if(ids !== undefined, (query) => query.where(sql<boolean>`document.id = any(${[...(ids ?? [])]}::bigint[])`))
    .$if(!examples, (query) => query.where('thing.example', '=', false))
    .$if(since !== undefined, (query) => query.where('document.first_published_at', '>=', since!))
    .$if(tag !== undefined, (query) =>
      query.where(
        sql<boolean>`exists (select from article_tag a join tag on tag.id = a.tag_id where a.document_id = document.id and tag.slug = ${tag})`,
      ),
    )
    .$if(section !== undefined, (query) =>
      query.where(
        sql<boolean>`exists (select from article_section a where a.document_id = document.id and a.section = ${section})`,
      ),
    )
    .$if(authors !== undefined, (query) =>
      query.where(
        sql<boolean>`exists (select from edition e join revision r on r.id = e.revision_id where e.id = document.edition_id and r.byline_names && ${[...(authors ?? [])]}::text[])`,
      ),
    )
    .$if(country !== undefined, (query) =>
      query.where(sql<boolean>`exists (
        select from revision_case rc join thing about on about.id = rc.case_id join search_entry found on found.thing_id = about.canonical_id and found.for_public
        join edition e on e.revision_id = rc.revision_id where e.id = document.edition_id and found.countries && ${typeof country === 'string' ? [country] : [...(country ?? [])]}::text[])`),
    )
    .$if(about !== undefined, (query) => query.where(sql<boolean>`document.id = any(array(${about}))`));
  const counted = matching
    .leftJoin('translation', 'translation.document_id', 'document.id')
    .select((once ? countReaderEditions() : sql<number>`count(*)::int`).as('total'));
  if (!once) return { chosen: matching, counted };
  const shown = readerEdition(sql.ref('document.id'));
  const all = [ids, caseIds, country, tag, section, authors, since].every((one) => one === undefined) && examples;
  // Without a filter, this form of the query lets PostgreSQL use the index on the date of publication.
  return {
    counted,
    chosen: all
      ? matching.where(sql<boolean>`document.id = ${shown}`)
      : documents.where(sql<boolean>`document.id in (${matching.select(shown.as('id'))})`),
  };
}

type Published = ReturnType<typeof published>;

/** Sorts the matching articles, and reads only their ids and numbers. `teasersOf` reads everything else. */
const inOrder = (chosen: Published['chosen']) =>
  chosen
    .select(['document.id', 'thing.number'])
    .orderBy('document.first_published_at', 'desc')
    .orderBy('document.id', 'desc');
const count = async (counted: Published['counted']): Promise<number> => (await counted.executeTakeFirstOrThrow()).total;

/** Published articles, newest first. */
export async function listPublicArticles(
  db: Reader,
  {
    pictures = false,
    page = 1,
    size = 20,
    ...choice
  }: ArticleChoice & {
    /** Whether to load the lead photos. */ pictures?: boolean;
    page?: number;
    size?: number;
  } = {},
): Promise<{ articles: ArticleTeaser[]; total: number }> {
  const { chosen, counted } = published(db, choice);
  const [rows, total] = await Promise.all([
    inOrder(chosen)
      .limit(size)
      .offset((page - 1) * size)
      .execute(),
    count(counted),
  ]);
  return {
    total,
    articles: await teasersOf(
      db,
      rows.map((row) => row.id),
      { pictures },
    ),
  };
}

export type ArticlePart = ListPart & { articles: ArticleTeaser[]; total: number };

/**
 * A page of a list of articles with pictures, for readers (`partOfList`). If `part` is null, the first page.
 * @throws AppError `not_found` for a page that does not exist
 */
export async function listArticlePart(
  db: Reader,
  part: number | null,
  choice: ArticleChoice = {},
): Promise<ArticlePart> {
  const { chosen, counted } = published(db, { ...choice, once: true });
  // While a mirror is made, all pages of the list share this one query (`rememberReads`).
  const all = memoryOf(db, 'public articles') ? await inOrder(chosen).execute() : null;
  const total = all ? all.length : await count(counted);
  const place = partOfList(total, part);
  if (!place) throw new AppError('not_found');
  const rows = all
    ? all.slice(place.from, place.from + place.count)
    : await inOrder(chosen).limit(place.count).offset(place.from).execute();
  return {
    ...place,
    total,
    articles: await teasersOf(
      db,
      rows.map((row) => row.id),
      { pictures: true },
    ),
  };
}

/** The newest matching articles. The total is not counted. */
export async function newestArticles(
  db: Reader,
  { pictures = false, size, ...choice }: ArticleChoice & { pictures?: boolean; size: number },
): Promise<ArticleTeaser[]> {
  const { chosen } = published(db, choice);
  const rows = await inOrder(chosen).limit(size).execute();
  return teasersOf(
    db,
    rows.map((row) => row.id),
    { pictures },
  );
}

/** With more days than this between an event and its article, the date of publication alone would be misleading. */
const manyDays = 7;

function ifLongBefore(published: Date, edtf: string | null): string | null {
  const latest = edtf === null ? null : parseEdtf(edtf)?.latest;
  return latest && published.getTime() - Date.parse(latest) > manyDays * 86_400_000 ? edtf : null;
}

/** The articles with these document ids, as lists show them, newest first. */
export async function teasersOf(
  db: Reader,
  shown: readonly number[],
  { pictures, drawings = false }: { pictures: boolean; drawings?: boolean },
): Promise<ArticleTeaser[]> {
  if (!shown.length) return [];
  const listed = db
    .selectFrom('document')
    .innerJoin('thing', 'thing.id', 'document.id')
    .innerJoin('edition', 'edition.id', 'document.edition_id')
    .innerJoin('revision', 'revision.id', 'edition.revision_id')
    .where(sql<boolean>`document.id = any(${[...shown]}::bigint[])`)
    .select([
      'thing.id',
      'thing.number',
      'thing.example',
      'thing.invented',
      'document.state',
      'document.first_published_at',
      'document.slug',
      'document.description',
      'edition.at',
      'revision.headline',
      'revision.standfirst',
      'revision.language',
    ])
    .select(['revision.byline_kind', 'revision.byline_names'])
    .orderBy('document.first_published_at', 'desc')
    .orderBy('document.id', 'desc');
  const [rows, events, leads, incidents] = await Promise.all([
    listed.execute(),
    loadEventDates(db, shown),
    pictures ? loadArticleLeads(db, shown) : new Map<number, LeadPhoto>(),
    drawings ? loadIncidents(db, shown) : new Map<number, string>(),
  ]);
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    headline: row.headline,
    slug: articleSlug(row.slug, row.headline),
    description: row.description,
    standfirst: row.standfirst,
    language: row.language,
    byline: { kind: row.byline_kind, names: row.byline_names },
    publishedAt: row.first_published_at!.toISOString(),
    editionAt: row.at.toISOString(),
    eventDate: ifLongBefore(row.first_published_at!, events.get(row.id) ?? null),
    retracted: row.state === 'retracted',
    example: row.example,
    invented: row.invented,
    photo: leads.get(row.id) ?? null,
    incident: leads.has(row.id) ? null : (incidents.get(row.id) ?? null),
  }));
}

/** The numbers of the matching articles, newest first. */
export async function listOrder(db: Reader, choice: ArticleChoice = {}): Promise<number[]> {
  const { chosen } = published(db, choice);
  const rows = await inOrder(chosen).execute();
  return rows.map((row) => row.number);
}

/** The documents whose newest edition is about one of the cases. */
const documentsAbout = (caseIds: readonly number[]) => sql`
  with about as materialized (select e.id, e.document_id from revision_case r join edition e on e.revision_id = r.revision_id where r.case_id = ${anyOf(caseIds)})
  select distinct d.id from about a cross join lateral (select id from document where id = a.document_id and edition_id = a.id offset 0) d`;

export type CitingArticle = {
  number: number;
  headline: string;
  language: string;
  slug: string;
  published: boolean;
  sentences: { id: string; claimId: number }[];
};

/**
 * The articles that cite these claims (canonical ids). For readers: published articles whose current edition cites one
 * of the claims; an article and its translations are one entry. For the desk: also articles and drafts whose newest
 * revision cites one. `sentences`: which sentence cites which claim.
 */
export async function listCitingArticles(
  db: Reader,
  claimIds: readonly number[],
  audience: 'public' | 'desk',
): Promise<CitingArticle[]> {
  if (claimIds.length === 0) return [];
  const shown =
    audience === 'public'
      ? sql`d.edition_revision and d.state in ('published', 'retracted') and t.visibility = 'public'`
      : sql`(d.edition_revision or d.newest_revision)`;
  // Lateral joins with "offset 0" make PostgreSQL use indexes. Otherwise it would read every revision.
  const { rows } = await sql<{
    number: number;
    headline: string;
    language: string;
    slug: string | null;
    state: DocumentState;
    sentence_id: string;
    claim_id: number;
  }>`
    with cited as materialized (select c.revision_id, c.sentence_id, c.claim_id from citation c where c.claim_id = ${anyOf(claimIds)}),
    found as (
      select t.number, r.headline, r.language, d.slug, d.state, d.id as document_id, r.id as revision_id
      from (select distinct revision_id as id from cited) c
      cross join lateral (select id, document_id, headline, language from revision where id = c.id offset 0) r
      cross join lateral (
        select d.id, d.slug, d.state, d.revision_id = r.id as newest_revision, exists (select from edition e where e.id = d.edition_id and e.revision_id = r.id) as edition_revision
        from document d where d.id = r.document_id offset 0
      ) d
      cross join lateral (select * from thing where id = d.id offset 0) t
      where t.withdrawn_at is null and t.redacted_at is null and ${shown}
    )
    select f.number, f.headline, f.language, f.slug, f.state, c.sentence_id, asked.canonical_id as claim_id
    from found f join cited c on c.revision_id = f.revision_id
    cross join lateral (select id, canonical_id from thing where id = c.claim_id offset 0) asked
    ${audience === 'public' ? sql`where f.document_id = ${readerEdition(sql`f.document_id`, sql`o.id in (select document_id from found)`)}` : sql``}
    order by f.document_id desc, f.revision_id desc, c.sentence_id`.execute(db);
  const articles = new Map<number, CitingArticle>();
  for (const row of rows) {
    const claimId = Number(row.claim_id);
    const article = articles.get(row.number) ?? {
      number: Number(row.number),
      headline: row.headline,
      language: row.language,
      slug: articleSlug(row.slug, row.headline),
      published: row.state === 'published' || row.state === 'retracted',
      sentences: [],
    };
    articles.set(row.number, article);
    const known = article.sentences.some((one) => one.id === row.sentence_id && one.claimId === claimId);
    if (!known) article.sentences.push({ id: row.sentence_id, claimId });
  }
  return [...articles.values()];
}
