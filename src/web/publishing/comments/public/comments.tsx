import { CommentGate } from '../../../../publishing/comments/gate.ts';
import { findCommented, type Commented } from '../../../../publishing/comments/find-commented.ts';
import {
  commentsOnPage,
  commentsPage,
  loadPublicComments,
  type PublicComment,
} from '../../../../publishing/comments/public-comments.ts';
import { moderate } from '../../../../publishing/comments/steps.ts';
import { confirmHours } from '../../../../publishing/comments/tables.ts';
import { writeComment } from '../../../../publishing/comments/write-comment.ts';
import { loadPublicArticle } from '../../../../publishing/public/public-article.ts';
import { AppError } from '../../../../platform/errors.ts';
import { run } from '../../../../platform/operation.ts';
import { ownAddress } from '../../../kit/client.ts';
import { PublicPage } from '../../../kit/components/layout.tsx';
import { Notice, Pagination } from '../../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../../kit/context.ts';
import { atom, fullAddress, jsonFeed, type Feed } from '../../../kit/feeds/feed.ts';
import type { FormState } from '../../../kit/forms/form.ts';
import type { PageRequest } from '../../../kit/pages/page-request.ts';
import { declareForm } from '../../../kit/forms/declared.ts';
import { handleForm } from '../../../kit/forms/handle.ts';
import { linksInLanguage, setLanguage } from '../../../kit/locale.ts';
import { pageNumber, routes } from '../../../routes.ts';
import { page, renderFragment, useView, viewOf } from '../../../kit/view.tsx';
import { commentData } from '../../articles/public/article-data.ts';
import { articleGone } from '../../articles/public/article-gone.tsx';
import { sendChallenge } from './confirm.tsx';
import { CommentForm, CommentList, commentsFeed, formFor, newestShown } from './parts.tsx';

const size = commentsOnPage;
const inFeed = 50;

/** Readers' comments on an article: a page with all comments, the same comments as JSON and as a feed, and the form. */
export function commentPages(web: Router): void {
  web.get(routes.comments.pattern, (c) =>
    withArticle(c, async (article) => {
      const current = Math.min(
        pageNumber(new URL(c.req.url)),
        Math.max(1, Math.ceil((article.total + article.gone) / size)),
      );
      const comments = await loadPublicComments(c.get('deps').app.db.read, article.number, {
        limit: size,
        offset: (current - 1) * size,
      });
      return page(
        c,
        <CommentsPage article={article} comments={comments} current={current} full={(path) => fullAddress(c, path)} />,
      );
    }),
  );

  declareForm(web, routes.comments, ({ paper }: Pick<PageRequest<unknown>, 'paper'>) => formFor(paper.commenting));
  web.post(routes.comments.pattern, async (c) => {
    const { app, paper } = c.get('deps');
    const address = ownAddress(c);
    const gate = new CommentGate(app.counters);
    return withArticle(c, async (article) => {
      if (!article.open) throw new AppError('comments_closed');
      return handleForm(c, formFor(paper().commenting), {
        open: true,
        render: (state) => <WritePage article={article} state={state} />,
        submit: async ({ identity, ...written }) => {
          const { refused, marks } = moderate(written, {
            words: paper().commenting,
            ...(await gate.look(address, written.text)),
          });
          if (refused)
            throw new AppError('invalid_input', {
              fields: [
                {
                  path: refused.reason === 'link_in_name' ? 'name' : 'text',
                  message: `publishing.comments.refused.${refused.reason}`,
                  params: refused.params,
                },
              ],
            });
          const { token, secret } = await run(app, writeComment, null, {
            article: article.number,
            ...written,
            marks,
            identity,
          });
          if (secret !== null) await sendChallenge(c, { article, token, secret, identity });
          await gate.note(address, written.text);
          c.header('Cache-Control', 'no-store');
          return page(c, <WrittenPage article={article} token={token} confirm={secret !== null} />, 201);
        },
      });
    });
  });

  web.get(routes.newComments.pattern, (c) =>
    withArticle(c, async (article) => {
      const comments = await loadPublicComments(c.get('deps').app.db.read, article.number, {
        limit: newestShown,
        last: true,
      });
      return c.html(
        linksInLanguage(
          renderFragment(viewOf(c), <CommentList article={article} comments={comments} />),
          c.get('prefix'),
        ),
      );
    }),
  );

  web.on('GET', routes.comments.jsonPatterns, (c) =>
    withArticle(c, async (article) => {
      return c.json(await commentsPage(c.get('deps').app.db.read, article, pageNumber(new URL(c.req.url))));
    }),
  );

  for (const pattern of routes.feeds.comments.patternsAs('xml'))
    web.get(pattern, (c) => withArticle(c, async (article) => atom(c, await feedOf(c, article))));
  for (const pattern of routes.feeds.comments.jsonPatterns)
    web.get(pattern, (c) => withArticle(c, async (article) => jsonFeed(c, await feedOf(c, article))));
}

