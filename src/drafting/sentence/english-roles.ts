import type { Clause } from '../attribution/clause.ts';
import { subjectBefore } from '../attribution/subject.ts';
import { startOf } from '../incidents/english/verbs.ts';
import type { Item, Phrase } from '../reading/phrases.ts';
import { be, boundary, type Frame } from './english-frame.ts';
import type { Party } from './facts.ts';

type Roles = { actor: Party | null; target: Party | null };

/** Finds who does the act of a verb, and to whom. */
export function rolesOfVerb({ items, lemmas, clause, party }: Frame, at: number, to: number): Roles {
  const { phrases } = clause;
  const start = startOf(items, at);
  const group = items.slice(start, at);
  const { lower } = items[at]!;
  const gerund = lower.endsWith('ing');
  const agent = phraseAfterBy(clause, to);
  const passive =
    !gerund &&
    (group.some((item) => be.test(item.lower)) ||
      (group.length === 0 && agent !== null && items[to]?.lower === 'by') ||
      (group.length === 0 && joinsPassive(items, start, at) && objectOf(clause, to) === null));
  let subject = subjectBefore(clause, { from: start });
  // In "with X beating Y" the phrase right before the verb is its subject.
  const own = gerund && group.length === 0 ? phrases.find((phrase) => phrase.to === start) : undefined;
  if (own && items[own.from - 1]?.pos === 'ADP') subject = own;
  const link = items[start - 1]?.lower ?? '';
  // In "ordered the blog to remove", the object of the first verb does the second act.
  if (link === 'to' || link === 'from') {
    const object = phrases.find((phrase) => phrase.to === start - 1);
    const verb = object && items[object.from - 1];
    if (object && verb?.pos === 'VERB' && !/^(?:promise|vow|threaten|agree)$/.test(lemmas[object.from - 1]!))
      subject = object;
    else if (object && /^(?:on|for|upon)$/.test(verb?.lower ?? '')) subject = object;
  }
  if (intransitive.has(lemmas[at]!)) return { actor: null, target: party(subject) };
  if (passive) {
    const target = group.length === 0 ? (phrases.find((phrase) => phrase.to === start) ?? subject) : subject;
    const against = phraseAfter(clause, to, /^against$/);
    return /^(?:bring|file|lodge)$/.test(lemmas[at]!) && against
      ? { actor: party(agent), target: party(against) }
      : { actor: party(agent), target: party(target) };
  }
  // In "take X into custody", the object is between the words for the act.
  const object = phrases.find((one) => one.from > at && one.to < to) ?? objectOf(clause, to);
  const against = phraseAfter(clause, to, /^(?:against|at)$/);
  if (against && /^(?:bring|file|lodge|launch|win|start|open)$/.test(lemmas[at]!))
    return { actor: party(subject), target: party(against) };
  // As in "the suit that X had brought against Y".
  return { actor: party(subject), target: party(object ?? against) };
}

