import { findProperty } from '../../../record/vocabulary/properties.ts';
import type { VocabularyKey } from '../../../record/vocabulary/terms.ts';
import { findDateFormat } from './dates.ts';
import { headerRules, whoseWords, type HeaderRule } from './headers.ts';
import type { ColumnProfile, Profile } from './profile.ts';
import { mappingSchema, standardTemplate, type Mapping, type MappingField } from './schema.ts';
import { columnWords, findOwnTarget, findTarget, ignoredColumn } from './targets.ts';
import { isUsState, readCountry, readTerm, suggestTerm } from './terms.ts';

const splitters = [';', '|', '\n', ',', '/'] as const;

/**
 * Suggests an import profile for an unknown file, from the names and values of its columns. A person checks the
 * suggestion.
 */
export function suggestMapping(profile: Profile, options: { country?: string } = {}): Mapping {
  const fields: Partial<MappingField>[] = [];
  let id: string | undefined;
  const taken = new Set<string>();
  for (const column of profile.columns) {
    const rule = ruleFor(column, taken);
    if (rule?.target === 'identity') {
      if (column.unique && !id) id = column.name;
      fields.push({ column: column.name, target: ignoredColumn });
      continue;
    }
    const field = fieldFor(column, rule, taken);
    if (!field) continue;
    fields.push(field);
    const target = findTarget(field.target!);
    const again = target?.part ? target.joined : target?.property?.many;
    if (target && !again) taken.add(target.key);
  }
  addCountry(fields, options.country);
  const named = (target: string): string[] =>
    fields.filter((field) => field.target === target && field.column !== undefined).map((field) => field.column!);
  const filled = profile.columns.filter((column) => column.filled > 0).map((column) => column.name);
  const identity = id ? [id] : filled.length ? filled : profile.columns.map((column) => column.name);
  return mappingSchema.parse({
    fields,
    ...templates(named, profile),
    identity: identity.slice(0, 100),
    repeats: id ? 'same' : 'own',
    language: languageOf(profile),
    counted: true,
  });
}

const placeRules = headerRules.filter((rule) => rule.target.startsWith('case.place.'));

/** The first rule that matches the column's name and values. */
function ruleFor(column: ColumnProfile, taken: ReadonlySet<string>): HeaderRule | undefined {
  const name = columnWords(column.name);
  const words = name.split(' ');
  const last = words.at(-1) ?? name;
  const exact = headerRules.filter((rule) => rule.names.includes(name));
  if (exact.length) return exact.find((rule) => !taken.has(rule.target)) ?? exact[0];
  if (
    words.some((word) => whoseWords.has(word)) &&
    placeRules.some((rule) => words.some((word) => rule.names.includes(word)))
  )
    return { target: ignoredColumn, names: [] };
  return headerRules.find((rule) =>
    rule.names.some(
      (one) => one.length > 3 && (name.endsWith(` ${one}`) || name.startsWith(`${one} `) || last === one),
    ),
  );
}

function fieldFor(
  column: ColumnProfile,
  rule: HeaderRule | undefined,
  taken: ReadonlySet<string>,
): Partial<MappingField> | null {
  if (column.filled === 0) return null;
  const texts = column.values.map((value) => value.text);
  const target = rule && findTarget(rule.target);
  const out = { column: column.name, target: ignoredColumn };
  const own = ownField(column);
  if (own) return own;
  if (rule?.target === ignoredColumn) return out;
  const states = column.values.length > 3 && share(texts, isUsState) >= 0.95;
  if (states && (!rule || rule.target === 'case.place.locality') && !taken.has('case.place.us-state'))
    return { column: column.name, target: 'case.place.us-state' };
  if (rule?.target === 'wording' && share(texts, isSeveralWords) < 0.5) return out;
  if (rule && target && !taken.has(target.key)) {
    const { role, actor } = rule;
    const type = target.property?.value.type;
    if (type === 'date' || target.key === 'source.published') {
      // The name of the column says that it contains dates, so it is enough if half of the values are dates.
      const found = findDateFormat(texts, 0.5);
      return found ? { column: column.name, target: target.key, date: found.format } : out;
    }
    if (target.property?.value.type === 'choice')
      return choiceField(column, target.key, target.property.value.list) ?? out;
    if (target.part === 'country' && share(texts, (text) => readCountry(text) !== null) < 0.5) return out;
    if (
      (target.part === 'latitude' || target.part === 'longitude') &&
      share(texts, (text) => /^-?\d+([.,]\d+)?$/.test(text)) < 0.9
    )
      return out;
    if (target.key === 'source.address' && share(texts, isAddress) < 0.8) return out;
    const split = actor ? splitterOf(column) : undefined;
    return {
      column: column.name,
      target: target.key,
      ...(role ? { role } : {}),
      ...(actor ? { actor } : {}),
      ...(split ? { split } : {}),
    };
  }
  // The name of the column matches no rule, but its values may be terms.
  if (!taken.has('case.incident-type')) {
    const types = choiceField(column, 'case.incident-type', 'incident-type', 0.9);
    if (types && texts.length > 1) return types;
  }
  if (!taken.has('source.address') && share(texts, isAddress) >= 0.9)
    return { column: column.name, target: 'source.address' };
  if (!rule && share(texts, isProse) >= 0.5) return { column: column.name, target: 'wording' };
  if (!taken.has('case.began') && !rule) {
    const found = findDateFormat(texts);
    if (found && found.format !== 'year') return { column: column.name, target: 'case.began', date: found.format };
  }
  return out;
}

