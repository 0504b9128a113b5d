import { captureReader } from '../drafting/page/capture-reader.ts';
import { draftReader, fieldsReader } from '../drafting/page/draft-reader.ts';
import { textReader } from '../evidence/extract/read-text.ts';
import { implement } from '../platform/readers/reader.ts';
import { serveReaders } from '../platform/readers/serve-readers.ts';

/** The process of all readers of what comes from outside; each is loaded when it is first used. */
serveReaders([
  implement(textReader, async () => (await import('../evidence/extract/extract.ts')).extractText),
  implement(fieldsReader, async () => (await import('../drafting/page/drafted-page.ts')).fieldedPage),
  implement(draftReader, async () => (await import('../drafting/page/drafted-page.ts')).draftedPage),
  implement(captureReader, async () => (await import('../drafting/page/read-capture.ts')).readCapture),
]);
