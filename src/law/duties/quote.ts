/** A text of a provision on one line, for comparison with quotations. */
export const asOneLine = (text: { num: string; heading: string; body: string; tail: string }): string =>
  [text.num, text.heading, text.body, text.tail].filter(Boolean).join(' ').replace(/\s+/g, ' ');
