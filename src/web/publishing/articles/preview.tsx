import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { loadDeskArticle, loadHead } from '../../../publishing/articles/desk-article.ts';
import { endDraftLinks } from '../../../publishing/shared-drafts/end-draft-links.ts';
import { previewArticle, type Preview } from '../../../publishing/shared-drafts/load-shared-draft.ts';
import { listDraftLinks, shareDraft, type DraftLink } from '../../../publishing/shared-drafts/share-draft.ts';
import { draftLinkDays } from '../../../publishing/shared-drafts/tables.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice, Table } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { showPreview } from './public/article.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { ShownOnce } from '../../kit/components/shown-once.tsx';

const form = defineForm({
  name: 'share',
  schema: z.object({ forWhom: shareDraft.input.shape.forWhom, days: z.string() }),
  fields: {
    forWhom: {
      kind: 'text',
      label: 'publishing.previews.for_whom',
      hint: 'publishing.previews.for_whom_hint',
      maxLength: 200,
    },
    days: {
      kind: 'select',
      label: 'publishing.previews.days',
      options: draftLinkDays.map((days) => ({ value: String(days), label: `publishing.previews.days_${days}` })),
    },
  },
});

/**
 * An article before publication, as readers would see it, and the shared drafts: links for people without an account.
 */
export const previewPages: Pages = (web) => {
  web.get(routes.desk.previewArticle.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number } = routes.desk.previewArticle.read(c.req.param());
    const preview = await run(desk.app, previewArticle, desk.principal, { article: `article/${number}` });
    return showPreview(c, preview.article, {
      title: c.get('t')(titleOf(preview)),
      notice: <DeskNotice preview={preview} mayShare={desk.may(shareDraft)} />,
      photo: routes.desk.photoFile,
    });
  });

  formPage(web, routes.desk.shareDraft, {
    operation: shareDraft,
    load: async ({ db, app, params }) => {
      const article = await loadDeskArticle(db, params.number);
      return { article, links: await listDraftLinks(db, article.id, app.now()) };
    },
    form,
    title: 'publishing.previews.share',
    crumbs: ({ t, view }) => crumbsOf(t, view.article.number),
    actions: ({ t, params }) => (
      <a class="button small" href={routes.desk.previewArticle(params)}>
        {t('publishing.previews.preview')}
      </a>
    ),
    save: 'publishing.previews.make',
    home: ({ params }) => routes.desk.article(params),
    values: () => ({ days: '7' }),
    body: (drawn, { t, view: { article, links } }) => (
      <>
        <h2>{article.form.headline.text}</h2>
        <p class="lead">{t('publishing.previews.share_lead')}</p>
        {links.length ? (
          <section class="panel" aria-label={t('publishing.previews.links', { count: links.length })}>
            <Links number={article.number} links={links} />
          </section>
        ) : null}
        <section class="panel" aria-label={t('publishing.previews.make')}>
          {drawn}
        </section>
      </>
    ),
    submit: async (data, { c, t, app, run, params, view, answer }) => {
      const { token, expiresAt } = await run(shareDraft, { article: view.article.article, ...data });
      return answer({
        title: t('publishing.previews.link'),
        body: (
          <ShownOnce
            lead={t('publishing.previews.link_lead')}
            label={t('publishing.previews.address')}
            hint={
              <>
                {t('publishing.previews.once')} {t('publishing.previews.until')}: <When at={expiresAt} />
              </>
            }
            value={(app.config.publicUrl ?? new URL(c.req.url).origin) + routes.draft({ token })}
          >
            <a href={routes.desk.shareDraft(params)}>{t('publishing.previews.share')}</a> ·{' '}
            <a href={routes.desk.article(params)}>{t('publishing.previews.back')}</a>
          </ShownOnce>
        ),
      });
    },
  });

  buttonRoute(web, routes.desk.endDraftLink, {
    act: async ({ db, run, params: { number, link } }) => {
      await loadHead(db, number);
      return run(endDraftLinks, { article: `article/${number}`, links: [Number(link)] });
    },
    home: ({ params: { number } }) => routes.desk.shareDraft({ number }),
  });
};

const crumbsOf = (t: Ctx['var']['t'], number: number): { label: string; href: string }[] => [
  { label: t('publishing.articles.title'), href: routes.desk.articles() },
  { label: t('publishing.articles.number', { number }), href: routes.desk.article({ number }) },
];

/** The title of the page. It says “draft” only if readers do not already see the same text. */
const titleOf = ({ same }: Preview): string =>
  same ? 'publishing.articles.compile.reads' : 'publishing.previews.title';

function DeskNotice({ preview, mayShare }: { preview: Preview; mayShare: boolean }) {
  const { t } = useView();
  const { article, revision, blocking, same } = preview;
  const { number } = article;
  return (
    <Notice kind="warning" title={t(titleOf(preview))}>
      <p>
        {t(same ? 'publishing.previews.same' : 'publishing.previews.inside', { revision })}{' '}
        {blocking ? t('publishing.previews.blocking', { count: blocking }) : ''}
      </p>
      <p class="no-print">
        <a href={routes.desk.article({ number })}>{t('publishing.previews.back')}</a>
        {mayShare && !same ? (
          <>
            {' · '}
            <a href={routes.desk.shareDraft({ number })}>{t('publishing.previews.share')}</a>
          </>
        ) : null}
      </p>
    </Notice>
  );
}

function Links({ number, links }: { number: number; links: readonly DraftLink[] }) {
  const { t } = useView();
  return (
    <Table
      caption={t('publishing.previews.links', { count: links.length })}
      head={[t('publishing.previews.for_whom'), t('publishing.previews.made'), t('publishing.previews.until')]}
      rows={links.map((one): Child[] => [
        <>
          {one.forWhom}
          <ActButton
            action={routes.desk.endDraftLink({ number, link: String(one.id) })}
            label={t('publishing.previews.end_for', { name: one.forWhom })}
          />
        </>,
        <>
          <When at={one.madeAt} /> {one.by ?? ''}
        </>,
        <When at={one.expiresAt} />,
      ])}
    />
  );
}
