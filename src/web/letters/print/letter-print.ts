import { languageOf } from '../../../letters/hosted/content.ts';
import type { HostedView } from '../../../letters/views/hosted.ts';
import type { App } from '../../../platform/operation.ts';
import type { PaperSize } from '../../../record/files/store-pdf.ts';
import type { Router } from '../../kit/context.ts';
import { publishedLetter } from '../public/signatures.tsx';
import { routes, slugify } from '../../routes.ts';
import { showPaper } from './letter-sheet.tsx';
import { withRetryAfter, paperOf, pdfAnswer } from '../../site/print/paper.ts';
import { printPage } from '../../site/print/print-page.ts';
import { printOrigin } from '../../site/print/printer.ts';

type Site = { request(url: string): Response | Promise<Response> };
export type LetterPdf = { pdf: Uint8Array; key: string };

/**
 * A published letter as a tagged PDF, in one of its languages.
 * @param patient whether to wait even if many other PDFs are queued, instead of throwing `print_busy`
 * @throws AppError `not_found` if the letter has no such page, `no_browser`, `print_busy`
 */
export async function printLetter(
  app: App,
  site: Site,
  letter: Pick<HostedView, 'id' | 'brief'>,
  language: string,
  { paper = 'a4', patient }: { paper?: PaperSize; patient?: boolean } = {},
): Promise<LetterPdf> {
  const url =
    printOrigin(app.config) +
    routes.letterPaper({ number: letter.brief.number, slug: slugify(letter.brief.title) }, { language });
  return printPage(app, site, { url, thing: letter.id, language, paper, patient });
}

export function letterPrintPages(web: Router): void {
  web.get(routes.letterPaper.pattern, async (c) =>
    showPaper(c, await publishedLetter(c, routes.letterPaper.read(c.req.param()).number)),
  );

  web.on('GET', routes.letter.patternsAs('pdf'), async (c) => {
    const { app } = c.get('deps');
    const letter = await publishedLetter(c, routes.letter.read(c.req.param()).number);
    const language = languageOf(letter.current!.content, c.req.query('language'), c.get('t').locale);
    const paper = paperOf(c);
    const { pdf, key } = await withRetryAfter(c, printLetter(app, web, letter, language, { paper }));
    const slug = slugify(letter.brief.title);
    return pdfAnswer(c, {
      bytes: pdf,
      key,
      paper,
      page: routes.letter({ number: letter.brief.number, slug }),
      name: `${slug}-${language}`,
    });
  });
}
