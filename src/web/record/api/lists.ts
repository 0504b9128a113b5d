import { z } from 'zod';
import { messages, type Translate } from '../../../platform/messages/messages.ts';
import type { ArticlePart, ArticleTeaser } from '../../../publishing/articles/list-articles.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { plainValues, type CaseLine } from '../../../record/views/lists.ts';
import { facetNames, facetNamesFor, type FacetName } from '../../../record/vocabulary/facets.ts';
import type { Found, FoundThings } from '../../../search/query/find.ts';
import type { Hit, Snippet } from '../../../search/query/hit.ts';
import type { Suggestion } from '../../../search/query/suggest.ts';
import { addressOf, addressOfHit } from '../components/of-record.ts';
import { routes, slugify } from '../../routes.ts';
import { reasonWords } from '../../search/public/why.tsx';
import { claimJson, claimOf, valueJson, valueOf } from './parts.ts';

/** The first fields in the JSON of every list. */
export const listHead = {
  schema: z.string().describe('The name and version of this JSON format'),
  total: z.number(),
  page: z.number(),
  pages: z.number(),
  next: z.string().nullable().describe('Path of the next page; null on the last one'),
};

const plain = z
  .array(valueJson)
  .describe('Only values that are stated and not disputed. The JSON of the case has all values, with who says so');

const facetsJson = z
  .record(
    z.string(),
    z.array(
      z.strictObject({
        value: z.string(),
        count: z.number(),
        label: z.string().nullable().describe('For an outlet, its name (`value` is its number); else null'),
      }),
    ),
  )
  .describe(
    'The filters with their values. `count`: how many items have the value, among those that match all other filters',
  );
export const countedHead = {
  instead: z
    .string()
    .nullable()
    .describe('If no item has the searched words: the other spelling that was searched instead; else null'),
  moreThanTotal: z
    .boolean()
    .describe(
      'Whether there are more matches than `total`. Only the newest are searched, counted and ranked; to find others, add words or filters',
    ),
  facets: facetsJson,
  facetsOfNewest: z
    .number()
    .nullable()
    .describe('If not null: the counts in `facets` include only this many of the newest matches'),
};

export function countedOf(
  found: Found | null,
  names: readonly FacetName[],
): {
  instead: string | null;
  moreThanTotal: boolean;
  facets: z.output<typeof facetsJson>;
  facetsOfNewest: number | null;
} {
  const facets = names.map(
    (name) => [name, (found?.facets[name] ?? []).map(({ value, count, label }) => ({ value, count, label }))] as const,
  );
  return {
    instead: found?.instead ?? null,
    moreThanTotal: found?.more ?? false,
    facets: Object.fromEntries(facets),
    facetsOfNewest: found?.facetsOver ?? null,
  };
}

export const caseFacets = (audience: Audience = 'public'): FacetName[] =>
  facetNamesFor(audience).filter((name) => name !== 'kind');

export const caseLineJson = z.strictObject({
  number: z.number(),
  url: z.string(),
  example: z.boolean(),
  invented: z.boolean().describe('Whether it is invented, to show how Kronika works'),
  title: z.string().describe('The title that the desk gave the case; not a claim'),
  changedAt: z.iso.datetime(),
  status: plain,
  began: plain,
  place: plain,
  types: plain,
});

/** The response of `/cases.json`. */
export const publicCaseList = z.strictObject({
  ...listHead,
  ...countedHead,
  cases: z.array(caseLineJson),
});
export type PublicCaseList = z.output<typeof publicCaseList>;

export function caseLineOf(
  line: Pick<CaseLine, 'case' | 'example' | 'changedAt' | 'facts'>,
): z.output<typeof caseLineJson> {
  const values = (property: string) => plainValues(line, property).map(valueOf);
  return {
    number: line.case.number,
    url: addressOf(line.case)!,
    example: line.example,
    invented: line.case.invented === true,
    title: line.case.title,
    changedAt: line.changedAt.toISOString(),
    status: values('case-status'),
    began: values('began'),
    place: values('place'),
    types: values('incident-type'),
  };
}

