import { startOf } from '../incidents/english/verbs.ts';
import type { Item } from '../reading/phrases.ts';
import { be, boundary, negation, negativePronoun, type Frame } from './english-frame.ts';
import type { Status } from './facts.ts';
import { englishEffect, happens, type Effect } from './lexicon.ts';

export type State = { denied: boolean; implied: boolean; status: Status; infinitive: Effect | null };

/**
 * Words after which a denial is certain: the act did not happen ("refused to pay"), or is said not to have happened
 * ("denied"). After other words, it is only `implied`.
 */
const surely =
  /^(?:deny|refuse|decline|fail|reject|dismiss|dispute|refute|rebut|refusal|failure|unable|stop|cease|quit|refrain|abstain|neglect|omit)$/;
/** Nouns for what someone says: "denied reports of", "rejected the claim that". */
const report = /^(?:allegation|claim|accusation|report|suggestion|rumour|rumor|charge|idea|notion|statement)$/;

/** Whether the act of a verb or noun is denied, and its status. */
export function stateOf(
  { items, lemmas, clause }: Frame,
  at: number,
  verb: boolean,
  found: readonly (State & { at: number })[],
): State {
  const last = found.at(-1) ?? null;
  const phrase = verb ? undefined : clause.phrases.find((one) => one.from <= at && one.to > at);
  const start = verb ? startOf(items, at) : (phrase?.from ?? at);
  const group = items.slice(start, at).map(({ lower }) => lower);
  const { lower: own } = items[at]!;
  const state: State = { denied: false, implied: false, status: verb ? 'fact' : 'open', infinitive: null };
  const deny = (by: string): void => {
    state.denied = !state.denied;
    if (!surely.test(by)) state.implied = true;
  };
  const apply = (effect: Effect, by: string): void => {
    if (effect === 'denied') deny(by);
    else if (state.status === 'fact' || state.status === 'open' || effect === 'alleged') state.status = effect;
  };
  const before = items[start - 1];
  const link = before?.lower ?? '';
  if (isNegated(items, start, at, verb)) state.denied = true;
  for (const lower of group) {
    if (/^(?:will|shall|'ll|wo)$/.test(lower)) state.status = 'will';
    else if (/^(?:would|'d)$/.test(lower) && verb) state.status = 'would';
    else if (/^(?:may|might|could)$/.test(lower)) state.status = 'may';
    else if (/^(?:must|should|ought)$/.test(lower)) state.status = 'must';
    else if (/^(?:allegedly|reportedly|supposedly|purportedly|alleged|suspected)$/.test(lower))
      state.status = 'alleged';
  }
  if (/^(?:allegedly|reportedly)$/.test(items[at + 1]?.lower ?? '') || /^(?:allegedly|reportedly)$/.test(link))
    state.status = 'alleged';
  const ing = own.endsWith('ing') || group.some((lower) => /^(?:having|being)$/.test(lower));
  // The object of a verb that is denied: "did not order the jamming".
  const over = verb ? undefined : found.find((one) => one.at === start - 1);
  if (over?.denied) {
    state.denied = true;
    state.implied ||= over.implied;
  }
  if (verb && link === 'to') infinitiveState({ items, lemmas }, start, last, state, apply, deny);
  else if (/^(?:of|with|from|for|against|over|about|on|by|at|in|without|than)$/.test(link) && (!verb || ing)) {
    const governor = governorOf({ items, lemmas }, start - 1);
    if (link === 'without') state.denied = true;
    else if (
      (link === 'than' && items[start - 2]?.lower === 'rather') ||
      (link === 'of' && items[start - 2]?.lower === 'instead')
    )
      state.denied = true;
    else if (governor && report.test(governor.lemma) && surely.test(governor.above ?? '')) deny(governor.above!);
    else if (governor) {
      const fitting: readonly Effect[] =
        link === 'from' ||
        (link === 'on' && /^(?:ban|bar)$/.test(governor.lemma)) ||
        (link === 'of' && /^(?:lack|absence)$/.test(governor.lemma))
          ? ['denied']
          : /^(?:of|with|over|on)$/.test(link)
            ? ['alleged']
            : link === 'for'
              ? ['asked', 'alleged']
              : [];
      const [effect] = prefer(governor.effects, fitting);
      if (effect) apply(effect, governor.lemma);
      if (effect && governor.denied) deny('refuse');
      // For example, "has no intention of paying" denies that someone will pay.
      if (governor.effects.has('will') && governor.none) state.denied = true;
    }
  } else if (before?.pos === 'VERB' && (!verb || ing) && (!over || (ing && before.lower.startsWith('stop')))) {
    const lemma = lemmas[start - 1] ?? '';
    const effects = /^(?:stop|cease|quit)$/.test(lemma) && verb ? new Set<Effect>(['denied']) : englishEffect(lemma);
    // Reads "considered selling" and "tried closing".
    const [effect] = prefer(effects, verb ? ['denied', 'will', 'tried', 'asked'] : ['denied', 'asked']);
    // "stopped publishing" denies that someone publishes. "stopped the publication" need not mean this.
    if (effect && (verb || (ing && lemma === 'stop') || !/^(?:stop|fail|ban|bar|rule|avoid)$/.test(lemma)))
      apply(effect, lemma);
  }
  const subordinate = over?.denied || state.infinitive ? null : thatClause({ items, lemmas }, start);
  if (subordinate) apply(subordinate.effect, subordinate.lemma);
  // The second verb is denied, too: "did not search … or take", "will neither pay nor reveal".
  if (verb && last && /^(?:or|nor)$/.test(link) && group.length === 0 && last.denied) state.denied = true;
  if (
    verb &&
    last &&
    /^(?:and|or|nor|,)$/.test(link) &&
    group.length === 0 &&
    state.status === 'fact' &&
    !/(?:ed|ing|s)$/.test(own)
  )
    state.status = last.status;
  if (state.status === 'would' && verb && reported({ items, lemmas }, start)) state.status = 'will';
  if (verb && conditional(items, start)) state.status = 'open';
  return state;
}

/** Whether "not", "no" or similar words deny a verb or noun directly. */
function isNegated(items: readonly Item[], start: number, at: number, verb: boolean): boolean {
  const group = items.slice(start, at).map(({ lower }) => lower);
  const link = items[start - 1]?.lower ?? '';
  const not = group.findIndex((lower) => negation.test(lower));
  if (not >= 0) {
    // "not only" denies nothing, and neither does "was not released until 5 May".
    if (group[not + 1] === 'only') return false;
    return !items.slice(at + 1, at + 8).some(({ lower }) => lower === 'until' || lower === 'till');
  }
  if (link === 'no' && group[0] === 'longer') return true;
  if (!verb) return group.some((lower) => negativePronoun.test(lower)) || /^(?:no|without)$/.test(link);
  if (/^(?:nobody|none|nothing)$/.test(link) || (link === 'one' && items[start - 2]?.lower === 'no')) return true;
  if (/^(?:no|neither|nothing|nobody)$/.test(items[at + 1]?.lower ?? '')) return true;
  return false;
}

/** How the word before "to" changes the status of an infinitive: "refused to", "asked the court to", "has yet to". */
function infinitiveState(
  frame: Pick<Frame, 'items' | 'lemmas'>,
  start: number,
  last: State | null,
  state: State,
  apply: (effect: Effect, by: string) => void,
  deny: (by: string) => void,
): void {
  const { items } = frame;
  let to = start - 1;
  if (/^(?:not|never)$/.test(items[to - 1]?.lower ?? '')) {
    state.denied = true;
    to -= 1;
  }
  const joint = items[to - 1]?.lower ?? '';
  if (joint === 'yet') state.denied = true;
  else if (/^(?:and|or|nor)$/.test(joint) && last?.infinitive) {
    state.infinitive = last.infinitive;
    if (last.denied) state.denied = true;
    state.implied = last.implied;
    if (state.status === 'fact') state.status = last.status;
  } else if (be.test(joint) || joint === 'going') state.status = 'will';
  else if (/^(?:have|has|had|having)$/.test(joint)) state.status = joint === 'had' ? 'open' : 'must';
  else {
    const governor = governorOf(frame, to);
    const [effect] = governor ? prefer(governor.effects, ['denied', 'asked', 'ordered', 'tried', 'will']) : [];
    if (effect) {
      state.infinitive = effect;
      apply(effect, governor!.lemma);
    } else if (state.status === 'fact' && !(governor && happens.has(governor.lemma))) state.status = 'open';
    if (governor?.denied) deny('refuse');
    if (governor && governor.status !== 'fact') state.status = governor.status;
  }
}

const prefer = (effects: ReadonlySet<Effect>, order: readonly Effect[]): Effect[] =>
  order.filter((effect) => effects.has(effect));

/** Whether "would" is the future as seen from the past: "announced that he would". */
function reported({ items, lemmas }: Pick<Frame, 'items' | 'lemmas'>, start: number): boolean {
  for (let at = start - 1; at >= 0 && start - at < 9; at -= 1) {
    if (/^(?:;|if|under)$/.test(items[at]!.lower)) return false;
    if (items[at]!.pos === 'VERB')
      return /^(?:say|announce|tell|promise|vow|warn|add|state|write|declare|claim|insist|confirm)$/.test(lemmas[at]!);
  }
  return false;
}

/** Whether "if", "unless" or "whether" is right before the subject of a verb. */
const conditional = (items: readonly Item[], start: number): boolean => {
  for (let at = start - 1; at >= 0 && start - at < 8; at -= 1) {
    if (/^(?:if|unless|whether)$/.test(items[at]!.lower)) return true;
    if (/^(?:,|;|and|but|that)$/.test(items[at]!.lower) || items[at]!.pos === 'VERB') return false;
  }
  return false;
};

type Governor = {
  lemma: string;
  /** For a noun, the verb before the noun: "denied" in "denied reports of". */ above: string | null;
  effects: ReadonlySet<Effect>;
  denied: boolean;
  /** The word "no" precedes the noun: "no intention". */ none: boolean;
  status: Status;
};

/** The word before an infinitive or a preposition on which it depends: "ordered the blog to", "accused of". */
function governorOf({ items, lemmas }: Pick<Frame, 'items' | 'lemmas'>, link: number): Governor | null {
  for (let at = link - 1; at >= 0 && link - at < 9; at -= 1) {
    const { lower, pos, type } = items[at]!;
    if (type !== 'word') continue;
    if (boundary.test(lower) || lower === ',' || lower === 'that') return null;
    const lemma = lemmas[at]!;
    const effects = englishEffect(lemma);
    if (pos !== 'VERB' && effects.size === 0 && !report.test(lemma) && !/^(?:lack|absence)$/.test(lemma)) continue;
    const start = startOf(items, at);
    const group = items.slice(start, at).map((item) => item.lower);
    const status: Status = group.some((word) => /^(?:may|might|could)$/.test(word))
      ? 'may'
      : group.some((word) => /^(?:will|shall)$/.test(word))
        ? 'will'
        : group.includes('would')
          ? 'would'
          : 'fact';
    const verb = items.slice(Math.max(0, at - 3), at).findLastIndex((item) => item.pos === 'VERB');
    return {
      lemma,
      above: pos === 'VERB' || verb < 0 ? null : lemmas[Math.max(0, at - 3) + verb]!,
      effects,
      denied: group.some((word) => negation.test(word)),
      none: items[at - 1]?.lower === 'no',
      status,
    };
  }
  return null;
}

/** How the verb before a clause with "that" changes the status of the clause: "denied that officers had searched". */
function thatClause(
  { items, lemmas }: Pick<Frame, 'items' | 'lemmas'>,
  start: number,
): { effect: Effect; lemma: string } | null {
  for (let at = start - 1; at >= 0; at -= 1) {
    const { lower } = items[at]!;
    if (/^(?:;|but|while|although|though|who|which|because|after|when|before)$/.test(lower)) return null;
    if (lower === ',' && /^(?:and|but|while)$/.test(items[at + 1]?.lower ?? '')) return null;
    const lemma = lemmas[at]!;
    if (items[at]!.pos !== 'VERB') continue;
    const next = items[at + 1]?.lower ?? '';
    // In "whose lawyers deny that they followed him, are accused" the relative clause ends at the comma.
    const relative = items.slice(0, at).some((item) => /^(?:who|whose|which)$/.test(item.lower));
    if (relative && items.slice(at, start).some((item) => item.lower === ',')) return null;
    const clause = next === 'that' || items.slice(at + 1, at + 6).some((item) => item.lower === 'that');
    if (/^(?:deny|reject|dispute|refute|dismiss|rebut)$/.test(lemma) && (clause || subjectFollows(items, at)))
      return { effect: 'denied', lemma };
    if (/^(?:demand|ask|urge|request|propose|recommend|insist|want)$/.test(lemma) && next === 'that')
      return { effect: 'asked', lemma };
    if (/^(?:allege|claim)$/.test(lemma)) return { effect: 'alleged', lemma };
    if (/^(?:order|decree)$/.test(lemma) && next === 'that') return { effect: 'ordered', lemma };
    // Another verb of saying has its own clause.
    if (/^(?:say|tell|add|write|state|report|confirm|admit|announce)$/.test(lemma)) return null;
  }
  return null;
}
const subjectFollows = (items: readonly Item[], at: number): boolean =>
  /^(?:s?he|they|it|the|his|her|their|its)$/.test(items[at + 1]?.lower ?? '') &&
  items.slice(at + 2, at + 6).some(({ pos }) => pos === 'AUX');
