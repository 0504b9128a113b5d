import type { Run, RunPage } from './read-runs.ts';

/** A line of text, in points from the page's top left corner. */
export type Line = {
  page: number;
  text: string;
  x: number;
  y: number;
  width: number;
  height: number;
  baseline: number;
  size: number;
  /** The column's number within the page, in the order of reading. */
  column: number;
  /** Whether the line is read from right to left. */
  isRtl: boolean;
  /** Whether the line has wide gaps, as the rows of a table do. */
  hasCells: boolean;
  /** Text beside the text: what is not horizontal, or the numbers of lines. */
  isAside?: true;
};

/** Runs at the same height. `main`: the longest one. */
type Row = { runs: Run[]; main: Run };

/** How many columns beside columns are looked for. Four columns need two. */
const maxDepth = 3;

/** The lines of a page in the order of reading: column by column. */
export function linesOf(page: RunPage, number: number): Line[] {
  const lines: Line[] = [];
  const add = (rows: readonly Row[]): void => {
    if (rows.length === 0) return;
    const column = (lines.at(-1)?.column ?? -1) + 1;
    for (const row of rows) lines.push(...lineOf(row, number, column));
  };
  const numbers = lineNumbers(page.runs);
  readRegion(
    page.runs.filter((run) => !numbers.has(run)),
    maxDepth,
    add,
  );
  for (const run of [...page.turned, ...numbers]) {
    const [line] = lineOf({ runs: [run], main: run }, number, (lines.at(-1)?.column ?? -1) + 1);
    if (line) lines.push({ ...line, isAside: true });
  }
  return lines;
}

/**
 * The numbers of the lines, in the margin at the left or right: consecutive numbers below each other beside every line
 * of running text, or beside every fifth. Numbers of paragraphs and of rows of a table are part of the text.
 */
function lineNumbers(runs: readonly Run[]): Set<Run> {
  const isNumber = (run: Run): boolean => /^\s*\d{1,4}\s*$/.test(run.text);
  const found = runs.filter(isNumber);
  if (found.length < 3) return new Set();
  const rows = rowsOf(runs);
  for (const side of ['left', 'right'] as const) {
    const numbered = rows.flatMap((row, index): { index: number; run: Run; value: number }[] => {
      const outer = row.runs.reduce((one, run) => (run.x < one.x === (side === 'left') ? run : one));
      return isNumber(outer) ? [{ index, run: outer, value: Number(outer.text) }] : [];
    });
    const [first, second] = numbered;
    if (!first || !second || numbered.length < 3) continue;
    const step = second.value - first.value;
    const steps = numbered.slice(1).map(({ value, index }, before) => ({
      value: value - numbered[before]!.value,
      rows: index - numbered[before]!.index,
    }));
    if (![1, 2, 5, 10].includes(step)) continue;
    // Some lines are empty, and a page can begin in the middle of the numbers.
    const regular = steps.filter((one) => one.value === step && one.rows <= step && one.rows >= step * 0.6);
    if (numbered.length < (step === 1 ? 8 : 3) || regular.length < steps.length * 0.9) continue;
    const span = rows.slice(first.index, numbered.at(-1)!.index + 1);
    const prose = span.filter((row) => {
      const rest = { ...row, runs: row.runs.filter((run) => !isNumber(run)) };
      return rest.runs.reduce((sum, { text }) => sum + text.trim().length, 0) >= 25 && gapsOf(rest).length === 0;
    });
    if (prose.length >= span.length * 0.6) return new Set(numbered.map(({ run }) => run));
  }
  return new Set();
}

function readRegion(runs: readonly Run[], depth: number, add: (rows: readonly Row[]) => void): void {
  const rows = rowsOf(runs);
  const gutter = depth > 0 ? gutterOf(rows) : null;
  if (gutter === null) return add(rows);
  let full: Row[] = [];
  for (const band of bandsOf(rows, gutter)) {
    if (!band.isSplit) {
      full = [...full, ...band.rows];
      continue;
    }
    add(full);
    full = [];
    const all = band.rows.flatMap((row) => row.runs);
    readRegion(
      all.filter((run) => middle(run) < gutter),
      depth - 1,
      add,
    );
    readRegion(
      all.filter((run) => middle(run) >= gutter),
      depth - 1,
      add,
    );
  }
  add(full);
}

