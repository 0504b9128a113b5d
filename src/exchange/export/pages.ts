/**
 * The number of items that one query of an export reads. On the embedded database, readers' pages wait for this query,
 * so it must take only a few hundredths of a second.
 */
export const pageSize = 100;

/**
 * Yields the result of `work` for each item, in order. Before it yields a result, it begins with the next item, so one
 * item is processed in advance.
 */
export async function* prefetch<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let coming: Promise<Result> | undefined;
  for (const item of items) {
    const next = work(item);
    // If the caller stops reading, nothing awaits `next`, and without this handler its error would crash the process.
    next.catch(() => {});
    if (coming) yield await coming;
    coming = next;
  }
  if (coming) yield await coming;
}

const chunkSize = 64 * 1024;

/** Texts as bytes, in chunks of at least `chunkSize` characters. */
export async function* bytesOf(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  let text = '';
  for await (const one of texts) {
    text += one;
    if (text.length < chunkSize) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text) yield Buffer.from(text);
}
