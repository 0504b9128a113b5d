import { z } from 'zod';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { changeTag } from '../../../publishing/tags/change-tag.ts';
import { dropTag } from '../../../publishing/tags/drop-tag.ts';
import { findTag, listTags, type Tag } from '../../../publishing/tags/queries.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';

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

/** Splits input such as "courts, police" into the names of tags. */
export const namesIn = (text: string): string[] =>
  text
    .split(/[,;\n]/u)
    .map((name) => name.trim())
    .filter(Boolean);

/** A `<datalist>` of the existing tags. Its id is `tags-known`. */
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

/** The pages of tags: the tags of one article, and all tags, each with its number of articles. */
export const tagPages: Pages = (web) => {
  formPage(web, routes.desk.articleTags, {
    operation: tagArticles,
    load: async ({ db, params }) => ({
      article: await loadDeskArticle(db, params.number),
      known: await listTags(db),
    }),
    form: articleTags,
    title: 'publishing.acts.tags',
    crumbs: ({ t, view: { article } }) => [
      { label: t('publishing.articles.title'), href: routes.desk.articles() },
      {
        label: t('publishing.articles.number', { number: article.number }),
        href: routes.desk.article({ number: article.number }),
      },
    ],
    actions: ({ t }) => (
      <a class="button small" href={routes.desk.tags()}>
        {t('publishing.acts.all_tags')}
      </a>
    ),
    lead: ({ view }) => <h2>{view.article.form.headline.text}</h2>,
    save: 'publishing.acts.tags_save',
    home: ({ params }) => routes.desk.article(params),
    values: ({ view }) => ({ tags: view.article.tags.map((tag) => tag.name).join(', ') }),
    below: ({ view }) => <KnownTags known={view.known} />,
    submit: ({ tags }, { run, view }) =>
      run(tagArticles, { articles: [{ article: view.article.article, tags: namesIn(tags) }] }),
  });

  listPage(web, routes.desk.tags, {
    title: 'publishing.acts.all_tags',
    load: async ({ db }) => ({ rows: await listTags(db) }),
    crumbs: ({ t }) => [{ label: t('publishing.articles.title'), href: routes.desk.articles() }],
    caption: ({ t, total }) => t('publishing.acts.tags_caption', { count: total }),
    columns: [
      {
        head: 'publishing.acts.tag_name',
        cell: (tag, { may }) =>
          may(changeTag) ? <a href={routes.desk.tag({ tag: tag.slug })}>{tag.name}</a> : tag.name,
      },
      { head: 'publishing.acts.tag_about', cell: (tag) => tag.about ?? '' },
      { head: 'publishing.acts.tag_articles', numeric: true, cell: (tag) => tag.articles },
      {
        head: 'publishing.acts.tag_published',
        numeric: true,
        cell: (tag) => (tag.published ? <a href={routes.tag({ tag: tag.slug })}>{tag.published}</a> : 0),
      },
    ],
    empty: ({ t }) => ({
      title: 'publishing.acts.no_tags',
      text: 'publishing.acts.no_tags_lead',
      action: { href: routes.desk.articles(), label: t('publishing.articles.title') },
    }),
  });

  formPage(web, routes.desk.tag, {
    operation: changeTag,
    load: ({ db, params }) => findTag(db, params.tag),
    form: tagForm,
    title: ({ view }) => view.name,
    crumbs: ({ t }) => [
      { label: t('publishing.articles.title'), href: routes.desk.articles() },
      { label: t('publishing.acts.all_tags'), href: routes.desk.tags() },
    ],
    lead: ({ t, view }) => t('publishing.acts.tag_lead', { address: routes.tag({ tag: view.slug }) }),
    save: 'publishing.acts.tags_save',
    more: [{ intent: 'drop', label: 'publishing.acts.tag_drop' }],
    home: () => routes.desk.tags(),
    values: ({ view: { name, about } }) => ({ name, about }),
    submit: async ({ name, about }, { run, view: { slug: tag }, intent }) => {
      if (intent === 'drop') await run(dropTag, { tag });
      else await run(changeTag, { tag, name, about });
    },
  });
};
