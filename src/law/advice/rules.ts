import { z } from 'zod';
import { checkLists } from '../../platform/text/word-lists.ts';
import type { SecretKind } from '../duties/tables.ts';
import { readPhrase, type Phrase } from './phrase.ts';
import english from './words/en.json';
import kazakh from './words/kk.json';
import russian from './words/ru.json';

/** The rules, and the kind of secret of each. Their explanation is the message `law.advice.rule.<name>`. */
export const ruleKinds = {
  home: 'personal',
  contact: 'personal',
  identity: 'personal',
  correspondence: 'personal',
  'private-life': 'personal',
  income: 'personal',
  marriage: 'family',
  children: 'family',
  conflict: 'family',
  inheritance: 'family',
  illness: 'medical',
  treatment: 'medical',
  pregnancy: 'medical',
  mind: 'medical',
  addiction: 'medical',
  disability: 'medical',
  'medical-papers': 'medical',
  account: 'banking',
  savings: 'banking',
  loan: 'banking',
  transfer: 'banking',
  payments: 'banking',
  card: 'banking',
  'trade-secret': 'commercial',
  contract: 'commercial',
  internal: 'commercial',
  customers: 'commercial',
  'know-how': 'commercial',
  unannounced: 'commercial',
  lawyer: 'other',
  tax: 'other',
  notary: 'other',
  investigation: 'other',
  state: 'other',
  confession: 'other',
  informant: 'other',
  chamber: 'other',
  adoption: 'other',
  desk: null,
} as const satisfies Record<string, SecretKind | null>;
export type RuleName = keyof typeof ruleKinds;

/** One of the lists of a rule in one language. */
export type WordList = {
  /** The sentence must contain one of these phrases (phrase.ts), or a number in one of the formats in `shapes`. */
  words?: readonly string[];
  /** Formats of numbers that count like `words`. */
  shapes?: readonly ShapeName[];
  /** The sentence must also contain one of these phrases. */
  with?: readonly string[];
  /** The sentence must contain none of these phrases. */
  unless?: readonly string[];
  /** Whether the list applies only if the sentence mentions a person by a name, a pronoun or a role. Default: true. */
  person?: boolean;
};
/** Several lists for one rule, each with its own conditions. */
export type RuleWords = Readonly<Partial<Record<RuleName, readonly WordList[]>>>;

/** Numbers that are recognised by their format. */
export const shapes = {
  iban: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/,
  card: /(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)/,
  phone: /(?<![\d\p{L}])(?:\+\d{1,3}|8)[ -]?\(?\d{3}\)?[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)/u,
  identity: /(?<![\d\p{L}])\d{12}(?!\d)/u,
  email: /(?<![\p{L}\p{N}._-])[\p{L}\p{N}._-]+@[\p{L}\p{N}-]+\.\p{L}{2,}/u,
} as const;
export type ShapeName = keyof typeof shapes;

export type Rule = {
  name: RuleName;
  kind: SecretKind;
  words: readonly Phrase[];
  shapes: readonly ShapeName[];
  with: readonly Phrase[];
  unless: readonly Phrase[];
  person: boolean;
};

function compile(lists: RuleWords): Rule[] {
  return Object.entries(lists).flatMap(([name, all]) =>
    all.map((list) => ({
      name: name as RuleName,
      kind: ruleKinds[name as RuleName] as SecretKind,
      words: (list.words ?? []).map(readPhrase),
      shapes: list.shapes ?? [],
      with: (list.with ?? []).map(readPhrase),
      unless: (list.unless ?? []).map(readPhrase),
      person: list.person ?? true,
    })),
  );
}

/** Languages with rules. */
export const ruleLanguages = ['en', 'ru', 'kk'] as const;
export type RuleLanguage = (typeof ruleLanguages)[number];

const phrases = z.array(z.string().min(1)).min(1);
const wordsSchema = z.strictObject({
  about: z.string(),
  /** Words that refer to a person mentioned before. */
  pronouns: phrases,
  /** Words for people by role. */
  people: phrases,
  /** A run of capitalised words that contains one of these is not a person's name. */
  institutions: phrases,
  /** A name before or after one of these is the name of a street, not of a person. */
  streets: phrases,
  /**
   * Lists that several rules share. An entry `{name}` is replaced by all phrases of the list. Inside a phrase, `{name}`
   * matches any of these phrases.
   */
  lists: z.record(z.string(), phrases),
  rules: z.partialRecord(
    z.enum(Object.keys(ruleKinds) as RuleName[]),
    z
      .array(
        z.strictObject({
          words: phrases.optional(),
          shapes: z
            .array(z.enum(Object.keys(shapes) as ShapeName[]))
            .min(1)
            .optional(),
          with: phrases.optional(),
          unless: phrases.optional(),
          person: z.boolean().optional(),
        }),
      )
      .min(1),
  ),
});
type LanguageWords = Omit<z.output<typeof wordsSchema>, 'rules'> & { rules: RuleWords };

const files: Readonly<Record<RuleLanguage, unknown>> = { en: english, ru: russian, kk: kazakh };
const known = new Map<RuleLanguage, LanguageWords>();

/** The words of a language from their file, with the shared lists inserted. */
export function wordsOf(language: RuleLanguage): LanguageWords {
  const before = known.get(language);
  if (before) return before;
  const file = `law/advice/words/${language}.json`;
  const words = checkLists(file, wordsSchema, files[language]);
  const shared = (name: string): readonly string[] => {
    const list = words.lists[name];
    if (!list) throw new Error(`src/${file}: There is no list "${name}" under "lists".`);
    return list;
  };
  const fill = (entries?: readonly string[]): readonly string[] | undefined =>
    entries?.flatMap((entry) => {
      const whole = /^\{(\w+)\}$/.exec(entry)?.[1];
      return whole ? shared(whole) : entry.replace(/\{(\w+)\}/g, (_, name: string) => shared(name).join('|'));
    });
  const rules: RuleWords = Object.fromEntries(
    Object.entries(words.rules).map(([name, lists]) => [
      name,
      lists.map((list) => ({ ...list, words: fill(list.words), with: fill(list.with), unless: fill(list.unless) })),
    ]),
  );
  const filled = { ...words, rules };
  known.set(language, filled);
  return filled;
}

const compiled = new Map<RuleLanguage, Rule[]>();

export const ruleLanguage = (tag: string): RuleLanguage | null =>
  ruleLanguages.find((one) => one === tag.split('-')[0]) ?? null;

/** The rules of a language that ship with Kronika. */
export function rulesOf(language: RuleLanguage): readonly Rule[] {
  const rules = compiled.get(language) ?? compile(wordsOf(language).rules);
  compiled.set(language, rules);
  return rules;
}
