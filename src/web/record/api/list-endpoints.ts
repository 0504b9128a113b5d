import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { containing } from '../../../platform/database/like.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { noteGiven } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { listPublicArticles } from '../../../publishing/articles/list-articles.ts';
import { nameKeys } from '../../../record/actors/names/keys.ts';
import { addressKey } from '../../../record/sources/address.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { loadBriefs, type Audience } from '../../../record/views/briefs.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import { claimsOfCases } from '../../../record/views/listed.ts';
import { loadFacts } from '../../../record/views/facts.ts';
import { loadSourceBriefs } from '../../../record/views/sources.ts';
import { facetNamesFor, findFacet, type FacetName } from '../../../record/vocabulary/facets.ts';
import { perCatalogue } from '../../../record/vocabulary/properties.ts';
import { allOf, conditionsOf, type Filters } from '../../../search/query/facets.ts';
import { baseCondition } from '../../../search/query/find.ts';
import { loosened, readText } from '../../../search/query/terms.ts';
import { addressOf } from '../components/of-record.ts';
import { articleLineJson, articleLineOf, caseFacets, caseLineJson, caseLineOf } from './lists.ts';
import { claimJson, claimOf, sourceLineJson, sourceLineOf } from './parts.ts';
import { readCursor, writeCursor } from '../../kit/api/cursor.ts';
import { defineReading, deskOf, listOf, withDesk, type ReadResult, type ReadRequest } from '../../kit/api/endpoint.ts';
import { many, numberOf, one, ordering, paging, withCursor, type Sort } from '../../kit/api/parameters.ts';
import { among, deskHeads, familyOf, keyShape, oneOf, pageOfThings, type PageQuery } from './queries.ts';
import { countedClaim } from '../../../record/claims/counted.ts';

type Paged = { audience?: Audience; sort: Sort; changedSince?: string; limit: number; cursor?: string };
type Line = { number: number };
type Choice = Pick<PageQuery, 'joins' | 'conditions'>;

/**
 * Responds with one page of items. The cursor says after which item the page starts. `load` gets the ids of these
 * items, and returns the fields that the audience can see. For the desk, each item also has the field `desk`.
 */
export async function list<Item extends Line>(
  { db, url, query, audience }: ReadRequest<Paged & object>,
  kind: ThingKind,
  choice: Choice,
  load: (ids: readonly number[]) => Promise<Item[]>,
): Promise<ReadResult> {
  const { cursor, limit, sort, changedSince } = query;
  const pageless = { kind, ...query, cursor: undefined, limit: undefined };
  const { ids, next } = await pageOfThings(db, {
    kind,
    audience,
    ...choice,
    sort,
    changedSince,
    limit,
    after: readCursor(pageless, cursor, keyShape),
  });
  if (audience === 'desk') noteGiven(ids);
  const items = await load(ids);
  const heads =
    audience === 'desk'
      ? await deskHeads(
          db,
          kind,
          items.map((item) => item.number),
        )
      : null;
  const path = next && withCursor(url, writeCursor(pageless, next));
  return {
    body: {
      items: heads ? items.map((item) => ({ ...item, desk: deskOf(heads.get(item.number)!) })) : items,
      next: path,
    },
    next: path,
  };
}

/** The loaded items in the order of `ids`. */
const inOrder = <T>(ids: readonly number[], known: ReadonlyMap<number, T>): T[] =>
  ids.flatMap((id) => known.get(id) ?? []);

