import type { Brief } from '../../../record/views/briefs.ts';
import type { Ctx } from '../../kit/context.ts';
import { inLanguage, prefixOf } from '../../kit/locale.ts';
import { interfaceLanguage, type Translate } from '../../../platform/messages/messages.ts';
import { slugify } from '../../routes.ts';
import { withRetryAfter, paperOf, pdfAnswer, runningHead } from './paper.ts';
import { printPage } from './print-page.ts';
import { printOrigin } from './printer.ts';

type Web = { request(url: string): Response | Promise<Response> };

/** The style sheet for printing the page of a case or law, in the language of `t`, with the date of today. */
export function recordPrintStyle(c: Ctx, t: Translate, title: string, path: string): Response {
  // With this header, the style sheet is not cached, because its date would be wrong the next day.
  c.header('Cache-Control', 'no-cache');
  return runningHead(c, t, { title, path, day: c.get('deps').app.now().toISOString().slice(0, 10) });
}

/**
 * The page of a case or law as a tagged PDF, in one of the languages of the site. The PDF is made from the public page,
 * so a withdrawn item has none.
 */
export async function recordPdf(c: Ctx, web: Web, brief: Brief, path: string): Promise<Response> {
  const { app, paper: publication } = c.get('deps');
  const paper = paperOf(c);
  const { interfaceLanguages } = publication();
  const language =
    interfaceLanguages.find((one) => one === c.req.query('language')) ?? interfaceLanguage(publication());
  const page = inLanguage(prefixOf(publication(), language), path);
  const url = printOrigin(app.config) + page;
  const { pdf, key } = await withRetryAfter(c, printPage(app, web, { url, thing: brief.id, language, paper }));
  return pdfAnswer(c, { bytes: pdf, key, paper, page, name: slugify(brief.title) });
}
