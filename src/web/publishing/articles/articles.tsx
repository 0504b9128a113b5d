import { askCaptures } from '../../../drafting/orders/ask.ts';
import type { Child } from 'hono/jsx';
import { createArticles } from '../../../documents/create-articles.ts';
import { blockLabel, bylineLabel, isEmbedKind, type SentenceForm } from '../../../documents/model/form.ts';
import { loadRound, type LinkRound } from '../../../documents/links/load-tries.ts';
import { readMarkup } from '../../../documents/model/markup.ts';
import type { ArticlePhoto } from '../../../documents/photos/load-photos.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { documentStates, stateLabel } from '../../../documents/tables.ts';
import { compareRevisions, loadDeskArticle, type DeskArticle } from '../../../publishing/articles/desk-article.ts';
import { shareDraft } from '../../../publishing/shared-drafts/share-draft.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { legal } from '../../../accounts/tables.ts';
import { deskClaimsOf } from './publish-claims.tsx';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { LinkedText } from '../../record/components/cited.tsx';
import { reviewLabel, reviewStates } from '../../../publishing/review/tables.ts';
import { loadReviews } from '../../../publishing/review/load-review.ts';
import { Empty, Notice, Pagination, Table } from '../../kit/components/page-parts.tsx';
import { Picture } from '../../record/photos/photo.tsx';
import { Pill, TeamBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes, slugify } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { momentWords, When } from '../../record/history/when.tsx';
import { requestsAbout } from '../../requests/demands/about-article.tsx';
import { ArticleActionButtons, StateNotice } from './actions.tsx';
import { Changes } from './changes.tsx';
import { FiguresSaid } from './figures.tsx';
import { LinksTried } from '../../documents/links.tsx';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { CommentingForm } from '../comments/commenting.tsx';
import { openArticles } from '../../../publishing/comments/open-articles.ts';
import { SectionForm, SharePictureForm } from './place.tsx';
import { articlesAt } from './queries.ts';
import { FindArticles, Ticked } from './several.tsx';
import { Problems, sentenceInEditor } from '../../documents/parts.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { Section } from '../../record/show/parts.tsx';
import { teamNames } from '../../../record/teams/team-names.ts';
import { loadWork, WorkLine } from '../../work/panel.tsx';
import { LimitedBadge, LimitedSection, limitLink, loadLimited } from '../../record/teams/limited.tsx';

const previewed: ReadonlySet<string> = new Set(['draft', 'published']);