const middle = (run: Run): number => run.x + run.width / 2;

/** Groups runs into rows. A raised note number belongs to the row beside it. */
function rowsOf(runs: readonly Run[]): Row[] {
  const rows: Row[] = [];
  for (const run of [...runs].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const row = rows.slice(-6).findLast((one) => overlap(one.main, run) >= 0.5);
    if (!row) rows.push({ runs: [run], main: run });
    else {
      row.runs.push(run);
      if (run.text.length > row.main.text.length) row.main = run;
    }
  }
  return rows.sort((a, b) => a.main.y - b.main.y);
}

/** How much of the lower one's height two runs share. */
function overlap(one: Run, other: Run): number {
  const shared = Math.min(bottom(one), bottom(other)) - Math.max(top(one), top(other));
  return shared / (0.97 * Math.min(one.size, other.size));
}
const top = (run: Run): number => run.y - 0.75 * run.size;
const bottom = (run: Run): number => run.y + 0.22 * run.size;

type Gap = { from: number; to: number };

/** The wide gaps between the runs of a row. */
function gapsOf({ runs, main }: Row): Gap[] {
  const gaps: Gap[] = [];
  let end = -Infinity;
  for (const run of [...runs].sort((a, b) => a.x - b.x)) {
    if (Number.isFinite(end) && run.x - end >= Math.max(6, 0.8 * main.size)) gaps.push({ from: end, to: run.x });
    end = Math.max(end, run.x + run.width);
  }
  return gaps;
}

/** The place between two columns; null if the rows are one column. Short cells, as in tables, are not columns. */
function gutterOf(rows: readonly Row[]): number | null {
  if (rows.length < 5) return null;
  const step = 3;
  const votes = new Map<number, number>();
  for (const row of rows)
    for (const { from, to } of gapsOf(row))
      for (let bin = Math.ceil(from / step); bin * step <= to && bin * step - from < 400; bin++)
        votes.set(bin, (votes.get(bin) ?? 0) + 1);
  const all = rows.flatMap((row) => row.runs);
  const [left, right] = edgesOf(all);
  let best: number[] = [];
  let most = 0;
  for (const [bin, count] of votes) {
    const at = (bin * step - left) / (right - left);
    if (at < 0.15 || at > 0.85 || count < most) continue;
    best = count > most ? [bin] : [...best, bin];
    most = count;
  }
  if (most < Math.max(4, rows.length * 0.12)) return null;
  const gutter = best.sort((a, b) => a - b)[Math.floor(best.length / 2)]! * step;
  return bandsOf(rows, gutter).some(({ isSplit }) => isSplit) ? gutter : null;
}

type Band = { isSplit: boolean; rows: Row[] };

/** Rows from top to bottom, in groups: those across the gutter, and those beside it. */
function bandsOf(rows: readonly Row[], gutter: number): Band[] {
  const bands: Band[] = [];
  for (const row of rows) {
    const isSplit = !row.runs.some((run) => run.x < gutter - 1 && run.x + run.width > gutter + 1);
    const last = bands.at(-1);
    if (last?.isSplit === isSplit) last.rows.push(row);
    else bands.push({ isSplit, rows: [row] });
  }
  const read = bands.map((band) => ({ ...band, isSplit: band.isSplit && isProse(band.rows, gutter) }));
  return read.flatMap((band, index) => (band.isSplit && index + 1 < read.length ? cutAtHeading(band, gutter) : [band]));
}

/**
 * A heading below two columns and above text across both is not the end of the left column. It comes after the right
 * column has ended, and is larger or farther from the line above it than any line of the column.
 */
function cutAtHeading({ rows }: Band, gutter: number): Band[] {
  const last = rows.findLastIndex((row) => row.runs.some((run) => middle(run) >= gutter));
  let widest = 0;
  for (const [index, row] of rows.entries()) {
    const above = rows[index - 1];
    if (!above) continue;
    const gap = row.main.y - above.main.y;
    const isLarger = row.main.size > 1.1 * above.main.size;
    if (index > last && (isLarger || gap > 1.25 * widest))
      return [
        { isSplit: true, rows: rows.slice(0, index) },
        { isSplit: false, rows: rows.slice(index) },
      ];
    widest = Math.max(widest, gap);
  }
  return [{ isSplit: true, rows }];
}

