import type { Hono } from 'hono';
import { updateStatistics } from '../../platform/database/update-statistics.ts';
import { createExampleArticles } from '../../documents/create-articles.ts';
import type { ArticleFormInput } from '../../documents/model/form.ts';
import { loadExample, type ExampleRefs } from '../../exchange/example/load.ts';
import type { Database } from '../../platform/database/database.ts';
import { systemPrincipal, run, type ChangeListener, type App } from '../../platform/operation.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import type { SupportMessageCache } from '../../publishing/support-messages/messages-cache.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { duplicateProjection } from '../../record/duplicates/duplicate-projection.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { createWeb } from '../create-web.ts';
import type { Deps, Env } from '../kit/context.ts';
import { testDeps } from './test-deps.ts';

export type Site = { app: App; deps: Deps; web: Hono<Env>; refs: ExampleRefs; article: number };

/** The publication with the sample data, and one published article about it. */
export async function exampleSite(
  db: Database,
  options: {
    assets?: string;
    env?: Record<string, string>;
    supportMessages?: SupportMessageCache;
    listeners?: ChangeListener[];
  } = {},
): Promise<Site> {
  const app = testApp(db, {
    listeners: [
      duplicateProjection,
      searchProjection(),
      ...(options.supportMessages ? [options.supportMessages.listener] : []),
      ...(options.listeners ?? []),
    ],
  });
  const refs = (await loadExample(app))!;
  await updateStatistics(app.db);
  const deps: Deps = {
    ...testDeps(options),
    supportMessages: options.supportMessages,
    app: { ...app, config: { ...app.config, publicUrl: options.env?.KRONIKA_URL } },
  };
  return { app, deps, web: createWeb(deps), refs, article: await publishOne(app, refs) };
}

/** An article about the sample cases. It has every kind of sentence except an exception. */
export async function publishOne(app: App, refs: ExampleRefs): Promise<number> {
  const claim = (...keys: string[]): string[] => keys.map((key) => refs[key]!);
  const form: ArticleFormInput = {
    headline: {
      text: 'Two newsrooms in Almaty, searched over a complaint about articles a court had ordered removed',
      claims: claim('c07-hrw', 'c05-hrw', 'c10-tol'),
      whole: true,
    },
    standfirst: {
      sentences: [
        { text: 'Twenty-six press freedom organisations ask who is next.', kind: 'cited', claims: claim('c01-tol') },
      ],
    },
    byline: { kind: 'by', names: ['Aliya Nurlan'] },
    language: 'en',
    cases: [refs['case-probe']!, refs['case-suit']!],
    blocks: [
      {
        type: 'paragraph',
        sentences: [
          {
            text: 'Police searched the newsrooms of Forbes Kazakhstan and Ratel.kz on 2 April 2018, Human Rights Watch wrote.',
            claims: claim('c07-hrw', 'c07-cpj'),
          },
          {
            text: 'The investigation was opened on 30 March on a complaint by the businessman Zeinulla Kakimzhanov.',
            claims: claim('c04-hrw', 'c05-hrw'),
          },
        ],
      },
      {
        type: 'paragraph',
        sentences: [
          { text: 'None of this is new.', kind: 'connective' },
          { text: 'The record has 4 cases in Kazakhstan.', kind: 'computed', basis: '/statistics?by=group&country=KZ' },
          {
            text: 'In 2017 a court in Almaty ordered the outlets to pay 50.2 million tenge.',
            claims: claim('c10-adilsoz'),
          },
          { text: 'Neither outlet answered our questions by Monday.', kind: 'own-reporting', reporter: 'Aliya Nurlan' },
        ],
      },
      { type: 'heading', sentences: [{ text: 'Objections', kind: 'connective' }] },
      {
        type: 'paragraph',
        sentences: [
          {
            text: "The organisations wrote that the actions of prosecutors and courts suggest “misuse of Kazakhstan's legal system to silence normal criticism”.",
            claims: claim('c02-tca'),
          },
        ],
      },
      {
        type: 'background',
        sentences: [
          { text: 'Amendments to the media law were signed on 28 December 2017.', claims: claim('c14-afp-press-tv') },
        ],
      },
      {
        type: 'background',
        sentences: [
          {
            text: 'Websites must identify those who comment and keep that for three months.',
            claims: claim('c15-afp-press-tv', 'c15-tol'),
          },
        ],
      },
    ],
  };
  const [made] = await run(app, createExampleArticles, systemPrincipal, { articles: [form] });
  await run(app, publishArticle, systemPrincipal, { article: made!.article, version: made!.version });
  return made!.number;
}
