/**
 * How many items one query of an export reads. The query must take only some hundredths of a second, because readers'
 * pages wait for it on the embedded database; and its result should take little memory.
 */
export const pageSize = 100;

/**
 * Yields the result of `work` for each item in order. The work on the next item begins before a result is yielded, but
 * never that on the one after.
 */
export async function* ahead<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let coming: Promise<Result> | undefined;
  for (const item of items) {
    const next = work(item);
    // If the caller stops reading, nobody awaits `next`; its failure would be an unhandled rejection, which ends the
    // process.
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
