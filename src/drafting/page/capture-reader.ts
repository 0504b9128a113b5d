import { isUnreadable } from '../../evidence/extract/read-text.ts';
import type { CaptureReader, CaptureReading, ToRead } from '../../evidence/republished/reading.ts';
import { declareReader } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';

export const captureReader = declareReader<ToRead, CaptureReading>('drafting.capture', { seconds: 30, megabytes: 800 });

/**
 * Runs `readCapture` in a separate process. If a page takes too much time or memory, the result has no parts, so the
 * page is not compared with others.
 */
export const readCaptureInChild: CaptureReader = (capture) =>
  runReader(captureReader, capture).catch((error: unknown) => {
    if (isUnreadable(error)) return { blocks: [], quotes: [], byline: [], credits: [] };
    throw error;
  });
