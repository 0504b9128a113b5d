import { forEachMode, splitMode, verbModes } from '../verb-modes.ts';
import { phrase, readLists, readWords, word, type EntryReader } from '../../../platform/text/word-lists.ts';
import type { ActorKind, Mode } from '../../schema.ts';
import nounsText from '../../words/ru/nouns.txt';
import otherText from '../../words/ru/other.txt';
import verbsText from '../../words/ru/verbs.txt';
import { adjectiveForms, nounForms, plain, type Case, type Form, type Sex } from './decline.ts';

/** The kind of actor or document that a listed noun means. */
export type NounKind = ActorKind | 'document';
export type Noun = { lemma: string; kind: NounKind; gender: Sex; cases: readonly Case[]; plural: boolean };

const nounEntry: EntryReader<{ lemma: string; gender?: Sex }> = (line) => {
  const [lemma = '', gender, more] = line.split(/\s+/);
  if (more || (gender && !/^[mfn]$/.test(gender)))
    throw new Error(`"${line}" must be a noun, and its gender: m, f or n.`);
  return { lemma, ...(gender ? { gender: gender as Sex } : {}) };
};
const nounKinds = ['person', 'authority', 'court', 'outlet', 'organisation', 'company', 'document'] as const;
const nounLists = readLists(
  'drafting/words/ru/nouns.txt',
  nounsText,
  Object.fromEntries(nounKinds.map((kind) => [kind, nounEntry])) as Record<
    (typeof nounKinds)[number],
    typeof nounEntry
  >,
);

const nounIndex = new Map<string, Noun[]>();
function addForms(forms: readonly Form[], lemma: string, kind: NounKind): void {
  for (const { text, cases, gender, plural } of forms) {
    const entry = { lemma, kind, gender, cases, plural };
    const known = nounIndex.get(text);
    if (known) known.push(entry);
    else nounIndex.set(text, [entry]);
  }
}
for (const kind of nounKinds)
  for (const { lemma, gender } of nounLists[kind])
    addForms(nounForms(plain(lemma), gender, kind === 'person'), plain(lemma), kind);

/** The listed nouns that a word may be a form of. */
export const nounsOf = (lower: string): readonly Noun[] => nounIndex.get(lower) ?? [];

/** How the words that are said can be joined to a verb. */
export type Frame = { object: boolean; infinitive: boolean; preposition: boolean; bare: boolean };
export type VerbForm = {
  lemma: string;
  mode: Mode;
  negated: boolean;
  /** Whether the verb attributes something only with "не" (not) before it. */ onlyNegated: boolean;
  frame: Frame;
  kind: 'past' | 'present' | 'participle' | 'gerund' | 'passive' | 'short';
  gender: Sex | null;
  plural: boolean;
};

type VerbEntry = { lemma: string; negated: boolean; past: readonly string[]; now: readonly string[]; flags: string };
const verbEntry: EntryReader<VerbEntry> = (line) => {
  const [lead, ...rest] = line.split(/\s+/);
  const negated = lead === 'не';
  const lemma = plain((negated ? rest.shift() : lead) ?? '');
  let [past, now, flags]: [string[], string[], string] = [[], [], ''];
  for (const part of rest) {
    const [key, value = ''] = part.split(':');
    if (key === 'past') past = value.split(',').map(plain);
    else if (key === 'now') now = value.split(',').map(plain);
    else if (key === '' && /^[oipqn]+$/.test(value)) flags = value;
    else throw new Error(`"${part}" must be past:…, now:… or a colon and some of the letters o, i, p, q, n.`);
  }
  if (!/(?:ть|ти|чь)(?:ся)?$/.test(lemma) && !past.length && !lemma.endsWith('ясь'))
    throw new Error(`"${lemma}" must be an infinitive.`);
  return { lemma, negated, past, now, flags };
};
const moded: EntryReader<{ words: string; mode: Mode }> = (line) => {
  const { words, mode } = splitMode(line);
  return { words: plain(words.join(' ')), mode };
};
const verbLists = readLists('drafting/words/ru/verbs.txt', verbsText, {
  ...forEachMode(verbEntry),
  passive: moded,
  short: moded,
  phrases: moded,
});

const verbIndex = new Map<string, VerbForm[]>();
function addVerb(text: string, entry: VerbForm): void {
  const known = verbIndex.get(text);
  if (known) known.push(entry);
  else verbIndex.set(text, [entry]);
}

function pastOf(lemma: string): string[] {
  const back = lemma.endsWith('ся');
  const stem = lemma.replace(/ть(?:ся)?$/, '');
  if (stem === lemma) return [];
  return back ? [`${stem}лся`, `${stem}лась`, `${stem}лись`] : [`${stem}л`, `${stem}ла`, `${stem}ли`];
}
function nowOf(lemma: string): string[] {
  const back = lemma.endsWith('ся') ? 'ся' : '';
  const bare = lemma.replace(/ся$/, '');
  const make = (pattern: RegExp, one: string, many: string): string[] | null =>
    pattern.test(bare) ? [bare.replace(pattern, one) + back, bare.replace(pattern, many) + back] : null;
  return (
    make(/овать$/, 'ует', 'уют') ??
    make(/нуть$/, 'нет', 'нут') ??
    make(/([аяе])ть$/, '$1ет', '$1ют') ??
    make(/(?<=[жшчщ])ить$/, 'ит', 'ат') ??
    make(/ить$/, 'ит', 'ят') ??
    []
  );
}