const time =
  /^(?:(?:second|minute|hour|day|night|week|month|year|time)s?|today|yesterday|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/;

/** The phrase right after a verb, unless it is a time ("released three days later"). */
function objectOf({ items, phrases }: Clause, to: number): Phrase | null {
  const particle = items[to]?.pos === 'ADV' || items[to]?.pos === 'PART';
  const object =
    phrases.find((phrase) => phrase.from === to) ??
    // The tagger mistook the verb for a word of the phrase: "disclosing state secrets".
    partOf(
      phrases.find((phrase) => phrase.from < to && phrase.head >= to),
      to,
    ) ??
    (particle ? phrases.find((phrase) => phrase.from === to + 1) : undefined);
  return object && !time.test(items[object.head]!.lower) ? object : null;
}

const partOf = (phrase: Phrase | undefined, from: number): Phrase | undefined => phrase && { ...phrase, from };

/** Whether a participle shares the auxiliary of the previous participle: "was arrested on Monday and released". */
function joinsPassive(items: readonly Item[], start: number, at: number): boolean {
  if (
    !/^(?:and|or|,|but|then)$/.test(items[start - 1]?.lower ?? '') ||
    !/(?:ed|en|wn|ut|un|ld)$/.test(items[at]!.lower)
  )
    return false;
  for (let place = start - 2; place > 0 && start - place < 16; place -= 1) {
    const { pos, lower } = items[place]!;
    if (pos === 'VERB') return be.test(items[place - 1]?.lower ?? '') || be.test(items[place - 2]?.lower ?? '');
    if (lower === ';' || pos === 'SCONJ') return false;
  }
  return false;
}

/** Who takes action against whom: "filed a suit against X", "reported X to the police". */
export function proceedingAt({ items, lemmas, clause, party }: Frame, at: number): (Roles & { key: string }) | null {
  const lemma = lemmas[at]!;
  const complaint =
    lemma === 'report' &&
    /^(?:police|prosecutors?|authorities|court)$/.test(
      items[phraseAfter(clause, at + 1, /^to$/)?.head ?? -1]?.lower ?? '',
    );
  if (!complaint && !/^(?:bring|file|lodge|launch|initiate|submit)$/.test(lemma)) return null;
  const against = complaint ? null : phraseAfter(clause, at + 1, /^against$/);
  if (!complaint && !against) return null;
  const roles = rolesOfVerb({ items, lemmas, clause, party }, at, at + 1);
  const key =
    complaint ||
    lemmas.slice(at + 1, at + 6).includes('complaint') ||
    lemmas.slice(Math.max(0, at - 6), at).includes('complaint')
      ? 'complain'
      : 'sue';
  return { key, actor: roles.actor, target: against ? party(against) : roles.target };
}

/** Verbs of phrases that say what happens to the subject: "went dark", "walked free". */
const intransitive = new Set('go walk lose face vanish disappear fold close survive die remain stay'.split(' '));

const phraseAfterBy = (clause: Clause, from: number): Phrase | null => phraseAfter(clause, from, /^by$/);

/** The phrase after the first such preposition that follows a verb. Null for phrases such as "by mistake", "by law". */
function phraseAfter({ items, phrases }: Clause, from: number, preposition: RegExp): Phrase | null {
  for (let at = from; at < items.length && at - from < 14; at += 1) {
    const { lower, pos } = items[at]!;
    if (preposition.test(lower)) {
      const phrase = phrases.find((one) => one.from === at + 1) ?? null;
      return phrase &&
        !/^(?:mistake|error|order|force|law|phone|mail|email|letter|way|night|day|then|now)s?$/.test(
          items[phrase.head]!.lower,
        ) &&
        !/^(?:\d+|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/.test(items[phrase.from]!.lower)
        ? phrase
        : null;
    }
    if (boundary.test(lower) || lower === ',' || pos === 'AUX' || (pos === 'VERB' && at > from)) return null;
  }
  return null;
}

/** Nouns after which "of" names the person who acts: "the order of the judge". */
const byDoer = new Set([
  'order',
  'appeal',
  'complain',
  'threaten',
  'apologise',
  'resign',
  'agree',
  'sue',
  'confirm',
  'approve',
  'permission',
  'allow',
  'accuse',
]);

/** Finds who does the act of a noun, and to whom: "the arrest of X by Y", "X's arrest", "a suit by X against Y". */
export function rolesOfNoun({ items, clause, party }: Frame, at: number, key: string): Roles {
  const phrase = clause.phrases.find((one) => one.from <= at && one.to > at);
  if (!phrase) return { actor: null, target: null };
  const agent = phraseAfterBy(clause, phrase.to);
  if (byDoer.has(key))
    return {
      actor: party(agent ?? phraseAfter(clause, phrase.to, /^of$/)),
      target: party(phraseAfter(clause, phrase.to, /^against$/)),
    };
  const of = phraseAfter(clause, phrase.to, /^(?:of|against|on)$/);
  const owner = items.findIndex(
    (item, place) => place > phrase.from && place < at && /^(?:'s|'|’|’s)$/.test(item.lower),
  );
  const possessor = owner > 0 ? { from: phrase.from, to: owner, head: owner - 1, joined: false } : null;
  return { actor: party(agent), target: party(of ?? possessor) };
}
