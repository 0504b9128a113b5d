import { declareReader } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { ReadExport } from './read-export.ts';

export const exportReader = declareReader<{ text: string; language: string }, ReadExport>('exchange.posts', {
  seconds: 120,
  megabytes: 1000,
});

/** Like `readExport`, in another process. @throws AppError `posts_unreadable`, `posts_unknown`, `reading_*` */
export const readExportInChild = (text: string, language: string): Promise<ReadExport> =>
  runReader(exportReader, { text, language });
