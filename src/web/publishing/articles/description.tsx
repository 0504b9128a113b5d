import { mayChangeBeside } from './place.tsx';
import { z } from 'zod';
import { articleSlug, maxDescription, maxSlug } from '../../../publishing/articles/article-slug.ts';
import { describeArticles } from '../../../publishing/articles/describe-articles.ts';
import { loadSavedArticle, type SavedArticle } from '../../../publishing/articles/desk-article.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import type { Pages } from '../../kit/context.ts';
import type { Desk } from '../../kit/desk/who.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { useView } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';

const form = defineForm({
  name: 'description',
  schema: z.object({ description: z.string().default(''), slug: z.string().default('') }),
  fields: {
    description: {
      kind: 'textarea',
      label: 'publishing.description.text',
      hint: 'publishing.description.text_hint',
      optional: true,
      rows: 3,
      maxLength: maxDescription,
      counted: true,
    },
    slug: {
      kind: 'text',
      label: 'publishing.description.slug',
      hint: 'publishing.description.slug_hint',
      optional: true,
      spellcheck: false,
      maxLength: maxSlug,
      counted: true,
    },
  },
});

type Described = Pick<SavedArticle, 'number' | 'shown' | 'slug' | 'description' | 'form' | 'editions'>;

const standfirstOf = ({ form: { standfirst } }: Described): string =>
  standfirst.sentences.map((one) => one.text).join(' ');

/** How the article looks in search results and shared links, with a link to the form. */
export function DescriptionLine({ article, desk }: { article: Described; desk: Desk }) {
  const { t } = useView();
  const { number } = article;
  return (
    <p class="meta">
      {t('publishing.description.now', { address: addressForReaders(article) })}
      {' · '}
      {t(article.description ? 'publishing.description.own' : 'publishing.description.standfirst')}
      {mayChangeBeside(desk, article, describeArticles) ? (
        <>
          {' · '}
          <a href={routes.desk.describeArticle({ number })}>{t('publishing.description.change')}</a>
        </>
      ) : null}
    </p>
  );
}

export const descriptionPages: Pages = (web) => {
  formPage(web, routes.desk.describeArticle, {
    load: ({ db, params }) => loadSavedArticle(db, params.number),
    operation: ({ view }) => (view.shown ? placeArticles : describeArticles),
    form,
    title: 'publishing.description.title',
    crumbs: ({ t, params: { number } }) => [
      { label: t('publishing.articles.title'), href: routes.desk.articles() },
      { label: t('publishing.articles.number', { number }), href: routes.desk.article({ number }) },
    ],
    lead: ({ t, view }) => (
      <>
        <h2>{view.form.headline.text}</h2>
        <p>{t('publishing.description.lead')}</p>
        {standfirstOf(view) ? (
          <blockquote lang={view.form.language}>
            <p>{standfirstOf(view)}</p>
          </blockquote>
        ) : null}
        <p>{t('publishing.description.address', { address: addressForReaders(view) })}</p>
      </>
    ),
    save: 'publishing.description.save',
    scripts: ['counts.js'],
    home: ({ params }) => routes.desk.article(params),
    values: ({ view: { description, slug } }) => ({ description: description ?? '', slug: slug ?? '' }),
    paths: [[/^articles\.0\./, '']],
    submit: (input, { run, view: { article } }) => run(describeArticles, { articles: [{ article, ...input }] }),
  });
};

/** The article's public address. Its slug comes from the newest edition, even if the draft has a new headline. */
export const addressForReaders = ({
  number,
  slug,
  form: { headline },
  editions,
}: Pick<Described, 'number' | 'slug' | 'form' | 'editions'>): string =>
  routes.article({ number, slug: articleSlug(slug, editions[0]?.headline ?? headline.text) });
