import { nounPhrases, type Item, type Phrase } from '../reading/phrases.ts';
import type { Mention } from '../reading/names.ts';
import type { Quote } from '../reading/quotes.ts';
import type { Span } from '../reading/sentences.ts';
import type { Token } from '../reading/tokens.ts';
import { nouns } from '../reading/words.ts';
import { reportingForms, silenceVerbs, type Found } from './verbs.ts';

/** A sentence prepared for the attribution rules. */
export type Clause = {
  sentence: Span;
  tokens: readonly Token[];
  items: Item[];
  phrases: Phrase[];
  mentions: Mention[];
  quotes: Quote[];
  flat: string;
};

export function clauseOf(
  flat: string,
  sentence: Span,
  tokens: readonly Token[],
  items: Item[],
  mentions: Mention[],
  quotes: Quote[],
): Clause {
  // A word that is a verb here, not a noun ("as X notes"), must not become part of a noun phrase.
  for (const group of verbGroups(items)) {
    items[group.at]!.pos = 'VERB';
    const before = items[group.from - 1];
    if (before?.pos === 'ADJ' && before.type === 'word' && items[group.from - 2]?.pos === 'DET') before.pos = 'NOUN';
  }
  return { sentence, tokens, items, phrases: nounPhrases(items), mentions, quotes, flat };
}

/** A reporting verb with its auxiliaries: the items `from` to `at`, both included. */
export type VerbGroup = {
  from: number;
  at: number;
  found: Found;
  readings: readonly Found[];
  negated: boolean;
  passive: boolean;
  kind: 'finite' | 'infinitive' | 'gerund' | 'participle';
  text: string;
  silent: boolean;
};

const be = new Set(['is', 'are', 'was', 'were', 'been', 'be', 'being', "'s", "'re", 'gets', 'got']);
const have = new Set(['has', 'have', 'had', "'ve", "'d", 'having']);
const aux = new Set([
  ...be,
  ...have,
  'did',
  'does',
  'do',
  'will',
  'would',
  'may',
  'might',
  'could',
  'can',
  'should',
  'must',
  "'ll",
  'shall',
  'to',
]);
const negations = new Set(['not', "n't", 'never', 'neither', 'nor']);
const adverbs = new Set(
  'also later then again repeatedly previously earlier subsequently reportedly allegedly publicly recently already still only first once now further once jointly formally officially immediately explicitly simply just even both all always often initially personally eventually finally'.split(
    ' ',
  ),
);

const startsClause = (item: Item | undefined): boolean =>
  item !== undefined &&
  (item.pos === 'DET' || item.pos === 'PRON' || item.type === 'name' || item.lower === 'that' || item.type === 'quote');

/** Whether a word that can be a noun or a verb ("reports", "claims", "notes") is a verb here. */
function isVerbHere(items: readonly Item[], at: number, found: Found): boolean {
  const item = items[at]!;
  const before = items[at - 1];
  const after = items[at + 1];
  if (item.type !== 'word') return false;
  if (
    before &&
    [
      'the',
      'a',
      'an',
      'this',
      'these',
      'those',
      'its',
      'his',
      'her',
      'their',
      'of',
      'any',
      "'s",
      'no',
      'such',
      'recent',
      'according',
    ].includes(before.lower)
  )
    return false;
  if (item.pos === 'VERB' || item.pos === 'AUX') {
    if (before?.pos === 'ADP' && before.lower !== 'to' && found.form !== 'ing') return false;
    // A participle inside a noun phrase: "the alleged plot", "reported cases".
    if (found.form === 'past' && after && (after.pos === 'NOUN' || after.pos === 'ADJ') && before?.pos === 'DET')
      return false;
    return true;
  }
  if (found.form === 'past')
    return (
      item.pos !== 'ADP' &&
      (before?.type === 'name' ||
        before?.pos === 'NOUN' ||
        before?.pos === 'PRON' ||
        before?.type === 'quote' ||
        before?.lower === ',') &&
      item.pos !== 'DET'
    );
  if (found.form === 'ing') return before?.lower === ',';
  if (
    after?.lower === 'that' &&
    found.form === 's' &&
    before?.type === 'word' &&
    (nouns.organisation.has(before.lower) ||
      nouns.outlet.has(before.lower) ||
      nouns.authority.has(before.lower) ||
      nouns.document.has(before.lower) ||
      nouns.person.has(before.lower))
  )
    return true;
  if (
    (before?.pos === 'CCONJ' || before?.pos === 'NOUN' || before?.type === 'name') &&
    after?.lower === 'that' &&
    (found.form === 's' || (found.form === 'base' && before.lower.endsWith('s')))
  )
    return true;
  // The code below is for words such as "notes", "reports" and "claims", if the tagger takes them for nouns.
  const speakerBefore =
    before !== undefined &&
    (before.type === 'name' ||
      before.lower === ',' ||
      before.type === 'quote' ||
      ['who', 'which', 'it', 'he', 'she', 'they', 'also'].includes(before.lower) ||
      nouns.group.has(before.lower) ||
      (nouns.document.has(before.lower) && found.verb.base === 'show') ||
      nouns.speaker.has(before.lower));
  if (!speakerBefore) return false;
  // In "…, tax records show." the word "show" is a verb.
  if ((after === undefined || after.lower === '.') && found.verb.base === 'show' && nouns.document.has(before.lower))
    return true;
  if (before.lower === ',' && found.form === 's' && found.verb.courtly && after?.pos === 'NOUN') return true;
  if (after === undefined || after.lower === '.' || after.lower === ',')
    return (
      (before?.type === 'name' || before?.pos === 'NOUN') &&
      (items[at - 2]?.lower === 'as' ||
        items[at - 3]?.lower === 'as' ||
        items.slice(0, at - 1).some((other) => other.type === 'quote'))
    );
  return startsClause(after) || after.lower === ':';
}

