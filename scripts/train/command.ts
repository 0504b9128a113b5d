import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contentWords,
  f1,
  lenientTriples,
  plus,
  precision,
  recall,
  tally,
  type Tally,
  type Triple,
} from '../../bench/reading/measures.ts';
import { trustOf } from '../../src/drafting/model/confidence.ts';
import { readModel } from '../../src/drafting/model/model-file.ts';
import { englishModel, taggerOf, type Tagger } from '../../src/drafting/model/tagger.ts';
import { fit, heldOut, reliability } from './calibrate.ts';
import { readOpenPages } from './corpus.ts';
import { readGum, type LabelledText } from './gum.ts';
import { judge } from './judge.ts';
import { learn, learnTagger, prepare } from './learn.ts';
import { claimsOf } from './sequences.ts';

const folds = 4;
/** What only the tagger finds becomes a claim if it is a statement with at least this probability. */
const leastStatement = 0.6;
/** A pronoun is given a name only if the name is right with at least this probability. */
const leastName = 0.4;

/** Trains the tagger and the confidence, prints how good they are, and writes them beside the code that reads them. */
export function trainReading(root: string): void {
  const started = performance.now();
  const say = (line: string): void =>
    console.log(`${line.padEnd(70)}${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s`);
  const gum = readGum(join(root, '../shared/corpora/gum'));
  const pages = readOpenPages(join(root, 'corpus/pages'), 'en');
  const others = gum.filter(({ split }) => split === 'train').map(prepare);
  const own = pages.map(prepare);
  say(`read ${others.length} documents of GUM and ${own.length} pages of the corpus`);
  const bytes = learnTagger([...others, ...own]);
  writeFileSync(join(root, englishModel), bytes);
  say(`trained on all of them: ${bytes.length} bytes`);

  const foldOf = new Map(pages.map((page, at) => [page, at % folds]));
  const taggers = Array.from({ length: folds }, (_, fold) => {
    const tagger = taggerOf(learn([...others, ...own.filter(({ text }) => foldOf.get(text) !== fold)]));
    say(`trained without fold ${fold + 1} of our pages`);
    return tagger;
  });
  const samples = pages.flatMap((page) => judge(page, taggers[foldOf.get(page)!]!, foldOf.get(page)!));
  const inGum = others.flatMap(({ text }, at) => judge(text, taggers[at % folds]!, at % folds));
  const names = [...samples, ...inGum].flatMap(({ name, right, fold }) =>
    name ? [{ vector: name, right, fold }] : [],
  );
  const nameChances = heldOut(names);
  const statements = samples.map(({ vector, known, fold }) => ({ vector, right: known, fold }));
  const confidence = {
    claim: { weights: fit(samples) },
    statement: { weights: fit(statements), least: leastStatement },
    name: { weights: fit(names), least: leastName },
  };
  writeFileSync(join(root, 'src/drafting/model/english.confidence.json'), `${JSON.stringify(confidence, null, 2)}\n`);
  say(`fitted the confidence of ${samples.length} claims and ${names.length} names`);
  const kept = names.filter((_, at) => nameChances[at]! >= leastName);
  console.log(
    `\nnames for pronouns, held out: ${names.length}, right ${names.filter(({ right }) => right).length}; given from ${leastName}: ${kept.length}, right ${kept.filter(({ right }) => right).length}`,
  );
  console.log('\nshown    claims  mean   right');
  for (const { from, count, shown, right } of reliability(samples, heldOut(samples)))
    console.log(
      `from ${from.toFixed(1)}${String(count).padStart(7)}${shown.toFixed(3).padStart(7)}${right.toFixed(3).padStart(8)}`,
    );

  const shipped = taggerOf(readModel(bytes));
  const dev = gum.filter(({ split }) => split === 'dev');
  console.log('\nwords of content: precision, recall, F');
  print('our pages, rules', pages, () => null);
  print('our pages, rules and model, held out', pages, (page) => taggers[foldOf.get(page)!]!);
  print('GUM dev, rules', dev, () => null);
  print('GUM dev, rules and model', dev, () => shipped);
}

const triplesOf = ({ genre, claims, spans }: LabelledText): Triple[] =>
  genre === 'own'
    ? claims
    : spans.filter(({ label }) => label === 'content').map((span) => ({ source: [], cue: [], content: [span] }));

function print(name: string, texts: readonly LabelledText[], taggerFor: (text: LabelledText) => Tagger | null): void {
  let words = tally();
  let triples = tally();
  for (const text of texts) {
    const found = claimsOf(text, { tagger: taggerFor(text), weigh: trustOf })
      .filter(({ pagesOwn }) => !pagesOwn)
      .map(({ content, chain }) => ({ source: chain[0]!.source ?? [], cue: chain[0]!.cue ?? [], content }));
    words = plus(words, contentWords(text.text, triplesOf(text), found));
    if (text.genre === 'own') triples = plus(triples, lenientTriples(text.claims, found));
  }
  const figures = (counts: Tally): string =>
    [precision(counts), recall(counts), f1(counts)].map((value) => value.toFixed(3)).join(' ');
  console.log(`${name.padEnd(40)}${figures(words)}${triples.wanted ? `   triples ${figures(triples)}` : ''}`);
}