/** Whether rows have running text on both sides of the gutter. */
function isProse(rows: readonly Row[], gutter: number): boolean {
  const sides = rows.map(({ runs }) => ({
    left: runs.filter((run) => middle(run) < gutter),
    right: runs.filter((run) => middle(run) >= gutter),
  }));
  if (sides.filter(({ left, right }) => left.length && right.length).length < 3) return false;
  return (['left', 'right'] as const).every((side) => {
    const parts = sides.flatMap((row) => (row[side].length ? [row[side]] : []));
    const [from, to] = edgesOf(parts.flat());
    const long = parts.filter((runs) => {
      const [start, end] = edgesOf(runs);
      return runs.reduce((sum, run) => sum + run.text.trim().length, 0) >= 15 && end - start >= 0.6 * (to - from);
    });
    return long.length >= parts.length * 0.5;
  });
}

const endOf = (run: Run): number => run.x + run.width;
/** The left and right edge of runs. A page can have more of them than a function can have arguments. */
const edgesOf = (runs: readonly Run[]): [number, number] =>
  runs.reduce<[number, number]>(
    ([left, right], run) => [Math.min(left, run.x), Math.max(right, endOf(run))],
    [Infinity, -Infinity],
  );

function lineOf(row: Row, page: number, column: number): Line[] {
  const { runs, main } = row;
  const rtl = runs.filter((run) => run.rtl).length * 2 > runs.length;
  const sorted = inOrder(runs, rtl);
  let text = '';
  let previous: Run | undefined;
  for (const run of sorted) {
    const gap = previous ? Math.max(run.x - endOf(previous), previous.x - endOf(run)) : 0;
    const raised = isNoteNumber(run, main);
    if (previous && raised) {
      // The next run is beside the number, and so beside the word.
      const power = run.text.trim();
      if (hasPower.test(text.trimEnd())) text = text.trimEnd() + superscript(power);
      previous = run;
      continue;
    }
    if (previous && gap > 0.17 * Math.min(main.size, run.size)) text += ' ';
    text += run.text;
    previous = run;
  }
  text = text.replace(/[\s\u00a0]+/g, ' ').trim();
  if (!text) return [];
  const [x, end] = edgesOf(runs);
  const width = end - x;
  const y = main.y - 0.8 * main.size;
  return [
    {
      page,
      text,
      x,
      y,
      width,
      height: main.size,
      baseline: main.y,
      size: main.size,
      column,
      isRtl: rtl,
      hasCells: gapsOf(row).some(({ from, to }) => to - from > 1.5 * main.size),
    },
  ];
}

/**
 * The runs of a row in the order of reading. In a line from right to left, words and numbers of the other direction
 * that are beside each other are read from left to right.
 */
function inOrder(runs: readonly Run[], rtl: boolean): Run[] {
  if (!rtl) return [...runs].sort((a, b) => a.x - b.x);
  const ordered: Run[] = [];
  let others: Run[] = [];
  const close = (): void => {
    const last = others.findLastIndex((run) => /[\p{L}\p{N}]/u.test(run.text));
    ordered.push(...others.slice(0, last + 1).toReversed(), ...others.slice(last + 1));
    others = [];
  };
  for (const run of [...runs].sort((a, b) => b.x - a.x))
    if (!run.rtl && (others.length > 0 || /[\p{L}\p{N}]/u.test(run.text))) others.push(run);
    else {
      close();
      ordered.push(run);
    }
  close();
  return ordered;
}

/**
 * A small raised number after a word refers to a note. It is left out: beside a name, it would hide the name from all
 * that looks for it.
 */
const isNoteNumber = (run: Run, main: Run): boolean =>
  run.size < 0.85 * main.size && main.y - run.y > 0.15 * main.size && /^\s*\d{1,3}\s*$/.test(run.text);
/** After a unit of length or the number 10, a raised number is a power: m², 10⁶. */
const hasPower = /(?<![\p{L}\p{M}\p{N}])(?:[kcdm]?m|[ксдм]?м|10)$/u;
const superscript = (digits: string): string => digits.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!);
