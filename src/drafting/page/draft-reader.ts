import type { Extracted, PageText, ToExtract } from '../../evidence/extract/extract.ts';
import { declareReader } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { Draft, DraftFields } from '../schema.ts';
import type { Shown } from './shown.ts';

/** A page with the fields that are stored with its capture. */
export type PageWithFields = PageText & { fields: Pick<DraftFields, 'title' | 'published' | 'language'> };
/** A page with its fields and its draft. */
export type DraftedPage = PageWithFields &
  Pick<Extracted, 'declared' | 'doubtful' | 'unread' | 'leftOut'> & {
    shown: Shown;
    draft: Draft;
  };

const budget = { seconds: 30, megabytes: 800 };
export const fieldsReader = declareReader<ToExtract, PageWithFields>('drafting.fields', budget);
export const draftReader = declareReader<ToExtract & { capturedAt: string }, DraftedPage>('drafting.draft', budget);

/** Reads a page's text and fields. @throws AppError `page_*`, `reading_*`, `cancelled` */
export const readFields = (page: ToExtract, signal?: AbortSignal): Promise<PageWithFields> =>
  runReader(fieldsReader, page, { signal });

/** Reads a page into a draft. @throws AppError `page_*`, `reading_*`, `cancelled` */
export const readDraft =
  (capturedAt: Date) =>
  (page: ToExtract, signal?: AbortSignal): Promise<DraftedPage> =>
    runReader(draftReader, { ...page, capturedAt: capturedAt.toISOString().slice(0, 10) }, { signal });
