import { skipInLockdown } from '../../../platform/lockdown.ts';
import { AppError } from '../../../platform/errors.ts';
import { run, systemPrincipal } from '../../../platform/operation.ts';
import { sha256Hex } from '../../../platform/storage/blobs.ts';
import { findRecordPdf, storeRecordPdf } from '../../../publishing/pdf/store-record-pdf.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { Ctx } from '../../kit/context.ts';
import { inLanguage, prefixOf } from '../../kit/locale.ts';
import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { slugify } from '../../routes.ts';
import { generation, pdfAnswer, runningHead } from './paper.ts';
import { printerOf, printOrigin } from './printer.ts';

type Web = { request(url: string): Response | Promise<Response> };

/** The style sheet for readers who print the page of a case or law. The date is that of today. */
export const recordPrintStyle = (c: Ctx, title: string, path: string): Response =>
  runningHead(c, { title, path, day: c.get('deps').app.now().toISOString().slice(0, 10) });

/**
 * The page of a case or law as a tagged PDF, in one of the languages of the site. The stored PDF is used as long as its
 * page has not changed. The page itself decides what readers see, so a withdrawn item has no PDF.
 */
export async function recordPdf(c: Ctx, web: Web, brief: Brief, path: string): Promise<Response> {
  const { app, paper: publication } = c.get('deps');
  const paper = c.req.query('paper') === 'letter' ? 'letter' : 'a4';
  const { interfaceLanguages } = publication();
  const language =
    interfaceLanguages.find((one) => one === c.req.query('language')) ?? interfaceLanguage(publication());
  const page = inLanguage(prefixOf(publication(), language), path);
  const url = printOrigin(app.config) + page;
  const answer = await web.request(url);
  if (answer.status !== 200) throw new AppError('not_found');
  const key = sha256Hex(`${generation} ${await answer.text()}`);
  const asked = { thing: brief.id, language, paper } as const;
  const stored = await findRecordPdf(app.db.read, asked);
  let bytes: Uint8Array | null = stored?.key === key ? await app.blobs.get(stored.sha256) : null;
  if (!bytes) {
    try {
      bytes = await printerOf(app, web).print({ key: `${brief.ref} ${key} ${paper}`, url, paper }, (pdf) =>
        skipInLockdown(run(app, storeRecordPdf, systemPrincipal, { ...asked, key, pdf })),
      );
    } catch (error) {
      c.header('Retry-After', '30');
      throw error;
    }
  }
  return pdfAnswer(c, { bytes, key, paper, page, name: slugify(brief.title) });
}
