/** Does `work` for each item in order, and begins the next one while the last result is in use. One is ahead, never more. */
export async function* ahead<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let coming: Promise<Result> | undefined;
  for (const item of items) {
    const next = work(item);
    // Whoever stops reading must not leave a failure that nobody hears of.
    next.catch(() => {});
    if (coming) yield await coming;
    coming = next;
  }
  if (coming) yield await coming;
}

const chunkSize = 64 * 1024;

/** Text as bytes, in chunks worth sending. */
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
