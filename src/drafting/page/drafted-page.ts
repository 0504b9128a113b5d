import { extractAny, pageText, type ToExtract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import type { DraftedPage, PageWithFields } from './draft-reader.ts';
import { readPage } from './read-page.ts';
import { shownOf } from './shown.ts';

/** The function that `fieldsReader` runs in a separate process. */
export async function pageWithFields({ bytes, ...about }: ToExtract): Promise<PageWithFields> {
  const page = await extractAny(bytes, about);
  const { title, published, language } = readPage(page, about.url ?? null).fields;
  return { ...pageText(page), fields: { title, published, language } };
}

/** The function that `draftReader` runs in a separate process. */
export async function draftedPage({
  bytes,
  capturedAt,
  ...about
}: ToExtract & { capturedAt: string }): Promise<DraftedPage> {
  const page = await extractAny(bytes, about);
  const reading = readPage(page, about.url ?? null);
  const { title, published, language } = reading.fields;
  const { declared, doubtful, unread, leftOut } = page;
  return {
    ...pageText(page),
    declared,
    doubtful,
    unread,
    leftOut,
    fields: { title, published, language },
    shown: shownOf(page, reading.roles),
    draft: draftPage(page, { url: about.url, capturedAt, reading }),
  };
}