for (const mode of verbModes)
  for (const { lemma, negated, past, now, flags } of verbLists[mode]) {
    const frame = {
      object: flags.includes('o'),
      infinitive: flags.includes('i'),
      preposition: flags.includes('p'),
      bare: !flags.includes('q'),
    };
    // `entry` has all keys from the start. If a key is added after "...entry", Node 20 reads the object slowly.
    const entry = { lemma, mode, negated, onlyNegated: negated || flags.includes('n'), frame };
    const forms = past.length ? past : pastOf(lemma);
    const [m, f, many] = forms;
    if (m) addVerb(m, { kind: 'past', gender: 'm', plural: false, ...entry });
    if (f) {
      addVerb(f, { kind: 'past', gender: 'f', plural: false, ...entry });
      addVerb(f.replace(/ла(сь)?$/, 'ло$1'), { kind: 'past', gender: 'n', plural: false, ...entry });
    }
    if (many) addVerb(many, { kind: 'past', gender: null, plural: true, ...entry });
    const [one, most] = now.length ? now : nowOf(lemma);
    if (one) addVerb(one, { kind: 'present', gender: null, plural: false, ...entry });
    if (most) addVerb(most, { kind: 'present', gender: null, plural: true, ...entry });
    const participle = (base: string): void => {
      for (const each of adjectiveForms(base))
        addVerb(each.text + (lemma.endsWith('ся') ? 'ся' : ''), {
          kind: 'participle',
          gender: each.plural ? null : each.gender,
          plural: each.plural,
          ...entry,
        });
    };
    if (m && /л(?:ся)?$/.test(m)) {
      participle(m.replace(/л(?:ся)?$/, 'вший'));
      addVerb(m.replace(/лся$/, 'вшись').replace(/л$/, 'в'), { kind: 'gerund', gender: null, plural: false, ...entry });
    }
    if (most && /[уюая]т(?:ся)?$/.test(most)) {
      participle(most.replace(/т(?:ся)?$/, 'щий'));
      addVerb(
        most
          .replace(/[юя]т$/, 'я')
          .replace(/[юя]тся$/, 'ясь')
          .replace(/ат$/, 'а'),
        { kind: 'gerund', gender: null, plural: false, ...entry },
      );
    }
  }
const noFrame: Frame = { object: true, infinitive: true, preposition: false, bare: true };
for (const { words, mode } of verbLists.passive)
  addVerb(words, {
    lemma: words,
    mode,
    negated: false,
    onlyNegated: false,
    frame: noFrame,
    kind: 'passive',
    gender: 'n',
    plural: false,
  });
for (const { words, mode } of verbLists.short)
  addVerb(words, {
    lemma: words,
    mode,
    negated: false,
    onlyNegated: false,
    frame: { object: false, infinitive: /^(?:намерен|готов)/.test(words), preposition: true, bare: true },
    kind: 'short',
    gender: /[аяыи]$/.test(words) ? (/[аы]$/.test(words) ? (words.endsWith('а') ? 'f' : null) : null) : 'm',
    plural: words.endsWith('ы'),
  });

/** The attributing verbs that a word may be a form of. `negated`: whether "не" (not) precedes the word. */
export const verbsOf = (lower: string, negated: boolean): readonly VerbForm[] => {
  const all = verbIndex.get(lower) ?? [];
  const special = all.filter((each) => each.onlyNegated);
  if (negated) return special.length ? special : all;
  return all.filter((each) => !each.onlyNegated);
};

/** "по словам" (according to) and similar phrases before a speaker, with their mode; the longest first. */
export const phrases = verbLists.phrases
  .map(({ words, mode }) => ({ words: words.split(' '), mode }))
  .sort((a, b) => b.words.length - a.words.length);

const others = readWords('drafting/words/ru/other.txt', otherText, [
  'that',
  'beside',
  'conjunctions',
  'prepositions',
  'openers',
]);
const folded = (list: ReadonlySet<string>): ReadonlySet<string> => new Set([...list].map(plain));
export const that = folded(others.that);
export const beside = folded(others.beside);
export const conjunctions = folded(others.conjunctions);
export const prepositions = folded(others.prepositions);
export const openers = folded(others.openers);

/** Whether an unlisted word looks like a finite verb: "открыла", "мешают". */
export function looksFinite(lower: string): boolean {
  if (nounIndex.has(lower)) return false;
  if (verbIndex.has(lower)) return true;
  return (
    /(?:[аяиеуыо]л(?:а|о|и)?|[аяиеуыо]л(?:ся|ась|ось|ись)|[аяеиую]ет(?:ся)?|[аяоу]ют(?:ся)?|[бвгджзклмнпрстфхцчшщ]ит(?:ся)?|[бвгджзлмнпрст]ят(?:ся)?|[жшчщ]ат(?:ся)?|[кгрзжшчщвдн]ут(?:ся)?)$/.test(
      lower,
    ) &&
    lower.length > 4 &&
    !/(?:^канал$|отдел$|портал$|журнал$|материал$|скандал$|трибунал$|футбол$|школа$|дела$|стола$|протокол$|института?$|университет$|комитет$|кабинет$|совет$|интернет$|бюджет$|пакет$|билет$|ответ$|кандидат$|результат$|депутат$|адвокат$|мандат$|формат$|аппарат$|акимат$|хокимият$|хокимиат$|минут$|текстил|учител|правил|сил[аы]?$|числ[ао]|слов[ао]|письм|недел[аи]|начал[ао]$|сначала$|около$)/.test(
      lower,
    )
  );
}
export const looksInfinitive = (lower: string): boolean =>
  /(?:[аяеиоуы]ть(?:ся)?|[бдзст]ти(?:сь)?|чь|йти)$/.test(lower) &&
  lower.length > 3 &&
  !/(?:ость|ости|сеть|сети|часть|власть|области?|помощь|печать|ночь|речь|дочь|мать|память|площадь|кровать|престь|честь|смерть|новости?|пути|дети|очередь|треть|пять|девять|десять|тетрадь|половать)$/.test(
    lower,
  );

export { phrase, word };
