import { verbGroups, type Clause } from './clause.ts';
import { subjectBefore } from './subject.ts';
import type { Memory } from './pronouns.ts';
import { fromPhrase, type Speaker } from './speaker.ts';

/* A sentence without an attribution may continue the attribution of the previous sentence. This attribution and its
   speaker are then called "carried". */

/**
 * Matches openings by which a sentence without an attribution continues the previous one. After "…, as the agency
 * notes", a newspaper may write "He and his son sued them, …": this also comes from the agency. Such an opening is a
 * pronoun or a noun for something mentioned before ("the court", "both"). `continues` checks the other conditions.
 */
const anaphora =
  /^(?:(?:and|but|then|later|also|instead|afterwards?|subsequently|in addition|moreover|furthermore|meanwhile|at the same time|both)\s*,?\s+)?(?:he|she|they|it|his|her|their|its|these|those|this|both|neither|none|one of them|two of them|some of them|all of them|several of them|the (?:two|three|four|five|pair|couple|men|women|officers|agents|attackers|assailants|journalists?|reporters?|articles?|outlets?|publications?|searches|raids?|lawsuits?|suits?|post|posts|case|cases|court|verdict|hearing|hearings|trial|ruling|police|investigators|text|documents?|order|latter|former|same|other|others|group|man|woman|incident|equipment|devices))\b/i;
const breaks =
  /^(?:it (?:was|is|has been) (?:\w+ly )?(?:alleged|said|reported|claimed|believed|thought|rumoured|understood)\b|(?:on|in|since|by|at)\s+(?:\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|early|late|mid)|meanwhile|separately|however|elsewhere|earlier)\b/i;

/** Whether this sentence continues the report of the previous sentence. */
export function continues(clause: Clause, sameParagraph: boolean): boolean {
  if (!sameParagraph) return false;
  const text = clause.flat.slice(clause.sentence.start, clause.sentence.end);
  if (breaks.test(text)) return false;
  return anaphora.test(text);
}

/** Whether at least 85 % of a sentence is in quotation marks. Then its speaker is usually in another sentence. */
export function isBareQuotation(clause: Clause): boolean {
  const { sentence, quotes } = clause;
  const quoted = quotes.filter((quote) => quote.start < sentence.end && quote.end > sentence.start);
  if (!quoted.length) return false;
  const covered = quoted.reduce(
    (sum, quote) => sum + Math.min(quote.end, sentence.end) - Math.max(quote.start, sentence.start),
    0,
  );
  return covered >= (sentence.end - sentence.start) * 0.85;
}

/**
 * Whether a named person other than the carried speaker speaks in this sentence ("Her deputy, X, agreed"). This ends
 * the carried attribution, even if the sentence reports no words.
 */
export function hasOtherSpeaker(clause: Clause, carried: Speaker | null): boolean {
  return verbGroups(clause.items).some((group) => {
    const subject = group.kind === 'finite' && !group.passive ? subjectBefore(clause, group) : null;
    const speaker = subject && fromPhrase(clause, subject, null, 0);
    return speaker?.kind === 'person' && speaker.actor !== null && speaker.actor !== carried?.actor;
  });
}

/**
 * Whether a sentence begins with a pronoun that can mean the carried speaker: "Ivan H. said … He was born in Drevno",
 * "The firm said … Its accounts are audited". Then the page writes about the speaker and does not report the speaker's
 * words. "He" and "she" can mean a speaker whose gender fits or is unknown, but not an institution. "Its" is accepted
 * for any speaker except a document.
 */
export function isAboutSpeaker(clause: Clause, speaker: Speaker | null, memory: Memory): boolean {
  const pronoun = clause.items[0]?.lower ?? '';
  if (pronoun === 'its') return speaker !== null && speaker.kind !== 'document';
  if (speaker?.kind !== 'person' && speaker?.kind !== null) return false;
  const gender = genderOf(pronoun);
  if (gender === null || !speaker?.actor) return false;
  const known = memory.genderOf(speaker.actor);
  return known === null || known === gender;
}

/**
 * Whether a sentence begins with a pronoun that cannot mean the carried speaker: "He was asked for a name, Ana Kos
 * said. He refused."
 */
export function isAboutOther(clause: Clause, speaker: Speaker | null, memory: Memory): boolean {
  const gender = genderOf(clause.items[0]?.lower ?? '');
  const known = speaker?.kind === 'person' && speaker.actor ? memory.genderOf(speaker.actor) : null;
  return gender !== null && known !== null && known !== gender;
}

const genderOf = (pronoun: string): 'm' | 'f' | null =>
  /^(?:he|his)$/.test(pronoun) ? 'm' : /^(?:she|her)$/.test(pronoun) ? 'f' : null;
