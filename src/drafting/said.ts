import type { Span } from './reading/sentences.ts';
import type { ChainLink } from './schema.ts';

/** The content without the speakers and the words that attribute it, and without a leading "that". */
export function saidIn(flat: string, content: readonly Span[], links: readonly ChainLink[]): Span[] {
  const frame = links.flatMap(({ source, cue }) => [...(source ?? []), ...(cue ?? [])]);
  return subtract(content, frame)
    .map((span) => trimEdges(flat, span))
    .filter(({ start, end }) => /[\p{L}\p{N}]/u.test(flat.slice(start, end)));
}

/** The spans without the parts that are also in `others`. */
export function subtract(spans: readonly Span[], others: readonly Span[]): Span[] {
  return others.reduce<Span[]>(
    (left, other) =>
      left.flatMap((span) =>
        other.end <= span.start || other.start >= span.end
          ? [span]
          : [
              { start: span.start, end: other.start },
              { start: other.end, end: span.end },
            ].filter(({ start, end }) => end > start),
      ),
    [...spans],
  );
}

function trimEdges(flat: string, span: Span): Span {
  const text = flat.slice(span.start, span.end);
  const start = /^(?:[\s.,;:–—-]+|that\s)*/.exec(text)![0].length;
  const end = /[\s.,;:–—-]*$/.exec(text.slice(start))!.index;
  return { start: span.start + start, end: span.start + start + end };
}