const facetWords: Partial<Record<FacetName, string>> = {
  country: 'The country where it happened: a two-letter code of ISO 3166-1, or XK (Kosovo).',
  state: 'The state that is behind it: a code like those of `country`.',
  home: 'The home country of the outlet under pressure: a code like those of `country`.',
  type: 'The type of incident.',
  targeted: 'The kind of actor under pressure.',
  law: 'The law or other legal basis that sources name.',
  year: 'A year in which it happened.',
  status: 'The status of the case.',
  outlet: 'The number of an outlet under pressure.',
  language: 'The language of its claims: a BCP 47 tag such as `kk`.',
  slapp: '`yes` or `no`: whether anyone calls it a SLAPP (a lawsuit that is meant to silence critics).',
};
/** A query parameter for each facet except the kind. The desk can also filter by tag. */
export const facetFilters = (audience: Audience) => ({
  ...(Object.fromEntries(
    caseFacets(audience).map((name) => [
      name,
      many(
        facetWords[name] ?? `Values of ${findFacet(name)!.property?.key ?? `the qualifier ${name} of those targeted`}.`,
      ),
    ]),
  ) as Record<Exclude<FacetName, 'kind'>, ReturnType<typeof many>>),
  ...(audience === 'desk' ? { tag: many('The name of a tag of the desk.') } : {}),
});

/** The filters in a query, without filters that the audience cannot use. */
export const filtersIn = (query: object, audience: Audience): Filters =>
  Object.fromEntries(
    [...facetNamesFor(audience), 'tag'].flatMap((name) => {
      const values = (query as Record<string, readonly string[] | undefined>)[name];
      return values?.length ? [[name, values]] : [];
    }),
  );

const casesQuery = perCatalogue((audience: Audience) =>
  z.object({
    q: one('Words that the case contains, in any language or script.'),
    ...facetFilters(audience),
    ...ordering,
    ...paging,
  }),
);

export const listCases = defineReading({
  id: 'listCases',
  name: 'CaseList',
  path: '/cases',
  get query() {
    return casesQuery('desk');
  },
  get publicQuery() {
    return casesQuery('public');
  },
  answer: listOf(withDesk(caseLineJson)),
  async read(request) {
    const { db, query, audience } = request;
    const { conditions } = await conditionsOf(db, filtersIn(query, audience), audience);
    const narrowed = Object.values(conditions);
    if (!query.q && !narrowed.length)
      return list(request, 'case', { conditions: [] }, (ids) => caseLines(db, ids, audience));
    const text = query.q ? await readText(db, query.q, audience) : null;
    const matching = (words: typeof text): Choice => ({
      joins: sql`join search_key e on e.thing_id = t.id`,
      conditions: [allOf([baseCondition(words, audience, 'case', true), ...narrowed])],
    });
    const loose = text && loosened(text);
    // As in the search: if no case has exactly these words, cases with words that start with them are found.
    const some =
      !loose ||
      (await pageOfThings(db, { kind: 'case', audience, ...matching(text), sort: 'number', after: null, limit: 1 })).ids
        .length > 0;
    return list(request, 'case', matching(some ? text : loose), (ids) => caseLines(db, ids, audience));
  },
});

async function caseLines(db: Reader, ids: readonly number[], audience: Audience) {
  const briefs = await loadBriefs(db, ids, audience);
  const facts = await loadFacts(db, ids, audience);
  const rows = ids.length
    ? await db
        .selectFrom('thing')
        .select(['id', 'example', 'changed_at'])
        .where(sql<boolean>`id = any(${[...ids]}::bigint[])`)
        .execute()
    : [];
  const lines = rows.flatMap((row) => {
    const brief = briefs.get(row.id);
    return brief && !brief.hidden
      ? [
          [
            row.id,
            caseLineOf({
              case: brief,
              example: row.example,
              changedAt: row.changed_at,
              facts: facts.get(row.id) ?? [],
            }),
          ] as const,
        ]
      : [];
  });
  return inOrder(ids, new Map(lines));
}

/** An actor in a list. */
export const actorLineJson = z.strictObject({
  number: z.number(),
  url: z.string(),
  example: z.boolean(),
  invented: z.boolean().describe('Whether it is invented, to show how Kronika works'),
  name: z.string(),
  kind: z.string(),
  otherNames: z.array(z.string()),
});

