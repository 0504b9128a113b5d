/*
 * The layout of a diagram of related cases: the cases are in one column, sorted by time, and arcs on their left join
 * those that are related. Such a diagram fits on a phone and needs no script.
 */

export type Edge = { from: number; to: number };
export type Arc = {
  /** Place of one case in the column, counted from 0. */ from: number;
  /** Place of the other case. */
  to: number;
  /** The lane of the arc, left of the cases. Lane 0 is the nearest to them. */ lane: number;
};

/** No diagram is drawn for more cases than this. It would be a tangle, and the page lists all relations anyway. */
export const maxCases = 9;
export const maxLanes = 7;

/**
 * Gives each relation an arc, in a lane without overlapping arcs. Short arcs are in the lanes nearest to the cases.
 * Null if more than `maxLanes` lanes would be needed.
 */
export function arcsOf(edges: readonly Edge[]): Arc[] | null {
  const taken: [number, number][][] = [];
  const arcs: Arc[] = [];
  const order = edges
    .map((edge, index) => ({ edge, index, span: Math.abs(edge.from - edge.to) }))
    .toSorted((a, b) => a.span - b.span || a.index - b.index);
  for (const { edge, index } of order) {
    const [low, high] = [Math.min(edge.from, edge.to), Math.max(edge.from, edge.to)];
    let lane = taken.findIndex((spans) => spans.every(([from, to]) => high <= from || low >= to));
    if (lane < 0) lane = taken.push([]) - 1;
    taken[lane]!.push([low, high]);
    arcs[index] = { ...edge, lane };
  }
  return taken.length > maxLanes ? null : arcs;
}

/** A title on at most `lines` lines of about `width` letters. */
export function wrapTitle(title: string, width: number, lines: number): string[] {
  const wrapped: string[] = [];
  let line = '';
  for (const word of title.split(/\s+/)) {
    if (line && line.length + 1 + word.length > width) {
      wrapped.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  wrapped.push(line);
  const cut = wrapped.slice(0, lines).map((one) => (one.length > width + 4 ? `${one.slice(0, width)}…` : one));
  if (wrapped.length > lines) cut[lines - 1] = `${cut[lines - 1]!.replace(/…$/, '')} …`;
  return cut;
}
