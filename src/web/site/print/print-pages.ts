import { sha256Hex } from '../../../platform/storage/blobs.ts';
import { skipInLockdown } from '../../../platform/lockdown.ts';
import { systemPrincipal, run } from '../../../platform/operation.ts';
import { loadPublicArticle, type PublicArticle } from '../../../publishing/public/public-article.ts';
import { findPdf, storePdf } from '../../../publishing/pdf/store-pdf.ts';
import type { Ctx, Router } from '../../kit/context.ts';
import { speak } from '../../kit/locale.ts';
import { articleGone } from '../../publishing/articles/public/article-gone.tsx';
import { editionAddress } from '../../publishing/articles/public/article-history.tsx';
import { routes, slugify } from '../../routes.ts';
import { generation, orLater, paperOf, pdfAnswer, runningHead } from './paper.ts';
import { printerOf, printOrigin, type Printer } from './printer.ts';

/**
 * Registers two addresses for each article. One is a style sheet with the running head, for readers who print the page.
 * The other is the tagged PDF.
 */
export function printPages(web: Router): void {
  for (const address of [routes.article, routes.edition]) {
    web.on('GET', address.patternsAs('css'), (c) =>
      onEdition(c, async (article) =>
        runningHead(c, {
          title: article.headline.text,
          // The address without the headline, which is long and may change. It redirects to the full address.
          path:
            article.edition === article.editions[0]?.number
              ? `${routes.articles()}/${article.number}`
              : routes.edition(article),
          day: article.editionAt.slice(0, 10),
        }),
      ),
    );
    web.on('GET', address.patternsAs('pdf'), (c) =>
      onEdition(c, (article) => pdf(c, article, printerOf(c.get('deps').app, web))),
    );
  }
}

async function onEdition(c: Ctx, answer: (article: PublicArticle) => Promise<Response>): Promise<Response> {
  const params = c.req.path.includes('/editions/')
    ? routes.edition.read(c.req.param())
    : { ...routes.article.read(c.req.param()), edition: undefined };
  try {
    const article = await loadPublicArticle(c.get('deps').app.db.read, params.number, params.edition);
    speak(c, article.language);
    return await answer(article);
  } catch (error) {
    return articleGone(c, params.number, error);
  }
}

async function pdf(c: Ctx, article: PublicArticle, printer: Printer): Promise<Response> {
  const { app, assets, paper: publication } = c.get('deps');
  const paper = paperOf(c);
  const page = editionAddress(article, article.edition);
  const origin = printOrigin(app.config);
  const key = sha256Hex(
    JSON.stringify([generation, article, publication(), c.get('t').locale, assets.url('public.css'), origin]),
  );
  const asked = { article: article.number, edition: article.edition, paper } as const;
  const kept = await findPdf(app.db.read, asked);
  const known = kept?.key === key ? await app.blobs.get(kept.sha256) : null;
  const bytes =
    known ??
    (await orLater(
      c,
      printer.print({ key: `${key} ${paper}`, url: origin + page, paper }, (pdf) =>
        skipInLockdown(run(app, storePdf, systemPrincipal, { ...asked, key, pdf })),
      ),
    ));
  return pdfAnswer(c, { bytes, key, paper, page, name: slugify(article.headline.text) });
}
