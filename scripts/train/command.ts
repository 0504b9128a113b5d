import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contentWords,
  f1,
  addTallies,
  precision,
  recall,
  speakers,
  tally,
  type Tally,
} from '../../bench/reading/measures.ts';
import { attributedIn } from '../../bench/reading/score.ts';
import trained from '../../src/drafting/model/english.confidence.json' with { type: 'json' };
import { englishReader, rulesOnly, type ClaimReader } from '../../src/drafting/model/reader.ts';
import { englishModel } from '../../src/drafting/model/tagger.ts';
import { lastForThresholds, numberOf, trainingPages, textOf } from './corpus.ts';
import { readGum, type LabelledText } from './gum.ts';
import { folds, learnReading, type LearnedReading } from './reading.ts';
import { writeReliability } from './reliability.ts';
import { claimsOf } from './sequences.ts';
import { learnTargets, type TargetScore, type TargetWeights } from './targets.ts';

/**
 * Trains the model that reads English: the tagger, the ranker of pronouns, the ranker of the targets of acts, and the
 * confidence of claims. Writes the results beside the code and prints how good they are. Also updates the plot and the
 * table in docs/reading-model.md. These show how often claims are right on pages from which the model did not learn.
 */
export function trainReading(root: string): void {
  const started = performance.now();
  const gum = readGum(join(root, '../shared/corpora/gum'));
  const others = gum.filter(({ split }) => split === 'train');
  const dev = gum.filter(({ split }) => split === 'dev');
  const pages = trainingPages(join(root, 'corpus/pages'), 'en').map(textOf);
  const say = (line: string): void =>
    console.log(`${line.padEnd(70)}${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s`);
  const learned = learnReading([...others, ...pages], say);
  writeFileSync(join(root, englishModel), learned.bytes);
  const { weights, scores } = targetsWith(root, learned.shipped);
  say('learned to whom acts are done');
  write(root, { ...learned.weights, target: weights });
  writeReliability(root, { heldOut: learned.reliability });

  console.log('\nshown    claims  mean   right');
  for (const { from, count, shown, right } of learned.reliability)
    console.log(
      `from ${from.toFixed(1)}${String(count).padStart(7)}${shown.toFixed(3).padStart(7)}${right.toFixed(3).padStart(8)}`,
    );
  console.log('\nhe and she on our pages, held out: right, wrong, open');
  for (const [name, { right, wrong, open }] of Object.entries(learned.pronouns))
    console.log(`${name.padEnd(42)}${[right, wrong, open].map((value) => String(value).padStart(6)).join('')}`);
  printTargets(scores);
  console.log(
    `\n${''.padEnd(42)}words: precision recall F · statements, with the right name · pronouns named, wrong of 200`,
  );
  print('our pages, rules', pages, () => rulesOnly);
  print('our pages, rules and model, held out', pages, learned.without);
  print('GUM training, rules', others, () => rulesOnly);
  print('GUM training, rules and model, held out', others, learned.without);
  print('GUM dev, rules', dev, () => rulesOnly);
  print('GUM dev, rules and model', dev, () => learned.shipped);
}

/**
 * Trains only the ranker of the targets of acts, with claims as the shipped model reads them. Leaves the rest of the
 * model as it is.
 */
export function trainTargets(root: string): void {
  const { weights, scores } = targetsWith(root, englishReader());
  write(root, { ...trained, target: weights });
  printTargets(scores);
}

/** Learns the targets of acts from the pages, whose claims `reader` reads. Each page is measured without its fold. */
function targetsWith(root: string, reader: ClaimReader): ReturnType<typeof learnTargets> {
  const pages = trainingPages(join(root, 'corpus/pages'), 'en').map((page, at) => ({
    page,
    fold: at % folds.length,
    reader,
    forThresholds: numberOf(page.id) <= lastForThresholds,
  }));
  return learnTargets(pages, folds);
}

function printTargets(scores: ReturnType<typeof learnTargets>['scores']): void {
  console.log('\nincidents: precision, recall, F · journalists as targets, recall · targets that are annotated');
  for (const [name, score] of Object.entries(scores)) console.log(`${name.padEnd(42)}${shownTargets(score)}`);
}

const shownTargets = ({ incidents, people, known }: TargetScore): string =>
  [precision(incidents), recall(incidents), f1(incidents), recall(people), recall(known)]
    .map((value) => value.toFixed(3).padStart(7))
    .join('');

const write = (root: string, weights: LearnedReading['weights'] & { target: TargetWeights }): void =>
  writeFileSync(
    join(root, 'src/drafting/model/english.confidence.json'),
    `${JSON.stringify(weights, null, 2).replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s+/g, ' '))}\n`,
  );

/**
 * Prints how much of the texts is read correctly. `readerOf` returns the reader for each text. In GUM, words also count
 * as said by someone if they are in quotation marks, or if the syntax shows that someone says them.
 */
function print(name: string, texts: readonly LabelledText[], readerOf: (text: LabelledText) => ClaimReader): void {
  let words = tally();
  let counts: Record<string, Tally> = {};
  for (const text of texts) {
    const found = attributedIn({ claims: claimsOf(text, readerOf(text)) }).map(({ content, chain }) => ({
      source: [],
      cue: [],
      content,
      name: chain[0]!.actor,
    }));
    const content = text.spans.filter(({ label }) => label === 'content');
    words = addTallies(words, contentWords(text.text, [{ source: [], cue: [], content }], found));
    counts = Object.fromEntries(
      Object.entries(speakers(text.text, text.claims, found)).map(([key, value]) => [
        key,
        addTallies(value, counts[key] ?? tally()),
      ]),
    );
  }
  const shares = [precision(words), recall(words), f1(words)];
  const { attributed, named, pronounsNamed, wrong } = counts;
  shares.push(...[attributed!, named!, pronounsNamed!].map(recall));
  console.log(
    `${name.padEnd(42)}${shares.map((value) => value.toFixed(3).padStart(7)).join('')}${(200 * recall(wrong!)).toFixed(1).padStart(7)}`,
  );
}