/** The desk's pages of articles: the list, one article with its checks, and its revisions. */
export const articlePages: Pages = (web) => {
  detailPage(web, routes.desk.articles, async ({ c, t, db, desk, principal, may }) => {
    const { articles, total, pages, q, state, review, page: current } = await articlesAt(db, new URL(c.req.url));
    const filtered = Boolean(state || review || q);
    const teams = await teamNames(
      db,
      articles.map((one) => one.id),
    );
    return {
      title: t('publishing.articles.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      links: [
        { href: routes.desk.compileArticle(), label: t('publishing.articles.compile.title') },
        { href: routes.desk.photos(), label: t('record.photos.title') },
        may(createArticles) && { href: routes.desk.newArticle(), label: t('publishing.articles.new'), main: true },
      ],
      body: (
        <>
          <FindArticles q={q} state={state} review={review} />
          <StateLinks q={q} chosen={review ?? state} />
          {articles.length ? (
            <>
              <Ticked
                of={desk}
                back={routes.desk.articles({ q, state, kind: review, page: current > 1 ? current : undefined })}
              >
                <Table
                  caption={t('publishing.articles.caption', { count: total })}
                  head={[
                    t('publishing.articles.headline'),
                    t('publishing.articles.state'),
                    t('publishing.articles.saved'),
                    t('publishing.articles.published'),
                  ]}
                  rows={articles.map((one): Child[] => [
                    <div class="ticked">
                      {may(tagArticles) ? (
                        <input
                          type="checkbox"
                          name="article"
                          value={String(one.number)}
                          aria-label={t('publishing.articles.tick', { headline: one.headline })}
                        />
                      ) : null}
                      <span>
                        <a href={routes.desk.article({ number: one.number })}>{one.headline}</a>{' '}
                        <TeamBadge teams={teams.get(one.id)} />
                      </span>
                    </div>,
                    <>
                      <Pill kind="plain">{t(stateLabel(one.state))}</Pill>{' '}
                      {one.review ? (
                        <a href={routes.desk.reviewArticle({ number: one.number })}>{t(reviewLabel(one.review))}</a>
                      ) : null}
                      {one.editedSince ? ` ${t('publishing.articles.edited_since')}` : ''}
                    </>,
                    <>
                      <When at={one.savedAt} /> {one.savedBy ?? ''}
                      {one.unsaved.map((copy) => {
                        const own = copy.account === principal.accountId;
                        const words = t('publishing.articles.unsaved', {
                          own: own ? 'yes' : 'no',
                          name: copy.name,
                          at: momentWords(t, copy.at),
                        });
                        return (
                          <p class="who">
                            {own ? <a href={routes.desk.writeArticle({ number: one.number })}>{words}</a> : words}
                          </p>
                        );
                      })}
                    </>,
                    one.publishedAt ? <When at={one.publishedAt} /> : '–',
                  ])}
                />
              </Ticked>
              <Pagination
                page={current}
                pages={pages}
                href={(to) => routes.desk.articles({ q, state, kind: review, page: to })}
              />
            </>
          ) : (
            <Empty
              title={t(filtered ? 'record.desk.list.none_found' : 'publishing.articles.none')}
              action={{ href: routes.desk.newArticle(), label: t('publishing.articles.new') }}
            >
              {t(filtered ? 'publishing.articles.none_found_lead' : 'publishing.articles.none_lead')}
            </Empty>
          )}
        </>
      ),
    };
  });

  detailPage(web, routes.desk.article, async ({ t, app, db, desk, may, query, params: { number } }) => {
    const article = await loadDeskArticle(db, number);
    const [from, to] = [Number(query('from')), Number(query('to'))];
    const changes = from && to ? await compareRevisions(db, number, from, to) : null;
    const title = article.form.headline.text;
    const item = { id: article.id, kind: 'article' as const, number };
    const limited = await loadLimited(db, item);
    const limit = limitLink(item);
    const review = (await loadReviews(db, [article.id])).has(article.id);
    const work = await loadWork(desk, article.article, article.id);
    return {
      title,
      actions: <LimitedBadge limited={limited} />,
      crumb: t('publishing.articles.number', { number }),
      crumbs: [{ label: t('publishing.articles.title'), href: routes.desk.articles() }],
      links: [
        previewed.has(article.state) && {
          href: routes.desk.previewArticle({ number }),
          label: t('publishing.previews.preview'),
        },
        previewed.has(article.state) &&
          may(shareDraft) &&
          (article.state === 'draft' || article.editedSince) && {
            href: routes.desk.shareDraft({ number }),
            label: t('publishing.previews.share'),
          },
        {
          href: routes.desk.reviewArticle({ number }),
          label: t('publishing.articles.to_review', { state: review ? 'some' : 'none' }),
        },
        { href: routes.desk.articleAdvice({ number }), label: t('law.advice.get') },
        limit && { href: limit, label: t('record.teams.who') },
        may(saveArticle) && {
          href: routes.desk.writeArticle({ number }),
          label: t('documents.write.title'),
          main: true,
        },
        may(saveArticle) && { href: routes.desk.editArticle({ number }), label: t('publishing.articles.edit') },
        may(askCaptures) && { href: routes.desk.captureOrders({ article: number }), label: t('evidence.captures.all') },
        may(saveArticle) && {
          href: routes.desk.translation({ number }),
          label: t('publishing.articles.to_translations'),
        },
        may({ permission: legal }) &&
          deskClaimsOf(article).length > 0 && {
            href: routes.desk.publishArticleClaims({ number }),
            label: t('publishing.articles.claims.title'),
          },
        may(publishArticle) &&
          (article.state === 'draft' ||
            (article.state === 'published' && (article.editedSince || article.drifted.length > 0))) && {
            href: routes.desk.publishArticle({ number }),
            label: t(
              article.state === 'draft' ? 'publishing.articles.publish.title' : 'publishing.articles.publish.again',
            ),
            main: true,
          },
        article.state !== 'draft' && {
          href: routes.article({ number, slug: slugify(title) }),
          label: t('publishing.articles.read'),
        },
      ],
      body: (
        <ArticleBody
          article={article}
          round={await loadRound(db, article.id, app.now())}
          asked={await requestsAbout(desk, article)}
          desk={desk}
        >
          <WorkLine work={work} back={routes.desk.article({ number })} />
          {changes ? (
            <Section id="changes" title={t('publishing.articles.changes.title', { from, to })}>
              <Changes
                changes={changes}
                before={t('publishing.articles.revision', { number: from })}
                after={t('publishing.articles.revision', { number: to })}
              />
            </Section>
          ) : null}
          <LimitedSection limited={limited} />
        </ArticleBody>
      ),
    };
  });
};

/** Links that filter the list by status and review status. */
function StateLinks({ q, chosen }: { q?: string; chosen?: string }) {
  const { t } = useView();
  const links: [string, string, string | undefined][] = [
    [t('record.desk.list.show_all'), routes.desk.articles({ q }), undefined],
    ...documentStates.map((one): [string, string, string] => [
      t(stateLabel(one)),
      routes.desk.articles({ q, state: one }),
      one,
    ]),
    ...reviewStates.map((one): [string, string, string] => [
      t(reviewLabel(one)),
      routes.desk.articles({ q, kind: one }),
      one,
    ]),
  ];
  return (
    <nav aria-label={t('publishing.articles.state')}>
      <p class="actions">
        {links.map(([words, href, key]) => (
          <a href={href} aria-current={key === chosen ? 'page' : undefined}>
            {words}
          </a>
        ))}
      </p>
    </nav>
  );
}

