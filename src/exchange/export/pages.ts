/**
 * How many items one query of an export reads. On the embedded database, readers' pages wait for this query, so it must
 * take only some hundredths of a second. Its result should also take little memory.
 */
export const pageSize = 100;

/**
 * Yields the result of `work` for each item in order. The work on the next item begins before a result is yielded. At
 * most one item is processed in advance.
 */
export async function* ahead<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let coming: Promise<Result> | undefined;
  for (const item of items) {
    const next = work(item);
    // If the caller stops reading, no code awaits `next`. Without this handler, its failure would be an unhandled
    // rejection, which ends the process.
    next.catch(() => {});
    if (coming) yield await coming;
    coming = next;
  }
  if (coming) yield await coming;
}

const chunkSize = 64 * 1024;

/** Text as bytes, in chunks of a useful size. */
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