/** Calls `answer` if the article is public. Otherwise, the response says what happened to the article. */
async function withArticle(c: Ctx, answer: (article: Commented) => Promise<Response>): Promise<Response> {
  const { number } = routes.comments.read(c.req.param());
  const { app, paper } = c.get('deps');
  const article = await findCommented(app.db.read, number, paper().commenting);
  if (!article) {
    try {
      await loadPublicArticle(app.db.read, number);
    } catch (error) {
      return articleGone(c, number, error);
    }
    throw new AppError('not_found');
  }
  setLanguage(c, article.language);
  return answer(article);
}

async function feedOf(c: Ctx, article: Commented): Promise<Feed> {
  const t = c.get('t');
  const comments = await loadPublicComments(c.get('deps').app.db.read, article.number, { limit: inFeed, last: true });
  const link = routes.comments({ number: article.number });
  const { atom: xml, json } = commentsFeed(t, article);
  return {
    title: t('publishing.comments.of', { title: article.headline }),
    description: t('publishing.comments.feed'),
    link,
    atom: xml,
    json,
    items: comments.toReversed().flatMap((one) =>
      one.state === 'published'
        ? [
            {
              title: one.name || t('publishing.comments.nobody'),
              link: `${fullAddress(c, link)}#comment-${one.number}`,
              id: `${fullAddress(c, link)}#comment-${one.number}`,
              published: new Date(one.publishedAt),
              updated: new Date(one.publishedAt),
              summary: one.paragraphs.join('\n\n'),
              authors: one.name ? [one.name] : [],
            },
          ]
        : [],
    ),
  };
}

const crumbs = (t: (key: string) => string, article: Commented, last?: string) => [
  { label: t('kit.nav.articles'), href: routes.articles() },
  { label: article.headline, href: addressOfArticle(article) },
  { label: t('publishing.comments.title'), ...(last ? { href: routes.comments({ number: article.number }) } : {}) },
  ...(last ? [{ label: last }] : []),
];

const addressOfArticle = ({ number, slug }: Commented): string => routes.article({ number, slug });

function CommentsPage({
  article,
  comments,
  current,
  full,
}: {
  article: Commented;
  comments: readonly PublicComment[];
  current: number;
  full: (path: string) => string;
}) {
  const { t, mirror } = useView();
  const { number } = article;
  const data = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    url: full(addressOfArticle(article)),
    headline: article.headline,
    commentCount: article.total,
    comment: comments.flatMap((one) => commentData(one, number, full)),
  };
  return (
    <PublicPage
      title={t('publishing.comments.of', { title: article.headline })}
      canonical={routes.comments({ number })}
      noindex={article.example || current > 1}
      json={routes.comments.json({ number })}
      feeds={[commentsFeed(t, article)]}
      data={data}
      styles={['comments.css']}
      crumbs={crumbs(t, article)}
      alternates={[]}
    >
      <div class="text comments flow">
        <header class="article-head">
          <h1>{t('publishing.comments.of', { title: article.headline })}</h1>
          <p class="muted">
            {t('publishing.comments.count', { count: article.total })} ·{' '}
            <a href={addressOfArticle(article)}>{t('publishing.comments.back')}</a> ·{' '}
            <a href={routes.feeds.comments.as('xml', { number })}>{t('kit.foot.feed')}</a> ·{' '}
            <a href={routes.comments.json({ number })}>{t('record.public.as_data')}</a>
          </p>
        </header>
        <CommentList article={article} comments={comments} />
        <Pagination
          page={current}
          pages={Math.ceil((article.total + article.gone) / size)}
          href={(to) => routes.comments({ number }, { page: to })}
        />
        {article.open && !mirror ? (
          <CommentForm article={article} />
        ) : (
          <p class="muted no-print">{t(mirror ? 'publishing.comments.mirror' : 'publishing.comments.closed')}</p>
        )}
      </div>
    </PublicPage>
  );
}

function WritePage({ article, state }: { article: Commented; state: FormState }) {
  const { t } = useView();
  return (
    <PublicPage
      title={t('publishing.comments.write')}
      noindex
      styles={['comments.css']}
      crumbs={crumbs(t, article, t('publishing.comments.write'))}
    >
      <div class="text comments flow">
        <h1>{t('publishing.comments.of', { title: article.headline })}</h1>
        <CommentForm article={article} state={state} />
      </div>
    </PublicPage>
  );
}

/** Tells the writer what happens next, and shows the link that only the writer gets. */
function WrittenPage({ article, token, confirm }: { article: Commented; token: string; confirm: boolean }) {
  const { t } = useView();
  const title = t(confirm ? 'publishing.comments.sent' : 'publishing.comments.thanks');
  return (
    <PublicPage title={title} noindex styles={['comments.css']} crumbs={crumbs(t, article, title)}>
      <div class="text comments flow">
        <h1>{title}</h1>
        <p>
          {t(confirm ? 'publishing.comments.sent_lead' : 'publishing.comments.thanks_lead', { hours: confirmHours })}
        </p>
        <Notice title={t('publishing.comments.link')}>
          <p>
            <a class="typed" href={routes.ownComment({ token })}>
              {t('publishing.comments.link_words')}
            </a>
          </p>
          <p>{t('publishing.comments.link_hint')}</p>
        </Notice>
        <p>
          <a href={addressOfArticle(article)}>{t('publishing.comments.back')}</a>
        </p>
      </div>
    </PublicPage>
  );
}
