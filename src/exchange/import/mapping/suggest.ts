import { foldText } from '../../../record/actors/names/fold.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import type { VocabularyKey } from '../../../record/vocabulary/terms.ts';
import { findDateFormat } from './dates.ts';
import { headerRules, type HeaderRule } from './headers.ts';
import type { ColumnProfile, Profile } from './profile.ts';
import { mappingSchema, type Mapping, type MappingField } from './schema.ts';
import { findTarget } from './targets.ts';
import { readCountry, readTerm, suggestTerm, usStates } from './terms.ts';

const splitters = [';', '|', '\n', ',', '/'] as const;

const fold = (name: string): string =>
  foldText(name)
    .replace(/[_\-./()#№]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Suggests an import profile for an unknown file, from the names and values of its columns. A person checks the
 * suggestion.
 */
export function suggestMapping(profile: Profile, options: { country?: string } = {}): Mapping {
  const fields: Partial<MappingField>[] = [];
  let id: string | undefined;
  const taken = new Set<string>();
  for (const column of profile.columns) {
    const rule = ruleFor(column);
    if (rule?.target === 'identity') {
      if (column.unique && !id) id = column.name;
      fields.push({ column: column.name, target: 'note' });
      continue;
    }
    const field = fieldFor(column, rule, taken);
    if (!field) continue;
    fields.push(field);
    if (!findTarget(field.target!)?.joined && !findTarget(field.target!)?.property?.many) taken.add(field.target!);
  }
  addCountry(fields, profile, options.country);
  const named = (target: string): string[] =>
    fields.filter((field) => field.target === target && field.column !== undefined).map((field) => field.column!);
  const mapped = fields.flatMap((field) => field.column ?? []);
  const identity = id
    ? [id]
    : mapped.length
      ? [...new Set(mapped)]
      : profile.columns.slice(0, 100).map((column) => column.name);
  return mappingSchema.parse({
    fields,
    title: titleFrom(named, profile),
    identity: identity.slice(0, 100),
    repeats: id ? 'same' : 'own',
    counted: true,
  });
}

/** The first rule that matches the column's name and values. */
function ruleFor(column: ColumnProfile): HeaderRule | undefined {
  const name = fold(column.name);
  const last = name.split(' ').at(-1) ?? name;
  return (
    headerRules.find((rule) => rule.names.includes(name)) ??
    headerRules.find((rule) =>
      rule.names.some(
        (one) => one.length > 3 && (name.endsWith(` ${one}`) || name.startsWith(`${one} `) || last === one),
      ),
    )
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
  const note = { column: column.name, target: 'note' };
  if (rule?.target === 'note') return note;
  if (rule && target && !taken.has(target.key)) {
    const { role, actor } = rule;
    const type = target.property?.value.type;
    if (type === 'date' || target.key === 'source.published') {
      // The column's name already shows that it contains dates. So it is enough if half of the values are dates.
      const found = findDateFormat(texts, 0.5);
      return found ? { column: column.name, target: target.key, date: found.format } : note;
    }
    if (target.property?.value.type === 'choice')
      return choiceField(column, target.key, target.property.value.list) ?? note;
    if (target.part === 'country' && share(texts, (text) => readCountry(text) !== null) < 0.7) return note;
    if (
      (target.part === 'latitude' || target.part === 'longitude') &&
      share(texts, (text) => /^-?\d+([.,]\d+)?$/.test(text)) < 0.9
    )
      return note;
    if (target.key === 'source.address' && share(texts, isAddress) < 0.8) return note;
    const split = actor ? splitterOf(column) : undefined;
    return {
      column: column.name,
      target: target.key,
      ...(role ? { role } : {}),
      ...(actor ? { actor } : {}),
      ...(split ? { split } : {}),
    };
  }
  // The column's name fits no rule, but its values may be terms.
  if (!taken.has('case.incident-type')) {
    const types = choiceField(column, 'case.incident-type', 'incident-type', 0.9);
    if (types && texts.length > 1) return types;
  }
  if (!taken.has('source.address') && share(texts, isAddress) >= 0.9)
    return { column: column.name, target: 'source.address' };
  if (!taken.has('case.began') && !rule) {
    const found = findDateFormat(texts);
    if (found && found.format !== 'year') return { column: column.name, target: 'case.began', date: found.format };
  }
  return note;
}

/** Columns of dates in which no value shows whether the day or the month comes first. */
export const unsureDates = (mapping: Mapping, profile: Profile): string[] =>
  mapping.fields.flatMap(({ column, date }) => {
    if (column === undefined || (date !== 'dmy' && date !== 'mdy')) return [];
    const values = profile.columns.find((one) => one.name === column)?.values.map((value) => value.text) ?? [];
    return findDateFormat(values, 0.5)?.sure === false ? [column] : [];
  });

const isAddress = (text: string): boolean => /^https?:\/\/\S+$/i.test(text);
const share = (texts: readonly string[], test: (text: string) => boolean): number =>
  texts.length ? texts.filter(test).length / texts.length : 0;

/** A column with terms of a list, with the meaning of each value; null if too few are recognised. */
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

/** The separator of several names in one cell. A comma is too often part of a name. */
function splitterOf(column: ColumnProfile): string | undefined {
  if (column.lists) return undefined;
  return [';', '|', '\n'].find((split) => column.values.some(({ text }) => text.includes(split)));
}

/** Adds a country for the places, because a place needs one: the given country, or the one that the columns mention. */
function addCountry(fields: Partial<MappingField>[], profile: Profile, given: string | undefined): void {
  const hasPlace = fields.some((field) => field.target?.startsWith('case.place.'));
  if (fields.some((field) => field.target === 'case.place.country')) return;
  const states = profile.columns.some(
    (column) =>
      column.values.length > 3 &&
      share(
        column.values.map((value) => value.text),
        (text) => usStates.has(text),
      ) >= 0.95,
  );
  const country = given ?? (states ? 'US' : undefined);
  if (country && (hasPlace || given)) fields.push({ constant: country, target: 'case.place.country' });
}

/** A title of the form "{type}: {place}, {date}", with the columns that exist. */
function titleFrom(named: (target: string) => string[], profile: Profile): string {
  const brace = (names: string[]): string => names.map((name) => `{${name}}`).join(', ');
  const title = named('case-title');
  if (title.length) return brace(title);
  const what = brace([...named('case.target'), ...named('case.incident-type')].slice(0, 2));
  const where = brace([...named('case.place.locality'), ...named('case.place.country'), ...named('case.began')]);
  return (
    [what, where].filter(Boolean).join(': ') ||
    brace(
      profile.columns
        .filter((column) => column.filled > 0)
        .slice(0, 3)
        .map((column) => column.name),
    ) ||
    '–'
  );
}
