import type { Span } from '../reading/sentences.ts';
import { nouns } from '../reading/words.ts';
import type { Item } from '../reading/phrases.ts';
import type { MissingWordsReason } from '../schema.ts';

/** A place where words are evidently missing, as happens when a copy drops linked names. */
export type MissingWords = { span: Span; reason: MissingWordsReason };

/**
 * Prepositions that must have an object. "in", "on", "over", "up" and similar words need no object and are left out.
 */
const needObject =
  'of|against|with|from|between|among|into|toward|towards|upon|concerning|regarding|via|per|amid|despite|including|for|by|to';
/** Phrasal verbs and idioms whose preposition needs no object: "was called for and". */
const idioms =
  /\b(?:(?:called|asked|hoped|waited|paid|applied|spoken|cared|accounted|searched|arranged|wished|vouched|responsible|looked) for|(?:dealt|tampered|interfered|agreed|disagreed|associated|connected|charged|done|met|complied|coped|begin|began) with|(?:accused|suspected|disposed|heard|thought|spoken|aware|afraid|because|convicted|deprived|robbed|informed|instead|member|head|part|critical|part and parcel) of|(?:listened|referred|responded|replied|objected|related|belonged|contributed|subjected|adhered|pointed|spoken|talked|led|amounted|close|linked|according|similar) to|(?:abided|stood|passed|went|gone|came|close|near|lived) by|(?:protected|heard|suffered|resulted|came|come|refrained|barred|banned|prevented|distinct|different|far|away|apart) from|(?:discriminated|voted|for (?:and|or)|spoke|protested|guarded|fought|campaigned|appealed) against|to and from|for and|for or against|by and large|to and|and with|or with|or without|with and without|of and for|by and for|by and|of and by|from and to|into and)$/i;

/** Sequences of words that show that words are missing. The exceptions below refer to these patterns by their index. */
const collisions: RegExp[] = [
  // Matches "against and a number of", "of , which" and "with .".
  new RegExp(
    `\\b(${needObject})\\s+(and|or|but)\\s+(?!(?:${needObject}|in|on|at|against|without|through|under|over|about|around|after|before)\\b)`,
    'giu',
  ),
  new RegExp(
    `\\b(of|against|with|from|between|among|into|towards?|upon|concerning|regarding|including|despite|by)\\s+[,;.](?!\\d)`,
    'giu',
  ),
  new RegExp(
    `\\b(of|between|among|into|upon|concerning|regarding|despite|including|against|with|from|by|for)\\s+(was|were|is|are|has|have|had|said|wrote|told|reported|claimed|announced|ordered)\\b`,
    'giu',
  ),
  new RegExp(
    `\\b(the|a|an|its|their|our|my|every)\\s+(?:and|or|but|of|by|was|were|is|are|has|have|had|said|that|which|who|to|from|with|in|at|on)\\s`,
    'giu',
  ),
  new RegExp(`\\b(the|a|an|its|their)\\s*[,;.](?:\\s|$)`, 'giu'),
  new RegExp(`\\b(and|or)\\s+(?:,|\\.|and|or)(?=\\s|$)`, 'giu'),
  // Matches "At a hearing last week , who filmed it, said".
  /(?<=[\p{L}\d]) ,\s+(who|which|whose|whom)\b/giu,
];
/**
 * Matches each text that one of `collisions` matches. It is tried first: few sentences match, so most searches with the
 * single patterns are not needed.
 */
const collision = new RegExp(
  `\\b(?:(?:${needObject})\\s+(?:[,;.]|(?:and|or|but|was|were|is|are|has|have|had|said|wrote|told|reported|claimed|announced|ordered)\\b)|(?:the|a|an|its|their|our|my|every)(?:\\s*[,;.]|\\s+(?:and|or|but|of|by|was|were|is|are|has|have|had|said|that|which|who|to|from|with|in|at|on)\\s)|(?:and|or)\\s+(?:,|\\.|and|or)(?=\\s|$))| ,`,
  'iu',
);
/** Word sequences that look like missing words but are correct. */
const fine = [
  /\bthe (?:who|in|on|to|that|which|is|at|has)\s*$/i, // A name such as "The Who" is checked by its capitals below.
  /\bof which\b|\bfor which\b|\bby which\b|\bhis is\b|\bof his and\b|\bits and\b/i,
  /\ba (?:to|and) (?:z|b)\b/i,
  /\band\/or\b/i,
];

