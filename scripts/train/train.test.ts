import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contentWords, f1, addTallies, precision, recall, tally, type Tally } from '../../bench/reading/measures.ts';
import { packageRoot } from '../../src/platform/config/package-root.ts';
import { englishReader, rulesOnly } from '../../src/drafting/model/reader.ts';
import { bestPath, labels } from '../../src/drafting/model/crf.ts';
import { readModel, scoresOf } from '../../src/drafting/model/model-file.ts';
import { englishModel, englishTagger, type Tagger } from '../../src/drafting/model/tagger.ts';
import { fit, heldOut, reliability, type Sample } from './calibrate.ts';
import { trainingPages, textOf } from './corpus.ts';
import { readDocument, readGum, type LabelledText } from './gum.ts';
import { learnTagger, prepare } from './learn.ts';
import { claimsOf } from './sequences.ts';
import { randomFrom } from './trainer.ts';

const gumFolder = join(packageRoot, '../shared/corpora/gum');
const pages = trainingPages(join(packageRoot, 'corpus/pages'), 'en').map(textOf);

it('training uses open pages only', () => {
  expect(pages.length).toBeGreaterThan(40);
  expect(pages.filter(({ id }) => Number(id.slice(3)) % 3 === 0)).toEqual([]);
});

it('training gives the same file for the same pages, and the model labels these pages correctly', () => {
  const few = pages.slice(0, 4).map(prepare);
  const bytes = learnTagger(few);
  expect(Buffer.from(learnTagger(few)).equals(Buffer.from(bytes))).toBe(true);
  const model = readModel(bytes);
  const words = few.flatMap(({ sequences }) =>
    sequences.flatMap(({ features, gold }) =>
      bestPath(scoresOf(model, features)).map((label, at) => label === gold[at]),
    ),
  );
  expect(words.filter(Boolean).length / words.length).toBeGreaterThan(0.95);
});

const lines = (rows: string): string =>
  rows
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .map(([id, form, lemma, tag, head, relation, misc]) =>
      [id, form, lemma, tag, '_', '_', head, relation, '_', misc].join('\t'),
    )
    .join('\n');

it('an attribution in GUM has its source, cue and content labelled', () => {
  const { text, spans } = readDocument(
    'GUM_news_example',
    `# newpar_block = p (1 s)\n# sent_id = 1\n${lines(`
      1 Ana Ana PROPN 2 nsubj Discourse=attribution-positive:1->2:0:sem-atsrc-1-_+lex-indwd-2-_
      2 thinks think VERB 0 root _
      3 that that SCONJ 5 mark Discourse=ROOT:2:0
      4 mice mouse NOUN 5 nsubj _
      5 sing sing VERB 2 ccomp SpaceAfter=No
      6 . . PUNCT 2 punct _`)}\n`,
  );
  expect(text).toBe('Ana thinks that mice sing.');
  const of = (label: (typeof labels)[number]): string[] => [
    ...new Set(spans.filter((span) => span.label === label).map(({ start, end }) => text.slice(start, end))),
  ];
  expect([of('source'), of('cue'), of('content')]).toEqual([['Ana'], ['thinks'], ['mice sing']]);
});

it('calibration gives chances that match the share of right claims', () => {
  const random = randomFrom(3);
  const samples = Array.from({ length: 2000 }, (_, at): Sample => {
    const sign = random() * 4 - 2;
    return { vector: [1, sign], right: random() < 1 / (1 + Math.exp(-sign * 1.5)), fold: at % 4 };
  });
  const [bias, slope] = fit(samples) as [number, number];
  expect(Math.abs(bias)).toBeLessThan(0.3);
  expect(Math.abs(slope - 1.5)).toBeLessThan(0.3);
  for (const { shown, right, count } of reliability(samples, heldOut(samples)))
    expect(Math.abs(shown - right)).toBeLessThan(2 / Math.sqrt(count));
});

it.skipIf(!existsSync(gumFolder))('the shipped model reads the dev documents of GUM better than the rules', () => {
  const dev = readGum(gumFolder).filter(({ split }) => split === 'dev');
  const words = (text: LabelledText, tagger: Tagger | null): Tally =>
    contentWords(
      text.text,
      text.spans.filter(({ label }) => label === 'content').map((span) => ({ source: [], cue: [], content: [span] })),
      claimsOf(text, tagger ? { ...englishReader(), tagger } : rulesOnly)
        .filter(({ pagesOwn }) => !pagesOwn)
        .map(({ content }) => ({ source: [], cue: [], content })),
    );
  const all = (tagger: Tagger | null): Tally => dev.map((text) => words(text, tagger)).reduce(addTallies, tally());
  const [rules, both] = [all(null), all(englishTagger())];
  expect(f1(both)).toBeGreaterThan(f1(rules) + 0.05);
  expect(recall(both)).toBeGreaterThan(0.6);
  expect(precision(both)).toBeGreaterThan(0.7);
});

it('the shipped model file is smaller than 3 MB', () => {
  expect(readFileSync(join(packageRoot, englishModel)).length).toBeLessThan(3 * 1024 * 1024);
});
