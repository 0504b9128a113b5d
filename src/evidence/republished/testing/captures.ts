import { sha256Hex } from '../../../platform/storage/blobs.ts';
import { insertRows } from '../../../platform/database/insert-rows.ts';
import { systemPrincipal, run, type App } from '../../../platform/operation.ts';
import { allocate, createThings } from '../../../record/things.ts';
import { keepSketches, sketchOf } from '../similarity/sketch.ts';
import type { Span } from '../similarity/words.ts';

/** A page's text, with the positions of its paragraphs (except the title) and quotations. */
export function layOut(paragraphs: readonly string[]): { text: string; body: Span[]; quotes: Span[] } {
  const body: Span[] = [];
  const quotes: Span[] = [];
  let text = '';
  for (const [index, paragraph] of paragraphs.entries()) {
    if (index) text += '\n\n';
    const start = text.length;
    text += paragraph;
    if (index) body.push({ start, end: text.length });
    for (const match of paragraph.matchAll(/“[^”]*”/g))
      quotes.push({ start: start + match.index, end: start + match.index + match[0].length });
  }
  return { text, body, quotes };
}

/**
 * Adds many pages at once, each with its own source, and calculates their sketches. Returns the ids of their captures
 * in order.
 */
export async function insertCaptures(
  app: App,
  pages: readonly (readonly string[])[],
): Promise<{ captures: number[]; sources: number[] }> {
  const laid = pages.map(layOut);
  const at = app.now();
  const made = await app.db.transaction(async (tx) => {
    const sources = await allocate(tx, 'source', pages.length);
    const captures = await allocate(tx, 'capture', pages.length);
    await createThings(
      tx,
      [...sources, ...captures].map((thing) => ({ ...thing, visibility: 'desk' as const })),
      at,
      false,
    );
    await insertRows(
      tx,
      'source',
      sources.map(({ id }, index) => ({
        id,
        kind: 'article',
        title: pages[index]![0]!.slice(0, 400),
        publisher_id: null,
        published: null,
        language: null,
        note: null,
      })),
    );
    await insertRows(
      tx,
      'capture',
      captures.map(({ id }, index) => ({
        id,
        source_id: sources[index]!.id,
        method: 'text' as const,
        requested_url: null,
        final_url: null,
        hops: [],
        status: null,
        headers: [],
        media_type: 'text/plain',
        charset: null,
        captured_at: at,
        bytes_sha256: sha256Hex(laid[index]!.text),
        bytes_size: 0,
        text: laid[index]!.text,
        text_sha256: sha256Hex(laid[index]!.text),
        language: null,
      })),
    );
    return { captures: captures.map((one) => one.id), sources: sources.map((one) => one.id) };
  });
  for (let from = 0; from < pages.length; from += 500)
    await run(app, keepSketches, systemPrincipal, {
      sketches: laid.slice(from, from + 500).map(({ text, body, quotes }, index) => ({
        ...sketchOf(made.captures[from + index]!, text, { body, quotes }),
        textSha256: sha256Hex(text),
      })),
    });
  return made;
}
