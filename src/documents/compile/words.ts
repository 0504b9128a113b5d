import { readLists, word } from '../../platform/text/word-lists.ts';
import english from './words/en.txt';

function past(line: string): [verb: string, past: string] {
  const [, verb, then] = /^(\S+) = (\S+)$/.exec(line) ?? [];
  if (!verb || !then) throw new Error(`"${line}" must have the form: verb = past`);
  return [verb, then];
}

const lists = readLists('documents/compile/words/en.txt', english, {
  'plain starts': word,
  articled: word,
  'of words': word,
  past,
  telling: word,
});

/** Words that have a capital letter only at the start of a sentence, because they are never names. */
export const plainStarts = new Set(lists['plain starts']);
/** Words such as "committee": a name that ends with one of them needs "the" before it. */
export const articled = new Set(lists.articled);
/** Words such as “of”. The main word of a name comes before such a word. */
export const ofWords = new Set(lists['of words']);
/** For each verb of an attribution, its past tense, because the draft reports what was said. */
export const pastOf = new Map(lists.past);
/** Verbs that can follow the claim's words: "…, Human Rights Watch wrote". */
export const tellingVerbs = new Set(lists.telling);

/** Words for what a court or an authority did. */
export const courtActs =
  /\b(?:ordered|ruled|found|granted|approved|rejected|dismissed|sentenced|convicted|acquitted|fined|upheld|overturned|annulled|blocked|extended|remanded|suspended|banned|closed)\b/iu;
/** Words that say that something is not known. */
export const openWords =
  /\b(?:unclear|not clear|not make clear|not made clear|not known|unknown|uncertain|not say|nobody knows|remains? open)\b/iu;
export const denials = /\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|dismiss(?:es|ed)?|refut(?:es|ed))\b/iu;

/** A document by the kind of source: "in a Facebook post". */
export const writings: Readonly<Record<string, string>> = {
  post: 'post',
  letter: 'letter',
  interview: 'interview',
  statement: 'statement',
  broadcast: 'broadcast',
  report: 'report',
  judgment: 'judgment',
};
