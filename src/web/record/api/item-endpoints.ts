import { z } from 'zod';
import { articleForm } from '../../../documents/model/form.ts';
import { documentStates } from '../../../documents/tables.ts';
import { currentViewer } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { loadHead, loadSavedArticle } from '../../../publishing/articles/desk-article.ts';
import { listCitingArticles } from '../../../publishing/articles/list-articles.ts';
import { loadCommenting } from '../../../publishing/comments/commenting.ts';
import { findCommented } from '../../../publishing/comments/find-commented.ts';
import { commentsOnPage, commentsPage, publicComments } from '../../../publishing/comments/public-comments.ts';
import { loadPublicArticle, publicArticle, publicArticleJson } from '../../../publishing/public/public-article.ts';
import { loadThingTags } from '../../../record/tags/queries.ts';
import { isTagged } from '../../../record/tags/tables.ts';
import { teamsOf } from '../../../record/teams/limit-item.ts';
import { listOpenings } from '../../../record/teams/openings.ts';
import type { ThingKind } from '../../../record/tables.ts';
import type { Thing } from '../../../record/things.ts';
import { findAppearances, loadActor } from '../../../record/views/actor.ts';
import { lookUpAddress, whileShown } from '../../../record/views/address.ts';
import { loadCase } from '../../../record/views/case.ts';
import { loadClaim } from '../../../record/views/claim.ts';
import { loadSource } from '../../../record/views/sources.ts';
import { casesNaming } from '../../../search/naming.ts';
import { jsonSpans, moreThanJson } from '../components/actor-lists.tsx';
import { articleGone } from '../../publishing/articles/public/article-gone.tsx';
import { adviceOnDocument } from '../../law/advice/load-advice.ts';
import { goneResponse } from '../public/lookup.tsx';
import { routes } from '../../routes.ts';
import { actorJson, publicActor } from './actor.ts';
import { adviceJson, adviceOf } from '../../law/api/advice.ts';
import { caseJson, publicCase } from './case.ts';
import { claimPageJson, publicClaimPage } from './claim.ts';
import { publicSource, sourceJson } from './source.ts';
import { readCursor, writeCursor } from '../../kit/api/cursor.ts';
import {
  defineReading,
  deskOf,
  limitedJson,
  withDesk,
  type ReadResult,
  type ReadRequest,
} from '../../kit/api/endpoint.ts';
import { audience, paging, withCursor } from '../../kit/api/parameters.ts';

/**
 * Responds with one item by its number: 308 for a merged item; 410 for a public item that was withdrawn, redacted or
 * sealed; 404 for a hidden item, exactly as if it did not exist. The desk can read withdrawn items.
 */
export async function single(
  { c, db, url, audience, number }: ReadRequest<object>,
  kind: ThingKind,
  load: (thing: Thing) => Promise<object | null>,
): Promise<ReadResult> {
  const found = await lookUpAddress(db, kind, number, audience);
  if (found.is === 'nothing') throw new AppError('not_found');
  if (found.is === 'erased') return goneResponse(c, { kind, number });
  if (found.is === 'withdrawn' && audience === 'public')
    return goneResponse(c, { kind, number, at: found.at, reason: found.reason });
  if (found.is === 'closed') return goneResponse(c, { kind, number, at: found.at });
  if (found.is === 'moved') {
    // A merge can be undone, so the redirect must not be cached permanently.
    const to = `${url.pathname.slice(0, url.pathname.lastIndexOf('/'))}/${found.number}${url.search}`;
    return new Response(null, { status: 308, headers: { Location: to, 'Cache-Control': 'no-cache' } });
  }
  const { thing } = found;
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const body = await whileShown(db, thing, audience, () => load(thing));
  if (audience === 'public') return { body };
  const desk = deskOf({
    version: thing.version,
    visibility: thing.visibility,
    changedAt: thing.changed_at,
    withdrawnAt: thing.withdrawn_at,
  });
  const tags = isTagged(kind) ? { tags: (await loadThingTags(db, [thing.id])).get(thing.id) ?? [] } : {};
  return { body: { ...body, desk: { ...desk, ...(await limitedOf(db, thing.id)), ...tags } }, version: thing.version };
}

/** The teams to which an item is limited, and who has opened it. An empty object if the item is not limited. */
async function limitedOf(db: Reader, thing: number): Promise<{ limited?: z.output<typeof limitedJson> }> {
  if (!currentViewer()?.sees) return {};
  const { own, others } = await teamsOf(db, thing);
  const teams = [...(own ? [own] : []), ...others];
  if (teams.length === 0) return {};
  const { openings } = await listOpenings(db, thing);
  const limited = {
    teams: teams.map(({ id, name }) => ({ team: id, name })),
    openings: openings.map(({ name, at }) => ({ by: name, at: at.toISOString() })),
  };
  return { limited };
}

export const getCase = defineReading({
  id: 'getCase',
  name: 'Case',
  path: '/cases/{number}',
  query: z.object({ audience }),
  answer: withDesk(publicCase),
  read: (request) =>
    single(request, 'case', async (thing) => caseJson(await loadCase(request.db, thing, request.audience))),
});

const pageKey = z.tuple([z.number().int().min(2).max(100_000)]);

