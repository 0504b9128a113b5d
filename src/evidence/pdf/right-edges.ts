import { group } from '../../platform/text/group.ts';
import type { Line } from './lines.ts';

/**
 * How far to the right the lines of running text reach, for each line: the edge of the lines near it that have its size
 * and its left edge. A title, a header or the text around a quotation says nothing about it.
 */
export function rightEdges(lines: readonly Line[]): (line: Line, next: Line) => number {
  const groups = group(
    lines.flatMap((line) => [keyOf(line, 0), columnOf(line), documentOf(line, 0)].map((key) => [key, line] as const)),
  );
  const lefts = new Map<string, number>();
  for (const line of lines) lefts.set(columnOf(line), Math.min(line.x, lefts.get(columnOf(line)) ?? Infinity));
  const beside = besideOthers(lines);
  const found = new Map<string, number>();
  const edgeOf = (keys: readonly string[], size: number): number => {
    const name = keys.join('|');
    const known = found.get(name);
    if (known !== undefined) return known;
    const edge = usualEdge(
      keys.flatMap((key) => groups.get(key) ?? []),
      beside,
      size,
    );
    found.set(name, edge);
    return edge;
  };
  const besides = (key: typeof keyOf, line: Line): string[] => [-1, 0, 1].map((step) => key(line, step));
  const count = (keys: readonly string[]): number => keys.reduce((sum, key) => sum + (groups.get(key)?.length ?? 0), 0);
  return (line, next) => {
    const column = edgeOf([columnOf(line)], line.size);
    // The first line of a paragraph is often indented. The line after it shows the edges of the others.
    const both = columnOf(next) === columnOf(line) ? [line, next] : [line];
    const edges = both.map((each) => {
      const onPage = besides(keyOf, each);
      const keys = count(onPage) >= 4 ? onPage : besides(documentOf, each);
      return count(keys) >= 2 ? edgeOf(keys, each.size) : column;
    });
    const edge = Math.max(...edges);
    // Short lines below each other, such as an address at the right, are not a narrow paragraph.
    return edge - line.x < 0.45 * (column - lefts.get(columnOf(line))!) ? Infinity : edge;
  };
}

const sizeOf = ({ size }: Line): number => Math.round(size * 2) / 2;
const columnOf = (line: Line): string => `${line.page} ${line.column} ${sizeOf(line)}`;
const placeOf = (line: Line, step: number): number => Math.round(line.x / (0.5 * sizeOf(line) + 0.5)) + step;
const keyOf = (line: Line, step: number): string => `${columnOf(line)} ${placeOf(line, step)}`;
const documentOf = (line: Line, step: number): string => `all ${sizeOf(line)} ${placeOf(line, step)}`;

/** The lines that have another line of their size above or below them. */
function besideOthers(lines: readonly Line[]): Set<Line> {
  const found = new Set<Line>();
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (!next || columnOf(next) !== columnOf(line)) continue;
    const distance = next.baseline - line.baseline;
    if (distance > 0 && distance < 2.2 * line.size) found.add(line).add(next);
  }
  return found;
}

/** The right edge of the widest line, unless it is wider than all others by many letters. */
function usualEdge(lines: readonly Line[], beside: ReadonlySet<Line>, size: number): number {
  const running = lines.filter((line) => beside.has(line) && !line.hasCells);
  const edges = (running.length ? running : lines).map((line) => line.x + line.width).sort((a, b) => b - a);
  return edges.find((edge, index) => edge - (edges[index + 1] ?? -Infinity) <= 8 * size) ?? edges[0]!;
}
