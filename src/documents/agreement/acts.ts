import type { Party, Predicate, SentenceFacts, Status } from '../../drafting/sentence/facts.ts';
import { opposites, stageOf } from '../../drafting/sentence/lexicon.ts';
import type { Point, Verdict } from './agreement.ts';
import { leftOpen } from './attribution.ts';
import { point, type Compared, type ReadClaim } from './known.ts';
import { haveCommonWord } from './words.ts';

type ClaimAct = Predicate & { claim: ReadClaim; facts: SentenceFacts };

/** The maximum number of verbs of a sentence that are compared. Later verbs are left out. */
const maxActs = 40;

const actsOf = ({ claims }: Compared): ClaimAct[] =>
  claims.flatMap((claim) =>
    claim.facts.flatMap((facts) => facts.predicates.slice(0, maxActs).map((act) => ({ ...act, claim, facts }))),
  );

/** Compares who does what to whom, whether it is denied, and how certain it is said to be. */
export function compareActs(compared: Compared): Point[] {
  const known = actsOf(compared);
  return [compareRoles, compareNegation, compareModality].flatMap((part) => part(compared, known));
}

/** Finds acts that the sentence says were done and its claims deny, or the other way round. */
function compareNegation(compared: Compared, known: readonly ClaimAct[]): Point[] {
  return compared.sentence.predicates.slice(0, maxActs).flatMap((act) => {
    const same = known.filter(({ key }) => key === act.key);
    if (same.length > 0) {
      if (same.some(({ denied }) => denied === act.denied))
        return act.denied ? [point('negation', 'supported', act, same[0]!.text)] : [];
      const others = same
        .filter((one) => excludes(act, one, compared))
        .map((one) => ({ one, matter: sameMatter(act, one, compared) }));
      const other =
        others.find(({ matter }) => matter === 'surely') ??
        (compared.sentence.language === 'ru' ? undefined : others.find(({ matter }) => matter === 'perhaps'));
      if (!other) return [point('negation', 'unsure', act, same[0]!.text)];
      return [
        point('negation', other.matter === 'surely' ? 'contradicted' : 'not-in-claims', act, textAround(other.one)),
      ];
    }
    const all = opposites.flatMap(([a, b]) => (a === act.key ? [b] : b === act.key ? [a] : []));
    const excluded = known.find(
      (one) =>
        all.includes(one.key) &&
        one.denied === act.denied &&
        sameState(one.status, act.status) &&
        !compared.sentence.predicates.some(({ key }) => key === one.key) &&
        sharesParty(act, one, compared),
    );
    return excluded ? [point('negation', 'contradicted', act, excluded.text)] : [];
  });
}

/**
 * Whether two verbs may be about the same act. `surely`: they have an actor or an object in common. `no`: the verbs,
 * the actors or the objects differ.
 */
function sameMatter(act: Predicate, claim: ClaimAct, compared: Compared): 'surely' | 'perhaps' | 'no' {
  const [own, theirs] = [partiesOf(act, compared), partiesOf(claim, compared, claim.claim)];
  const differ = (a: readonly string[], b: readonly string[]): boolean =>
    a.length > 0 && b.length > 0 && !haveCommonWord(a, b);
  if (haveCommonWord(own.target, theirs.target) || haveCommonWord(own.actor, theirs.actor)) return 'surely';
  // No actor or object is the same, so only the verbs can show that both mean the same act. In one language, they must
  // then begin alike.
  const foreign = claim.facts.language !== compared.sentence.language;
  if (!foreign && (!sameVerb(act, claim) || (act.denied && compared.sentence.language === 'en'))) return 'no';
  return differ(own.target, theirs.target) || differ(own.actor, theirs.actor) ? 'no' : 'perhaps';
}

/** Whether two statuses are equal. `open`, the status of nouns such as "was still in custody", also equals `fact`. */
const sameState = (a: Status, b: Status): boolean =>
  a === b || (a === 'open' && b === 'fact') || (a === 'fact' && b === 'open');

const sameVerb = (a: Predicate, b: Predicate): boolean =>
  a.text.slice(0, 4).toLowerCase() === b.text.slice(0, 4).toLowerCase();