function DeskPhoto({ photo, alt }: { photo: ArticlePhoto | undefined; alt?: string }) {
  const { t } = useView();
  if (!photo) return null;
  const { number } = photo.desk;
  return (
    <span class="desk-photo">
      <Picture
        photo={photo.desk}
        hrefOf={(file) => routes.desk.photoFile({ number, file })}
        alt={alt || photo.desk.alt}
        sizes="(min-width: 46rem) 42rem, 94vw"
      />
      <span class="who">
        <a href={routes.desk.photo({ number })}>{t('record.photos.number', { number })}</a> ·{' '}
        {t('record.photos.by', { credit: photo.desk.credit })}
      </span>
    </span>
  );
}

/** Sentences, each with the numbers of the claims that it cites. */
function Sentences({ sentences, claims }: { sentences: readonly SentenceForm[]; claims: DeskArticle['claims'] }) {
  return (
    <>
      {sentences.map((one) => (
        <>
          <LinkedText {...readMarkup(one.text)} />{' '}
          {one.claims.map((ref) => {
            const claim = claims.get(ref);
            return claim ? (
              <a class="mark-ref" href={routes.desk.claim({ number: claim.claim.number })} title={claim.claim.wording}>
                {claim.claim.number}
              </a>
            ) : null;
          })}{' '}
        </>
      ))}
    </>
  );
}

function ArticleBody({
  article,
  round,
  asked,
  desk,
  children,
}: {
  article: DeskArticle;
  round: LinkRound | null;
  /** The official demands and requests for a reply about the article. */ asked: Child;
  desk: Desk;
  children?: Child;
}) {
  const { t } = useView();
  const { number, form } = article;
  return (
    <>
      <p>
        <Pill kind="plain">{t(stateLabel(article.state))}</Pill>{' '}
        {article.editedSince ? `${t('publishing.articles.edited_since')} · ` : ''}
        {form.byline.names.length
          ? t(bylineLabel(form.byline.kind), { names: form.byline.names.join(', ') })
          : t('publishing.articles.no_byline')}
        {article.tags.length || desk.may(tagArticles) ? (
          <>
            {' '}
            ·{' '}
            {article.tags.length
              ? t('publishing.acts.tagged', { names: article.tags.map((tag) => tag.name).join(', ') })
              : t('publishing.acts.untagged')}{' '}
            {desk.may(tagArticles) ? (
              <a href={routes.desk.articleTags({ number })}>{t('publishing.acts.tags_change')}</a>
            ) : null}
          </>
        ) : null}
      </p>
      <StateNotice article={article} />
      {desk.may(placeArticles) ? <SectionForm number={number} section={article.section} /> : null}
      <SharePictureForm article={article} desk={desk} />
      {desk.may(openArticles) ? <CommentingForm number={number} open={article.commentsOpen} /> : null}
      {article.drifted.length ? (
        <Notice kind="warning" title={t('publishing.articles.drifted.title', { count: article.drifted.length })}>
          <p>{t('publishing.articles.drifted.lead')}</p>
        </Notice>
      ) : null}
      <Problems check={article.check} hrefOf={(id) => sentenceInEditor(number, id)} />
      <LinksTried number={number} round={round} />
      <FiguresSaid article={article} />
      {children}
      <Section id="text" title={t('publishing.articles.text')}>
        <div class="text flow" lang={form.language}>
          {form.standfirst.sentences.length ? (
            <p class="standfirst">
              <Sentences sentences={form.standfirst.sentences} claims={article.claims} />
            </p>
          ) : null}
          {form.blocks.map((block) => (
            <p class={block.type}>
              {block.type === 'photo' ? <DeskPhoto photo={article.photos.get(block.ref!)} alt={block.alt} /> : null}
              {isEmbedKind(block.type)
                ? `${t(blockLabel(block.type))}: ${article.embeds.get(`${block.type} ${block.ref}`)?.title || block.ref}`
                : null}
              <Sentences sentences={block.sentences} claims={article.claims} />
            </p>
          ))}
        </div>
      </Section>
      <ArticleActionButtons article={article} principal={desk.principal} />
      {asked}
      <Section id="revisions" title={t('publishing.articles.revisions')}>
        <Table
          caption={t('publishing.articles.revisions_caption', { count: article.revisions.length })}
          head={[
            t('publishing.articles.revision_head'),
            t('publishing.articles.saved'),
            t('publishing.articles.why'),
            t('publishing.articles.edition'),
          ]}
          rows={article.revisions.map((one, index): Child[] => [
            index + 1 < article.revisions.length ? (
              <a
                href={`${routes.desk.article({ number })}?from=${article.revisions[index + 1]!.number}&to=${one.number}#changes`}
              >
                {t('publishing.articles.revision', { number: one.number })}
              </a>
            ) : (
              t('publishing.articles.revision', { number: one.number })
            ),
            <>
              <When at={one.at} /> {one.by ?? ''}
            </>,
            one.why ?? '',
            one.edition === null ? '' : t('publishing.articles.edition_number', { number: one.edition }),
          ])}
        />
      </Section>
    </>
  );
}
