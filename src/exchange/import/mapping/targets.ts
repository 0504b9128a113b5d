import { interfaceLocales, messages } from '../../../platform/messages/messages.ts';
import { foldText } from '../../../record/actors/names/fold.ts';
import { involvementQualifiers, type QualifierName } from '../../../record/values/composite-types.ts';
import { listLabel } from '../../../record/vocabulary/terms.ts';
import { properties, type Property } from '../../../record/vocabulary/properties.ts';

/**
 * What a column can become. `key`: for a property, whether it is of the case or the event, and its key, such as
 * `case.began`; for a part of a place, also the part, such as `case.place.locality`.
 */
export type Target = {
  key: string;
  group: 'row' | 'case' | 'event' | 'source';
  /** Message key of its label. */
  label: string;
  property?: Property;
  on?: 'case' | 'event';
  part?: PlacePart;
  /**
   * The qualifier that the column adds to the people and outlets under pressure. Then `property` is only for finding
   * the list of the qualifier's terms.
   */
  qualifier?: QualifierName;
  /** Whether several columns with this target are joined with commas into one value. */
  joined?: boolean;
};

export const placeParts = ['country', 'locality', 'us-state', 'latitude', 'longitude', 'point'] as const;
export type PlacePart = (typeof placeParts)[number];

/**
 * Types of values that can be read from a cell, besides names of actors and parts of places. Others, such as
 * connections and times of hearings, can be entered only in the desk's forms.
 */
const readable = new Set([
  'date',
  'money',
  'count',
  'text',
  'identifier',
  'duration',
  'yes-no',
  'url',
  'language',
  'country',
  'choice',
  'involvement',
]);

/** The target of a column that is not used. */
export const ignoredColumn = 'leave-out';

/** The target in the form of a column for which it creates a field. Stored import profiles do not contain it. */
export const newField = 'new-field';

/** The property of notes that only the desk sees, for columns with the target `note`. */
export const deskNote = 'desk-note';

const own: readonly Target[] = [
  { key: ignoredColumn, group: 'row', label: 'exchange.imports.target.leave_out' },
  { key: 'wording', group: 'row', label: 'exchange.imports.target.wording', joined: true },
  { key: 'note', group: 'row', label: 'exchange.imports.target.note' },
  { key: newField, group: 'row', label: 'exchange.imports.target.new_field' },
  { key: 'on-record', group: 'row', label: 'exchange.imports.target.on_record' },
  { key: 'case-title', group: 'case', label: 'exchange.imports.target.case_title', joined: true },
  { key: 'summary', group: 'case', label: 'exchange.imports.target.summary', joined: true },
  { key: 'tags', group: 'case', label: 'record.tags.title' },
  { key: 'event-title', group: 'event', label: 'exchange.imports.target.event_title', joined: true },
  { key: 'source.address', group: 'source', label: 'exchange.imports.target.source_address' },
  { key: 'source.title', group: 'source', label: 'exchange.imports.target.source_title', joined: true },
  { key: 'source.publisher', group: 'source', label: 'exchange.imports.target.source_publisher' },
  { key: 'source.published', group: 'source', label: 'exchange.imports.target.source_published' },
];

function* fromCatalogue(on: 'case' | 'event'): Generator<Target> {
  for (const property of properties) {
    if (!property.on.includes(on) || property.key === deskNote) continue;
    const { type } = property.value;
    const base = { group: on, label: property.label, property, on } as const;
    if (type === 'place')
      for (const part of placeParts)
        yield {
          ...base,
          key: `${on}.${property.key}.${part}`,
          part,
          joined: part === 'locality' || part === 'us-state',
        };
    else if (readable.has(type) || (property.value.type === 'thing' && property.value.kinds.includes('actor')))
      yield { ...base, key: `${on}.${property.key}` };
    if (type === 'involvement')
      for (const { name: qualifier, list } of involvementQualifiers) {
        const value = { type: 'choice', list } as const;
        yield {
          ...base,
          key: `${on}.${qualifier}`,
          label: listLabel(list),
          qualifier,
          property: { ...property, value, many: false },
        };
      }
  }
}

/**
 * All targets. They are built at each call, because the installation's own fields can change while it runs.
 */
export const allTargets = (): readonly Target[] => [...own, ...fromCatalogue('case'), ...fromCatalogue('event')];

export const findTarget = (key: string): Target | undefined =>
  own.find((target) => target.key === key) ?? allTargets().find((target) => target.key === key);

/** The target for the installation's own field with this name in any language of the interface. */
export const findOwnTarget = (name: string): Target | undefined =>
  allTargets().find(
    ({ property, label, on }) =>
      on === 'case' &&
      property?.own &&
      !property.retired &&
      interfaceLocales.some((locale) => columnWords(messages(locale)(label)) === columnWords(name)),
  );

/** The name of a column without case, accents and punctuation. */
export const columnWords = (name: string): string =>
  foldText(name)
    .replace(/[_\-./()#№]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Whether the values of a target are names of actors. */
export const namesActors = (target: Target): boolean =>
  target.property?.value.type === 'involvement' ||
  (target.property?.value.type === 'thing' && target.property.value.kinds.includes('actor')) ||
  false;
