import { languageOf } from '../../../letters/hosted/content.ts';
import { findLetterPdf, storeLetterPdf, type LetterPaperSize } from '../../../letters/pdf/store-pdf.ts';
import type { HostedView } from '../../../letters/views/hosted.ts';
import { sha256Hex } from '../../../platform/storage/blobs.ts';
import { AppError } from '../../../platform/errors.ts';
import { skipInLockdown } from '../../../platform/lockdown.ts';
import { systemPrincipal, run, type App } from '../../../platform/operation.ts';
import type { Router } from '../../kit/context.ts';
import { publishedLetter } from '../public/signatures.tsx';
import { routes, slugify } from '../../routes.ts';
import { showPaper } from './letter-sheet.tsx';
import { pdfAnswer } from '../../site/print/paper.ts';
import { printerOf, printOrigin } from '../../site/print/printer.ts';

type Site = { request(url: string): Response | Promise<Response> };
export type LetterPdf = { pdf: Uint8Array; key: string };

/**
 * A published letter as a tagged PDF, in one of its languages. The stored PDF is used as long as its page has not
 * changed.
 * @param patient waits for its turn, however many other PDFs are waiting
 * @throws AppError `not_found` if the letter has no such page, `no_browser`, `print_busy`
 */
export async function printLetter(
  app: App,
  site: Site,
  letter: Pick<HostedView, 'id' | 'brief'>,
  language: string,
  { paper = 'a4', patient }: { paper?: LetterPaperSize; patient?: boolean } = {},
): Promise<LetterPdf> {
  const page =
    printOrigin(app.config) +
    routes.letterPaper({ number: letter.brief.number, slug: slugify(letter.brief.title) }, { language });
  const answer = await site.request(page);
  if (answer.status !== 200) throw new AppError('not_found');
  const key = sha256Hex(await answer.text());
  const asked = { letter: letter.id, language, paper };
  const kept = await findLetterPdf(app.db.read, asked);
  const known = kept?.key === key ? await app.blobs.get(kept.sha256) : null;
  if (known) return { pdf: known, key };
  const job = { key: `letter ${key} ${paper}`, url: page, paper, patient };
  const pdf = await printerOf(app, site).print(job, (made) =>
    skipInLockdown(run(app, storeLetterPdf, systemPrincipal, { ...asked, key, pdf: made })),
  );
  return { pdf, key };
}

/** A letter for print: the printed page, and the PDF. */
export function letterPrintPages(web: Router): void {
  web.get(routes.letterPaper.pattern, async (c) =>
    showPaper(c, await publishedLetter(c, routes.letterPaper.read(c.req.param()).number)),
  );

  web.on('GET', routes.letter.patternsAs('pdf'), async (c) => {
    const { app } = c.get('deps');
    const letter = await publishedLetter(c, routes.letter.read(c.req.param()).number);
    const language = languageOf(letter.current!.content, c.req.query('language'), c.get('t').locale);
    const paper = c.req.query('paper') === 'letter' ? 'letter' : 'a4';
    const { pdf, key } = await printLetter(app, web, letter, language, { paper }).catch((error: unknown) => {
      c.header('Retry-After', '30');
      throw error;
    });
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
