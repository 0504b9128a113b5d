import { isSameAct, scoreIncidents } from '../../bench/reading/incidents.ts';
import { f1, isSameName, addTallies, precision, recall, tally, type Tally } from '../../bench/reading/measures.ts';
import { namesIn } from '../../bench/reading/names.ts';
import { targetsOf } from '../../bench/reading/score.ts';
import { readSentences } from '../../src/drafting/article.ts';
import {
  withoutRules,
  type ActChoice,
  type TargetThresholds,
  type RankTargets,
  type TargetRanker,
} from '../../src/drafting/incidents/english/act-choices.ts';
import { englishIncidents } from '../../src/drafting/incidents/english/read.ts';
import { rankBy, type RankWeights } from '../../src/drafting/model/ranker.ts';
import type { ClaimReader } from '../../src/drafting/model/reader.ts';
import type { DraftIncident } from '../../src/drafting/schema.ts';
import type { Extracted } from '../../src/evidence/extract/extract.ts';
import type { Page } from '../corpus/scheme.ts';
import { fitRank, type ChoiceSample } from './rank.ts';
import { noFields } from './sequences.ts';

/**
 * Words that may report an act. `right` says for each candidate whether the candidate is the act's target. The last
 * value says whether the words report no act.
 */
type TargetSample = ChoiceSample & { choice: ActChoice; fold: number };
/** A page, and a reader of claims that has not learned from it. */
export type TargetPage = {
  page: Page;
  fold: number;
  reader: ClaimReader;
  /** Whether this page is also used to choose the thresholds (`lastForThresholds` in corpus.ts). */
  forThresholds: boolean;
};
/**
 * How well pages are read. `incidents`: their incidents; `people`: how many of the annotated journalists are found as
 * targets; `known`: how many of the found targets are annotated.
 */
export type TargetScore = { incidents: Tally; people: Tally; known: Tally };
export type TargetWeights = RankWeights & { least: TargetThresholds };

type Sentences = ReturnType<typeof readSentences>;
const known = new WeakMap<TargetPage, Sentences>();

/**
 * The incidents read from the annotated text of a page. So the positions in the text are those of the annotations, and
 * incidents can be compared. The sentences are read only once.
 */
function incidentsOf(one: TargetPage, ranker: TargetRanker | null): DraftIncident[] {
  const { page, reader } = one;
  let sentences = known.get(one);
  if (!sentences) {
    const extracted: Extracted = {
      kind: 'text',
      text: page.text,
      charset: 'utf-8',
      declared: null,
      doubtful: false,
      blocks: page.blocks.map(({ start, end }) => ({
        start,
        end,
        tag: 'p',
        path: [],
        heading: 0,
        links: [],
        marks: [],
      })),
    };
    const roles = page.blocks.map(({ role }) => ({ kind: role }));
    const fields = { ...noFields, title: page.title, published: page.published, publisher: page.site };
    sentences = readSentences(extracted, roles, fields, null, reader);
    known.set(one, sentences);
  }
  const { incidents, ofMedia } = englishIncidents(sentences.sentences, sentences.about, ranker);
  return ofMedia ? incidents : [];
}

/** Chooses as the rules alone would: words report an act if the rules find a target for it. */
const byRules: TargetRanker = {
  rank: ({ candidates }) => candidates.map(({ ruled }) => (ruled ? 0.9 : 0)),
  least: { ruled: 0, act: 0.5, hint: 2, ruledHint: 2, target: 2 },
};

/**
 * The words of a page that may report acts, each with the candidates for the target, and with the right candidate
 * according to the annotations.
 */
function samplesOf(one: TargetPage, ranker: TargetRanker): TargetSample[] {
  const { page, fold } = one;
  const samples: TargetSample[] = [];
  incidentsOf(one, {
    ...ranker,
    rank: (choice) => {
      const told = page.incidents.filter(
        ({ acts, spans }) =>
          acts.some((act) => isSameAct(act, choice.act)) &&
          spans.some(({ field, start, end }) => field === 'act' && start < choice.end && choice.start < end),
      );
      const names = told.flatMap(({ targets }) => targets.flatMap(({ entity }) => namesIn(page, entity)));
      const named = choice.candidates.map(
        ({ party }) => party !== null && names.some((name) => isSameName(name, party.name)),
      );
      const right =
        told.length === 0
          ? [...named.map(() => false), true]
          : named.some(Boolean)
            ? [...named, false]
            : [...choice.candidates.map(({ party }) => party === null), false];
      samples.push({ choice, right, weight: 1, fold });
      return ranker.rank(choice);
    },
  });
  return samples;
}

