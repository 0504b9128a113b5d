import type { Item, Phrase } from '../reading/phrases.ts';
import type { RawClaim } from './attribute.ts';
import { cueOf, linkOf } from './attribution.ts';
import type { Clause } from './clause.ts';
import { isComma, opensAdverbial } from './extent.ts';
import type { Memory } from './pronouns.ts';
import { fromPhrase, writtenAt, type Speaker } from './speaker.ts';
import { subjectBefore } from './subject.ts';
import { reportingForms, silenceVerbs } from './verbs.ts';

/**
 * The verb before an attribution between commas, and its subject, who said the words first: “The guard had comforted”.
 */
type InnerReport = { speaker: Speaker | null; verb: string; from: number; at: number };

/**
 * Attributes words to the person who first said them, if the sentence shows who that was. In “The guard had comforted
 * her, X said: ‘It is nothing’”, the words are the guard's, and X passes them on. The same is so in “The mayor
 * promised, as X recalls, that …”.
 */
export function passedOn(
  clause: Clause,
  claims: readonly RawClaim[],
  where: { memory: Memory; sentence: number },
): RawClaim[] {
  const read = claims.map((claim) => {
    const inner = claim.links.length === 1 && claim.form !== 'act' ? innerReportBefore(clause, claim, where) : null;
    if (!inner) return { claim, passed: false };
    const { speaker, verb, from, at } = inner;
    const link = linkOf(speaker, verb, cueOf(clause.items, from, at + 1));
    const content = claim.content.filter(({ start }) => start >= claim.place.end);
    return { claim: { ...claim, content, links: [link, ...claim.links], speaker }, passed: true };
  });
  // “The guard had comforted her” introduces the words. It is not part of what X said.
  return read.flatMap(({ claim }) =>
    read.some(
      ({ claim: other, passed }) =>
        passed &&
        other !== claim &&
        other.place.start === claim.place.start &&
        claim.content.every(({ end }) => end <= other.place.start),
    )
      ? []
      : [claim],
  );
}

function innerReportBefore(
  clause: Clause,
  { place, content, speaker }: RawClaim,
  { memory, sentence }: { memory: Memory; sentence: number },
): InnerReport | null {
  const { items, phrases, flat } = clause;
  const first = items.findIndex(({ start }) => start >= place.start);
  let from = phrases.find((phrase) => phrase.from <= first && first < phrase.to)?.from ?? first;
  if (/^(?:as|so)$/.test(items[from - 1]?.lower ?? '')) from -= 1;
  const said = content.find(({ start }) => start >= place.end);
  if (from < 3 || !isComma(items[from - 1]) || !speaker || !said) return null;
  const verb = verbBefore(items, from - 1);
  if (verb < 1 || !introduces(clause, verb, place.end, said.start)) return null;
  let start = verb;
  while (start > 0 && /^(?:AUX|ADV)$/.test(items[start - 1]!.pos)) start -= 1;
  const words = flat.slice(items[start]!.start, items[verb]!.end).replace(/\s+/g, ' ');
  // In “She was told, X said, that …” it is unknown who told her. In “The firm was worried, X said, that …” no one did.
  if (items.slice(start, verb).some(({ lower }) => be.test(lower)))
    return addresses.test(items[verb]!.lower) ? { speaker: null, verb: words, from: start, at: verb } : null;
  const phrase = oneOf(clause, start) ?? subjectBefore(clause, { from: start });
  if (!phrase) return { speaker: null, verb: words, from: start, at: verb };
  if (opensAdverbial.test(items[phrase.from - 1]?.lower ?? '')) return null;
  const head = items[phrase.head]!;
  const own = fromPhrase(clause, phrase, memory, sentence);
  const same = own !== null && own.actor !== null && own.actor === speaker.actor;
  if (/^(?:i|we|you|it|there)$/.test(head.lower) || head.lower === speaker.head || same) return null;
  const where = { start: items[phrase.from]!.start, end: items[phrase.to - 1]!.end };
  return { speaker: own ?? openSpeaker(clause, where, head.lower), verb: words, from: start, at: verb };
}

const be = /^(?:is|are|was|were|been|be|being|got|gets)$/;

