import type { SecretKind } from '../duties/tables.ts';
import { readPhrase, type Phrase } from './phrase.ts';
import { english } from './words/en.data.ts';
import { kazakh } from './words/kk.data.ts';
import { russian } from './words/ru.data.ts';

/** What a rule looks for, and the kind of secret it speaks of. Its explanation is the message `law.advice.rule.<name>`. */
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

/** A rule in one language. */
export type WordList = {
  /** Any of these phrases (phrase.ts). */
  words?: readonly string[];
  /** Shapes of numbers: see `shapes`. */
  shapes?: readonly ShapeName[];
  /** And any of these elsewhere in the sentence. */
  with?: readonly string[];
  /** None of these. */
  unless?: readonly string[];
  /** Says nothing unless somebody is spoken of: a name, a pronoun, a person's role. */
  person?: boolean;
};
/** Several lists under one rule: each with its own conditions. */
export type RuleWords = Readonly<Partial<Record<RuleName, readonly WordList[]>>>;

/** Numbers that are told by their shape. */
export const shapes = {
  iban: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/,
  card: /(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)/,
  phone: /(?<![\d\p{L}])(?:\+\d{1,3}|8)[ -]?\(?\d{3}\)?[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)/u,
  identity: /(?<![\d\p{L}])\d{12}(?!\d)/u,
  email: /[\p{L}\p{N}._-]+@[\p{L}\p{N}-]+\.\p{L}{2,}/u,
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

/** Languages there are rules for. */
export const ruleLanguages = ['en', 'ru', 'kk'] as const;
export type RuleLanguage = (typeof ruleLanguages)[number];

const compiled = new Map<RuleLanguage, Rule[]>();
const lists: Readonly<Record<RuleLanguage, RuleWords>> = { en: english, ru: russian, kk: kazakh };

export const ruleLanguage = (tag: string): RuleLanguage | null =>
  ruleLanguages.find((one) => one === tag.split('-')[0]) ?? null;

/** The rules of a language that Kronika brings along. */
export function rulesOf(language: RuleLanguage): readonly Rule[] {
  const known = compiled.get(language) ?? compile(lists[language]);
  compiled.set(language, known);
  return known;
}

/** The lists as they are written, for a page to show them. */
export const listsOf = (language: RuleLanguage): RuleWords => lists[language];
