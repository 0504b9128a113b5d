import type { Node } from 'prosemirror-model';
import { Steps } from '../../platform/steps.ts';
import type { NotCompared } from '../agreement/cited.ts';
import type { Comparisons } from '../agreement/comparisons.ts';
import type { CitedClaims } from '../claims/cited-claim.ts';
import type { Figures } from '../computed/figures.ts';
import { attrsOf, type LetterKind, type Override } from '../model/schema.ts';
import { faultsOf, type EmbedChecks, type FaultyEmbed } from '../embeds/registry.ts';
import { embedsOf, holdersOf, mapSentences, sentencesOf, type Placed } from '../model/sentences.ts';
import type { FailedLinks } from '../links/load-tries.ts';
import type { ArticlePhotos } from '../photos/load-photos.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { checkAgreement, namesBesides } from './agreement.ts';
import { checkAttribution, NameReader } from './attribution.ts';
import { factsIn, namesIn } from './connective.ts';
import { letterPart } from './letter-parts.ts';
import { checkLinks } from './links.ts';
import { checkNames } from './names.ts';
import { checkPhoto, type PhotoCheck } from './photos.ts';
import { problem, type Problem } from './problem.ts';
import { checkQuotations } from './quotations.ts';
import { checkSupport } from './support.ts';

export type SentenceCheck = {
  sentenceId: string;
  text: string;
  where: Placed['where'];
  problems: Problem[];
  override: Override | null;
  /** Whether the sentence's exception covers a problem. If so, readers will see the reason of the exception. */
  overridden: boolean;
  /** Whether nothing prevents the publication of the sentence. */
  ok: boolean;
  /** Whether the sentence was compared with its claims, or why not; null if it cites no claims. */
  compared: 'yes' | NotCompared | null;
  /** The part of a letter that it is, if it cites no source because it needs none. */
  part: LetterKind | null;
};

export type ArticleCheck = {
  sentences: SentenceCheck[];
  /** The embeds that readers would not see, or whose headline does not fit. */
  embeds: FaultyEmbed[];
  /** The photos, in reading order. */
  photos: PhotoCheck[];
  /** Sentences, embeds and photos that prevent publication. */
  blocking: number;
  /**
   * `citing`: how many sentences cite claims. `not`: how many of these were not compared with their claims, by the
   * reason.
   */
  agreement: { citing: number; not: Partial<Record<NotCompared, number>> };
  /** Whether the article has text apart from its headline, standfirst and captions. */
  hasBody: boolean;
  ok: boolean;
};

export type CheckContext = {
  claims: CitedClaims;
  figures: Figures;
  embeds: EmbedChecks;
  photos: ArticlePhotos;
  links: FailedLinks;
  /** Names that the article has in quotation marks, as in «Новая газета». They are not checked as quotations. */
  quotedNames: ReadonlySet<string>;
  byline: readonly string[];
  language: string;
  /** Whether it is the text of a letter. */
  letter: boolean;
};

/**
 * The maximum number of steps of one check. Claims and names can be written so that comparing them takes very long.
 * Once the steps are used up, each sentence that is not completely compared gets a problem, and cannot be published.
 */
export const maxSteps = 5_000_000;

/**
 * The maximum number of problems that are listed for one sentence, and for the whole article. Beyond the limit of the
 * article, each further sentence lists only one problem.
 */
const [maxOfSentence, maxOfArticle] = [50, 500];

/**
 * The first `most` problems. If there are more, an additional problem prevents publication, because no one can see the
 * rest.
 */
const firstOf = (found: readonly Problem[], most: number): Problem[] =>
  found.length <= most ? [...found] : [...found.slice(0, most), problem('problems-many', {}, '')];

/**
 * Checks the invariants "Sourced" and "Verbatim" for every sentence of an article, including headline and standfirst.
 * @param comparisons the results of the comparison with claims, by sentence; a sentence without a result was not
 * compared
 */
