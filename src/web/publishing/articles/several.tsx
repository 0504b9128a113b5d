import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { headlinesOf } from '../../../publishing/articles/headlines.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { inWords } from '../../kit/publication.ts';
import { listTags, loadTags } from '../../../publishing/tags/queries.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Option } from '../../kit/forms/form.ts';
import { routes, safeNext } from '../../routes.ts';
import { articlesAt } from './queries.ts';
import { KnownTags, namesIn } from './tags.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';

/** Maximum number of articles that can be changed at once. */
const most = 100;
const asIs = '';
const inNone = '-';

const list = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : [value].flat()));
const schema = z.object({
  article: list.pipe(
    z
      .array(z.coerce.number<string>().int().positive())
      .min(1, 'publishing.articles.several.none')
      .max(most, 'publishing.articles.several.many'),
  ),
  add: z.string().max(2000, 'documents.error.text.long').default(''),
  drop: list,
  section: z.string().default(asIs),
});

const form = (
  t: (key: string) => string,
  { articles, tags, sections }: { articles: readonly Option[]; tags: readonly string[]; sections: readonly Option[] },
) =>
  defineForm({
    name: 'several',
    schema,
    fields: {
      article: { kind: 'checkboxes', label: 'publishing.articles.title', options: articles },
      add: {
        kind: 'text',
        label: 'publishing.articles.several.add',
        hint: 'publishing.acts.tags_hint',
        optional: true,
        list: 'tags-known',
      },
      ...(tags.length
        ? {
            drop: {
              kind: 'checkboxes' as const,
              label: 'publishing.articles.several.drop',
              optional: true,
              inline: true,
              options: tags.map((name) => ({ value: name, text: name })),
            },
          }
        : {}),
      ...(sections.length
        ? {
            section: {
              kind: 'select' as const,
              label: 'publishing.publication.article.section',
              width: 'half' as const,
              options: [
                { value: asIs, text: t('publishing.articles.several.as_is') },
                { value: inNone, text: t('publishing.publication.article.no_section') },
                ...sections,
              ],
            },
          }
        : {}),
    },
  });

/** Changes several articles together: adds tags, removes tags, and moves the articles to one section. */
export const severalPages: Pages = (web) => {
  formPage(web, routes.desk.changeArticles, {
    operation: tagArticles,
    load: async ({ c, t, db, may, paper }) => {
      const url = new URL(c.req.url);
      const back = safeNext(url.searchParams.get('back') ?? routes.desk.articles());
      const numbers = [...new Set(url.searchParams.getAll('article').map(Number))].filter(
        (number) => Number.isSafeInteger(number) && number > 0,
      );
      if (numbers.length > most) throw new AppError('too_large', { details: { limit: most } });
      const selected = await headlinesOf(db, numbers);
      // If someone opens this page without a selection, it offers articles to select.
      const articles = selected.length ? selected : (await articlesAt(db, new URL(back, url))).articles;
      const held = await loadTags(
        db,
        articles.map((one) => one.id),
      );
      const sections = may(placeArticles)
        ? paper.sections.map((one) => ({ value: one.key, text: inWords(one.names, t.locale, paper) }))
        : [];
      return { back, articles, selected, known: await listTags(db), held, sections };
    },
    form: ({ t, view: { articles, held, sections } }) => {
      const names = [...new Set([...held.values()].flat().map((tag) => tag.name))];
      const options = articles.map(({ id, number, headline }) => {
        const tags = held.get(id)?.map((tag) => tag.name);
        return {
          value: String(number),
          text: tags ? `${headline} (${t('publishing.acts.tagged', { names: tags.join(', ') })})` : headline,
        };
      });
      return form(t, { articles: options, tags: names.toSorted((a, b) => a.localeCompare(b, t.tag)), sections });
    },
    values: ({ view: { selected } }) => ({ article: selected.map((one) => String(one.number)) }),
    title: 'publishing.articles.several.title',
    crumbs: ({ t, view }) => [{ label: t('publishing.articles.title'), href: view.back }],
    save: 'publishing.articles.several.save',
    home: ({ view }) => view.back,
    lead: ({ t, view: { selected }, state }) =>
      selected.length || state.errors.length ? null : (
        <Notice kind="warning" title={t('publishing.articles.several.none')} />
      ),
    below: ({ view }) => <KnownTags known={view.known} />,
    // The operation reports tag errors for each article, but this form has one field for all of them.
    paths: () => 'add',
    submit: async ({ article: numbers, add, drop, section }, { run, view: { sections } }) => {
      const refs = numbers.map((number) => `article/${number}`);
      const names = namesIn(add);
      if (names.length || drop.length)
        await run(tagArticles, { articles: refs.map((article) => ({ article, add: names, drop })) }).catch(firstOnly);
      if (section !== asIs && sections.length) {
        const to = section === inNone ? null : section;
        await run(placeArticles, { articles: refs.map((article) => ({ article, section: to })) });
      }
    },
  });
};

/** Throws an error with only its first field error, because all of them would appear at the same field. */
function firstOnly(error: unknown): never {
  if (error instanceof AppError) error.fields.splice(1);
  throw error;
}