/** The phrase before a verb, if it is a phrase without a name such as “one of them”; otherwise null. */
function oneOf({ items }: Clause, verb: number): Phrase | null {
  const of = items.findLastIndex(({ lower }, at) => at >= verb - 4 && at < verb && lower === 'of');
  return /^(?:one|two|three|four|some|several|many|most|none|neither|both|another)$/.test(items[of - 1]?.lower ?? '')
    ? { from: of - 1, to: verb, head: of - 1, joined: false }
    : null;
}

const openSpeaker = (clause: Clause, place: { start: number; end: number }, head: string): Speaker => ({
  actor: null,
  ...writtenAt(clause, place),
  kind: null,
  plural: false,
  anonymous: true,
  pronoun: false,
  sure: false,
  head,
});

/** Verbs for saying something to the person who is their object. */
const addresses =
  /^(?:tells?|told|ask(?:s|ed)?|inform(?:s|ed)?|warn(?:s|ed)?|advis(?:es?|ed)|assur(?:es?|ed)|remind(?:s|ed)?|urg(?:es?|ed)|beg(?:s|ged)?|order(?:s|ed)?|instruct(?:s|ed)?|promis(?:es?|ed)|notif(?:y|ies|ied)|threaten(?:s|ed)?|comfort(?:s|ed)?|consol(?:es?|ed)|reassur(?:es?|ed)|greet(?:s|ed)?|mock(?:s|ed)?|taunt(?:s|ed)?|text(?:s|ed)?|phon(?:es?|ed)|email(?:s|ed)?|scold(?:s|ed)?|correct(?:s|ed)?|interrupt(?:s|ed)?|teas(?:es?|ed))$/;

/**
 * Whether the words after the attribution can be what the subject of `verb` said: “that” or a colon introduces them, or
 * they are a quoted sentence. If `verb` is not a verb of telling, the words are those of the attribution's speaker: in
 * “Two men beat her, X said: ‘They laughed’”, they are X's.
 */
function introduces({ items, flat, quotes }: Clause, verb: number, from: number, to: number): boolean {
  const between = items.filter(({ start, end }) => start >= from && end <= to).map(({ lower }) => lower);
  if (between.includes('that') || flat.slice(to, to + 5).toLowerCase() === 'that ') return true;
  const quote = quotes.find(({ start }) => start >= from && start <= to + 1);
  if (!quote) return false;
  const next = items[verb + 1]?.lower ?? '';
  const addressed = addresses.test(items[verb]!.lower);
  const isAddressed = addressed || /^(?:to|after|at|out|back)$/.test(next);
  const words = flat.slice(quote.innerStart, quote.innerEnd);
  return isAddressed && (/^\p{Lu}/u.test(words) || (words.startsWith('to ') && addressed));
}

const isVerb = ({ pos, lower }: Item): boolean => pos === 'VERB' || (pos === 'ADJ' && reportingForms(lower).length > 0);

/**
 * The verb with which someone tells something, before the comma at `comma`: any verb with “him”, “her”, “them”, “me” or
 * “us” (“called after her”), or a verb of saying. -1 if there is none.
 */
function verbBefore(items: readonly Item[], comma: number): number {
  let at = comma - 1;
  while (at > 0 && items[at]!.pos === 'ADV') at -= 1;
  const addressed = /^(?:him|her|them|me|us)$/.test(items[at]?.lower ?? '');
  if (addressed) {
    const verb = items.findLastIndex((item, index) => index < at && isVerb(item));
    const between = items.slice(verb + 1, at);
    return between.length <= 2 && between.every(({ pos }) => pos === 'ADP' || pos === 'ADV' || pos === 'PART')
      ? verb
      : -1;
  }
  const verb = items.findLastIndex((item, index) => index <= at && (item.pos === 'VERB' || item.pos === 'AUX'));
  if (verb < 0 || items[verb]!.pos === 'AUX' || silenceVerbs.has(items[verb]!.lower)) return -1;
  if (items.slice(verb, comma).some(({ type, lower, pos }) => type === 'quote' || lower === 'that' || pos === 'SCONJ'))
    return -1;
  const says = reportingForms(items[verb]!.lower).some(
    ({ verb: { frames }, form }) => form !== 'ing' && form !== 'base' && frames.includes('s'),
  );
  return says ? verb : -1;
}
