import { z } from 'zod';
import { addTexts, type Texts } from '../../platform/messages/messages.ts';
import { isKind } from '../kinds/registry.ts';
import type { ThingKind } from '../tables.ts';
import { addFacetOf } from './facets.ts';
import { addProperty } from './properties.ts';
import { addList, isList, listLabel, termLabel, type VocabularyKey } from './terms.ts';

const kindName = z.custom<ThingKind>((name) => typeof name === 'string' && isKind(name));

export const plainFieldTypes = [
  'text',
  'yes-no',
  'date',
  'country',
  'place',
  'language',
  'count',
  'money',
  'duration',
  'url',
] as const;

const key = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);
/** A text in the languages of the interface. */
export const texts = z.record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/), z.string().max(2000));

/** A list of choices of this installation. */
export const listRow = z.object({
  key,
  labels: texts,
  terms: z.array(z.object({ key, labels: texts, retired: z.boolean() })),
});

/** A property of this installation. */
export const propertyRow = z.object({
  key,
  labels: texts,
  help: texts,
  of_kinds: z.array(kindName).min(1),
  value: z.union([
    z.strictObject({ type: z.literal('choice'), list: z.string() }),
    z.strictObject({ type: z.enum(plainFieldTypes) }),
  ]),
  many: z.boolean(),
  /** The name of the filter parameter; null if the property is not a filter. */
  facet: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,59}$/)
    .nullable(),
  visibility: z.enum(['desk', 'public']),
  retired: z.boolean(),
});
export type PropertyRow = z.output<typeof propertyRow>;
export type ListRow = z.output<typeof listRow>;

/** Called with the key of a list or property that could not be added, and the reason. */
export type Skipped = (key: string, reason: unknown) => void;

/**
 * Adds the lists and properties of this installation to the catalogue. From then on, forms, filters, statistics, the
 * API and exports treat them like built-in ones.
 * @param skipped called for each list or property that cannot be added; all others are added. Without this function,
 * nothing is added if a list or property cannot be added
 * @returns a function that removes them
 * @throws TypeError if a key or a parameter is taken, a list is unknown, or the values cannot be a facet
 */
export function registerProperties(
  lists: readonly ListRow[],
  rows: readonly PropertyRow[],
  skipped?: Skipped,
): () => void {
  const undo: (() => void)[] = [];
  const forgetTo = (length: number): void => {
    for (const one of undo.splice(length).toReversed()) one();
  };
  const named = (message: string, words: Texts): void => void undo.push(addTexts({ [message]: words }));
  const whole = (key: string, add: () => void): void => {
    const before = undo.length;
    try {
      add();
    } catch (error) {
      forgetTo(skipped ? before : 0);
      if (!skipped) throw error;
      skipped(key, error);
    }
  };
  for (const { key: list, labels, terms } of lists)
    whole(list, () => {
      undo.push(
        addList(
          list,
          terms.map((term) => ({ key: term.key, ...(term.retired && { retired: true }) })),
        ),
      );
      named(listLabel(list as VocabularyKey), labels);
      for (const term of terms) named(termLabel(list as VocabularyKey, term.key), term.labels);
    });
  for (const { key: name, labels, help, of_kinds: on, value, many, facet, visibility, retired } of rows)
    whole(name, () => {
      if (value.type === 'choice' && !isList(value.list)) throw new TypeError(`There is no list ${value.list}.`);
      const { property, remove } = addProperty({
        key: name,
        on,
        value: value as Parameters<typeof addProperty>[0]['value'],
        many,
        own: true,
        ...(facet && !retired && { facet }),
        ...(visibility === 'desk' && { visibility }),
        ...(retired && { retired: true }),
      });
      undo.push(remove);
      named(property.label, labels);
      if (Object.keys(help).length) named(`record.property_hint.${name}`, help);
      undo.push(addFacetOf(property));
    });
  return () => forgetTo(0);
}
