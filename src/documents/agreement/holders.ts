import type { SentenceFacts, SentenceName } from '../../drafting/sentence/facts.ts';
import { roleOfWord } from '../../drafting/sentence/lexicon.ts';
import type { Point } from './agreement.ts';
import { point, type Compared } from './known.ts';
import { haveCommonWord } from './words.ts';

/** A person or body whom a text gives a role: "the editor X", "X, the editor of", "the plaintiff is X". */
type Holder = { name: SentenceName; words: readonly string[]; role: string };

const wordsOf = (text: string): string[] =>
  (text.match(/\p{L}[\p{L}\p{M}]{2,}/gu) ?? []).map((word) => word.toLowerCase().replace(/['’]s?$/u, ''));

/** The maximum number of words between a name and its role. */
const near = 4;

/** The roles of people in an English text, if name and role are next to each other. */
function holdersIn({ text, names, stems, language }: SentenceFacts): Holder[] {
  if (language !== 'en') return [];
  return names.flatMap((name) => {
    const words = wordsOf(name.text);
    const roles: string[] = [];
    const at = stems.findIndex(({ start }) => start >= name.start);
    // "the editor X", "the defendant is the bank X"
    const before = stems.slice(Math.max(0, at - near), Math.max(0, at));
    for (const [index, { stem, end }] of before.entries()) {
      const role = roleOfWord(stem);
      const between = text.slice(end, name.start);
      if (role && (index === before.length - 1 ? /^\s$/ : /^ (?:is|was) (?:the |an? )?(?:\p{Ll}+ )?$/u).test(between))
        roles.push(role);
    }
    // "X, the editor of", "X is the defendant"
    const after = /^(?:, (?:the |an? )?| (?:is|was) (?:the |an? ))((?:\p{Ll}[\p{L}-]* ){0,2}\p{Ll}[\p{L}-]*)/u.exec(
      text.slice(name.end, name.end + 80),
    )?.[1];
    for (const word of after?.split(' ') ?? []) {
      const role = roleOfWord(word);
      if (role) {
        roles.push(role);
        break;
      }
      if (/^(?:who|which|and|of|for|said|was|has|had)$/.test(word)) break;
    }
    return [...new Set(roles)].map((role) => ({ name, words, role }));
  });
}

/** Roles that usually only one person has in one case. */
const single: ReadonlySet<string> = new Set([
  'lawyer',
  'editor',
  'prosecutor',
  'court',
  'mayor',
  'president',
  'governor',
  'company',
  'plaintiff',
  'defendant',
  'witness',
]);

/**
 * Finds people to whom the sentence gives the role of someone else: the claims say that X is the plaintiff and Y the
 * defendant, and the sentence says that X is the defendant. Both must have a role in the claims.
 */
export function compareHolders({ sentence, facts }: Compared): Point[] {
  const known = facts.flatMap(holdersIn);
  return holdersIn(sentence).flatMap(({ name, words, role }) => {
    if (!single.has(role)) return [];
    const own = known.filter((one) => haveCommonWord(one.words, words));
    const others = known.filter((one) => one.role === role && !haveCommonWord(one.words, words));
    return own.length > 0 && others.length > 0 && own.every((one) => one.role !== role)
      ? [point('roles', 'contradicted', name, others[0]!.name.text)]
      : [];
  });
}
