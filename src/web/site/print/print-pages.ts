import { AppError } from '../../../platform/errors.ts';
import { loadPublicArticle, type PublicArticle } from '../../../publishing/public/public-article.ts';
import { findThing } from '../../../record/refs.ts';
import type { Ctx, Router } from '../../kit/context.ts';
import { setLanguage } from '../../kit/locale.ts';
import { articleGone } from '../../publishing/articles/public/article-gone.tsx';
import { editionAddress } from '../../publishing/articles/public/article-history.tsx';
import { routes, slugify } from '../../routes.ts';
import { withRetryAfter, paperOf, pdfAnswer, runningHead } from './paper.ts';
import { printPage } from './print-page.ts';
import { printOrigin } from './printer.ts';

/**
 * Registers two addresses for each article and edition: a style sheet for readers who print the page, and the tagged
 * PDF.
 */
export function printPages(web: Router): void {
  for (const address of [routes.article, routes.edition]) {
    web.on('GET', address.patternsAs('css'), (c) =>
      onEdition(c, async (article) =>
        runningHead(c, c.get('t'), {
          title: article.headline.text,
          // The address without the slug, which is long and may change. It redirects to the full address.
          path:
            article.edition === article.editions[0]?.number
              ? `${routes.articles()}/${article.number}`
              : routes.edition(article),
          day: article.editionAt.slice(0, 10),
        }),
      ),
    );
    web.on('GET', address.patternsAs('pdf'), (c) => onEdition(c, (article) => pdf(c, web, article)));
  }
}

async function onEdition(c: Ctx, answer: (article: PublicArticle) => Promise<Response>): Promise<Response> {
  const params = c.req.path.includes('/editions/')
    ? routes.edition.read(c.req.param())
    : { ...routes.article.read(c.req.param()), edition: undefined };
  try {
    const article = await loadPublicArticle(c.get('deps').app.db.read, params.number, params.edition);
    setLanguage(c, article.language);
    return await answer(article);
  } catch (error) {
    return articleGone(c, params.number, error);
  }
}

async function pdf(c: Ctx, web: Router, article: PublicArticle): Promise<Response> {
  const { app } = c.get('deps');
  const { edition, language } = article;
  const thing = await findThing(app.db.read, 'article', article.number);
  if (!thing) throw new AppError('not_found');
  const paper = paperOf(c);
  const page = editionAddress(article, edition);
  const url = printOrigin(app.config) + page;
  const made = await withRetryAfter(c, printPage(app, web, { url, thing: thing.id, edition, language, paper }));
  return pdfAnswer(c, { bytes: made.pdf, key: made.key, paper, page, name: slugify(article.headline.text) });
}