export function scoreTargets(
  pages: readonly TargetPage[],
  rankerOf: (page: TargetPage) => TargetRanker | null,
): TargetScore {
  let [incidents, people, known] = [tally(), tally(), tally()];
  for (const one of pages) {
    const draft = { incidents: incidentsOf(one, rankerOf(one)) };
    const found = scoreIncidents(one.page, draft);
    incidents = addTallies(incidents, found['incidents']!);
    known = addTallies(known, found['targetKnown']!);
    people = addTallies(people, targetsOf(one.page, draft));
  }
  return { incidents, people, known };
}

/** How good incidents and their targets are together: the mean of the two F1 values. */
const worth = ({ incidents, people, known }: TargetScore): number => {
  const [p, r] = [recall(known), recall(people)];
  return (f1(incidents) + (2 * p * r) / Math.max(p + r, 1e-9)) / 2;
};
/** At least this share of the found incidents must be right: an invented incident does more harm than a missing one. */
const minPrecision = 0.7;

const tried: readonly [Exclude<keyof TargetThresholds, 'ruled'>, readonly number[]][] = [
  ['hint', [0.3, 0.4, 0.5, 0.6, 0.7]],
  ['ruledHint', [0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6]],
  ['act', [0.3, 0.4, 0.5, 0.6, 0.7]],
  ['target', [0.3, 0.4, 0.5, 0.6]],
];

/**
 * Chooses the thresholds above which an act or a target is accepted. Every act for which the rules find a target is
 * accepted (`ruled` is 0), because its words are plain. The search starts with thresholds that accept nothing else.
 * Then it sets one threshold after another to the best value in `tried`. It goes through all thresholds twice.
 */
function targetThresholds(scoreOf: (least: TargetThresholds) => TargetScore): TargetThresholds {
  let best: TargetThresholds = { ruled: 0, act: 1, hint: 1, ruledHint: 1, target: 0.5 };
  let found = scoreOf(best);
  for (const [name, values] of [...tried, ...tried])
    for (const value of values) {
      const other = { ...best, [name]: value };
      const score = scoreOf(other);
      if (worth(score) > worth(found) && precision(score.incidents) >= minPrecision) [best, found] = [other, score];
    }
  return best;
}

/**
 * Learns the targets of acts: once from all pages, and once for each fold (a part of the pages) from the other folds.
 * The target of an earlier act is a feature of later ones. So learning has two rounds. In the first round, the rules
 * choose the targets of earlier acts. In the second round, the weights of the first round choose. Finally, the
 * thresholds are chosen with which incidents and targets are best. For this, each page is read with weights that were
 * learned without its fold.
 */
export function learnTargets(
  pages: readonly TargetPage[],
  folds: readonly number[],
): { weights: TargetWeights; scores: Record<'rules' | 'model' | 'both', TargetScore> } {
  const collect = (ranker: TargetRanker): TargetSample[] => pages.flatMap((one) => samplesOf(one, ranker));
  const twice = (sample: TargetSample): TargetSample[] => [sample, { ...sample, choice: withoutRules(sample.choice) }];
  const first = fitRank(collect(byRules).flatMap(twice), 4);
  const samples = collect({
    rank: rankBy(first),
    least: { ruled: 0.2, act: 0.5, hint: 0.6, ruledHint: 0.6, target: 0.5 },
  });
  const leaveOut = (some: readonly TargetSample[]): RankTargets[] =>
    folds.map((fold) =>
      rankBy(
        fitRank(
          some.filter((sample) => sample.fold !== fold),
          4,
        ),
      ),
    );
  const without = leaveOut(samples.flatMap(twice));
  const alone = leaveOut(samples.map((sample) => ({ ...sample, choice: withoutRules(sample.choice) })));
  const both =
    (some: TargetThresholds) =>
    (page: TargetPage): TargetRanker => ({ rank: without[page.fold]!, least: some });
  const chosenOn = pages.filter(({ forThresholds }) => forThresholds);
  const least = targetThresholds((some) => scoreTargets(chosenOn, both(some)));
  return {
    weights: { ...fitRank(samples.flatMap(twice), 4), least },
    scores: {
      rules: scoreTargets(pages, () => null),
      model: scoreTargets(pages, ({ fold }) => ({ rank: (choice) => alone[fold]!(withoutRules(choice)), least })),
      both: scoreTargets(pages, both(least)),
    },
  };
}
