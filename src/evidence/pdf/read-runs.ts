import { AppError } from '../../platform/errors.ts';
import { openPdf, type PdfDocument, type TextContent } from './pdfjs.ts';

/** The maximum number of pages. Longer documents are refused with `page_pdf_long`. */
export const maxPages = 1000;
/** The maximum number of runs on a page. A page of text has a few hundred. */
const maxRuns = 50_000;

/** A run of text on a page, in points from the top left corner. `y` is the baseline. */
export type Run = { text: string; x: number; y: number; width: number; size: number; rtl: boolean };
/** A page with its horizontal text (`runs`), and other text, such as a note in the margin (`turned`). */
export type RunPage = { width: number; height: number; runs: Run[]; turned: Run[] };

/**
 * Reads the text of a PDF, page by page.
 * @throws AppError `page_pdf_locked`, `page_pdf_damaged`, `page_pdf_long`
 */
export async function readRuns(bytes: Uint8Array): Promise<{ pages: RunPage[]; title: string | undefined }> {
  const document = await openPdf(bytes).catch(refused);
  try {
    if (document.numPages > maxPages)
      throw new AppError('page_pdf_long', { details: { pages: document.numPages, limit: maxPages } });
    const pages: RunPage[] = [];
    for (let number = 1; number <= document.numPages; number++) pages.push(await readPage(document, number));
    return { pages, title: await titleOf(document) };
  } finally {
    await document.loadingTask.destroy();
  }
}

async function readPage(document: PdfDocument, number: number): Promise<RunPage> {
  try {
    const page = await document.getPage(number);
    const { width, height, transform } = page.getViewport({ scale: 1 });
    const content = await page.getTextContent();
    page.cleanup();
    return { width, height, ...runsOf(content, transform) };
  } catch (error) {
    return refused(error);
  }
}

function runsOf({ items, styles }: TextContent, view: number[]): Pick<RunPage, 'runs' | 'turned'> {
  const page: Pick<RunPage, 'runs' | 'turned'> = { runs: [], turned: [] };
  const scale = Math.hypot(view[0]!, view[1]!);
  const isRepeated = repetitions();
  for (const item of items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    const [a, b, c, d, x, y] = multiplied(view, item.transform);
    const size = Math.hypot(c, d);
    const width = item.width * scale;
    if (![x, y, size, width].every(Number.isFinite) || size === 0) continue;
    const isHorizontal = a > 0 && Math.abs(b) < a * 0.1 && !styles[item.fontName]?.vertical;
    const run = { text: item.str, x, y, width, size, rtl: item.dir === 'rtl' };
    if (isRepeated(run)) continue;
    (isHorizontal ? page.runs : page.turned).push(run);
    if (page.runs.length + page.turned.length > maxRuns) throw new AppError('reading_too_large');
  }
  return page;
}

/** Whether a run was there before. Some programs print bold letters twice at almost the same place. */
function repetitions(): (run: Run) => boolean {
  const cells = new Map<string, Run[]>();
  return (run) => {
    const near = 0.15 * run.size;
    const cell = (dx: number, dy: number): string =>
      `${Math.floor(run.x / near) + dx} ${Math.floor(run.y / near) + dy} ${Math.round(run.size)} ${run.text}`;
    const isNear = (one: Run): boolean => Math.abs(one.x - run.x) <= near && Math.abs(one.y - run.y) <= near;
    for (const dx of [-1, 0, 1]) for (const dy of [-1, 0, 1]) if (cells.get(cell(dx, dy))?.some(isNear)) return true;
    const here = cell(0, 0);
    cells.set(here, [...(cells.get(here) ?? []), run]);
    return false;
  };
}

type Matrix = [number, number, number, number, number, number];
function multiplied(left: number[], right: number[]): Matrix {
  const [a, b, c, d, e, f] = left as Matrix;
  const [g, h, i, j, k, l] = right as Matrix;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** The title in the document's data. Programs often put a file's name there, which is not a title. */
async function titleOf(document: PdfDocument): Promise<string | undefined> {
  const { info } = await document.getMetadata().catch(() => ({ info: {} as Record<string, unknown> }));
  const whole = typeof info.Title === 'string' ? info.Title.replace(/\s+/g, ' ').trim() : '';
  if (/\.(?:docx?|odt|pdf|rtf|indd|tex|dvi)$|^microsoft word/i.test(whole)) return undefined;
  // A cut does not halve a character.
  const title = whole.slice(0, 500).replace(/[\ud800-\udbff]$/, '');
  return title.split(' ').filter((word) => /\p{L}/u.test(word)).length >= 2 ? title : undefined;
}

/**
 * Turns errors of pdf.js into errors of the catalogue. A stack overflow or a lack of memory is thrown again as a
 * RangeError, because pdf.js returns only its text.
 */
function refused(error: unknown): never {
  if (error instanceof AppError || error instanceof RangeError) throw error;
  const { name, message, details } = error as { name?: string; message?: string; details?: string };
  if (name === 'UnknownErrorException' && details?.startsWith('RangeError')) throw new RangeError(message);
  throw new AppError(name === 'PasswordException' ? 'page_pdf_locked' : 'page_pdf_damaged', { cause: error });
}
