import { z } from 'zod';
import { createArticles } from '../../documents/create-articles.ts';
import { compileArticle } from '../../documents/compile/compile-article.ts';
import { asAppError } from '../../platform/errors.ts';
import { run } from '../../platform/operation.ts';
import { DeskPage } from '../kit/components/layout.tsx';
import type { Pages } from '../kit/context.ts';
import { Form } from '../kit/forms/fields.tsx';
import { defineForm, fresh } from '../kit/forms/form.ts';
import { handleForm } from '../kit/forms/handle.ts';
import { routes } from '../routes.ts';
import { atDesk, demand } from '../kit/desk/who.ts';
import { caseRefs, languageOptions } from './form.ts';

const beginForm = defineForm({
  name: 'begin',
  schema: z.object({
    headline: z.string('documents.error.headline.missing').max(300, 'documents.error.text.long'),
    language: z.string().default('en'),
    cases: caseRefs,
  }),
  fields: {
    headline: {
      kind: 'text',
      label: 'publishing.articles.headline',
      hint: 'publishing.articles.begin.headline_hint',
      maxLength: 300,
    },
    language: { kind: 'select', label: 'publishing.articles.language', width: 'third' },
    cases: {
      kind: 'text',
      label: 'publishing.articles.cases',
      hint: 'publishing.articles.begin.cases_hint',
      optional: true,
      width: 'half',
    },
  },
});

/** A new article: as little as the editor needs to open it. */
export const beginPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.newArticle.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, createArticles);
    const from = new URL(c.req.url).searchParams.get('case') ?? '';
    const inCase = /^[1-9]\d{0,15}$/.test(from) ? { case: Number(from) } : undefined;
    const paper = c.get('deps').paper();
    const options = { language: languageOptions(t, paper) };
    return handleForm(c, beginForm, {
      initial: () => fresh({ language: paper.language, cases: from }, { options }),
      again: () => ({ options }),
      render: (state) => (
        <DeskPage
          title={t('publishing.articles.new')}
          noindex
          crumbs={[
            { label: t('publishing.articles.title'), href: routes.desk.articles() },
            { label: t('publishing.articles.new') },
          ]}
        >
          <Form form={beginForm} state={state} submit="documents.write.open" cancel={routes.desk.articles()} />
          <section class="panel" aria-labelledby="otherwise">
            <h2 id="otherwise">{t('publishing.articles.begin.otherwise')}</h2>
            <ul class="list">
              {desk.may(compileArticle) ? (
                <li>
                  <a href={routes.desk.compileArticle(inCase)}>{t('publishing.articles.compile.title')}</a>
                  <p class="hint">{t('publishing.articles.begin.compile')}</p>
                </li>
              ) : null}
              <li>
                <a href={routes.desk.newPlainArticle(inCase)}>{t('publishing.articles.begin.plain')}</a>
                <p class="hint">{t('publishing.articles.begin.plain_hint')}</p>
              </li>
            </ul>
          </section>
        </DeskPage>
      ),
      submit: async ({ headline, language, cases }) => {
        const [made] = await run(desk.app, createArticles, desk.principal, {
          articles: [{ headline: { text: headline }, language, cases, byline: { names: [desk.principal.name] } }],
        }).catch((thrown: unknown) => {
          const error = asAppError(thrown);
          // One field here, a list or a sentence there.
          for (const field of error.fields)
            field.path = field.path.replace(/^articles\.0\.(headline|language|cases)\b.*$/, '$1');
          throw error;
        });
        return routes.desk.writeArticle({ number: made!.number });
      },
    });
  });
};
