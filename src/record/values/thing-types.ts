import { z } from 'zod';
import type { ThingKind } from '../tables.ts';
import { compareTerms, findTerm, termKeys, type VocabularyKey } from '../vocabulary/terms.ts';
import { datatype, type Datatype, type ThingRef } from './datatype.ts';

/** A ref to an item of one of `kinds`. */
export function refSchemaFor(kinds: readonly ThingKind[]): z.core.$ZodType<ThingRef> {
  return z
    .string('record.value.thing')
    .regex(new RegExp(`^(?:${kinds.join('|')})/[1-9]\\d{0,15}$`), 'record.value.thing');
}

/**
 * The datatype for a reference to an item of the record. Two different refs always mean different items, because refs
 * of merged items are replaced before values are compared.
 */
export function thingType(kinds: readonly ThingKind[]): Datatype<ThingRef> {
  return datatype<ThingRef>({
    schema: refSchemaFor(kinds),
    key: (value) => value,
    compare: (a, b) => (a === b ? 'same' : 'conflicts'),
    things: (value) => [value],
    replaceThings: (value, replace) => replace(value),
  });
}

/** A schema for a key of a list. Its JSON Schema lists all keys. */
export function choiceSchema(list: VocabularyKey): z.core.$ZodType<string> {
  return z
    .string('record.value.choice')
    .refine((key) => findTerm(list, key) !== undefined, 'record.value.choice')
    .meta({ enum: termKeys(list) });
}

export function choiceType(list: VocabularyKey): Datatype<string> {
  return datatype<string>({
    schema: choiceSchema(list),
    key: (value) => value,
    compare: (a, b) => compareTerms(list, a, b),
  });
}