const wordBefore = (text: string, at: number): string =>
  /([\p{L}'’]+)\s*$/u.exec(text.slice(Math.max(0, at - 30), at))?.[1] ?? '';

/**
 * Finds signs of missing words in a sentence: impossible sequences of function words, empty quotation marks, and wide
 * spaces.
 */
export function missingWordsInSentence(flat: string, sentence: Span, page: string): MissingWords[] {
  const text = flat.slice(sentence.start, sentence.end);
  const gaps: MissingWords[] = [];
  const add = (start: number, end: number, reason: MissingWordsReason): void => {
    const span = { start: sentence.start + start, end: sentence.start + end };
    if (!gaps.some((gap) => gap.span.start < span.end && gap.span.end > span.start)) gaps.push({ span, reason });
  };
  for (const [index, pattern] of collision.test(text) ? collisions.entries() : []) {
    for (const match of text.matchAll(pattern)) {
      const before = wordBefore(text, match.index);
      const lead = `${before} ${match[1]}`;
      if (index <= 2 && idioms.test(lead)) continue;
      if (index <= 2 && hasObjectEarlier(text, match.index, match[1]!)) continue;
      if (fine.some((pattern2) => pattern2.test(match[0]))) continue;
      if (
        index === 0 &&
        /^(?:to|by|for|from)$/i.test(match[1]!) &&
        !/^(?:the|a|an)?$/i.test(before) &&
        /\b(?:to|by|for|from) and (?:\w+ )?(?:to|by|for|from)\b/i.test(text.slice(match.index))
      )
        continue;
      if (index === 0 && /^(?:to|for|by|from|with|of)$/i.test(match[1]!) && passiveBefore(text, match.index)) continue;
      if (index === 2 && /^(?:for|with|by|from|of|against)$/i.test(match[1]!) && relativeBefore(text, match.index))
        continue;
      if (
        (index === 3 || index === 4) &&
        /^(?:A|The|An)$/.test(match[1]!) &&
        match.index > 0 &&
        !/[.!?“"]\s*$/.test(text.slice(0, match.index))
      )
        continue; // Part of a name: "Hepatitis A is".
      if (
        index === 3 &&
        /\b(?:his|its|their|our|my) (?:is|was|are|to|in|of|and)\b/i.test(match[0]) &&
        !/^(?:its|their|our|my)/i.test(match[0])
      )
        continue;
      if (
        index === 3 &&
        /^(?:a|an) (?:in|on|to|at|that|who|which|by)\b/i.test(match[0]) &&
        match[0].split(/\s+/)[0] === 'A'
      )
        continue;
      if (index === 3 && quotedWord(text, match.index, match[0].length)) continue;
      add(Math.max(0, match.index), match.index + match[0].trimEnd().length, 'words-missing');
    }
  }
  const original = page.slice(sentence.start, sentence.end);
  for (const match of text.matchAll(/(?:“\s*”|"\s"|«\s*»|‘\s*’|\(\s*\)|\[\s*\])/gu))
    add(match.index, match.index + match[0].length, 'empty-quotation');
  for (const match of original.includes('  ') ? original.matchAll(/(?<=[\p{L},\d]) {2,}(?=[\p{Ll},])/gu) : [])
    if (doubleSpaceIsGap(text, match.index, match[0].length))
      add(Math.max(0, match.index - 1), match.index + match[0].length + 1, 'double-space');
  return gaps;
}

/**
 * Whether the object comes before the preposition, because the words are a relative clause or a question: "the person
 * whom he was charged with and".
 */
function hasObjectEarlier(text: string, at: number, preposition: string): boolean {
  const before = text.slice(Math.max(0, at - 90), at);
  return new RegExp(`\\b(?:which|whom|what|who|that)\\b[^,.;]*$`, 'i').test(before) && !/^of$/i.test(preposition);
}

const relativeBefore = (text: string, at: number): boolean =>
  /\b(?:he|she|they|it|we|i|you|\p{Lu}\p{L}+)\s+(?:\p{L}+\s+){1,3}$/u.test(text.slice(Math.max(0, at - 50), at));
/**
 * After a passive or an infinitive, a preposition may have no object: "was paid for and", "is lied to and", "to vote
 * for and".
 */
const passiveBefore = (text: string, at: number): boolean =>
  /\b(?:is|are|was|were|be|been|being|get|gets|got)\s+(?:\p{L}+ly\s+)?\p{L}+(?:ed|en|t|d)\s*$/iu.test(
    text.slice(Math.max(0, at - 40), at),
  ) || /\b(?:to|can|could|must|will|would|should)\s+\p{L}+\s*$/iu.test(text.slice(Math.max(0, at - 30), at));

/** Whether a word is itself quoted ("the word 'of' was"), which is no sign of missing words. */
const quotedWord = (text: string, at: number, length: number): boolean =>
  /["“‘']\s*$/.test(text.slice(0, at)) || /^["”’']/.test(text.slice(at + length));

/**
 * Whether two or more spaces show missing words. They do only next to a function word that needs a name, and only if
 * the text is not justified (filled with spaces).
 */
function doubleSpaceIsGap(text: string, at: number, length: number): boolean {
  if ((text.match(/\S {2,}\S/g)?.length ?? 0) > 2) return false;
  const before = wordBefore(text, at).toLowerCase();
  if (/^\s*,/.test(text.slice(at + length))) return true;
  // In "Earlier this month proposed", a verb without a subject follows a time.
  if (
    /\b(?:(?:this|last|next) (?:week|month|year)|yesterday|today|\p{L}+day|(?:19|20)\d{2})$/iu.test(
      text.slice(Math.max(0, at - 30), at),
    ) &&
    /^\s*\p{Ll}+(?:ed|ew|said|told|ote)\b/u.test(text.slice(at + length))
  )
    return true;
  const after = /^\s*([\p{L}]+)/u.exec(text.slice(at + length))?.[1]?.toLowerCase() ?? '';
  return (
    /^(?:of|against|with|from|by|to|for|in|at|the|a|an|and|portal|newspaper|magazine|website|editor|journalist|agency|minister|judge)$/.test(
      before,
    ) || /^(?:and|said|was|were|is|has|who|which|wrote|told|reported)$/.test(after)
  );
}

const plain = new Set(
  "the a an this that these those its his her their our my your no any every each some another one 's ' ’ such which what former either neither both as de".split(
    ' ',
  ),
);

/**
 * Finds nouns beside which a name is missing: "… and analytical news portal found themselves". The noun is countable
 * and the subject or object of a verb, but has no determiner and no name beside it. Works only in running text, not in
 * headlines.
 */
export function missingWordsByNoun(items: readonly Item[]): MissingWords[] {
  const gaps: MissingWords[] = [];
  for (const [at, item] of items.entries()) {
    if (item.type !== 'word' || !nouns.countable.has(item.lower)) continue;
    const next = items[at + 1];
    if (
      !next ||
      next.type === 'name' ||
      next.type === 'quote' ||
      next.pos === 'PROPN' ||
      next.pos === 'NOUN' ||
      next.lower === '-' ||
      next.lower === ','
    )
      continue;
    if (!(next.pos === 'VERB' || next.pos === 'AUX') || next.lower.endsWith('ing')) continue;
    let from = at;
    while (
      from > 0 &&
      (['ADJ', 'NOUN', 'NUM', 'PROPN'].includes(items[from - 1]!.pos) || items[from - 1]!.lower === '-') &&
      items[from - 1]!.type !== 'quote'
    ) {
      if (items[from - 1]!.type === 'name' && items[from - 1]!.mention?.kind) break;
      from -= 1;
    }
    const before = items[from - 1];
    if (
      before &&
      (plain.has(before.lower) ||
        before.pos === 'DET' ||
        before.pos === 'NUM' ||
        before.lower === '/' ||
        before.pos === 'PRON')
    )
      continue;
    if (items.slice(from, at).some((word) => word.pos === 'NUM' || plain.has(word.lower))) continue;
    // A possessive name in the phrase replaces a determiner. Other names, as in "HRW journalist said", are the style of
    // headlines and are ignored.
    if (before?.type === 'name' || (at - from === 0 && before?.pos !== 'CCONJ' && before?.pos !== 'ADP')) continue;
    if (from === 0 || !(before?.pos === 'CCONJ' || before?.pos === 'ADP')) continue;
    gaps.push({ span: { start: items[from]!.start, end: next.end }, reason: 'determiner-missing' });
  }
  return gaps;
}