/** Columns of dates in which no value shows whether the day or the month comes first. */
export const unsureDates = (mapping: Mapping, profile: Profile): string[] =>
  mapping.fields.flatMap(({ column, date }) => {
    if (column === undefined || (date !== 'dmy' && date !== 'mdy')) return [];
    const values = profile.columns.find((one) => one.name === column)?.values.map((value) => value.text) ?? [];
    return findDateFormat(values, 0.5)?.sure === false ? [column] : [];
  });

/** A field of this installation with the same name as the column. */
function ownField(column: ColumnProfile): Partial<MappingField> | null {
  const target = findOwnTarget(column.name);
  if (!target) return null;
  const texts = column.values.map((value) => value.text);
  const value = target.property!.value;
  if (value.type === 'choice') return choiceField(column, target.key, value.list);
  if (value.type !== 'date') return { column: column.name, target: target.key };
  const found = findDateFormat(texts, 0.5);
  return found ? { column: column.name, target: target.key, date: found.format } : null;
}

const isSeveralWords = (text: string): boolean => /\p{L}\s+\p{L}/u.test(text);
/** Whether a text is prose, not a value: it has at least eight words. */
const isProse = (text: string): boolean => (text.match(/\p{L}{2,}/gu) ?? []).length >= 8;

const isAddress = (text: string): boolean => /^https?:\/\/\S+$/i.test(text);
const share = (texts: readonly string[], test: (text: string) => boolean): number =>
  texts.length ? texts.filter(test).length / texts.length : 0;

/** A field for a column with terms of a list, with the term for each value; null if too few values are recognised. */
function choiceField(
  column: ColumnProfile,
  target: string,
  list: VocabularyKey,
  least = 0.5,
): Partial<MappingField> | null {
  const texts = column.values.map((value) => value.text);
  const known = (text: string): boolean => suggestTerm(list, text) !== null;
  let best: { split?: string; parts: string[]; share: number } = { parts: texts, share: share(texts, known) };
  if (!column.lists && findProperty(target.split('.')[1] ?? '')?.many)
    for (const split of splitters) {
      if (!texts.some((text) => text.includes(split))) continue;
      const parts = [
        ...new Set(
          texts
            .flatMap((text) => text.split(split))
            .map((part) => part.trim())
            .filter(Boolean),
        ),
      ];
      const found = share(parts, known);
      if (found > best.share) best = { split, parts, share: found };
    }
  if (best.share < least) return null;
  const translate = best.parts
    .filter((text) => readTerm(list, text) === null)
    .slice(0, 300)
    .map((from) => ({ from, to: suggestTerm(list, from) ?? '' }));
  return { column: column.name, target, ...(best.split ? { split: best.split } : {}), translate };
}

/** The separator of several names in one cell. Never a comma, because it is too often part of a name. */
function splitterOf(column: ColumnProfile): string | undefined {
  if (column.lists) return undefined;
  return [';', '|', '\n'].find((split) => column.values.some(({ text }) => text.includes(split)));
}

/**
 * Adds the country that the person has given, for rows without a country. It is never guessed, because a list about one
 * country may have a row about another.
 */
function addCountry(fields: Partial<MappingField>[], country: string | undefined): void {
  if (country && !fields.some((field) => field.target === 'case.place.country'))
    fields.push({ constant: country, target: 'case.place.country' });
}

/** Guesses the language of the file from its letters. */
function languageOf({ columns }: Profile): string {
  const text = columns
    .map(({ name, values }) => [name, ...values.slice(0, 50).map((value) => value.text)].join(' '))
    .join(' ');
  const count = (letters: RegExp): number => text.match(letters)?.length ?? 0;
  if (count(/\p{Script=Cyrillic}/gu) <= count(/\p{Script=Latin}/gu)) return 'en';
  return count(/[әғқңөұүһ]/giu) > text.length / 100 ? 'kk' : count(/[їєґ]/giu) > text.length / 500 ? 'uk' : 'ru';
}

/** Templates for the title and the wording, depending on the targets of the columns. */
function templates(named: (target: string) => string[], profile: Profile): Pick<Mapping, 'title' | 'wording'> {
  const brace = (names: readonly string[]): string => names.map((name) => `{${name}}`).join(', ');
  const title = brace(named('case-title'));
  if (title) return { title, wording: `${title} ({place}, {date})` };
  const first = brace(
    profile.columns
      .filter((column) => column.filled > 0)
      .slice(0, 3)
      .map((column) => column.name),
  );
  const known = ['target', 'incident-type', 'place.locality', 'place.country', 'began'].some(
    (property) => named(`case.${property}`).length,
  );
  return { title: known || !first ? standardTemplate : first, wording: standardTemplate };
}
