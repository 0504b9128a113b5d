import { readLists, word } from '../../platform/text/word-lists.ts';
import english from './words/en.txt';

function past(line: string): [verb: string, past: string] {
  const [, verb, then] = /^(\S+) = (\S+)$/.exec(line) ?? [];
  if (!verb || !then) throw new Error(`"${line}" must be written: verb = past.`);
  return [verb, then];
}

const lists = readLists('documents/compile/words/en.txt', english, {
  'plain starts': word,
  articled: word,
  'of words': word,
  past,
  telling: word,
});

/** Words that begin a sentence with a capital and go without it inside one, whatever the text is about. */
export const plainStarts = new Set(lists['plain starts']);
/** The last word of a name that wants "the" before it. */
export const articled = new Set(lists.articled);
/** Words after which a name only says of what it is: the head stands before them. */
export const ofWords = new Set(lists['of words']);
/** Verbs as links of a chain have them, in the past: the draft tells what was said. */
export const pastOf = new Map(lists.past);
/** Verbs that take what was said before them: "…, Human Rights Watch wrote". */
export const tellingVerbs = new Set(lists.telling);

/** Words by which a sentence tells what a court or an authority did. */
export const courtActs =
  /\b(?:ordered|ruled|found|granted|approved|rejected|dismissed|sentenced|convicted|acquitted|fined|upheld|overturned|annulled|blocked|extended|remanded|suspended|banned|closed)\b/iu;
/** Words by which a sentence says that something is not known. */
export const openWords =
  /\b(?:unclear|not clear|not make clear|not made clear|not known|unknown|uncertain|not say|nobody knows|remains? open)\b/iu;
export const denials = /\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|dismiss(?:es|ed)?|refut(?:es|ed))\b/iu;

/** A written thing of somebody's, by the kind of source: "in a Facebook post". */
export const writings: Readonly<Record<string, string>> = {
  post: 'post',
  letter: 'letter',
  interview: 'interview',
  statement: 'statement',
  broadcast: 'broadcast',
  report: 'report',
  judgment: 'judgment',
};
