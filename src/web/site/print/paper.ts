import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { shorten } from '../../../platform/text/shorten.ts';
import type { PaperSize } from '../../../record/files/store-pdf.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Ctx } from '../../kit/context.ts';
import { fullAddress } from '../../kit/feeds/feed.ts';
import { namedIn } from '../../kit/publication.ts';

/**
 * Increase this number if PDFs look different although no style sheet and no text has changed. Otherwise, readers would
 * get the stored PDFs.
 */
export const generation = 1;

/** The data in the margins of a printed page: its title, its permanent address, and its date. */
export type RunningHead = { title: string; path: string; /** `YYYY-MM-DD` */ day: string };

/**
 * The style sheet for print. Every page but the first has the publication's name and the title at the top. Every page
 * has the address, the date and the page number at the bottom.
 */
export function runningHead(c: Ctx, t: Translate, { title, path, day }: RunningHead): Response {
  const { name } = namedIn(c.get('deps').paper(), t.locale);
  const [head, foot] = ['padding-block-end:4mm;vertical-align:bottom', 'padding-block-start:5mm;vertical-align:top'];
  const boxes = [
    ['top-left', cssString(name), `${head};font-weight:700`],
    ['top-right', cssString(shorten(title)), head],
    ['bottom-left', cssString(`${fullAddress(c, path)} · ${edtfWords(t, day).text}`), foot],
    ['bottom-right', 'counter(page) " / " counter(pages)', `${foot};white-space:nowrap`],
  ];
  const rules = boxes.map(
    ([box, content, style]) =>
      `@${box}{content:${content};font:400 8pt "PT Sans",Arial,sans-serif;color:#444;${style}}`,
  );
  // The first page already shows the publication's name and the title in large type.
  const css = `@page{${rules.join('')}}@page:first{@top-left{content:none}@top-right{content:none}}`;
  return c.body(css, 200, { 'Content-Type': 'text/css; charset=utf-8' });
}

const cssString = (text: string): string =>
  `"${text.replace(/["\\<>\p{Cc}]/gu, (sign) => `\\${sign.codePointAt(0)!.toString(16)} `)}"`;

/** The paper size of the requested PDF. */
export const paperOf = (c: Ctx): PaperSize => (c.req.query('paper') === 'letter' ? 'letter' : 'a4');

/**
 * Waits for a PDF. If it cannot be created, sets the header Retry-After.
 * @throws the error of `pdf`
 */
export async function withRetryAfter<Pdf>(c: Ctx, pdf: Promise<Pdf>): Promise<Pdf> {
  try {
    return await pdf;
  } catch (error) {
    c.header('Retry-After', '30');
    throw error;
  }
}

/** A response with a PDF. `key` is a hash of what is printed, and `page` is the address of the printed page. */
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
