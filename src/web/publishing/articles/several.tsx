import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import type { DocumentState } from '../../../documents/tables.ts';
import { headlinesOf } from '../../../publishing/articles/headlines.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { inWords } from '../../kit/publication.ts';
import type { ReviewState } from '../../../publishing/review/tables.ts';
import { listTags, loadTags } from '../../../publishing/tags/queries.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type Option } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes, safeNext } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { atDesk, demand, type Desk } from '../../kit/desk/who.ts';
import { KnownTags, namesIn } from './tags.tsx';

/** Articles that can be changed at once. */
const most = 100;
const asIs = '';
const inNone = '-';

const list = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : [value].flat()));
const schema = z.object({
  add: z.string().max(2000, 'documents.error.text.long').default(''),
  drop: list,
  section: z.string().default(asIs),
});

const form = (
  t: (key: string) => string,
  { tags, sections }: { tags: readonly string[]; sections: readonly Option[] },
) =>
  defineForm({
    name: 'several',
    schema,
    fields: {
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

/** Around the list of articles: those ticked in it are changed together. A plain form that asks for a page. */
export function Ticked({ of: desk, back, children }: { of: Desk; back: string; children: Child }) {
  const t = useWords();
  if (!desk.may(tagArticles)) return <>{children}</>;
  return (
    <form method="get" action={routes.desk.changeArticles()}>
      <input type="hidden" name="back" value={back} />
      {children}
      <p class="actions">
        <button class="button small" type="submit">
          {t('publishing.articles.several.title')}
        </button>
        <span class="who">{t('publishing.articles.several.hint')}</span>
      </p>
    </form>
  );
}

/** Looks for articles by words of headline and standfirst, among those chosen. */
export function FindArticles({ q, state, review }: { q?: string; state?: DocumentState; review?: ReviewState }) {
  const t = useWords();
  return (
    <form class="search" method="get" action={routes.desk.articles()} role="search">
      {state ? <input type="hidden" name="state" value={state} /> : null}
      {review ? <input type="hidden" name="kind" value={review} /> : null}
      <label class="sr" for="q">
        {t('publishing.articles.find_words')}
      </label>
      <div>
        <input
          id="q"
          type="search"
          name="q"
          value={q ?? ''}
          placeholder={t('publishing.articles.find_words')}
          autocomplete="off"
        />
      </div>
      <button class="button" type="submit">
        {t('kit.nav.search')}
      </button>
    </form>
  );
}

/** Gives tags to several articles, takes them off, and puts all of them into one section. */
export const severalPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.changeArticles.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, tagArticles);
    const db = desk.app.db.read;
    const url = new URL(c.req.url);
    const back = safeNext(url.searchParams.get('back') ?? routes.desk.articles());
    const numbers = [...new Set(url.searchParams.getAll('article').map(Number))].filter(
      (number) => Number.isSafeInteger(number) && number > 0,
    );
    if (numbers.length > most) throw new AppError('too_large', { details: { limit: most } });
    const articles = await headlinesOf(db, numbers);
    // Whoever ticked none finds the list again, where it says what the button is for.
    if (articles.length === 0) return c.redirect(back, 303);
    const [known, held] = await Promise.all([
      listTags(db),
      loadTags(
        db,
        articles.map((one) => one.id),
      ),
    ]);
    const tags = [...new Set([...held.values()].flat().map((tag) => tag.name))].toSorted((a, b) =>
      a.localeCompare(b, t.tag),
    );
    const paper = c.get('deps').paper();
    const sections = desk.may(placeArticles)
      ? paper.sections.map((one) => ({ value: one.key, text: inWords(one.names, t.locale, paper) }))
      : [];
    const changes = form(t, { tags, sections });
    return handleForm(c, changes, {
      initial: () => fresh({}),
      render: (state) => (
        <DeskPage
          title={t('publishing.articles.several.title')}
          noindex
          crumbs={[
            { label: t('publishing.articles.title'), href: back },
            { label: t('publishing.articles.several.title') },
          ]}
        >
          <p class="lead">{t('publishing.articles.several.lead', { count: articles.length })}</p>
          <ul class="list">
            {articles.map((one) => (
              <li>
                <a href={routes.desk.article({ number: one.number })}>{one.headline}</a>
                {held.get(one.id)?.length ? (
                  <p class="who">
                    {t('publishing.acts.tagged', {
                      names: held
                        .get(one.id)!
                        .map((tag) => tag.name)
                        .join(', '),
                    })}
                  </p>
                ) : null}
              </li>
            ))}
          </ul>
          <Form form={changes} state={state} submit="publishing.articles.several.save" cancel={back} />
          <KnownTags known={known} />
        </DeskPage>
      ),
      submit: async ({ add, drop, section }) => {
        const refs = articles.map((one) => `article/${one.number}`);
        const names = namesIn(add);
        if (names.length || drop.length)
          await run(desk.app, tagArticles, desk.principal, {
            articles: refs.map((article) => ({ article, add: names, drop })),
          }).catch(atField);
        if (section !== asIs && sections.length)
          await run(desk.app, placeArticles, desk.principal, {
            articles: refs.map((article) => ({ article, section: section === inNone ? null : section })),
          });
        return back;
      },
    });
  });
};

/** What is wrong with the tags of one of them stands at the field that all share. */
function atField(error: unknown): never {
  if (error instanceof AppError && error.code === 'invalid_input')
    throw new AppError('invalid_input', {
      fields: error.fields.slice(0, 1).map(({ message, params }) => ({ path: 'add', message, params })),
    });
  throw error;
}
