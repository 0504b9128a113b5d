import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { pointKinds, type Agreement, type PointKind } from '../src/documents/agreement/agreement.ts';
import { compareSentence } from '../src/documents/agreement/compare-sentence.ts';
import { claimModes } from '../src/record/tables.ts';

const recordSchema = z.strictObject({
  id: z.string(),
  language: z.string(),
  split: z.enum(['open', 'blind']),
  claims: z.array(
    z.strictObject({ text: z.string(), speaker: z.string().nullable(), mode: z.enum(claimModes).nullable() }),
  ),
  sentence: z.string(),
  altered: z.enum(pointKinds).nullable(),
  where: z.string().nullable(),
  expected: z.string(),
});
type Pair = z.output<typeof recordSchema>;

type Tally = { found: number; placed: number; all: number };
type Group = {
  kinds: Map<PointKind, Tally>;
  honest: number;
  contradicted: number;
  added: number;
  /** The number of false alarms, by the kind of the point and the verdict on the point. */ alarms: Map<string, number>;
};

/**
 * Compares the sentences of `corpus/comparisons/` with their claims. Prints how many altered sentences are found, and
 * how many false alarms there are.
 *
 * - A pair is a sentence with its claims. Blind pairs are a fair measure only as long as no one reads them, so only
 *   counts are printed for them.
 * - A point is one thing that a sentence says, such as a date or a number (`pointKinds`).
 * - An altered sentence was changed in one point. All other sentences are honest: they agree with their claims.
 * - The comparison objects to a point if it says that the claims contradict the point or do not contain it.
 * - An altered sentence is found if the comparison objects to any of its points. It is found “at its place” if one of
 *   these points has the altered kind and is at the changed words.
 * - An objection in an honest sentence is a false alarm.
 *
 * `npm run bench agreement errors` lists the errors on the open pairs, `npm run bench agreement open` measures only
 * those.
 */
export async function bench(command?: string, folder = join(process.cwd(), 'corpus/comparisons')): Promise<void> {
  if (!existsSync(folder)) throw new Error(`${folder} is missing.`);
  const pairs = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl') && (command === undefined || !/\.(?:blind|held)\./.test(name)))
    .sort()
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => recordSchema.parse(JSON.parse(line)))
        .map((pair) => ({ ...pair, group: groupOf(pair, name) })),
    );
  const groups = new Map<string, Group>();
  const began = performance.now();
  for (const pair of pairs) {
    const agreement = compareSentence(
      { text: pair.sentence, language: pair.language },
      pair.claims.map(({ text, speaker, mode }) => ({ texts: [text], speakers: speaker ? [[speaker]] : [], mode })),
    );
    const { group: name } = pair;
    const group = groups.get(name) ?? {
      kinds: new Map<PointKind, Tally>(),
      honest: 0,
      contradicted: 0,
      added: 0,
      alarms: new Map<string, number>(),
    };
    groups.set(name, group);
    count(group, pair, agreement);
    if (command === 'errors' && pair.split === 'open' && !name.endsWith(heldOut)) show(pair, agreement);
  }
  const spent = performance.now() - began;
  for (const [name, group] of groups) print(name, group);
  console.log(`\n${(spent / pairs.length).toFixed(1)} ms for each of ${pairs.length} sentences`);
}

const heldOut = 'held out';

/**
 * The group to which a pair belongs. Results are printed per group. Some open pairs are held out: the rules are written
 * without looking at their errors. Of the pairs about acts, those with even numbers are held out.
 */
function groupOf({ id, language, split }: Pair, file: string): string {
  if (file.includes('.values.')) return `${language} values, open`;
  if (file.includes('.reworded.')) return `${language} reworded, ${file.includes('.held.') ? heldOut : 'open'}`;
  if (!file.includes('.acts.')) return `${language} ${split}`;
  return `${language} acts, ${Number(/-m(\d+)/.exec(id)?.[1]) % 2 ? 'open' : heldOut}`;
}

const isWrong = ({ verdict }: Pick<Agreement, 'verdict'>): boolean =>
  verdict === 'contradicted' || verdict === 'not-in-claims';
const isFound = ({ altered }: Pair, agreement: Agreement): boolean =>
  isWrong(agreement) || agreement.points.some((point) => point.kind === altered && isWrong(point));

/** Whether a point of the altered kind was found at the words that were changed. */
function isPlaced({ altered, where, sentence }: Pair, { points }: Agreement): boolean {
  const start = where === null ? -1 : sentence.indexOf(where);
  return points.some(
    (point) =>
      point.kind === altered &&
      isWrong(point) &&
      (start < 0 || (point.sentence.start < start + where!.length && point.sentence.end > start)),
  );
}

function count(group: Group, pair: Pair, agreement: Agreement): void {
  if (pair.altered === null) {
    group.honest += 1;
    if (agreement.verdict === 'contradicted') group.contradicted += 1;
    if (agreement.verdict === 'not-in-claims') group.added += 1;
    for (const name of new Set(agreement.points.filter(isWrong).map(({ kind, verdict }) => `${kind} ${verdict}`)))
      group.alarms.set(name, (group.alarms.get(name) ?? 0) + 1);
    return;
  }
  const tally = group.kinds.get(pair.altered) ?? { found: 0, placed: 0, all: 0 };
  group.kinds.set(pair.altered, tally);
  tally.all += 1;
  if (isFound(pair, agreement)) tally.found += 1;
  if (isPlaced(pair, agreement)) tally.placed += 1;
}

function show(pair: Pair, agreement: Agreement): void {
  if (pair.altered === null ? !isWrong(agreement) : isFound(pair, agreement)) return;
  console.log(`\n${pair.id} ${pair.altered ?? 'honest'}${pair.where ? ` (${pair.where})` : ''}: ${agreement.verdict}`);
  for (const { text, speaker, mode } of pair.claims) console.log(`  claim     ${text} [${speaker}, ${mode}]`);
  console.log(`  sentence  ${pair.sentence}`);
  for (const { kind, verdict, sentence, claim } of agreement.points)
    if (verdict !== 'supported') console.log(`  ${verdict} ${kind}: ${sentence.text} | ${claim}`);
}

const percent = (part: number, all: number): string => (all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`);

function print(name: string, { kinds, honest, contradicted, added, alarms }: Group): void {
  console.log(`\n${name}`);
  for (const kind of pointKinds) {
    const tally = kinds.get(kind);
    if (tally)
      console.log(
        `  ${kind.padEnd(12)} found ${tally.found} of ${tally.all} (${percent(tally.found, tally.all)}), at its place ${percent(tally.placed, tally.all)}`,
      );
  }
  console.log(
    `  honest       ${honest}: contradicted ${contradicted} (${percent(contradicted, honest)}), not in the claims ${added} (${percent(added, honest)})`,
  );
  for (const [alarm, times] of [...alarms].sort((a, b) => b[1] - a[1]))
    console.log(`               ${alarm}: ${times}`);
}