/** Whether two acts have an object in common; or, if neither has an object, an actor. */
function sharesParty(act: Predicate, claim: ClaimAct, compared: Compared): boolean {
  const [own, theirs] = [partiesOf(act, compared), partiesOf(claim, compared, claim.claim)];
  return own.target.length === 0 && theirs.target.length === 0
    ? haveCommonWord(own.actor, theirs.actor)
    : haveCommonWord(own.target, theirs.target);
}

/** Words that can turn a text into its opposite without "not". */
const reversing =
  /\b(?:only|until|till|before|stop\w*|ceas\w+|refus\w+|lack\w*|den(?:y|ied|ies|ial)|fail\w*|withh[eo]ld\w*|miss(?:ed|ing)?|absen\w+|despite|instead|rather|yet|still|remain\w*|un(?:able|willing|known)|lost|lose)\b|тольк|лишь|отказ|пока|прежде|вместо|перест|лиш/iu;

/** Whether a verb follows a preposition, so that nothing says that it was done: "an attempt to get out of paying". */
const isGerund = ({ start, text }: Predicate, { text: whole }: SentenceFacts): boolean =>
  /^\p{L}+ing\b/u.test(text) && /\b(?:out of|for|without|against) $/.test(whole.slice(0, start));
const isDone = (status: Status): boolean => status === 'fact' || status === 'open';
const ahead: readonly Status[] = ['will', 'would', 'must', 'asked', 'ordered', 'tried'];
/** Words that can deny an act without "not" at its verb. */
const turning =
  /\b(?:was|is|were|had) (?:not|no|nothing)\b|\b(?:nobody|no one|none|nothing|never|whoever|without|hardly|untrue|false)\b/iu;

/** Whether one text denies what the other says was done. False if either of them is unclear, as with "may". */
function excludes(act: Predicate, claim: ClaimAct, { sentence }: Compared): boolean {
  if (act.implied || claim.implied || act.status === 'may' || claim.status === 'may') return false;
  // What was not done yet can be planned: "has not been heard yet", "will hear".
  const [denial, other] = act.denied ? [act, claim] : [claim, act];
  if (isDone(denial.status) && ahead.includes(other.status)) return false;
  // "It was not the city that ordered it" denies the act in other words.
  if (claim.denied && sentence.language === 'en' && turning.test(sentence.text)) return false;
  // "No legal basis for detaining" denies no detention.
  if (isGerund(act, sentence) || isGerund(claim, claim.facts)) return false;
  // A noun in the sentence does not say that it was done: "after the search" does not contradict "no search warrant".
  if (act.status === 'open') return false;
  return !act.denied || !reversing.test(claim.facts.text);
}
const textAround = ({ facts, start, end }: ClaimAct): string => facts.text.slice(Math.max(0, start - 30), end);

/**
 * Compares how certain an act is in the sentence and in the claims. For example, an alleged act was perhaps not done,
 * and a person who is charged is not convicted.
 */
function compareModality(compared: Compared, known: readonly ClaimAct[]): Point[] {
  const points: Point[] = [];
  const { sentence } = compared;
  const complied = known.some(({ key, denied, status }) => key === 'comply' && !denied && status === 'fact');
  const hedged = leftOpen.test(sentence.text);
  for (const act of sentence.predicates.slice(0, maxActs)) {
    if (isGerund(act, sentence)) continue;
    const same = known.filter(({ key, denied }) => key === act.key && denied === act.denied);
    const firm = isUndecided(act, compared)
      ? known.find(({ key, status }) => key === act.key && status !== 'open' && status !== 'may')
      : undefined;
    if (firm) {
      points.push(point('modality', 'not-in-claims', act, textAround(firm)));
      continue;
    }
    if (same.length > 0) {
      const verdicts = same.map((other) => {
        const verdict = statusVerdict(act.status, other.status, {
          mode: other.claim.claim.mode,
          attributed:
            hedged ||
            sentence.attributions.some(
              ({ content, cue }) =>
                content.some((span) => act.start >= span.start && act.start < span.end) &&
                !cue.some((span) => act.start < span.end && act.end > span.start),
            ),
          denied: act.denied,
          doneBySame:
            !complied && haveCommonWord(partiesOf(act, compared).actor, partiesOf(other, compared, other.claim).actor),
        });
        // With another verb, or without a common actor or object, the claim may mean another act.
        return verdict === 'contradicted' && !(sameVerb(act, other) && sameMatter(act, other, compared) === 'surely')
          ? 'not-in-claims'
          : verdict;
      });
      if (verdicts.includes('supported')) continue;
      const verdict = verdicts.includes('unsure')
        ? 'unsure'
        : verdicts.includes('not-in-claims')
          ? 'not-in-claims'
          : 'contradicted';
      points.push(point('modality', verdict, act, textAround(same[verdicts.indexOf(verdict)]!)));
      continue;
    }
    const softer = actInOtherWords(act, known, compared);
    if (softer) points.push(point('modality', 'not-in-claims', act, textAround(softer)));
    const stage = stageOf(act.key);
    if (stage < stageOf('charge') || act.denied || act.status !== 'fact') continue;
    const earlier = known.find(({ key }) => stageOf(key) >= 0 && stageOf(key) < stage);
    const later = known.some(({ key }) => stageOf(key) >= stage);
    if (earlier && !later)
      points.push(
        point('modality', sharesParty(act, earlier, compared) ? 'contradicted' : 'not-in-claims', act, earlier.text),
      );
  }
  return points;
}

