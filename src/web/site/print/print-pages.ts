import { sha256Hex } from '../../../platform/storage/blobs.ts';
import { skipInLockdown } from '../../../platform/lockdown.ts';
import { systemPrincipal, run } from '../../../platform/operation.ts';
import { loadPublicArticle, type PublicArticle } from '../../../publishing/public/public-article.ts';
import { findPdf, storePdf } from '../../../publishing/pdf/store-pdf.ts';
import { namedIn } from '../../kit/publication.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import type { Ctx, Router } from '../../kit/context.ts';
import { speak } from '../../kit/locale.ts';
import { articleGone } from '../../publishing/articles/public/article-gone.tsx';
import { editionAddress } from '../../publishing/articles/public/article-history.tsx';
import { routes, slugify } from '../../routes.ts';
import { fullAddress } from '../../kit/feeds/feed.ts';
import { printerOf, printOrigin, type Printer } from './printer.ts';
import { shorten } from '../../../platform/text/shorten.ts';

/**
 * Increase this number if PDFs look different although neither a style sheet nor a text has changed. Otherwise, readers
 * would get the stored PDFs.
 */
const generation = 1;

/**
 * Registers two addresses for each article. One is a style sheet with the running head, for readers who print the page.
 * The other is the tagged PDF.
 */
export function printPages(web: Router): void {
  for (const address of [routes.article, routes.edition]) {
    web.on('GET', address.patternsAs('css'), (c) =>
      onEdition(c, async (article) =>
        c.body(runningHead(c, article), 200, { 'Content-Type': 'text/css; charset=utf-8' }),
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

/**
 * The style sheet for print. Each page but the first has the publication and the headline at its top. Every page has
 * the address, the date and the page number at its bottom.
 */
function runningHead(c: Ctx, article: PublicArticle): string {
  const t = c.get('t');
  const { name } = namedIn(c.get('deps').paper(), t.locale);
  const { number, edition, editions } = article;
  // The address without the headline, which is long and may change. It redirects to the full address.
  const lasting =
    edition === editions[0]?.number ? `${routes.articles()}/${number}` : routes.edition({ number, edition });
  const [head, foot] = ['padding-block-end:4mm;vertical-align:bottom', 'padding-block-start:5mm;vertical-align:top'];
  const boxes = [
    ['top-left', cssString(name), `${head};font-weight:700`],
    ['top-right', cssString(shorten(article.headline.text)), head],
    [
      'bottom-left',
      cssString(`${fullAddress(c, lasting)} · ${edtfWords(t, article.editionAt.slice(0, 10)).text}`),
      foot,
    ],
    ['bottom-right', 'counter(page) " / " counter(pages)', `${foot};white-space:nowrap`],
  ];
  const rules = boxes.map(
    ([box, content, style]) =>
      `@${box}{content:${content};font:400 8pt "PT Sans",Arial,sans-serif;color:#444;${style}}`,
  );
  // The first page shows the publication's name and the headline in large type anyway.
  return `@page{${rules.join('')}}@page:first{@top-left{content:none}@top-right{content:none}}`;
}

const cssString = (text: string): string =>
  `"${text.replace(/["\\<>\p{Cc}]/gu, (sign) => `\\${sign.codePointAt(0)!.toString(16)} `)}"`;

async function pdf(c: Ctx, article: PublicArticle, printer: Printer): Promise<Response> {
  const { app, assets, paper: publication } = c.get('deps');
  const paper = c.req.query('paper') === 'letter' ? 'letter' : 'a4';
  const page = editionAddress(article, article.edition);
  const origin = printOrigin(app.config);
  const key = sha256Hex(
    JSON.stringify([generation, article, publication(), c.get('t').locale, assets.url('public.css'), origin]),
  );
  const asked = { article: article.number, edition: article.edition, paper } as const;
  const kept = await findPdf(app.db.read, asked);
  let bytes: Uint8Array | null = kept?.key === key ? await app.blobs.get(kept.sha256) : null;
  if (!bytes) {
    try {
      bytes = await printer.print({ key: `${key} ${paper}`, url: origin + page, paper }, (pdf) =>
        skipInLockdown(run(app, storePdf, systemPrincipal, { ...asked, key, pdf })),
      );
    } catch (error) {
      c.header('Retry-After', '30');
      throw error;
    }
  }
  return pdfAnswer(c, { bytes, key, paper, page, name: slugify(article.headline.text) });
}

/** A response with a PDF. `key` is the hash of the PDF's content. `page` is the page that is printed. */
export function pdfAnswer(
  c: Ctx,
  { bytes, key, paper, page, name }: { bytes: Uint8Array; key: string; paper: string; page: string; name: string },
): Response {
  const etag = `"${key.slice(0, 22)}-${paper}"`;
  const headers = { ETag: etag, 'Cache-Control': 'no-cache', Link: `<${fullAddress(c, page)}>; rel="canonical"` };
  if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304, headers);
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    ...headers,
    'Content-Type': 'application/pdf',
    'Content-Disposition': `inline; filename="${name}.pdf"`,
  });
}
