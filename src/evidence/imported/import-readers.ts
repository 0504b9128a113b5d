import { declareReader, type ByteSource } from '../../platform/readers/reader.ts';
import { runReader, streamReader } from '../../platform/readers/run-reader.ts';
import type { ArchiveForm } from './archive.ts';
import type { ExtractedPage, PageProblem, WantedPage } from './extract-pages.ts';
import type { Listing } from './list-pages.ts';

// An archive of 2 GB is unpacked once to list its pages, and at least twice to take pages from it.
const budget = { seconds: 900, megabytes: 700 };

export const listPagesReader = declareReader<{ form: ArchiveForm }, Listing>('evidence.listPages', budget);
export const extractPagesReader = declareReader<
  { form: ArchiveForm; pages: readonly WantedPage[] },
  [wanted: number, problem: PageProblem][],
  ExtractedPage
>('evidence.extractPages', budget);

/** `listPages` in a process of its own. @throws AppError `reading_*`, `archive_too_large`, `cancelled` */
export const listPagesApart = (file: ByteSource, form: ArchiveForm, signal?: AbortSignal): Promise<Listing> =>
  runReader(listPagesReader, { form }, { source: file, signal });

/** `extractPages` in a process of its own. @throws AppError `reading_*`, `archive_too_large`, `cancelled` */
export const extractPagesApart = (
  file: ByteSource,
  form: ArchiveForm,
  pages: readonly WantedPage[],
  signal?: AbortSignal,
): AsyncGenerator<ExtractedPage, [wanted: number, problem: PageProblem][], void> =>
  streamReader(extractPagesReader, { form, pages }, { source: file, signal });
