import { AppError } from '../../platform/errors.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { openEpub } from '../../web/publishing/epub/make-epub.tsx';
import { bookSelection } from '../../web/publishing/epub/selection.ts';
import { defineCall } from './call.ts';
import { assertFilters } from './filters.ts';

/** Sends a book of selected published articles. */
export const mirrorBook = defineCall({
  asSystem: true,
  input: bookSelection,
  async run({ app, input, signal, progress, send }) {
    assertFilters(input.search);
    const { publication: paper } = await loadPublication(app.db.read);
    const book = await openEpub(app, {
      paper,
      selection: input,
      signal,
      progress: (done, total) => progress({ phase: 'cli.progress.book', done, total }),
    });
    let bytes = 0;
    for await (const chunk of book.bytes) {
      if (signal.aborted) throw new AppError('cancelled');
      await send(chunk);
      bytes += chunk.byteLength;
    }
    return { title: book.title, articles: book.articles, bytes };
  },
});
