import { bringPage, type BringPhase, type BroughtPage, type PageInput } from '../../evidence/capture-page.ts';
import { draftPage } from '../draft.ts';
import type { Draft } from '../schema.ts';

type Options = {
  allowPrivate?: readonly string[];
  signal?: AbortSignal;
  progress?: (phase: BringPhase) => void;
  now?: Date;
};

/**
 * The draft of a URL, a file or a text, as the desk shows it. Stores nothing.
 * @throws AppError `fetch_*`, `page_*`, `cancelled`
 */
export async function draftOf(input: PageInput, options: Options = {}): Promise<{ page: BroughtPage; draft: Draft }> {
  const page = await bringPage(input, {
    allowPrivate: [...(options.allowPrivate ?? [])],
    signal: options.signal,
    progress: options.progress,
  });
  return {
    page,
    draft: draftPage(page.read, {
      url: page.finalUrl,
      capturedAt: (options.now ?? new Date()).toISOString().slice(0, 10),
    }),
  };
}