export function checkArticle(
  doc: Node,
  { claims, figures, embeds: embedChecks, photos, links, quotedNames, byline, language, letter }: CheckContext,
  comparisons: Comparisons,
  steps = new Steps(maxSteps),
): ArticleCheck {
  const reader = new NameReader(steps);
  const all = sentencesOf(doc);
  const facts = { language, names: namesOf(all, claims, byline, language) };
  const claimToWrite = new Set<string>();
  let listed = 0;
  const sentences = all.map((one, index): SentenceCheck => {
    const before =
      one.where === 'quotation' ? all.slice(0, index).findLast((other) => other.container < one.container) : undefined;
    const most = listed < maxOfArticle ? maxOfSentence : 1;
    const { refused } = steps;
    const agreement = comparisons.of(one, { claims, language });
    const part = letter ? letterPart(one, (text) => factsIn(text, facts)) : null;
    const found = one.text
      ? [
          ...checkSupport(one, claims, { byline, facts, figures, letter, part }),
          ...checkQuotations(one, claims, { names: quotedNames, most, steps }),
          ...checkAttribution(one, before, claims, { most, reader }),
          ...checkAgreement(one, agreement, claims),
          ...namesBesides(checkNames(one, claims), agreement),
          ...checkLinks(one, claims, links, claimToWrite),
        ]
      : [problem('sentence-empty', {}, one.id)];
    const problems = firstOf(found, most);
    if (steps.refused > refused) problems.push(problem('not-compared', {}, ''));
    listed += problems.length;
    const covered = new Set(one.override?.covers);
    for (const each of problems)
      each.overridden = each.overridable && each.severity === 'blocks' && covered.has(each.signature);
    return {
      sentenceId: one.id,
      text: one.text,
      where: one.where,
      problems,
      override: one.override,
      overridden: problems.some((each) => each.overridden),
      ok: problems.every((each) => each.severity === 'warns' || each.overridden),
      compared: agreement && ('not' in agreement ? agreement.not : 'yes'),
      part: one.citations.length ? null : part,
    };
  });
  const embeds = faultsOf(embedsOf(doc), embedChecks, figures);
  const pictures = holdersOf(doc)
    .filter((holder) => holder.photo !== null)
    .map((holder) => checkPhoto(holder, photos));
  const hasBody = all.some((one) => one.where !== 'headline' && one.where !== 'standfirst' && one.where !== 'photo');
  const blocking = [...sentences, ...pictures].filter((one) => !one.ok).length + embeds.length + (hasBody ? 0 : 1);
  return {
    sentences,
    embeds,
    photos: pictures,
    agreement: countCompared(sentences),
    blocking,
    hasBody,
    ok: blocking === 0,
  };
}

function countCompared(sentences: readonly SentenceCheck[]): ArticleCheck['agreement'] {
  const citing = sentences.flatMap(({ compared }) => compared ?? []);
  const not: ArticleCheck['agreement']['not'] = {};
  for (const compared of citing) if (compared !== 'yes') not[compared] = (not[compared] ?? 0) + 1;
  return { citing: citing.length, not };
}

function namesOf(
  all: readonly Placed[],
  claims: CitedClaims,
  byline: readonly string[],
  language: string,
): Set<string> {
  const names = namesIn(
    all.filter((one) => one.where !== 'heading' && one.where !== 'headline').map((one) => one.text),
    language,
  );
  const speakers = [...claims.values()].flatMap((claim) => claim.speakers.flatMap((speaker) => speaker.names));
  for (const name of new Set([...speakers, ...byline]))
    for (const word of name.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
      if (/^\p{Lu}/u.test(word) && word.length > 2) names.add(foldText(word));
  return names;
}

/**
 * Returns the document with changed exceptions: in the sentences `ids`, the exception now covers exactly the blocking
 * problems that `check` found.
 */
export function coverOverrides(doc: Node, check: ArticleCheck, ids: readonly string[]): Node {
  const found = new Map(check.sentences.map((one) => [one.sentenceId, one.problems]));
  return mapSentences(doc, (node) => {
    const attrs = attrsOf(node);
    if (!attrs.override || !ids.includes(attrs.id)) return node;
    const covers = (found.get(attrs.id) ?? [])
      .filter((one) => one.overridable && one.severity === 'blocks')
      .map((one) => one.signature);
    return node.type.create({ ...attrs, override: { ...attrs.override, covers: [...new Set(covers)] } }, node.content);
  });
}
