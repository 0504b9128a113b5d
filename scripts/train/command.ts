import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contentWords,
  f1,
  plus,
  precision,
  recall,
  speakers,
  tally,
  type Tally,
} from '../../bench/reading/measures.ts';
import { trustBy, type Weights } from '../../src/drafting/model/confidence.ts';
import { readModel } from '../../src/drafting/model/model-file.ts';
import { rankBy, type RankWeights } from '../../src/drafting/model/ranker.ts';
import { rulesOnly, type Reader } from '../../src/drafting/model/reader.ts';
import { englishModel, taggerOf } from '../../src/drafting/model/tagger.ts';
import { fit, heldOut, reliability } from './calibrate.ts';
import { readOpenPages } from './corpus.ts';
import { readGum, type LabelledText } from './gum.ts';
import {
  chanceOfPronoun,
  finalSamples,
  judge,
  leastChances,
  nameSamples,
  statementSamples,
  type Judged,
} from './judge.ts';
import { learn, learnTagger, prepare } from './learn.ts';
import { learnRanks, type RankText } from './rank.ts';
import { claimsOf } from './sequences.ts';

const folds = [0, 1, 2, 3];
/** What only the tagger finds becomes a claim if it is a statement with at least this probability. */
const leastStatement = 0.6;
/** The least probability if the tagger doubts who says it. */
const leastUnsourced = 0.7;
/** What continues the sentence before becomes a claim if it is a statement with at least this probability. */
const leastCarried = 0.1;
/** Of all claims, at most this share may name a wrong speaker. */
const mostWrong = 0.0175;

/** Trains the tagger, the ranker of pronouns and the confidence, prints how good they are, and writes them beside the code. */
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

  const taggers = folds.map((fold) => {
    const tagger = taggerOf(learn([...others, ...own.filter((_, at) => at % folds.length !== fold)]));
    say(`trained without fold ${fold + 1} of our pages`);
    return tagger;
  });
  const texts = [others.map(({ text }) => text), pages].flatMap((some) =>
    some.map((text, at): RankText => ({ text, tagger: taggers[at % folds.length]!, fold: at % folds.length })),
  );
  const { all, without, counts } = learnRanks(texts, folds);
  say('learned whom pronouns mean');
  const claims = texts.flatMap((one) => judge(one.text, { ...one, rank: rankBy(without[one.fold]!) }));
  const weights = learnWeights(claims);
  const heldOutWeights = folds.map((fold) =>
    learnWeights(
      claims.filter((claim) => claim.fold !== fold),
      weights.name,
    ),
  );
  write(root, { ...weights, pronoun: all });
  say(`fitted the confidence of ${claims.filter((claim) => claim.own).length} claims`);

  console.log('\nshown    claims  mean   right');
  const finals = finalSamples(claims, keepsName(heldOutNames(claims), weights.name));
  for (const { from, count, shown, right } of reliability(finals, heldOut(finals)))
    console.log(
      `from ${from.toFixed(1)}${String(count).padStart(7)}${shown.toFixed(3).padStart(7)}${right.toFixed(3).padStart(8)}`,
    );

  const shipped: Reader = { tagger: taggerOf(readModel(bytes)), rank: rankBy(all), weigh: trustBy(weights) };
  const heldOutReader = (text: LabelledText): Reader => {
    const fold = pages.indexOf(text) % folds.length;
    return { tagger: taggers[fold]!, rank: rankBy(without[fold]!), weigh: trustBy(heldOutWeights[fold]!) };
  };
  console.log('\nhe and she on our pages, held out: right, wrong, open');
  for (const [name, { right, wrong, open }] of Object.entries(counts))
    console.log(`${name.padEnd(42)}${[right, wrong, open].map((value) => String(value).padStart(6)).join('')}`);
  const dev = gum.filter(({ split }) => split === 'dev');
  console.log(
    `\n${''.padEnd(42)}words: precision recall F · statements, with the right name · pronouns named, wrong of 200`,
  );
  print('our pages, rules', pages, () => rulesOnly);
  print('our pages, rules and model, held out', pages, heldOutReader);
  print('GUM dev, rules', dev, () => rulesOnly);
  print('GUM dev, rules and model', dev, () => shipped);
}

const write = (root: string, learned: Weights & { pronoun: RankWeights }): void =>
  writeFileSync(
    join(root, 'src/drafting/model/english.confidence.json'),
    `${JSON.stringify(learned, null, 2).replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s+/g, ' '))}\n`,
  );

/** The chance of each name by weights of the other folds. */
function heldOutNames(claims: readonly Judged[]): Map<Judged, number> {
  const samples = nameSamples(claims);
  return new Map(heldOut(samples).map((chance, at) => [samples[at]!.claim, chance]));
}

type Least = { least: number; pronoun: number };
/** Whether a claim keeps its name. */
const keepsName =
  (chances: ReadonlyMap<Judged, number>, { least, pronoun }: Least) =>
  (claim: Judged): boolean => {
    const chance = chanceOfPronoun(claim);
    return !claim.signs.misfit && (chance === null ? (chances.get(claim) ?? 1) >= least : chance >= pronoun);
  };

/** @param known the least chances of names; by default those that leave few enough of them wrong */
function learnWeights(claims: readonly Judged[], known?: Least): Weights {
  const chances = heldOutNames(claims);
  const least = known ?? leastChances(claims, chances, mostWrong);
  return {
    claim: { weights: fit(finalSamples(claims, keepsName(chances, least))) },
    statement: {
      weights: fit(statementSamples(claims)),
      least: leastStatement,
      unsourced: leastUnsourced,
      carried: leastCarried,
    },
    name: { weights: fit(nameSamples(claims)), least: least.least, pronoun: least.pronoun },
  };
}

/** Prints what a reader finds: in GUM, words of content are also quotations and what the syntax shows. */
function print(name: string, texts: readonly LabelledText[], readerOf: (text: LabelledText) => Reader): void {
  let words = tally();
  let counts: Record<string, Tally> = {};
  for (const text of texts) {
    const found = claimsOf(text, readerOf(text))
      .filter(({ pagesOwn }) => !pagesOwn)
      .map(({ content, chain }) => ({ source: [], cue: [], content, name: chain[0]!.actor }));
    const content = text.spans.filter(({ label }) => label === 'content');
    words = plus(words, contentWords(text.text, [{ source: [], cue: [], content }], found));
    counts = Object.fromEntries(
      Object.entries(speakers(text.text, text.claims, found)).map(([key, value]) => [
        key,
        plus(value, counts[key] ?? tally()),
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
