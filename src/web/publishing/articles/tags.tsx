import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { changeTag } from '../../../publishing/tags/change-tag.ts';
import { dropTag } from '../../../publishing/tags/drop-tag.ts';
import { findTag, listTags, type Tag } from '../../../publishing/tags/queries.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Table } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';

const articleTags = defineForm({
  name: 'tags',
  schema: z.object({ tags: z.string().max(2000, 'documents.error.text.long').default('') }),
  fields: {
    tags: {
      kind: 'text',
      label: 'publishing.acts.tags',
      hint: 'publishing.acts.tags_hint',
      optional: true,
      list: 'tags-known',
    },
  },
});

const tagForm = defineForm({
  name: 'tag',
  schema: z.object({ name: z.string('publishing.error.missing'), about: z.string().optional() }),
  fields: {
    name: { kind: 'text', label: 'publishing.acts.tag_name', maxLength: 60, width: 'half' },
    about: {
      kind: 'textarea',
      label: 'publishing.acts.tag_about',
      hint: 'publishing.acts.tag_about_hint',
      optional: true,
      rows: 2,
    },
  },
});

/** Names of tags as one types them. */
export const namesIn = (text: string): string[] =>
  text
    .split(/[,;\n]/u)
    .map((name) => name.trim())
    .filter(Boolean);

/** Tags that there are, for fields whose list is `tags-known`. */
export function KnownTags({ known }: { known: readonly Tag[] }) {
  const t = useWords();
  return (
    <>
      <datalist id="tags-known">
        {known.map((tag) => (
          <option value={tag.name}></option>
        ))}
      </datalist>
      {known.length ? (
        <p class="hint">{t('publishing.acts.tags_known', { names: known.map((tag) => tag.name).join(', ') })}</p>
      ) : null}
    </>
  );
}

/** Tags: of one article, and all of them with how much each gathers. */
export const tagPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.articleTags.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, tagArticles);
    const db = desk.app.db.read;
    const article = await loadDeskArticle(db, routes.desk.articleTags.read(c.req.param()).number);
    const here = routes.desk.article({ number: article.number });
    const known = await listTags(db);
    return handleForm(c, articleTags, {
      initial: () => fresh({ tags: article.tags.map((tag) => tag.name).join(', ') }),
      render: (state) => (
        <DeskPage
          title={t('publishing.acts.tags')}
          noindex
          crumbs={[
            { label: t('publishing.articles.title'), href: routes.desk.articles() },
            { label: t('publishing.articles.number', { number: article.number }), href: here },
            { label: t('publishing.acts.tags') },
          ]}
          actions={
            <a class="button small" href={routes.desk.tags()}>
              {t('publishing.acts.all_tags')}
            </a>
          }
        >
          <h2>{article.form.headline.text}</h2>
          <Form form={articleTags} state={state} submit="publishing.acts.tags_save" cancel={here} />
          <KnownTags known={known} />
        </DeskPage>
      ),
      submit: async ({ tags }) => {
        await run(desk.app, tagArticles, desk.principal, {
          articles: [{ article: article.article, tags: namesIn(tags) }],
        });
        return here;
      },
    });
  });

  web.get(routes.desk.tags.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const tags = await listTags(desk.app.db.read);
    return page(
      c,
      <DeskPage
        title={t('publishing.acts.all_tags')}
        noindex
        crumbs={[
          { label: t('publishing.articles.title'), href: routes.desk.articles() },
          { label: t('publishing.acts.all_tags') },
        ]}
      >
        {tags.length ? (
          <Table
            caption={t('publishing.acts.tags_caption', { count: tags.length })}
            head={[
              t('publishing.acts.tag_name'),
              t('publishing.acts.tag_about'),
              t('publishing.acts.tag_articles'),
              t('publishing.acts.tag_published'),
            ]}
            numeric={[2, 3]}
            rows={tags.map((tag): Child[] => [
              desk.may(changeTag) ? <a href={routes.desk.tag({ tag: tag.slug })}>{tag.name}</a> : tag.name,
              tag.about ?? '',
              tag.articles,
              tag.published ? <a href={routes.tag({ tag: tag.slug })}>{tag.published}</a> : 0,
            ])}
          />
        ) : (
          <Empty
            title={t('publishing.acts.no_tags')}
            action={{ href: routes.desk.articles(), label: t('publishing.articles.title') }}
          >
            {t('publishing.acts.no_tags_lead')}
          </Empty>
        )}
      </DeskPage>,
    );
  });

  web.on(['GET', 'POST'], routes.desk.tag.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeTag);
    const tag = await findTag(desk.app.db.read, routes.desk.tag.read(c.req.param()).tag);
    return handleForm(c, tagForm, {
      initial: () => fresh({ name: tag.name, about: tag.about ?? undefined }),
      render: (state) => (
        <DeskPage
          title={tag.name}
          noindex
          crumbs={[
            { label: t('publishing.articles.title'), href: routes.desk.articles() },
            { label: t('publishing.acts.all_tags'), href: routes.desk.tags() },
            { label: tag.name },
          ]}
        >
          <p class="lead">{t('publishing.acts.tag_lead', { address: routes.tag({ tag: tag.slug }) })}</p>
          <Form
            form={tagForm}
            state={state}
            submit="publishing.acts.tags_save"
            more={[{ intent: 'drop', label: 'publishing.acts.tag_drop' }]}
            cancel={routes.desk.tags()}
          />
        </DeskPage>
      ),
      submit: async ({ name, about }, { intent }) => {
        if (intent === 'drop') await run(desk.app, dropTag, desk.principal, { tag: tag.slug });
        else await run(desk.app, changeTag, desk.principal, { tag: tag.slug, name, about });
        return routes.desk.tags();
      },
    });
  });
};
