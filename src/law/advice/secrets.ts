import type { SecretKind } from '../duties/tables.ts';
import { KnownNames } from './known-names.ts';
import { People, type NamedPerson } from './people.ts';
import { findPhrase, readPhrase, tokenize, type Phrase } from './phrase.ts';
import { ruleLanguage, rulesOf, shapes, type Rule, type RuleName } from './rules.ts';

/** A text to check for secrets, sentence by sentence. */
export type ReadSentence = { id: string; text: string };

/**
 * Words that the desk added to the rules: words that reveal a secret (`touches`), or never do (`passes`). `language`
 * null: for texts in any language.
 */
export type DeskWords = {
  id: number;
  language: string | null;
  kind: SecretKind;
  effect: 'touches' | 'passes';
  phrase: string;
};

/** A secret that a sentence may reveal: the rule that found it, its words, and the people it is about. */
export type Touch = {
  kind: SecretKind;
  rule: RuleName;
  /** The desk's own phrase that was found; null if a rule of Kronika found the secret. */
  desk: string | null;
  start: number;
  end: number;
  /** Indexes in the list of people. */
  about: number[];
  /**
   * How the sentence refers to the people. `named`: by name; `carried`: by a pronoun for people named before;
   * `unnamed`: only by a role, or by a pronoun for someone unknown; `nobody`: it mentions no one.
   */
  how: 'named' | 'carried' | 'unnamed' | 'nobody';
};
export type Touched = { sentence: ReadSentence; touches: Touch[] };
export type SecretsRead = {
  people: (NamedPerson & { sentences: string[] })[];
  touched: Touched[];
  /** Whether there are rules for the language. */ ruled: boolean;
};

const matchOf = (
  rule: Rule,
  text: string,
  tokens: ReturnType<typeof tokenize>,
): { start: number; end: number } | null => {
  for (const phrase of rule.words) {
    const found = findPhrase(phrase, tokens);
    if (found) return found;
  }
  for (const name of rule.shapes) {
    const found = shapes[name].exec(text);
    if (found) return { start: found.index, end: found.index + found[0].length };
  }
  return null;
};

/** Finds the secrets in a text, and the people whose secrets they are. Stores nothing. */
export function readSecrets(
  sentences: readonly ReadSentence[],
  tag: string,
  options: { known?: KnownNames; words?: readonly DeskWords[] } = {},
): SecretsRead {
  const language = ruleLanguage(tag);
  const people = new People(language ?? 'en', options.known ?? new KnownNames());
  const own = (options.words ?? [])
    .filter((one) => one.language === null || one.language.split('-')[0] === tag.split('-')[0])
    .map((one) => ({ ...one, read: readPhrase(one.phrase) }));
  const sentencesOf: Set<string>[] = [];
  const touched = sentences.flatMap((sentence): Touched[] => {
    const spoken = people.read(sentence.text);
    for (const person of [...spoken.named, ...spoken.meant]) (sentencesOf[person] ??= new Set()).add(sentence.id);
    const tokens = tokenize(sentence.text);
    const has = (phrases: readonly Phrase[]): boolean => phrases.some((phrase) => findPhrase(phrase, tokens) !== null);
    const passes = own.flatMap((one) =>
      one.effect === 'passes' ? [{ kind: one.kind, at: findPhrase(one.read, tokens) }] : [],
    );
    const who = spoken.named.length
      ? { about: spoken.named, how: 'named' as const }
      : spoken.meant.length
        ? { about: spoken.meant, how: 'carried' as const }
        : { about: [], how: spoken.mentioned ? ('unnamed' as const) : ('nobody' as const) };
    const touches: Touch[] = [];
    const add = (kind: SecretKind, rule: RuleName, at: { start: number; end: number }, desk: string | null): void => {
      if (passes.some((one) => one.kind === kind && one.at && one.at.start <= at.start && one.at.end >= at.end)) return;
      // In each sentence, a rule is reported only once.
      if (!touches.some((one) => one.kind === kind && one.rule === rule && one.desk === desk))
        touches.push({ kind, rule, desk, ...at, ...who });
    };
    for (const rule of language ? rulesOf(language) : []) {
      if (rule.person && who.how === 'nobody') continue;
      const at = matchOf(rule, sentence.text, tokens);
      if (!at || (rule.with.length && !has(rule.with)) || has(rule.unless)) continue;
      add(rule.kind, rule.name, at, null);
    }
    for (const one of own) {
      const at = one.effect === 'touches' ? findPhrase(one.read, tokens) : null;
      if (at) add(one.kind, 'desk', at, one.phrase);
    }
    return touches.length ? [{ sentence, touches: touches.toSorted((a, b) => a.start - b.start) }] : [];
  });
  return {
    people: people.people.map((person, index) => ({ ...person, sentences: [...(sentencesOf[index] ?? [])] })),
    touched,
    ruled: language !== null,
  };
}
