/**
 * How many items one query of an export reads. They are so few that the query takes some hundredths of a second,
 * because readers' pages wait for it on the embedded database, and that its result takes little memory.
 */
export const pageSize = 100;

/**
 * Calls `work` for each item in order, and starts the next one while the last result is in use. It is never more than
 * one ahead.
 */
export async function* ahead<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let coming: Promise<Result> | undefined;
  for (const item of items) {
    const next = work(item);
    // If the reader stops, a later failure must not become an unhandled rejection.
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
