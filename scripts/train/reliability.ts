import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Describes the claims whose chance of being right is in one range. `from`: the lower end of the range; `count`: how
 * many claims there are; `shown`: the mean of the chances that are shown; `right`: the share of the claims that is
 * right.
 */
export type Range = { from: number; count: number; shown: number; right: number };
/** `heldOut`: on pages from which the model did not learn. `blind`: on pages that no one has looked at. */
export type Reliability = { heldOut: Range[]; blind: Range[] };

const data = 'src/drafting/sure/reliability.json';
const plot = 'docs/reliability.svg';
const guide = 'docs/reading-model.md';
const [begin, end] = ['<!-- reliability -->\n', '<!-- /reliability -->'];

export const readReliability = (root: string): Reliability =>
  JSON.parse(readFileSync(join(root, data), 'utf8')) as Reliability;

/** Stores the measurements, and updates the plot and the table of docs/reading-model.md. */
export function writeReliability(root: string, measured: Partial<Reliability>): void {
  const rounded = (range: Range): Range => {
    const three = (value: number): number => Math.round(value * 1000) / 1000;
    return { ...range, shown: three(range.shown), right: three(range.right) };
  };
  const all = { ...readReliability(root), ...measured };
  const stored = { heldOut: all.heldOut.map(rounded), blind: all.blind.map(rounded) };
  const json = JSON.stringify(stored, null, 2).replace(/\{[^{}[\]]*\}/g, (one) => one.replace(/\s+/g, ' '));
  writeFileSync(join(root, data), `${json}\n`);
  writeFileSync(join(root, plot), plotOf(stored));
  writeFileSync(join(root, guide), withTable(readFileSync(join(root, guide), 'utf8'), stored));
}

/** Replaces the table in the text of docs/reading-model.md by a table of these measurements. */
export function withTable(text: string, { heldOut, blind }: Reliability): string {
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new Error(`${guide} has no place for the table.`);
  const share = (value: number): string => value.toFixed(2).replace(/^0/, '');
  const cells = (range: Range | undefined): string[] =>
    range ? [String(range.count), share(range.shown), share(range.right)] : ['0', '–', '–'];
  const rows = heldOut.map((range, at) => {
    const next = heldOut[at + 1];
    const words = next ? `${share(range.from)} to ${share(next.from)}` : `${share(range.from)} and above`;
    return [words, ...cells(range), ...cells(blind.find((one) => one.from === range.from))];
  });
  const lines = [
    ['shown', 'held out', 'mean shown', 'right', 'blind', 'mean shown', 'right'],
    ['---', ...Array.from({ length: 6 }, () => '---:')],
    ...rows,
  ];
  return `${text.slice(0, from)}\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${text.slice(to)}`;
}

/** The reliability plot: the shown chance on the horizontal axis, the share of right claims on the vertical one. */
export function plotOf({ heldOut, blind }: Reliability): string {
  const [size, left, top] = [320, 60, 24];
  const x = (value: number): string => (left + value * size).toFixed(1);
  const y = (value: number): string => (top + (1 - value) * size).toFixed(1);
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const side = (count: number): number => 3 + Math.sqrt(count) / 1.6;
  const words = ({ count, shown, right }: Range): string =>
    `<title>${count} claims, shown ${shown.toFixed(2)}, right ${right.toFixed(2)}</title>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + size + 24} ${top + size + 92}" width="${left + size + 24}" height="${top + size + 92}" role="img" aria-labelledby="plot-title">
<title id="plot-title">Claims shown with a confidence, and the share of them that is right</title>
<style>
  text { font: 13px sans-serif; fill: #333; }
  .line { stroke: #999; fill: none; }
  .diagonal { stroke: #666; stroke-dasharray: 5 4; }
  .held-out { fill: #1f5fa8; }
  .blind { fill: none; stroke: #a8321f; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd; }
    .line { stroke: #777; }
    .diagonal { stroke: #aaa; }
    .held-out { fill: #7fb2ea; }
    .blind { stroke: #f0937f; }
  }
</style>
<rect class="line" x="${x(0)}" y="${y(1)}" width="${size}" height="${size}"/>
<line class="diagonal" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>
${ticks
  .map(
    (tick) =>
      `<text x="${x(tick)}" y="${top + size + 18}" text-anchor="middle">${tick * 100}%</text><text x="${left - 8}" y="${(Number(y(tick)) + 4).toFixed(1)}" text-anchor="end">${tick * 100}%</text>`,
  )
  .join('\n')}
<text x="${x(0.5)}" y="${top + size + 40}" text-anchor="middle">How sure Kronika was</text>
<text x="${left}" y="${top - 8}">Share that is right</text>
${heldOut
  .map(
    (range) =>
      `<circle class="held-out" cx="${x(range.shown)}" cy="${y(range.right)}" r="${side(range.count).toFixed(1)}">${words(range)}</circle>`,
  )
  .join('\n')}
${blind
  .map((range) => {
    const half = side(range.count);
    return `<rect class="blind" x="${(Number(x(range.shown)) - half).toFixed(1)}" y="${(Number(y(range.right)) - half).toFixed(1)}" width="${(2 * half).toFixed(1)}" height="${(2 * half).toFixed(1)}">${words(range)}</rect>`;
  })
  .join('\n')}
<circle class="held-out" cx="${left + 8}" cy="${top + size + 62}" r="6"/><text x="${left + 22}" y="${top + size + 66}">held out</text>
<rect class="blind" x="${left + 112}" y="${top + size + 56}" width="12" height="12"/><text x="${left + 132}" y="${top + size + 66}">blind pages</text>
<text x="${left}" y="${top + size + 86}">Larger marks: more claims. Dashed: as sure as right.</text>
</svg>
`;
}
