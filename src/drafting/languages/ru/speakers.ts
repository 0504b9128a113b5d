import type { Speaker } from '../found.ts';
import { fold, type Token } from '../tokens.ts';
import { bodyOf, personOf, type Book } from './book.ts';
import type { Case, Sex } from './decline.ts';
import { beside, conjunctions, looksFinite, prepositions, type VerbForm } from './lexicon.ts';
import type { People } from './memory.ts';
import type { Unit } from './units.ts';

export type Where = {
  flat: string;
  tokens: readonly Token[];
  book: Book;
  people: People;
  sentence: number;
  publisher: string | null;
  units?: readonly Unit[];
};

/** Whether a unit can be the subject of a verb. */
export function fitsSubject(unit: Unit, form: VerbForm): boolean {
  if (!unit.cases.has('nom')) return false;
  if (form.kind === 'passive') return false;
  const many = form.plural;
  if (unit.plural === true && !many) return false;
  if (many && unit.plural === false && unit.type !== 'name') return false;
  if (form.gender === null || many) return true;
  if (unit.type === 'person')
    return (
      !unit.readings.length ||
      unit.readings.some((reading) => reading.case === 'nom' && (!reading.gender || reading.gender === form.gender))
    );
  if (!unit.genders.size) return true;
  // A masculine noun for a person may have a feminine verb: "Адвокат добавила" (the lawyer, a woman, added).
  return (
    unit.genders.has(form.gender) ||
    (unit.kind === 'person' && form.gender === 'f' && unit.genders.has('m') && unit.type === 'noun')
  );
}

/**
 * The person whom a pronoun means: someone named earlier in the sentence, else in the previous sentences. Null if the
 * choice is open.
 */
function pronounOf(where: Where, unit: Unit, sex: Sex): { name: string; sure: boolean } | null {
  const noun = (where.units ?? []).some(
    (each) =>
      each.type === 'noun' &&
      each.kind === 'person' &&
      !each.plural &&
      each.to <= unit.from &&
      each.cases.has('nom') &&
      each.genders.has(sex),
  );
  if (noun) return null;
  const before = (where.units ?? []).filter((each) => each.type === 'person' && each.to <= unit.from);
  const fits = before
    .map((each) => personOf(where.book, each, null))
    .filter((person) => person !== null && (!person.gender || person.gender === sex));
  const names = [...new Set(fits.map((person) => person!.name))];
  if (names.length === 1) {
    // In "Иванова рассказала, что …; не знает она и …" (Ivanova said that …; nor does she know …) the pronoun means the
    // subject of the same sentence.
    const subject = before.some((each) => each.cases.has('nom') && personOf(where.book, each, null)?.name === names[0]);
    const other = where.people.resolve(sex, where.sentence);
    return subject && (!other || other.name === names[0]) ? { name: names[0]!, sure: true } : null;
  }
  return names.length ? null : where.people.resolve(sex, where.sentence);
}

const general: Record<string, readonly string[]> = {
  ведомство: ['authority'],
  регулятор: ['authority'],
  министерство: ['authority'],
  служба: ['authority'],
  департамент: ['authority'],
  суд: ['court'],
};

/** Reads a unit as a speaker. `gender`: the gender that the verb shows, if it shows one. */
export function speakerOf(where: Where, unit: Unit, gender: Sex | null, want?: readonly Case[]): Speaker {
  const { flat, book } = where;
  const asWritten = flat.slice(unit.start, unit.end);
  const base: Speaker = {
    actor: null,
    asWritten,
    kind: unit.kind,
    span: { start: unit.start, end: unit.end },
    pronoun: false,
    sure: true,
    gender: undefined,
  };
  if (unit.type === 'person') {
    const person = personOf(book, unit, gender, want ?? [...unit.cases]) ?? personOf(book, unit, gender, []);
    return {
      ...base,
      actor: person?.name ?? asWritten,
      kind: unit.kind ?? (person?.known ? 'person' : null),
      sure: true,
      gender: person?.gender ?? gender,
    };
  }
  if (unit.type === 'name') {
    const actor = bodyOf(book, unit.name ?? asWritten);
    return { ...base, actor, kind: book.kinds.get(actor) ?? unit.kind };
  }
  if (unit.type === 'pronoun') {
    const sex: Sex | null =
      unit.head === 'он' || unit.head === 'тот' ? 'm' : unit.head === 'она' || unit.head === 'та' ? 'f' : null;
    const known = sex ? pronounOf(where, unit, sex) : null;
    return {
      ...base,
      actor: known?.name ?? null,
      kind: unit.plural ? null : known ? 'person' : null,
      pronoun: true,
      sure: known?.sure ?? false,
    };
  }
  if (unit.kind === 'person') {
    const holders = unit.plural ? undefined : book.roles.get(unit.head ?? '');
    const [holder] = holders?.size === 1 ? holders : [];
    const person = holder ? book.people.find((each) => each.name === holder) : undefined;
    const fits = person && unit.to - unit.from === 1 && (!gender || !person.gender || person.gender === gender);
    return { ...base, actor: fits ? person.name : null, pronoun: true, sure: Boolean(fits) };
  }
  if (unit.kind === 'document') {
    // In "Отчёт «Лаборатории ключей» указывает" (the report of … states) the speaker is the organisation that issued
    // the report.
    const issuer = where.units?.find(
      (each) => each.from === unit.to && each.type !== 'pronoun' && each.kind !== 'document' && each.cases.has('gen'),
    );
    if (issuer) return speakerOf(where, issuer, null, ['gen']);
  }
  if (unit.kind === 'document' || unit.plural) return { ...base, pronoun: true };
  if (unit.name && !unit.plural) return { ...base, actor: bodyOf(book, unit.name) };
  // If an unknown complement follows the noun, the noun may mean an institution that is not in the lists.
  const next = where.tokens[unit.to];
  if (
    next?.type === 'word' &&
    next.start - unit.end <= 1 &&
    /[аяыийх]$/.test(next.lower) &&
    !looksFinite(next.lower) &&
    !prepositions.has(next.lower) &&
    !conjunctions.has(next.lower) &&
    !beside.has(next.lower) &&
    next.lower.length > 3
  )
    return { ...base, pronoun: true };
  const kinds = general[unit.head ?? ''];
  const bodies = book.bodies.filter(
    (body) =>
      (unit.head && body.head === unit.head) ||
      fold(body.name)
        .split(' ')
        .includes(unit.head ?? ' '),
  );
  const [only] =
    bodies.length === 1
      ? bodies
      : !bodies.length && kinds
        ? onlyOf(book.bodies.filter((body) => body.kind && kinds.includes(body.kind)))
        : [];
  return { ...base, actor: only?.name ?? null, pronoun: true };
}
const onlyOf = <Item>(list: readonly Item[]): readonly Item[] => (list.length === 1 ? list : []);