const open: readonly Status[] = ['may', 'would', 'asked', 'tried', 'alleged', 'will'];

/**
 * An act in the claims that has the same object as the sentence's act, but another verb and another certainty: the
 * sentence has "threatened to daub the wall", and the claim says that the wall was painted. Null if there is none.
 */
function actInOtherWords(act: Predicate, known: readonly ClaimAct[], compared: Compared): ClaimAct | null {
  const { sentence } = compared;
  if (act.denied || act.status === 'open' || !act.target) return null;
  const { target } = partiesOf(act, compared);
  const free = known.filter(
    (one) =>
      !one.denied &&
      one.target &&
      !sentence.predicates.some(({ key }) => key === one.key) &&
      haveCommonWord(target, partiesOf(one, compared, one.claim).target),
  );
  if (free.length === 0) return null;
  if (act.status === 'tried' || act.status === 'may' || act.status === 'asked')
    return free.every(({ status }) => status === 'fact') ? free[0]! : null;
  if (
    act.status !== 'fact' ||
    sentence.predicates.some(({ status }) => open.includes(status)) ||
    sentence.attributions.length > 0
  )
    return null;
  return free.every(({ status }) => open.includes(status)) ? free[0]! : null;
}

const undecided = /\b(?:whether|undecided|not decided|(?:yet|still) to decide|unclear if)\b/iu;

/** Whether the sentence says that an act is still to be decided, and no claim does. */
const isUndecided = (act: Predicate, { sentence, facts }: Compared): boolean =>
  act.status === 'open' &&
  sentence.language === 'en' &&
  undecided.test(sentence.text.slice(Math.max(0, act.start - 40), act.start)) &&
  !facts.some(({ text }) => undecided.test(text));

const due: readonly Status[] = ['must', 'ordered', 'will'];
function statusVerdict(
  own: Status,
  claim: Status,
  {
    mode,
    attributed,
    denied,
    doneBySame,
  }: { mode: string | null; attributed: boolean; denied: boolean; doneBySame: boolean },
): Verdict {
  if (own === claim || own === 'open' || claim === 'open') return 'supported';
  if (denied) return own === 'may' || claim === 'may' ? 'contradicted' : 'supported';
  if (due.includes(own) && due.includes(claim)) return 'supported';
  if (claim === 'fact') {
    if (mode === 'ordered' || mode === 'ruled')
      return due.includes(own) ? 'supported' : own === 'tried' || own === 'may' ? 'contradicted' : 'unsure';
    return own === 'may' || own === 'tried' ? 'contradicted' : own === 'alleged' ? 'supported' : 'unsure';
  }
  if (own === 'fact') {
    if (claim === 'alleged') return attributed ? 'supported' : 'contradicted';
    // Someone who was ordered to do something has not done it yet.
    if (claim === 'ordered' && doneBySame) return 'not-in-claims';
    if (due.includes(claim) && mode === 'ordered') return claim === 'must' ? 'contradicted' : 'unsure';
    return claim === 'ordered' ? 'unsure' : 'contradicted';
  }
  if (own === 'may' || claim === 'would' || claim === 'may') return 'contradicted';
  return 'unsure';
}

