/** A passage of a text. `start` and `end` are in UTF-16 code units. `anchor`: the `id` of the passage on the page. */
export type MarkedPassage = { start: number; end: number; anchor?: string };

/**
 * A text in which passages are marked. Overlapping passages become one mark, which has all their anchors.
 *
 * @param passages sorted by `start`
 */
export function MarkedPassages({ text, passages }: { text: string; passages: readonly MarkedPassage[] }) {
  const marks: { start: number; end: number; anchors: string[] }[] = [];
  for (const { start, end, anchor } of passages) {
    const last = marks.at(-1);
    const anchors = anchor === undefined ? [] : [anchor];
    if (last && start < last.end) {
      last.end = Math.max(last.end, end);
      last.anchors.push(...anchors);
    } else marks.push({ start, end, anchors });
  }
  return (
    <>
      {marks.map(({ start, end, anchors }, index) => (
        <>
          {text.slice(marks[index - 1]?.end ?? 0, start)}
          <mark>
            {[...new Set(anchors)].map((id) => (
              <span id={id} />
            ))}
            {text.slice(start, end)}
          </mark>
        </>
      ))}
      {text.slice(marks.at(-1)?.end ?? 0)}
    </>
  );
}
