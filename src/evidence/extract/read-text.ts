import { AppError } from '../../platform/errors.ts';
import { declareReader, isTooMuch } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { PageText, ToExtract } from './extract.ts';

export const textReader = declareReader<ToExtract, PageText>('evidence.text', { seconds: 30, megabytes: 800 });

/** Reads the text of a page. @throws AppError `page_*`, `reading_*`, `cancelled` */
export const readText = (page: ToExtract, signal?: AbortSignal): Promise<PageText> =>
  runReader(textReader, page, { signal });

/**
 * The text of a server's response. Null if the response is not a page with words, or takes too much time or memory to
 * read.
 */
export const readIfText = (page: ToExtract, signal?: AbortSignal): Promise<PageText | null> =>
  readText(page, signal).catch((error: unknown) => {
    if (isUnreadable(error)) return null;
    throw error;
  });

/** Whether an error is about the page's content, so that reading the same page again would fail in the same way. */
export const isUnreadable = (error: unknown): boolean =>
  isTooMuch(error) || (error instanceof AppError && error.code.startsWith('page_'));