export function caseListJson(found: Found, lines: readonly CaseLine[], next: string | null): PublicCaseList {
  return publicCaseList.parse({
    schema: 'kronika.cases.v1',
    total: found.total,
    page: found.page,
    pages: found.pages,
    next,
    ...countedOf(found, caseFacets()),
    cases: lines.map(caseLineOf),
  } satisfies PublicCaseList);
}

export const articleLineJson = z.strictObject({
  number: z.number(),
  url: z.string(),
  example: z.boolean(),
  invented: z.boolean().describe('Whether it is invented, to show how Kronika works'),
  headline: z.string(),
  standfirst: z.string(),
  language: z.string(),
  byline: z.strictObject({ kind: z.string(), names: z.array(z.string()) }),
  publishedAt: z.iso.datetime(),
  editionAt: z.iso.datetime().describe('When the edition that readers now see was published'),
  retracted: z.boolean().describe('Whether the publication has retracted the article. Its text can still be read'),
});

/** The response of `/articles.json`. */
export const publicArticleList = z.strictObject({
  schema: listHead.schema,
  total: z
    .number()
    .nullable()
    .describe('The number of all articles; null on numbered pages, because their content never changes'),
  page: z
    .number()
    .nullable()
    .describe(
      'The number of the page, counted from the oldest, so that a page keeps its number and its articles; null for the page with the newest articles',
    ),
  pages: z.number().nullable().describe('The number of numbered pages; null on a numbered page'),
  next: z.string().nullable().describe('Path of the next older page; null on the oldest'),
  articles: z.array(articleLineJson),
});
export type PublicArticleList = z.output<typeof publicArticleList>;

export const articleLineOf = (one: ArticleTeaser): z.output<typeof articleLineJson> => ({
  number: one.number,
  url: routes.article({ number: one.number, slug: one.slug }),
  example: one.example,
  invented: one.invented,
  headline: one.headline,
  standfirst: one.standfirst,
  language: one.language,
  byline: { kind: one.byline.kind, names: [...one.byline.names] },
  publishedAt: one.publishedAt,
  editionAt: one.editionAt,
  retracted: one.retracted,
});

export function articleListJson(
  { articles, total, part, parts, older }: ArticlePart,
  href: (part: number) => string,
): PublicArticleList {
  return publicArticleList.parse({
    schema: 'kronika.articles.v1',
    total: part === null ? total : null,
    page: part,
    pages: part === null ? parts : null,
    next: older === null ? null : href(older),
    articles: articles.map(articleLineOf),
  } satisfies PublicArticleList);
}

const whyJson = z
  .array(
    z.strictObject({
      word: z.string().describe('The words of `q` that the item matches'),
      kind: z
        .enum(['country', 'act', 'place', 'law', 'same', 'date', 'host', 'sound', 'actor', 'alias', 'text'])
        .describe(
          'What it has for them: a country, a kind of pressure or event, a place, a law, a word that means the same, a date, a web address, a place whose name sounds like it, an actor, another name of its own; `text`: the words themselves, in its details',
        ),
      value: z.string().describe('A country code, the key of the kind, a date in EDTF, or a name'),
      text: z.string().describe('The reason in plain words'),
    }),
  )
  .describe('Why the item was found, as far as its title and snippet do not show it. Empty if they do, or without `q`');

export const hitJson = z.strictObject({
  kind: z.string(),
  number: z.number(),
  url: z.string().nullable(),
  title: z.string().nullable().describe('Null for a claim: its words are in `claim`, with who says so'),
  date: z.string().nullable().describe('The latest known date of the item'),
  countries: z.array(z.string()),
  claim: claimJson.nullable(),
  retracted: z.literal(true).optional().describe('Only for an article that the publication has retracted'),
  snippet: z
    .string()
    .nullable()
    .describe('A part of the item’s text that contains the searched words; always null for a claim'),
  why: whyJson,
});

const words = (snippet: Snippet | null | undefined): string | null =>
  snippet?.map((piece) => piece.text).join('') ?? null;

