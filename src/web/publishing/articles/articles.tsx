import { askCaptures } from '../../../drafting/orders/ask.ts';
import type { Child } from 'hono/jsx';
import { blockLabel, bylineLabel, isEmbedKind, type SentenceForm } from '../../../documents/model/form.ts';
import { loadRound, type LinkRound } from '../../../documents/links/load-tries.ts';
import { readMarkup } from '../../../documents/model/markup.ts';
import type { ArticlePhoto } from '../../../documents/photos/load-photos.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { stateLabel } from '../../../documents/tables.ts';
import { compareRevisions, loadDeskArticle, type DeskArticle } from '../../../publishing/articles/desk-article.ts';
import { shareDraft } from '../../../publishing/shared-drafts/share-draft.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { legal } from '../../../accounts/tables.ts';
import { deskClaimsOf } from './publish-claims.tsx';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { LinkedText } from '../../record/components/cited.tsx';
import { loadReviews } from '../../../publishing/review/load-review.ts';
import { Notice, Table } from '../../kit/components/page-parts.tsx';
import { creditKey, Picture } from '../../record/photos/photo.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { requestsAbout } from '../../requests/demands/about-article.tsx';
import { ArticleActionButtons, StateNotice } from './actions.tsx';
import { Changes } from './changes.tsx';
import { FiguresSaid } from './figures.tsx';
import { LinksTried } from '../../documents/links.tsx';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { CommentingForm } from '../comments/commenting.tsx';
import { openArticles } from '../../../publishing/comments/open-articles.ts';
import { addressForReaders, DescriptionLine } from './description.tsx';
import { SectionForm, SharePictureForm } from './place.tsx';
import { Problems, sentenceInEditor } from '../../documents/parts.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { Section } from '../../record/show/parts.tsx';
import { loadWork, WorkLine } from '../../work/panel.tsx';
import { LimitedBadge, LimitedSection, limitLink, loadLimited } from '../../record/teams/limited.tsx';

const previewed: ReadonlySet<string> = new Set(['draft', 'published']);

/** The desk's page of an article, with its checks and its revisions. */
export const articlePages: Pages = (web) => {
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
          href: addressForReaders(article),
          label: t('publishing.articles.read'),
        },
      ],
      body: (
        <ArticleBody
          article={article}
          round={await loadRound(db, article.id, app.now())}
          requests={await requestsAbout(desk, article)}
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
      <span class="muted">
        <a href={routes.desk.photo({ number })}>{t('record.photos.number', { number })}</a> ·{' '}
        {t(creditKey(photo.desk.kind), { credit: photo.desk.credit })}
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
  requests,
  desk,
  children,
}: {
  article: DeskArticle;
  round: LinkRound | null;
  /** The official demands and requests for a reply about the article. */ requests: Child;
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
      <DescriptionLine article={article} desk={desk} />
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
              {block.finding ? ` “${block.finding}”` : null}
              <Sentences sentences={block.sentences} claims={article.claims} />
            </p>
          ))}
        </div>
      </Section>
      <ArticleActionButtons article={article} principal={desk.principal} />
      {requests}
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
