import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../platform/config/package-root.ts';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import type { Draft } from '../schema.ts';
import { trustOf, type ClaimFeatures } from './confidence.ts';
import { bestPath, marginals, labelCount } from './crf.ts';
import { readModel, scoresOf, writeModel } from './model-file.ts';
import { rulesOnly } from './reader.ts';
import { englishModel } from './tagger.ts';

const draft = (text: string, reader?: Parameters<typeof draftPage>[1]): { text: string; draft: Draft } => {
  const page = extract(
    Buffer.from(`<!doctype html><html lang="en"><body><article><h1>News</h1><p>${text}</p></article></body></html>`),
    { contentType: 'text/html' },
  );
  return { text: page.text, draft: draftPage(page, reader) };
};
const said = ({ text, draft: { claims } }: ReturnType<typeof draft>): (string | null)[][] =>
  claims
    .filter(({ pagesOwn }) => !pagesOwn)
    .map(({ chain, content }) => [
      chain[0]!.asWritten,
      chain[0]!.verb,
      content.map(({ start, end }) => text.slice(start, end)).join(' … '),
    ]);
const rules = { reader: rulesOnly };

it('the tagger finds a statement whose verb of saying is in no list', () => {
  const page =
    'Reporters gathered at noon. The union grumbled that the ministry had ignored three letters from the newsroom.';
  expect(said(draft(page, rules))).toEqual([]);
  expect(said(draft(page))).toEqual([
    ['The union', 'grumbled', 'the ministry had ignored three letters from the newsroom'],
  ]);
});

it('“declined to say” is no statement', () => {
  const page =
    'Anna Bern runs the paper. The ministry declined to say whether it had read the article about the harbour.';
  expect(said(draft(page))).toEqual([]);
});

it('what a law requires is no statement, nor what a letter asks if someone wrote it in that letter', () => {
  const law = 'The paper closed in May. The law also obliges editors to ask people before they print their names.';
  expect(said(draft(law))).toEqual([]);
  const letter =
    'In a Facebook post explaining his decision to sue the websites again, Ivan Hrim wrote: “They did not stop.”';
  expect(said(draft(letter)).map(([who]) => who)).toEqual(['Ivan Hrim']);
});

const features: ClaimFeatures = {
  origin: 'rules',
  form: 'lead',
  quotation: false,
  rated: 0.9,
  support: 0.9,
  cue: 0.9,
  source: 0.9,
  speaker: 'name',
  carried: false,
  ofOther: false,
  mode: 'stated',
  kind: 'person',
  plural: false,
  words: 8,
  clause: true,
  reporting: true,
  ground: null,
  again: false,
  name: { guess: false, single: false, sure: true },
  self: false,
  misfit: false,
  passed: false,
};

it('a pronoun gets a name only if the name is probable enough', () => {
  const pronoun = (chance: number): boolean =>
    trustOf({ ...features, speaker: 'resolved', ground: { chance, ruled: true, rival: false } }).names;
  expect(pronoun(0.95)).toBe(true);
  expect(pronoun(0.3)).toBe(false);
  expect(trustOf(features).names).toBe(true);
});

it('an improbable sentence that continues the one before is left out, but not if it can’t be about the speaker', () => {
  const next: ClaimFeatures = {
    ...features,
    form: 'carried',
    carried: true,
    rated: 0.5,
    support: 0.005,
    cue: null,
    source: null,
  };
  expect(trustOf(next).statement).toBe(false);
  expect(trustOf({ ...next, ofOther: true }).statement).toBe(true);
});

it('a quotation with “I” does not get the name of an institution', () => {
  expect(trustOf({ ...features, misfit: true }).names).toBe(false);
});

it('a claim whose speaker’s name is left out has less confidence', () => {
  const named = trustOf(features).confidence;
  const open = trustOf({ ...features, misfit: true }).confidence;
  expect(named).toBeGreaterThan(0.8);
  expect(open).toBeLessThan(0.6);
});

it('a quotation with a named speaker has a confidence above 0.8', () => {
  const { claims } = draft('“They took our files on Monday,” the editor, Anna Bern, said.').draft;
  expect(claims[0]!.confidence).toBeGreaterThan(0.8);
});

it('a damaged model file is refused', () => {
  const bytes = readFileSync(join(packageRoot, englishModel));
  expect(() => readModel(bytes.subarray(0, -1))).toThrow('damaged');
  expect(() => readModel(bytes.subarray(0, 3))).toThrow('damaged');
  expect(() => readModel(Buffer.from('{}'.repeat(400)))).toThrow('damaged');
  expect(readModel(bytes).states.tags.length).toBeGreaterThan(1000);
});

it('weights are read from a model file as they were written, except for rounding', () => {
  const states = { hashes: [7, 8], weights: Float32Array.from([1, -2, 0.5, 0, 0, 0, 0, 0]), size: labelCount };
  const edges = {
    hashes: [9],
    weights: Float32Array.from({ length: 16 }, (_, at) => at / 8),
    size: labelCount * labelCount,
  };
  const model = readModel(writeModel(states, edges, 0.25));
  const token = { states: Uint32Array.from([7, 8, 12]), edges: Uint32Array.from([9]) };
  const scores = scoresOf(model, [token, token]);
  for (const [at, wanted] of [0.75, -2, 0.5, 0].entries()) expect(scores.states[at]).toBeCloseTo(wanted, 1);
  expect(scores.edges[16 + 15]).toBeCloseTo(15 / 8, 1);
});

it('the probabilities of a word’s labels add up to 1, and the label of the best path has the highest', () => {
  const states = Float64Array.from([2, 0, 0, 0, 0, 0, 3, 0, 0, 1, 0, 4]);
  const edges = new Float64Array(3 * 16);
  edges[labelCount * labelCount + 2] = 1;
  const scores = { count: 3, states, edges };
  expect(bestPath(scores)).toEqual([0, 2, 3]);
  const { states: chances } = marginals(scores);
  for (let at = 0; at < 3; at += 1) {
    const own = [...chances.subarray(at * labelCount, (at + 1) * labelCount)];
    expect(own.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 6);
    expect(own.indexOf(Math.max(...own))).toBe([0, 2, 3][at]);
  }
});