/** The response of `/search.json`. */
export const publicSearch = z.strictObject({
  ...listHead,
  ...countedHead,
  direct: z.array(hitJson).describe('The items that `q` names by a number or a web address'),
  hits: z.array(hitJson),
  claims: z.array(claimJson).describe('Claims in the found cases that contain the searched words'),
  moreClaims: z.boolean(),
  events: z
    .array(
      z.strictObject({
        number: z.number(),
        title: z.string(),
        case: z.strictObject({ number: z.number(), url: z.string(), title: z.string() }),
      }),
    )
    .describe('Events in the found cases that contain the searched words'),
  moreEvents: z.boolean(),
});
export type PublicSearch = z.output<typeof publicSearch>;

/** The JSON of a hit, as the only element of an array. The array is empty if the hit is a claim that was not loaded. */
export function hitLineOf(
  hit: Hit,
  claims: ReadonlyMap<number, ClaimView>,
  retracted: ReadonlySet<number>,
  t: Translate = messages('en'),
): z.output<typeof hitJson>[] {
  const claim = hit.kind === 'claim' ? claims.get(hit.id) : undefined;
  if (hit.kind === 'claim' && !claim) return [];
  return [
    {
      kind: hit.kind,
      number: hit.number,
      url: claim ? routes.claim({ number: claim.number }) : (addressOfHit(hit) ?? null),
      title: claim ? null : hit.title,
      date: hit.date,
      countries: [...hit.countries],
      claim: claim ? claimOf(claim) : null,
      ...(retracted.has(hit.id) && { retracted: true as const }),
      snippet: claim ? null : words(hit.marked?.body),
      // `lacks` does not occur, because programs get only items with all words. `item` only repeats the field `kind`.
      why: (hit.why ?? []).flatMap(({ kind, ...reason }) =>
        kind === 'lacks' || kind === 'item'
          ? []
          : [{ word: reason.word, kind, value: reason.value, text: reasonWords(t, { kind, ...reason }) }],
      ),
    },
  ];
}

/** The body of `/search.json`. `found` is null if the request has neither words nor filters. */
export function searchJson(
  found: FoundThings | null,
  claims: ReadonlyMap<number, ClaimView>,
  retracted: ReadonlySet<number>,
  next: string | null,
  t: Translate,
): PublicSearch {
  const hitOf = (hit: Hit) => hitLineOf(hit, claims, retracted, t);
  return publicSearch.parse({
    schema: 'kronika.search.v1',
    total: found?.total ?? 0,
    page: found?.page ?? 1,
    pages: found?.pages ?? 0,
    next,
    ...countedOf(found, facetNames),
    direct: found?.direct.flatMap(hitOf) ?? [],
    hits: found?.hits.flatMap(hitOf) ?? [],
    claims: found?.claims.hits.flatMap((hit) => claims.get(hit.id) ?? []).map(claimOf) ?? [],
    moreClaims: found?.claims.more ?? false,
    events:
      found?.events.hits.map((hit) => ({
        number: hit.number,
        title: hit.title,
        case: {
          number: hit.case.number,
          url: routes.case_({ number: hit.case.number, slug: slugify(hit.case.title) }),
          title: hit.case.title,
        },
      })) ?? [],
    moreEvents: found?.events.more ?? false,
  } satisfies PublicSearch);
}

/** The response of `/search/suggest`. */
export const publicSuggestions = z.strictObject({
  suggestions: z.array(
    z.strictObject({
      title: z.string(),
      language: z.string().optional(),
      name: z.string().nullable(),
      nameLanguage: z.string().optional(),
      kind: z.string(),
      url: z.string(),
    }),
  ),
});
export type PublicSuggestions = z.output<typeof publicSuggestions>;

/** @param prefix the path prefix of the language of the page, such as `/ru` */
export function suggestionsJson(t: Translate, prefix: string, found: readonly Suggestion[]): PublicSuggestions {
  return publicSuggestions.parse({
    suggestions: found.flatMap((one) => {
      const url = addressOfHit(one);
      const { number: _, slug: __, kind, ...words } = one;
      return url ? [{ ...words, kind: t(`search.public.kind.${kind}`), url: prefix + url }] : [];
    }),
  } satisfies PublicSuggestions);
}