export const listActors = defineReading({
  id: 'listActors',
  name: 'ActorList',
  path: '/actors',
  query: z.object({
    q: one('A name of the actor, in any spelling or script.'),
    kind: z.enum(termKeys('actor-kind'), 'api.error.choice').optional(),
    ...ordering,
    ...paging,
  }),
  answer: listOf(withDesk(actorLineJson)),
  read: (request) => {
    const { q, kind } = request.query;
    const named = q
      ? sql<boolean>`exists (select from actor_name n where n.actor_id = t.id and (n.keys && ${nameKeys(q)}::text[] or n.text ilike ${containing(q)}))`
      : null;
    // Without this filter, PostgreSQL reads one page from the index of `thing`. With a join, it would read all items.
    const joins = kind && sql`join actor a on a.id = t.id`;
    const choice = { joins, conditions: [named, oneOf('a.kind', kind && [kind])] };
    return list(request, 'actor', choice, (ids) => actorLines(request.db, ids, request.audience));
  },
});

async function actorLines(
  db: Reader,
  ids: readonly number[],
  audience: Audience,
): Promise<z.output<typeof actorLineJson>[]> {
  if (ids.length === 0) return [];
  const briefs = await loadBriefs(db, ids, audience);
  const names = await db
    .selectFrom('actor_name')
    .select(['actor_id', 'text'])
    .where(sql<boolean>`actor_id = any(${[...ids]}::bigint[])`)
    .orderBy('position')
    .execute();
  const rows = await db
    .selectFrom('thing')
    .select(['id', 'example'])
    .where(sql<boolean>`id = any(${[...ids]}::bigint[])`)
    .execute();
  const lines = rows.flatMap(({ id, example }) => {
    const brief = briefs.get(id);
    if (!brief || brief.hidden) return [];
    const otherNames = [
      ...new Set(names.flatMap((name) => (name.actor_id === id && name.text !== brief.title ? [name.text] : []))),
    ];
    return [
      [
        id,
        {
          number: brief.number,
          url: addressOf(brief)!,
          example,
          invented: brief.invented === true,
          name: brief.title,
          kind: brief.sort!,
          otherNames,
        },
      ] as const,
    ];
  });
  return inOrder(ids, new Map(lines));
}