/** Words after which a finite verb belongs to a subordinate clause. */
const subordinates =
  /^(?:who|whom|whose|which|that|when|where|while|how|why|what|whether|if|because|after|before|since|until|than)$/;

/**
 * Whether a word that can be a noun or a verb must be the verb of its sentence, because the sentence has no other:
 * "People in the valley blame the dam for their losses".
 */
function isOnlyVerb(items: readonly Item[], at: number, { form }: Found): boolean {
  const before = items[at - 1];
  const after = items[at + 1];
  const plural = items[0]!.lower === 'people' || /[^s]s$/.test(before?.lower ?? '');
  if (
    !/^(?:NOUN|PROPN|ADJ|ADV)$/.test(items[at]!.pos) ||
    !before ||
    !after ||
    !(form === 's' || (form === 'base' && plural))
  )
    return false;
  if (before.type !== 'name' && before.pos !== 'NOUN' && before.pos !== 'PROPN') return false;
  if (
    !startsClause(after) &&
    !/^(?:NOUN|ADJ|NUM|PROPN)$/.test(after.pos) &&
    !subordinates.test(after.lower) &&
    after.lower !== 'out'
  )
    return false;
  let subordinate = false;
  return items.every((item, index) => {
    if (index === at) subordinate = false;
    else if (subordinates.test(item.lower)) subordinate = true;
    return index === at || item.type !== 'word' || subordinate || !isFinite(item);
  });
}

/** The reporting verbs of the sentence outside quotations. */
export function verbGroups(items: readonly Item[]): VerbGroup[] {
  const groups: VerbGroup[] = [];
  for (const [at, item] of items.entries()) {
    if (item.type !== 'word') continue;
    const readings = reportingForms(item.lower);
    const found = readings[0];
    if (!found || !readings.some((reading) => isVerbHere(items, at, reading) || isOnlyVerb(items, at, reading)))
      continue;
    let from = at;
    let negated = false;
    let passive = false;
    let infinitive = false;
    let finiteAux = false;
    let silent = false;
    while (from > 0) {
      const before = items[from - 1]!;
      if (negations.has(before.lower)) negated = true;
      else if (before.lower === 'to') infinitive = true;
      else if (aux.has(before.lower) && before.pos !== 'ADP') {
        if (be.has(before.lower) && found.form === 'past' && from >= at - 3)
          passive = passive || !(have.has(items[from - 2]?.lower ?? '') && false);
        finiteAux = true;
      } else if (infinitive && silenceVerbs.has(before.lower)) silent = true;
      else if (
        !(
          adverbs.has(before.lower) ||
          (before.pos === 'ADV' &&
            before.lower !== 'as' &&
            before.lower !== 'when' &&
            before.lower !== 'where' &&
            before.lower !== 'how' &&
            before.lower !== 'why')
        )
      )
        break;
      from -= 1;
    }
    const perfect = found.form === 'past' && items.slice(from, at).some((word) => have.has(word.lower));
    if (found.form === 'past' && passive && perfect && !items.slice(from, at).some((word) => word.lower === 'been'))
      passive = false;
    const kind =
      infinitive && !finiteAux
        ? 'infinitive'
        : found.form === 'ing' && !finiteAux
          ? 'gerund'
          : found.form === 'base' && !finiteAux
            ? 'finite'
            : 'finite';
    groups.push({
      from,
      at,
      found,
      readings,
      negated,
      passive: passive && found.form === 'past',
      kind,
      text: '',
      silent,
    });
  }
  return groups;
}

const modifierWords = new Set(
  'on in at of for from by with during after before since last this next earlier later yesterday today tomorrow also then who which whose that via through to about under as'.split(
    ' ',
  ),
);
export const isFinite = (item: Item): boolean =>
  item.pos === 'AUX' || (item.pos === 'VERB' && !item.lower.endsWith('ing'));

/**
 * Whether words between commas are only an attribution, such as "X told reporters" in "The police, X told reporters,
 * advised her to leave".
 */
