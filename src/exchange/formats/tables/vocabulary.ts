import { fieldListLabel } from '../../../record/vocabulary/field-lists.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import { isPrivate, properties } from '../../../record/vocabulary/properties.ts';
import type { FieldMapping, Term } from '../../../record/vocabulary/term.ts';
import { allLists, termLabel, termsOf, vocabularies, type VocabularyKey } from '../../../record/vocabulary/terms.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { byteOrderMark, header, rowLine, several, type Column } from '../csv.ts';

type TermRow = { list: VocabularyKey; term: Term; t: Translate };
const mapped =
  (list: keyof FieldMapping) =>
  ({ term }: TermRow) =>
    several((term.map?.[list] ?? []).map((key) => fieldListLabel(list, key) ?? key));

export const termColumns: readonly Column<TermRow>[] = [
  { name: 'list', about: 'The vocabulary.', of: ({ list }) => list },
  { name: 'key', about: 'The key that the other tables use.', of: ({ term }) => term.key },
  { name: 'label', about: 'Its name on pages.', of: ({ list, term, t }) => t(termLabel(list, term.key)) },
  { name: 'broader', about: 'The broader term.', of: ({ term }) => term.broader },
  { name: 'coe', about: 'The category of the Council of Europe’s Platform.', of: mapped('coe') },
  { name: 'mmf', about: 'The category of Mapping Media Freedom.', of: mapped('mmf') },
  { name: 'uspft', about: 'The category of the US Press Freedom Tracker.', of: mapped('uspft') },
  { name: 'cpj', about: 'The category of the Committee to Protect Journalists.', of: mapped('cpj') },
  { name: 'unesco', about: 'The category of UNESCO’s indicator 16.10.1.', of: mapped('unesco') },
  { name: 'esf', about: 'HURIDOCS code: list and term.', of: ({ term }) => (term.esf ? term.esf.join(':') : null) },
];

export function* termRows(t: Translate, audience: Audience): Generator<string> {
  yield byteOrderMark + header(termColumns);
  for (const list of listsFor(audience))
    yield termsOf(list)
      .map((term) => rowLine(termColumns, { list, term, t }))
      .join('');
}

/** The properties that exports for an audience may mention. */
const propertiesFor = (audience: Audience) =>
  properties.filter((property) => audience === 'desk' || !isPrivate(property));

/** The lists that exports for an audience may mention: for readers, an added list only if a public field uses it. */
function listsFor(audience: Audience): readonly VocabularyKey[] {
  const used = new Set(propertiesFor(audience).flatMap(({ value }) => (value.type === 'choice' ? [value.list] : [])));
  return allLists().filter((list) => audience === 'desk' || list in vocabularies || used.has(list));
}

type Property = (typeof properties)[number] & { t: Translate };

export const propertyColumns: readonly Column<Property>[] = [
  {
    name: 'property',
    about: 'The key in statements.csv, and the name of its column in other tables.',
    of: (property) => property.key,
  },
  { name: 'label', about: 'Its name on pages.', of: (property) => property.t(property.label) },
  { name: 'said_of', about: 'The kinds of items that it describes.', of: (property) => several(property.on) },
  { name: 'datatype', about: 'The type of its values.', of: (property) => property.value.type },
  {
    name: 'list',
    about: 'The vocabulary of its values.',
    of: (property) => (property.value.type === 'choice' ? property.value.list : null),
  },
  { name: 'several', about: 'Whether several values can be true at once.', of: (property) => property.many },
  { name: 'esf', about: 'Field of HURIDOCS’ Events Standard Formats.', of: (property) => property.esf },
];

export function* propertyRows(t: Translate, audience: Audience): Generator<string> {
  yield byteOrderMark + header(propertyColumns);
  yield propertiesFor(audience)
    .map((property) => rowLine(propertyColumns, { ...property, t }))
    .join('');
}
