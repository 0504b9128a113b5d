import { z } from 'zod';
import { createArticles } from '../../documents/create-articles.ts';
import { compileArticle } from '../../documents/compile/compile-article.ts';
import type { Pages } from '../kit/context.ts';
import { defineForm } from '../kit/forms/form.ts';
import { routes } from '../routes.ts';
import { pickTexts } from '../kit/forms/pick.ts';
import { casesField, casesSchema, readCases } from './article-cases.ts';
import { languageOptions } from './form.ts';
import { teamOptions, teamSchema, withTeam } from '../record/teams/team-field.ts';
import { formPage } from '../kit/pages/form-page.tsx';
import { Section } from '../record/show/parts.tsx';

const beginForm = defineForm({
  name: 'begin',
  schema: z.object({
    headline: z.string('documents.error.headline.missing').max(300, 'documents.error.text.long'),
    language: z.string().default('en'),
    cases: casesSchema,
    team: teamSchema,
  }),
  fields: {
    headline: {
      kind: 'text',
      label: 'publishing.articles.headline',
      hint: 'publishing.articles.begin.headline_hint',
      maxLength: 300,
    },
    language: { kind: 'select', label: 'publishing.articles.language', width: 'third' },
    cases: { ...casesField, hint: 'publishing.articles.begin.cases_hint' },
  },
});

/** The form for a new article. It asks only for what is needed to open the article in the editor. */
export const beginPages: Pages = (web) => {
  formPage(web, routes.desk.newArticle, {
    operation: createArticles,
    form: ({ c }) => withTeam(c, beginForm),
    title: 'publishing.articles.new',
    crumbs: ({ t }) => [{ label: t('publishing.articles.title'), href: routes.desk.articles() }],
    save: 'documents.write.open',
    home: () => routes.desk.articles(),
    options: async ({ db, principal, t, paper }) => ({
      language: languageOptions(t, paper),
      ...(await teamOptions(db, principal, t)),
    }),
    lists: ['case'],
    values: async ({ db, paper, asked }) => ({
      language: paper.language,
      cases: [...(await pickTexts(db, [asked('case')])).values()].map((text) => ({ case: text })),
    }),
    below: ({ t, may, asked }) => {
      const from = asked('case');
      const inCase = from ? { case: Number(from.split('/')[1]) } : undefined;
      return (
        <Section id="otherwise" title={t('publishing.articles.begin.otherwise')}>
          <ul class="list">
            {may(compileArticle) ? (
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
        </Section>
      );
    },
    // The form has one field where the operation has a sentence or a list. Errors inside these are shown at the one
    // field.
    paths: [
      [/^articles\.0\.cases\.(\d+)$/, 'cases[$1].case'],
      [/^articles\.0\.(headline|language|cases)\b.*$/, '$1'],
    ],
    submit: async ({ headline, language, cases: input, team }, { run, picks, principal }) => {
      const cases = await readCases(picks, input);
      picks.throwIfUnclear();
      const [made] = await run(createArticles, {
        articles: [{ headline: { text: headline }, language, cases, byline: { names: [principal.name] } }],
        team,
      });
      return routes.desk.writeArticle({ number: made!.number });
    },
  });
};
