import type { Block } from '../../evidence/extract/extract.ts';
import { findQuotes } from '../reading/quotes.ts';
import { fold } from '../languages/tokens.ts';
import { readBook } from '../languages/ru/book.ts';
import { looksFinite, looksInfinitive, nounsOf } from '../languages/ru/lexicon.ts';
import { isPreposition, prepare, type Sentence } from '../languages/ru/parts.ts';
import { readRussian } from '../languages/ru/read.ts';
import type { Unit } from '../languages/ru/units.ts';
import type { Party, Predicate, SentenceAttribution, SentenceName, Status } from './facts.ts';
import { isRussianDraft, russianActAt, russianEffect, russianStem, type Effect } from './lexicon.ts';

export type RussianFacts = {
  names: SentenceName[];
  predicates: Predicate[];
  attributions: SentenceAttribution[];
};

/** The names, predicates and attributions of a Russian text. */
export function readRussianFacts(flat: string): RussianFacts {
  const found: RussianFacts = { names: [], predicates: [], attributions: [] };
  const block: Block = { start: 0, end: flat.length, tag: 'p', path: [] } as unknown as Block;
  const quotes = findQuotes(flat, 0, flat.length);
  const unquoted = flat.replace(/[«»„“”"]/gu, ' ');
  const book = readBook(unquoted, [block], []);
  for (const { span, found: said, names } of readRussian(flat, [block], [block], []).flat()) {
    for (const { name, kind, start, end } of names)
      found.names.push({ start, end, text: flat.slice(start, end), name, kind });
    for (const { chain, mode, content } of said) {
      const [link] = chain;
      const place = link?.speaker?.span ?? null;
      found.attributions.push({
        speaker: place && {
          ...place,
          text: flat.slice(place.start, place.end),
          name: link?.speaker?.actor ?? null,
          words: stemsOf(flat.slice(place.start, place.end)),
        },
        cue: link?.cue ?? [],
        mode,
        content,
      });
    }
    found.predicates.push(...predicatesOf(unquoted, prepare(unquoted, span, [], { book })));
  }
  for (const quote of quotes) {
    const text = flat.slice(quote.innerStart, quote.innerEnd);
    if (
      /^\p{Lu}/u.test(text) &&
      text.split(/\s+/u).length <= 4 &&
      !/[.,!?]/u.test(text) &&
      !found.names.some((name) => name.start < quote.end && name.end > quote.start)
    )
      found.names.push({ start: quote.innerStart, end: quote.innerEnd, text, name: text, kind: null });
  }
  return found;
}

const small = new Set(
  'в на и с со по за из от до у к о об не что это его ее их он она они для при под над без как один два три'.split(' '),
);
const stemsOf = (text: string): string[] =>
  (text.match(/\p{L}[\p{L}\p{M}-]*/gu) ?? []).filter((word) => !small.has(fold(word))).map(russianStem);

const empty =
  /^(?:быть|был|была|было|были|есть|будет|будут|стал|стала|стали|стало|мож|долж|явля|име|сказ|заяв|сообщ|говор|рассказ|отмет|добав|пиш|напис|утвержд|счита|поясн|подчеркн|пришл|смог|удал)/u;
const participle = /(?:ан|ян|ен|ят|ыт|ут)(?:а|о|ы)?$/u;

function predicatesOf(flat: string, sentence: Sentence): Predicate[] {
  const { tokens } = sentence;
  const words = tokens.map(({ lower }) => lower);
  const draft = words.some(isRussianDraft);
  const found: Predicate[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.type !== 'word') continue;
    const act = russianActAt(words, at);
    const finite = looksFinite(token.lower) && !nounsOf(token.lower).length;
    const infinitive = looksInfinitive(token.lower);
    const passive =
      participle.test(token.lower) &&
      token.lower.length > 4 &&
      (act !== null || /^(?:был|была|было|были|будет|будут)$/.test(words[at - 1] ?? ''));
    const verb = finite || infinitive || passive;
    if (!verb && !act) continue;
    if (!act && empty.test(token.lower)) continue;
    const state = stateOf(words, at, { infinitive, verb });
    if (draft && state.status === 'fact' && infinitive) state.status = 'would';
    const to = act?.to ?? at + 1;
    found.push({
      start: token.start,
      end: tokens[to - 1]!.end,
      text: flat.slice(token.start, tokens[to - 1]!.end),
      key: act?.key ?? russianStem(token.lower),
      ...state,
      ...(verb ? rolesOf(flat, sentence, at, passive) : rolesOfNoun(flat, sentence, at)),
    });
  }
  return found;
}

const stops = /^(?:[;:]|но|а|хотя|который|которая|которые|которого|которой|после|когда|если)$/u;

function stateOf(
  words: readonly string[],
  at: number,
  { infinitive, verb }: { infinitive: boolean; verb: boolean },
): { denied: boolean; implied: boolean; status: Status } {
  const before = words[at - 1] ?? '';
  const second = words[at - 2] ?? '';
  let denied =
    /^(?:не|ни|без)$/u.test(before) ||
    (/^(?:не|ни|без)$/u.test(second) &&
      /^(?:был|была|было|были|будет|будут|стал|стали|стала|могут|может|мог|могли|могла|дал|дали|станет|станут|буду)$/u.test(
        before,
      ));
  let status: Status = 'fact';
  if (words[at]!.startsWith('невиновн')) denied = !denied;
  if (!verb) status = 'open';
  let implied = false;
  const apply = (effect: Effect, by: string): void => {
    if (effect === 'denied') {
      denied = !denied;
      if (!/^(?:отказ|отриц|отверг|опроверг)/u.test(by)) implied = true;
    } else if (status === 'fact' || status === 'open' || effect === 'alleged') status = effect;
  };
  if (/^(?:будет|будут|станет|станут|буду)$/u.test(before)) status = 'will';
  if (verb && !infinitive && /(?:ует|уют|ит|ят|ет|ут|ют|ят)(?:ся)?$/u.test(words[at]!) && perfective.test(words[at]!))
    status = 'will';
  for (let place = at - 1; place >= 0 && at - place < 8; place -= 1) {
    const word = words[place]!;
    if (stops.test(word) || (!verb && at - place > 2)) break;
    if (infinitive && /^(?:будет|будут|буду)$/u.test(before)) break;
    if (word === 'и' && place < at - 1) break;
    if (/^(?:якобы|предположительно)$/u.test(word)) {
      apply('alleged', word);
      break;
    }
    if (/^(?:может|могут|мог|могла|могли|возможно|вероятно)$/u.test(word) && (infinitive || place === at - 1)) {
      status = 'may';
      if (words[place - 1] === 'не') denied = true;
      break;
    }
    if (
      /^(?:должен|должна|должны|должно|обязан|обязана|обязаны|придется|следует|нужно|необходимо)$/u.test(word) &&
      infinitive
    ) {
      status = 'must';
      if (words[place - 1] === 'не') denied = true;
      break;
    }
    if (word === ',' && infinitive) break;
    const effects = russianEffect(word);
    if (!effects.size) {
      if (infinitive && looksFinite(word)) {
        if (words[place - 1] === 'не') denied = true;
        break;
      }
      continue;
    }
    if (
      infinitive ||
      !verb ||
      (words.slice(place + 1, at).includes('что') && effects.has('denied')) ||
      (words.slice(place + 1, at).includes('чтобы') && (effects.has('asked') || effects.has('ordered')))
    ) {
      const [effect] = (['denied', 'asked', 'ordered', 'tried', 'alleged', 'will'] as const).filter(
        (one) => effects.has(one) && (verb || one !== 'will'),
      );
      if (effect) apply(effect, word);
      if (
        words[place - 1] === 'не' ||
        (words[place - 2] === 'не' &&
          /^(?:стал|стала|стали|может|могут|смог|смогла|смогли|будет)$/u.test(words[place - 1] ?? ''))
      )
        denied = !denied;
      break;
    }
  }
  if (
    verb &&
    words.slice(Math.max(0, at - 6), at).some((word) => /^(?:никто|никого|никаких|ничего|ни)$/u.test(word)) &&
    before === 'не'
  )
    denied = true;
  return { denied, implied, status };
}
/** Beginnings of verbs whose present form means the future. */
const perfective =
  /^(?:рассмотр|опубли|подаст|подад|обжалу|выплат|заплат|закро|откро|верн|перенес|вынес|состоит|прид|пров[ео]д|покин|освобод|отпуст|удал|раскро|назов|прекрат|начнет|начнут)/u;

const partyOf = (flat: string, sentence: Sentence, unit: Unit | undefined): Party | null => {
  if (!unit) return null;
  const { tokens } = sentence;
  const [start, end] = [tokens[unit.from]!.start, tokens[unit.to - 1]!.end];
  const words = stemsOf(flat.slice(start, end));
  // With the words beside it: "редактор Сидоров" (the editor Sidorov), "Сидоров, редактор портала,".
  let end_ = unit.to;
  for (const other of sentence.units)
    if (other.from === end_ && other !== unit) {
      words.push(...stemsOf(flat.slice(tokens[other.from]!.start, tokens[other.to - 1]!.end)));
      end_ = other.to;
    } else if (
      other !== unit &&
      ((other.from === unit.to && other.type !== unit.type) ||
        (other.to === unit.from && other.type !== unit.type) ||
        (other.from === unit.to + 1 && tokens[unit.to]?.text === ',' && /^[,.]$/u.test(tokens[other.to]?.text ?? '.')))
    )
      words.push(...stemsOf(flat.slice(tokens[other.from]!.start, tokens[other.to - 1]!.end)));
  return { start, end, text: flat.slice(start, end), words: [...new Set(words)] };
};

function rolesOf(
  flat: string,
  sentence: Sentence,
  at: number,
  passive: boolean,
): { actor: Party | null; target: Party | null } {
  const { tokens, units } = sentence;
  const segment = (unit: Unit): boolean => {
    const [from, to] = unit.to <= at ? [unit.to, at] : [at + 1, unit.from];
    return !tokens.slice(from, to).some((token) => token.text === ',' || stops.test(token.lower));
  };
  const free = units.filter((unit) => segment(unit) && !isPreposition(tokens[unit.from - 1]));
  const { lower } = tokens[at]!;
  const many = passive ? lower.endsWith('ы') : /(?:ли|ют|ут|ят|ат)(?:сь|ся)?$/u.test(lower);
  const sex = /(?:ла|на|та)(?:сь)?$/u.test(lower)
    ? 'f'
    : /(?:ло|но|то)(?:сь)?$/u.test(lower)
      ? 'n'
      : /(?:л|лся|ен|ан|ят|ыт)$/u.test(lower)
        ? 'm'
        : null;
  const agrees = (unit: Unit): boolean =>
    unit.cases.has('nom') &&
    (many
      ? unit.plural !== false
      : unit.plural !== true && (sex === null || unit.genders.size === 0 || unit.genders.has(sex)));
  const nearest = (fits: (unit: Unit) => boolean): Unit | undefined =>
    free.filter(fits).sort((a, b) => distance(a, at) - distance(b, at))[0];
  const instrument = nearest((unit) => unit.cases.has('ins') && !unit.cases.has('nom') && unit.from > at);
  if (passive) {
    const subject = nearest((unit) => agrees(unit) && unit.to <= at) ?? nearest(agrees);
    return { actor: partyOf(flat, sentence, instrument), target: partyOf(flat, sentence, subject) };
  }
  const subject =
    nearest((unit) => agrees(unit) && unit.to <= at) ?? nearest((unit) => agrees(unit) && !unit.cases.has('acc'));
  const object =
    nearest(
      (unit) =>
        unit !== subject && (unit.cases.has('acc') || unit.cases.has('gen') || unit.cases.has('dat')) && unit.from > at,
    ) ?? nearest((unit) => unit !== subject && unit.cases.has('acc') && unit.to <= at);
  return { actor: partyOf(flat, sentence, subject), target: partyOf(flat, sentence, object) };
}

const distance = (unit: Unit, at: number): number => (unit.to <= at ? at - unit.to : unit.from - at);

/** Finds to whom the act of a noun is done: the genitive after it, as in "арест редактора" (the editor's arrest). */
function rolesOfNoun(flat: string, sentence: Sentence, at: number): { actor: Party | null; target: Party | null } {
  const target = sentence.units.find((unit) => unit.from === at + 1 && unit.cases.has('gen'));
  return { actor: null, target: partyOf(flat, sentence, target) };
}
