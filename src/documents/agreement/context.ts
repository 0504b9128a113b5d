import { madeOnce } from '../../platform/made-once.ts';
import { roleOfWord } from '../../drafting/sentence/lexicon.ts';
import type { Span } from '../../drafting/reading/sentences.ts';
import type { SentenceFacts } from '../../drafting/sentence/facts.ts';

/** Words such as "and" and "who", which begin another part of a sentence. */
const joints =
  /^(?:and|but|while|after|before|when|that|who|which|whose|because|although|though|where|и|а|но|что|который|которая|которое|которые|когда|после|хотя|пока|где)$/iu;
const small =
  /^(?:the|a|an|of|in|on|at|to|by|for|from|with|as|be|is|was|were|have|has|had|do|did|it|he|she|they|his|her|its|their|him|them|this|that|not|say|said|or|one|year|month|day|в|на|с|у|к|по|за|из|о|об|от|до|не|он|она|они|его|ее|их|был|была|были|было|год|года|году)$/iu;

/**
 * The words around a value (a date, number or name) in a text. They show what the value is about. `near`: the words in
 * its part of the sentence. `far`: the other words of the text. A part of fewer than three words is joined to the one
 * before it.
 */
export type Context = { near: ReadonlySet<string>; far: ReadonlySet<string> };

/** The words of a text, each with the part of the sentence that it is in. All verbs for one act count as one word. */
const placesIn = madeOnce((facts: SentenceFacts) => {
  let part = 0;
  let last = 0;
  const places: (Span & { word: string; part: number })[] = [];
  for (const { start, end, stem, text } of facts.stems) {
    if (/[,;:()–—.]/u.test(facts.text.slice(last, start)) || joints.test(text)) part += 1;
    last = end;
    if (small.test(stem) || small.test(text) || /^\d/.test(text)) continue;
    const act = facts.predicates.find((one) => start >= one.start && end <= one.end);
    places.push({ start, end, part, word: act ? `=${act.key}` : (roleOfWord(stem) ?? stem) });
  }
  return places;
});

/** @param without the places of the values themselves, whose words are left out */
export function contextOf(facts: SentenceFacts, value: Span, without: readonly Span[]): Context {
  const places = placesIn(facts);
  const words = places.filter((place) => !without.some(({ start, end }) => place.start < end && place.end > start));
  const own = places.find((place) => place.end > value.start)?.part ?? places.at(-1)?.part ?? 0;
  const last = places.findLast((place) => place.start < value.end)?.part ?? own;
  let [from, to] = [Math.min(own, last), Math.max(own, last)];
  const within = (): typeof words => words.filter(({ part }) => part >= from && part <= to);
  for (let steps = 0; within().length < 3 && steps < 8; steps += 1) {
    if (from > 0) from -= 1;
    else to += 1;
  }
  const near = new Set(within().map(({ word }) => word));
  return { near, far: new Set(words.map(({ word }) => word)) };
}

/**
 * How many of the words near a value in a sentence are also in a claim; a word that is also near the claim's value
 * counts twice.
 */
export function likeness(own: Context, claim: Context): number {
  let sum = 0;
  for (const word of own.near) sum += claim.near.has(word) ? 2 : claim.far.has(word) ? 1 : 0;
  return sum;
}

/** Whether another value in the claims has a clearly higher `likeness` than the value that the sentence has. */
export const clearlyBetter = (other: number, own: number): boolean => other >= own + 3 && own <= other * 0.6;