export const getActor = defineReading({
  id: 'getActor',
  name: 'Actor',
  path: '/actors/{number}',
  query: z.object({
    audience,
    cursor: paging.cursor.describe(
      'The next page of the actor’s long lists: the `cursor` in `next` of the previous page.',
    ),
  }),
  answer: withDesk(publicActor),
  read: (request) => {
    const mark = { actor: request.number, audience: request.audience };
    const [page] = readCursor(mark, request.query.cursor, pageKey) ?? [1];
    return single(request, 'actor', async (thing) => {
      const spans = jsonSpans(page);
      const found = await findAppearances(request.db, thing.id, request.audience, spans, casesNaming);
      const view = await loadActor(request.db, thing, request.audience, spans, found);
      return actorJson(view, moreThanJson(view, page) ? withCursor(request.url, writeCursor(mark, [page + 1])) : null);
    });
  },
});

export const getSource = defineReading({
  id: 'getSource',
  name: 'Source',
  path: '/sources/{number}',
  query: z.object({ audience }),
  answer: withDesk(publicSource),
  read: (request) =>
    single(request, 'source', async (thing) => sourceJson(await loadSource(request.db, thing, request.audience))),
});

export const getClaim = defineReading({
  id: 'getClaim',
  name: 'ClaimPage',
  path: '/claims/{number}',
  query: z.object({ audience }),
  answer: withDesk(publicClaimPage),
  read: (request) =>
    single(request, 'claim', async (thing) => {
      const view = await loadClaim(request.db, thing, request.audience);
      if (!view) return null;
      // The desk, too, gets only published articles here, because drafts need their own scope.
      const citing = await listCitingArticles(request.db, [thing.id], 'public');
      return claimPageJson(
        view,
        citing.map(({ number, headline, slug }) => ({
          number,
          headline,
          url: routes.article({ number, slug }),
        })),
      );
    }),
});

export const getArticle = defineReading({
  id: 'getArticle',
  name: 'Article',
  path: '/articles/{number}',
  query: z.object({
    edition: z.coerce
      .number('api.error.number')
      .int('api.error.number')
      .positive('api.error.number')
      .optional()
      .describe('The number of an earlier edition; by default the newest edition.'),
  }),
  answer: publicArticle,
  async read({ c, db, number, query }) {
    try {
      return { body: await publicArticleJson(db, number, query.edition) };
    } catch (error) {
      return articleGone(c, number, error);
    }
  },
});

/** The comments of readers on an article, with the same data as on its page. */
export const listComments = defineReading({
  id: 'listArticleComments',
  name: 'CommentList',
  path: '/articles/{number}/comments',
  query: z.object({
    page: z.coerce
      .number('api.error.number')
      .int('api.error.number')
      .positive('api.error.number')
      .default(1)
      .describe(`The page: each has ${commentsOnPage} comments, oldest first.`),
  }),
  answer: publicComments,
  async read({ c, db, number, query }) {
    const found = await findCommented(db, number, (await loadCommenting(db)).commenting);
    if (!found) {
      try {
        await loadPublicArticle(db, number);
      } catch (error) {
        return articleGone(c, number, error);
      }
      throw new AppError('not_found');
    }
    return { body: await commentsPage(db, found, query.page) };
  },
});

/** An article at the desk. `form` has the shape of the input of `save-article`. */
export const articleDraft = z.strictObject({
  article: z.string().describe('Ref of the article'),
  number: z.number(),
  version: z.number().int(),
  state: z.enum(documentStates),
  revision: z.number().int(),
  savedAt: z.iso.datetime(),
  editedSince: z.boolean().describe('Whether the article was saved after its newest edition was published'),
  beside: z
    .string()
    .describe(
      'Digest of what readers see besides the text: photos, tags, section, the picture for shared links, the address, the description, the original of a translation, and whether there are comments',
    ),
  slug: z
    .string()
    .nullable()
    .describe('The last part of the address, if someone wrote one; set by `describe-articles`'),
  description: z
    .string()
    .nullable()
    .describe('What search results and shared links say; without it, they show the standfirst'),
  form: articleForm,
  limited: limitedJson,
});

export const getDraft = defineReading({
  id: 'getArticleDraft',
  name: 'ArticleDraft',
  path: '/articles/{number}/draft',
  query: z.object({}),
  answer: articleDraft,
  scope: 'read:desk',
  async read({ db, number }) {
    const { id, article, version, state, revision, savedAt, editedSince, beside, slug, description, form } =
      await loadSavedArticle(db, number);
    return {
      body: articleDraft.parse({
        article,
        number,
        version,
        state,
        revision,
        savedAt: savedAt.toISOString(),
        editedSince,
        beside,
        slug,
        description,
        form,
        ...(await limitedOf(db, id)),
      }),
      version,
    };
  },
});

/** The legal advice on the last saved text of an article. It is calculated for each response, and not stored. */
export const getAdvice = defineReading({
  id: 'getArticleAdvice',
  name: 'ArticleAdvice',
  path: '/articles/{number}/advice',
  query: z.object({}),
  answer: adviceJson,
  scope: 'read:desk',
  unstored: true,
  async read({ c, db, number }) {
    const { doc, form } = await loadHead(db, number);
    return { body: adviceOf(await adviceOnDocument(c, doc, form.language, `article/${number}`)) };
  },
});
