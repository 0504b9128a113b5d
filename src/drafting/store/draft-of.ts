import { obtainPage, type ObtainPhase, type PageInput } from '../../evidence/capture-page.ts';
import { readDraft } from '../page/draft-reader.ts';
import type { Draft } from '../schema.ts';

type Options = {
  allowPrivate?: readonly string[];
  signal?: AbortSignal;
  progress?: (phase: ObtainPhase) => void;
  now?: Date;
};

/**
 * The draft of a URL, a file or a text, as the desk shows it. Stores nothing.
 * @throws AppError `fetch_*`, `page_*`, `reading_*`, `cancelled`
 */
export async function draftOf(input: PageInput, options: Options = {}): Promise<Draft> {
  const page = await obtainPage(input, readDraft(options.now ?? new Date()), {
    allowPrivate: [...(options.allowPrivate ?? [])],
    signal: options.signal,
    progress: options.progress,
  });
  return page.read.draft;
}
