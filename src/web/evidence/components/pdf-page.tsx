import { placesOf, rounded, type PdfPageLayout } from '../../../record/sources/pdf-layout.ts';
import { passageAnchor } from '../../record/components/opened.ts';

/** A passage that a claim cites. `start` and `end` are in UTF-16 units of the capture's text. */
type Cited = { number: number; start: number; end: number };

/**
 * A page of a PDF, drawn from the stored text and the places of its lines; nothing of the file itself. The lines are in
 * the order of reading, so that a screen reader and a selection follow it. Lines are as wide as in the file, in the
 * fonts of this site. Each passage is marked, with the anchor of its claim. On a narrow screen, the page scrolls
 * sideways, so that its text stays large enough to read.
 */
export function PdfPage({
  text,
  page,
  label,
  language,
  passages,
  here,
}: {
  text: string;
  page: PdfPageLayout;
  label: string;
  language: string | null;
  passages: readonly Cited[];
  /** A further part of the text to mark, with the anchor `here`. */
  here: { start: number; end: number } | null;
}) {
  const { width, height } = page;
  const lines = page.lines.toSorted((one, other) => one[0] - other[0]);
  return (
    <div class="scroll" role="region" aria-label={label} tabindex={0}>
      <svg class="pdf-page" viewBox={`0 0 ${width} ${height}`} lang={language ?? undefined}>
        {[
          ...passages.map((one) => ({ ...one, id: passageAnchor(one.number) })),
          ...(here ? [{ ...here, id: 'here' }] : []),
        ].map(({ id, start, end }) => (
          <g id={id}>
            {placesOf({ pages: [page] }, start, end).flatMap(({ boxes }) =>
              boxes.map((box) => <rect x={box.x} y={box.y} width={box.width} height={box.height} />),
            )}
          </g>
        ))}
        {lines.map(([start, end, x, y, lineWidth, lineHeight, rtl]) => (
          <text
            // A line that is read from right to left begins at its right edge.
            x={rtl ? rounded(x + lineWidth) : x}
            direction={rtl ? 'rtl' : undefined}
            // The box reaches from 0.8 of its height above the baseline to 0.2 below it.
            y={rounded(y + lineHeight * 0.8)}
            font-size={lineHeight}
            textLength={lineWidth}
            lengthAdjust="spacingAndGlyphs"
          >
            {`${text.slice(start, end)}\n`}
          </text>
        ))}
      </svg>
    </div>
  );
}
