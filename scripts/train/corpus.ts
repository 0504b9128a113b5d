import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { namesIn } from '../../bench/reading/names.ts';
import { expectedIn } from '../../bench/reading/score.ts';
import { isSecond, pageFiles } from '../corpus/command.ts';
import { readPage } from '../corpus/page.ts';
import type { Page } from '../corpus/scheme.ts';
import type { LabelledText } from './gum.ts';

export const numberOf = (file: string): number => Number(/-(\d+)/.exec(basename(file))![1]);

/**
 * Whether a page is blind, as the number in its file name shows. Blind pages measure the automatic reading, so no one
 * who works on that may look at them.
 */
const isBlind = (file: string): boolean => numberOf(file) % 3 === 0;

/**
 * The number of the last page from which the shipped model has learned. Raise it when you train again with newer pages:
 * the figures in docs/reading-model.md are those of a model that has learned from no others.
 */
const lastLearned = 308;
/**
 * The number of the last page on which the thresholds for acts are chosen. On later pages, fewer than 60% even of the
 * acts that the rules find are annotated. So no threshold there makes 70% of the acts right, as `targets.ts` requires.
 */
export const lastForThresholds = 128;

/** The pages of the annotated corpus from which the shipped model has learned. None of them is blind. */
export const trainingPages = (folder: string, language: string, last = lastLearned): Page[] =>
  pageFiles(folder)
    .filter(
      (file) =>
        !isSecond(file) && !isBlind(file) && basename(file).startsWith(`${language}-`) && numberOf(file) <= last,
    )
    .map((file) => readPage(file, readFileSync(file, 'utf8')).page);

/** A page as a text whose words are labelled: who speaks, what attributes it, what is said. */
export function textOf(page: Page): LabelledText {
  const title = page.blocks.find(({ role }) => role === 'title')?.end ?? 0;
  return {
    id: page.id,
    genre: 'own',
    split: 'train' as const,
    text: page.text,
    blocks: page.blocks.map(({ start, end, role }) => ({ start, end, heading: role === 'title' })),
    spans: page.claims.flatMap((claim) => [
      ...claim.content.map(({ start, end }) => ({ start, end, label: 'content' as const })),
      ...claim.chain.flatMap(({ source, cue }) => [
        ...source.map(({ start, end }) => ({ start, end, label: 'source' as const })),
        ...cue.map(({ start, end }) => ({ start, end, label: 'cue' as const })),
      ]),
    ]),
    claims: expectedIn(page)
      .map((claim) => ({ ...claim, content: claim.content.filter(({ start }) => start >= title) }))
      .filter(({ content }) => content.length > 0),
    pronouns: page.mentions
      .filter(({ form, text }) => form === 'pronoun' && /^s?he$/i.test(text))
      .map(({ start, entity }) => ({ start, names: namesIn(page, entity) })),
  };
}