/** Compares who does what to whom. */
function compareRoles(compared: Compared, known: readonly ClaimAct[]): Point[] {
  const points: Point[] = [];
  for (const act of compared.sentence.predicates.slice(0, maxActs)) {
    if (!act.actor && !act.target) continue;
    const same = known.filter(({ key, actor, target }) => key === act.key && (actor ?? target));
    if (same.length === 0) continue;
    const verdicts = same.map((other) => rolesVerdict(act, other, compared));
    if (verdicts.includes('supported')) {
      points.push(point('roles', 'supported', act, null));
      continue;
    }
    const at = verdicts.indexOf('contradicted');
    const added = verdicts.indexOf('not-in-claims');
    if (at >= 0) points.push(point('roles', 'contradicted', act, textAround(same[at]!)));
    else if (added >= 0) points.push(point('roles', 'not-in-claims', act, textAround(same[added]!)));
  }
  return points;
}

function rolesVerdict(act: Predicate, claim: ClaimAct, compared: Compared): Verdict {
  const [own, theirs] = [partiesOf(act, compared), partiesOf(claim, compared, claim.claim)];
  const [actorFits, targetFits] = [haveCommonWord(own.actor, theirs.actor), haveCommonWord(own.target, theirs.target)];
  const both = own.actor.length > 0 && own.target.length > 0;
  const crossed =
    (haveCommonWord(own.actor, theirs.target) && !actorFits) ||
    (haveCommonWord(own.target, theirs.actor) && !targetFits);
  // It is certainly a contradiction only if both actor and object are exchanged. Otherwise, "the lawyer of X" may act
  // for X.
  if (crossed && both)
    return haveCommonWord(own.actor, theirs.target) && haveCommonWord(own.target, theirs.actor)
      ? 'contradicted'
      : 'not-in-claims';
  // "The governor criticised her", and the claim says "she criticised the governor".
  if (
    haveCommonWord(own.actor, theirs.target) &&
    own.target.length === 0 &&
    act.target &&
    claim.actor &&
    !haveCommonWord(own.actor, theirs.actor)
  )
    return 'not-in-claims';
  if (replaced(own.target, theirs.target, compared)) return 'not-in-claims';
  // The sentence says "policemen threw stones", and the claim says that miners did.
  if (targetFits && !actorFits && both && theirs.actor.length > 0)
    return (isNamed(own.actor, compared) && isNamed(theirs.actor, compared)) ||
      compared.facts.some(({ predicates }) =>
        predicates.some(({ actor, target }) =>
          haveCommonWord(own.actor, [...(actor?.words ?? []), ...(target?.words ?? [])]),
        ),
      )
      ? 'not-in-claims'
      : 'unsure';
  return actorFits || targetFits ? 'supported' : 'unsure';
}

/**
 * Whether the sentence has one name where its claim has another one, and the claims contain both. Always false if the
 * sentence is not in English.
 */
const replaced = (own: readonly string[], theirs: readonly string[], { aliases, sentence }: Compared): boolean =>
  sentence.language === 'en' &&
  own.length > 0 &&
  !haveCommonWord(own, theirs) &&
  own.some((word) => aliases.isName(word)) &&
  theirs.some((word) => aliases.isName(word));

/** Whether these words are a name in the claims. Always false if the sentence is not in English. */
const isNamed = (words: readonly string[], { aliases, sentence }: Compared): boolean =>
  sentence.language === 'en' && words.some((word) => aliases.isName(word));

const pronouns = new Set(
  'he she it they him her them who which that i we me us himself herself он она они его ее их который которая которые'.split(
    ' ',
  ),
);
/**
 * All words that the claims use for the parties of an act: for its actor, and for its object (`target`).
 * @param claim the claim that contains the act: in its words, "I" and "we" mean its speaker; null if the sentence
 * contains the act
 */
function partiesOf(
  { actor, target }: Predicate,
  { aliases }: Compared,
  claim: ReadClaim | null = null,
): Record<'actor' | 'target', readonly string[]> {
  const wordsOf = (party: Party | null): readonly string[] => {
    if (!party) return [];
    if (claim && /^(?:I|we|me|us|my \p{L}+|our \p{L}+|я|мы|нас|меня|мне|нам)$/iu.test(party.text))
      return claim.speakers.flatMap(({ stems }) => stems);
    return aliases.of(party.words.filter((word) => !pronouns.has(word)));
  };
  return { actor: wordsOf(actor), target: wordsOf(target) };
}
