import { extract, type ToExtract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import type { DraftedPage, PageWithFields } from './draft-reader.ts';
import { layoutOf } from './layout.ts';
import { readPage } from './read-page.ts';

/** The function that `fieldsReader` runs in a separate process. */
export function pageWithFields({ bytes, ...about }: ToExtract): PageWithFields {
  const page = extract(bytes, about);
  const { title, published, language } = readPage(page, about.url ?? null).fields;
  const { kind, text, charset } = page;
  return {
    kind,
    text,
    title: page.title,
    language: page.language,
    charset,
    fields: { title, published, language },
  };
}

/** The function that `draftReader` runs in a separate process. */
export function draftedPage({ bytes, capturedAt, ...about }: ToExtract & { capturedAt: string }): DraftedPage {
  const page = extract(bytes, about);
  const reading = readPage(page, about.url ?? null);
  const { title, published, language } = reading.fields;
  const { kind, text, charset, declared, doubtful } = page;
  return {
    kind,
    text,
    title: page.title,
    language: page.language,
    charset,
    declared,
    doubtful,
    fields: { title, published, language },
    layout: layoutOf(page, reading.roles),
    draft: draftPage(page, { url: about.url, capturedAt, reading }),
  };
}