export function isAttribution(items: readonly Item[]): boolean {
  const verb = items.findIndex((item) => item.pos === 'VERB' && reportingForms(item.lower).length > 0);
  const subject = items.slice(0, verb);
  return (
    verb > 0 &&
    items.length - verb <= 5 &&
    !items.slice(verb + 1).some(isFinite) &&
    subject.every(
      ({ type, pos, lower }) =>
        type === 'name' || ['DET', 'ADJ', 'NOUN', 'PROPN', 'ADV'].includes(pos) || /^(?:s?he|they|it)$/.test(lower),
    ) &&
    (subject.some(({ type }) => type === 'name') ||
      /^(?:s?he|they|it)$/.test(subject[0]!.lower) ||
      subject[0]!.pos === 'DET')
  );
}

/** Whether all words between a phrase and the verb modify either the phrase or the verb. */
export function modifiesOnly(items: readonly Item[], from: number, to: number): boolean {
  const between = items.slice(from, to);
  if (!between.length) return true;
  const first = between[0]!;
  const last = between.at(-1)!;
  if (
    between.some(
      (item) => item.type === 'quote' && !item.fragment && (item.quote?.end ?? 0) - (item.quote?.start ?? 0) > 40,
    )
  )
    return false;
  if (first.lower === '(') {
    const close = between.findIndex((item) => item.lower === ')');
    return close >= 0 && modifiesOnly(items, from + close + 1, to);
  }
  if (first.lower === ',' || first.lower === '–' || first.lower === '—') {
    if (between.length === 1) return false;
    if (last.lower !== ',' && last.lower !== '–' && last.lower !== '—') {
      // In ", the editor of X, on Monday" the inner comma closes the apposition, the phrase that explains the name
      // before it.
      const close = between.findLastIndex((item) => item.lower === ',');
      return close > 0 && modifiesOnly(items, from, from + close + 1) && modifiesOnly(items, from + close + 1, to);
    }
    const second = between[1]!;
    if (second.pos === 'CCONJ') return false;
    const inner = between.slice(1, -1);
    if (isAttribution(inner)) return true;
    if (['who', 'which', 'whose', 'where'].includes(second.lower)) return true;
    if (
      second.pos === 'VERB' ||
      second.pos === 'ADP' ||
      second.pos === 'ADV' ||
      second.lower === 'as' ||
      second.lower === 'to' ||
      second.pos === 'NUM' ||
      second.pos === 'ADJ'
    )
      return !inner.some(
        (item, index) =>
          item.pos === 'AUX' &&
          !inner.slice(0, index).some((other) => ['who', 'which', 'that', 'whose'].includes(other.lower)),
      );
    // In an apposition, only a relative clause can have a finite verb.
    return !inner.some(
      (item, index) =>
        isFinite(item) &&
        !item.lower.endsWith('ed') &&
        !inner.slice(0, index).some((other) => ['who', 'which', 'that', 'whose', 'where'].includes(other.lower)),
    );
  }
  // In "A lawyer who …, and who …, says" all words between the lawyer and "says" describe the lawyer.
  if (
    first.lower === 'who' &&
    last.lower === ',' &&
    between.some(
      (item, index) => item.lower === 'who' && between[index - 1]?.pos === 'CCONJ' && between[index - 2]?.lower === ',',
    )
  )
    return true;
  if (['who', 'which', 'that', 'whose', 'where'].includes(first.lower))
    return between.slice(1).some(isFinite) && !between.some((item) => item.lower === ',');
  if (last.lower === ',') {
    // In "a spokesman for the ministry, Ivan H., said" attached words ("for the ministry") are followed by an
    // explaining phrase between commas.
    const comma = between.findIndex((item) => item.lower === ',');
    return (
      first.pos === 'ADP' &&
      comma > 0 &&
      comma < between.length - 1 &&
      modifiesOnly(items, from, from + comma) &&
      modifiesOnly(items, from + comma, to)
    );
  }
  if (last.pos === 'CCONJ') {
    // The subject's first verb, then "and said": "X denied the charge and said".
    const verb = between.findIndex((item) => item.pos === 'VERB' || item.pos === 'AUX');
    if (between.length === 3 && between[1]!.lower === ',') return false; // "…, she said, and cites …"
    if (verb < 0 || between.slice(verb).some((item) => item.lower === ';')) return false;
    return (
      verb === 0 || between.slice(0, verb).every((item) => item.pos === 'ADV') || modifiesOnly(items, from, from + verb)
    );
  }
  if (first.pos === 'VERB' && /(?:ed|ing|en|own|old|ut)$/.test(first.lower))
    return between.every((item) => item.pos !== 'AUX' && item.lower !== ',') && between.length <= 9;
  if (first.pos === 'ADV' || adverbs.has(first.lower)) return modifiesOnly(items, from + 1, to);
  if (modifierWords.has(first.lower) || first.pos === 'ADP')
    return !between.some(
      (item) => item.pos === 'AUX' || (item.pos === 'VERB' && !/(?:ed|ing)$/.test(item.lower)) || item.lower === ';',
    );
  if (/^(?:mon|tues|wednes|thurs|fri|satur|sun)day$/.test(first.lower)) return between.length <= 3;
  return false;
}