export const listSources = defineReading({
  id: 'listSources',
  name: 'SourceList',
  path: '/sources',
  query: z.object({
    address: one('')
      .refine((address) => address === undefined || URL.canParse(address), 'errors.field.url.bad')
      .describe('A web address; how it is written (http, www, campaign parameters) does not matter.'),
    publisher: numberOf('The number of the actor that published the source.'),
    kind: many('The kind of the source.'),
    language: many('The language: a BCP 47 tag such as `kk`.'),
    ...ordering,
    ...paging,
  }),
  answer: listOf(withDesk(z.strictObject({ number: z.number(), ...sourceLineJson.shape }))),
  async read(request) {
    const { db, query, audience } = request;
    const key = query.address === undefined ? undefined : addressKey(query.address);
    const choice = {
      // Without these filters, PostgreSQL reads one page from the index of `thing`. With a join, it would read all
      // items.
      joins:
        query.publisher === undefined && !query.kind?.length && !query.language?.length
          ? undefined
          : sql`join source s on s.id = t.id`,
      conditions: [
        key === undefined
          ? null
          : sql<boolean>`exists (select from source_address a join thing m on m.id = a.source_id where a.address_key = ${key} and m.canonical_id = t.id and m.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`})`,
        await among(db, 's.publisher_id', 'actor', query.publisher, audience),
        oneOf('s.kind', query.kind),
        oneOf('s.language', query.language),
      ],
    };
    return list(request, 'source', choice, async (ids) => {
      const found = await loadSourceBriefs(db, ids, audience);
      return inOrder(
        ids,
        new Map(found.map((source) => [source.brief.id, { number: source.brief.number, ...sourceLineOf(source) }])),
      );
    });
  },
});

export const listClaims = defineReading({
  id: 'listClaims',
  name: 'ClaimList',
  path: '/claims',
  query: z.object({
    case: numberOf('The number of the case in which the claim was filed, or that it is about.'),
    source: numberOf('The number of the source that the claim is from.'),
    speaker: numberOf('The number of an actor in the claim’s attribution (`chain`).'),
    mode: z
      .array(z.enum(termKeys('mode'), 'api.error.choice'))
      .max(50)
      .optional()
      .describe(
        'How the claim is said, such as `alleged`. May be repeated; a claim matches if it has any of the values.',
      ),
    language: many('The language: a BCP 47 tag such as `kk`.'),
    state: z
      .enum(['checked', 'draft'], 'api.error.choice')
      .optional()
      .describe(
        '`checked`: a colleague has compared the claim with its source; `draft`: not yet. Without this parameter, readers get checked and imported claims, and the desk also gets drafts.',
      ),
    ...ordering,
    ...paging,
  }),
  answer: listOf(withDesk(claimJson)),
  async read(request) {
    const { db, query, audience } = request;
    const conditions: (RawBuilder<boolean> | null)[] = [
      audience === 'public' ? countedClaim('c') : null,
      oneOf('c.state', query.state && [query.state]),
      await inCase(db, query.case, audience),
      await among(db, 'c.source_id', 'source', query.source, audience),
      await spokenBy(db, query.speaker, audience),
      oneOf('c.mode', query.mode),
      oneOf('c.language', query.language),
    ];
    return list(request, 'claim', { joins: sql`join claim c on c.id = t.id`, conditions }, async (ids) => {
      const found = await loadClaims(db, ids, audience);
      return inOrder(ids, new Map(found.map((claim) => [claim.id, claimOf(claim)])));
    });
  },
});

/** The condition that a claim was added in a case, or is about the case or one of its parts. */
const inCase = async (
  db: Reader,
  number: number | undefined,
  audience: Audience,
): Promise<RawBuilder<boolean> | null> =>
  number === undefined
    ? null
    : sql<boolean>`t.id = any(array(select id from ${claimsOfCases(await familyOf(db, 'case', number, audience), audience)} o))`;

/**
 * The condition that an actor is among the speakers of a claim. For readers, only speakers with a public link in the
 * attribution count, because readers do not see who the others are.
 */
async function spokenBy(
  db: Reader,
  number: number | undefined,
  audience: Audience,
): Promise<RawBuilder<boolean> | null> {
  const speaker = await among(db, 'l.actor_id', 'actor', number, audience);
  return (
    speaker &&
    sql<boolean>`exists (select from chain_link l where l.claim_id = t.id and ${speaker} ${audience === 'public' ? sql`and l.visibility = 'public'` : sql`and l.visibility <> 'sealed'`})`
  );
}

export const listArticles = defineReading({
  id: 'listArticles',
  name: 'ArticleList',
  path: '/articles',
  query: z.object({
    case: numberOf('The number of a case that the article is about.'),
    language: many('The language: a BCP 47 tag such as `kk`.'),
    sort: ordering.sort,
    changedSince: ordering.changedSince,
    ...paging,
  }),
  answer: listOf(articleLineJson),
  async read(request) {
    const { db, query } = request;
    const about = await among(db, 'rc.case_id', 'case', query.case, 'public');
    const choice = {
      joins: sql`join document d on d.id = t.id join edition ed on ed.id = d.edition_id join revision r on r.id = ed.revision_id`,
      conditions: [
        sql<boolean>`d.state in ('published', 'retracted')`,
        about && sql<boolean>`exists (select from revision_case rc where rc.revision_id = r.id and ${about})`,
        oneOf('r.language', query.language),
      ],
    };
    return list({ ...request, audience: 'public' }, 'article', choice, async (ids) => {
      const { articles } = ids.length ? await listPublicArticles(db, { ids, size: ids.length }) : { articles: [] };
      const numbers = await numbersOf(db, ids);
      const known = new Map(articles.map((article) => [article.number, articleLineOf(article)]));
      return numbers.flatMap((number) => known.get(number) ?? []);
    });
  },
});

async function numbersOf(db: Reader, ids: readonly number[]): Promise<number[]> {
  const rows = ids.length
    ? await db
        .selectFrom('thing')
        .select(['id', 'number'])
        .where(sql<boolean>`id = any(${[...ids]}::bigint[])`)
        .execute()
    : [];
  const numbers = new Map(rows.map((row) => [row.id, row.number]));
  return ids.flatMap((id) => numbers.get(id) ?? []);
}
