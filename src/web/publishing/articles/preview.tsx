import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { loadDeskArticle, loadHead } from '../../../publishing/articles/desk-article.ts';
import { endDraftLinks } from '../../../publishing/previews/end-draft-links.ts';
import { previewArticle, type Preview } from '../../../publishing/previews/preview-article.ts';
import { listDraftLinks, shareDraft, type DraftLink } from '../../../publishing/previews/share-draft.ts';
import { draftLinkDays } from '../../../publishing/previews/tables.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice, Table } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { showEdition } from './public/article.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';

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

/** An article before it is published: as readers would see it, and who outside may. */
export const previewPages: Pages = (web) => {
  web.get(routes.desk.previewArticle.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number } = routes.desk.previewArticle.read(c.req.param());
    const preview = await run(desk.app, previewArticle, desk.principal, { article: `article/${number}` });
    return showEdition(c, preview.article, {
      notice: <DeskNotice preview={preview} mayShare={desk.may(shareDraft)} />,
      photo: routes.desk.photoFile,
    });
  });

  web.on(['GET', 'POST'], routes.desk.shareDraft.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, shareDraft);
    const article = await loadDeskArticle(desk.app.db.read, routes.desk.shareDraft.read(c.req.param()).number);
    const { number } = article;
    const links = await listDraftLinks(desk.app.db.read, article.id, desk.app.now());
    const crumbs = crumbsOf(t, number);
    return handleForm(c, form, {
      initial: () => fresh({ days: '7' }),
      render: (state) => (
        <DeskPage
          title={t('publishing.previews.share')}
          noindex
          crumbs={[...crumbs, { label: t('publishing.previews.share') }]}
          actions={
            <a class="button small" href={routes.desk.previewArticle({ number })}>
              {t('publishing.previews.preview')}
            </a>
          }
        >
          <h2>{article.form.headline.text}</h2>
          <p class="lead">{t('publishing.previews.share_lead')}</p>
          {links.length ? (
            <section class="panel" aria-label={t('publishing.previews.links', { count: links.length })}>
              <Links number={number} links={links} />
            </section>
          ) : null}
          <section class="panel" aria-label={t('publishing.previews.make')}>
            <Form
              form={form}
              state={state}
              submit="publishing.previews.make"
              cancel={routes.desk.article({ number })}
            />
          </section>
        </DeskPage>
      ),
      submit: async (data) => {
        const { token, expiresAt } = await run(desk.app, shareDraft, desk.principal, {
          article: article.article,
          ...data,
        });
        const address = (desk.app.config.publicUrl ?? new URL(c.req.url).origin) + routes.draft({ token });
        return page(c, <LinkMade number={number} address={address} until={expiresAt} />);
      },
    });
  });

  web.post(routes.desk.endDraftLink.pattern, async (c) => {
    const { app, principal } = await atDesk(c);
    const { number, link } = routes.desk.endDraftLink.read(c.req.param());
    return handleAct(c, async () => {
      await loadHead(app.db.read, number);
      await run(app, endDraftLinks, principal, { article: `article/${number}`, links: [Number(link)] });
      return routes.desk.shareDraft({ number });
    });
  });
};

const crumbsOf = (t: Ctx['var']['t'], number: number): { label: string; href: string }[] => [
  { label: t('publishing.articles.title'), href: routes.desk.articles() },
  { label: t('publishing.articles.number', { number }), href: routes.desk.article({ number }) },
];

function DeskNotice({
  preview: { article, revision, blocking, same },
  mayShare,
}: {
  preview: Preview;
  mayShare: boolean;
}) {
  const { t } = useView();
  const { number } = article;
  return (
    <Notice kind="warning" title={t('publishing.previews.title')}>
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

/** The address, shown this once. */
function LinkMade({ number, address, until }: { number: number; address: string; until: Date }) {
  const { t } = useView();
  return (
    <DeskPage
      title={t('publishing.previews.link')}
      noindex
      crumbs={[
        ...crumbsOf(t, number),
        { label: t('publishing.previews.share'), href: routes.desk.shareDraft({ number }) },
        { label: t('publishing.previews.link') },
      ]}
    >
      <p class="lead">{t('publishing.previews.link_lead')}</p>
      <div class="form">
        <div class="field">
          <label for="the-address">{t('publishing.previews.address')}</label>
          <p class="hint" id="the-address-hint">
            {t('publishing.previews.once')} {t('publishing.previews.until')}: <When at={until} />
          </p>
          <input id="the-address" type="text" readonly value={address} aria-describedby="the-address-hint" autofocus />
        </div>
      </div>
      <p>
        <a href={routes.desk.shareDraft({ number })}>{t('publishing.previews.share')}</a> ·{' '}
        <a href={routes.desk.article({ number })}>{t('publishing.previews.back')}</a>
      </p>
    </DeskPage>
  );
}
