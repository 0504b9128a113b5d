import type { ThingKind } from '../tables.ts';
import type { VocabularyKey } from '../vocabulary/terms.ts';
import { involvementType, kinshipType, positionType, tieType } from './composite-types.ts';
import type { Datatype } from './datatype.ts';
import { dateTimeType } from './date-time.ts';
import { schemeType, type IdentifierScheme } from './identifier-schemes.ts';
import { countryType, placeType } from './place.ts';
import {
  countType,
  durationType,
  edtfType,
  identifierType,
  languageType,
  moneyType,
  textType,
  urlType,
  yesNoType,
} from './simple-types.ts';
import { choiceType, thingType } from './thing-types.ts';

const fixed = {
  date: edtfType,
  'date-time': dateTimeType,
  money: moneyType,
  count: countType,
  text: textType,
  identifier: identifierType,
  duration: durationType,
  'yes-no': yesNoType,
  url: urlType,
  language: languageType,
  place: placeType,
  country: countryType,
  involvement: involvementType,
  kinship: kinshipType,
  tie: tieType,
  position: positionType,
} as const;

/** The type of a value. The type of a choice contains its list; the type of a ref contains the possible kinds. */
export type ValueKind =
  | { type: Exclude<keyof typeof fixed, 'identifier'> }
  /** Without a `scheme`, the identifier is any text from a court, register or standard. */
  | { type: 'identifier'; scheme?: IdentifierScheme }
  | { type: 'choice'; list: VocabularyKey }
  | { type: 'thing'; kinds: readonly ThingKind[] };
export type DatatypeName = ValueKind['type'];

export const datatypeNames: readonly DatatypeName[] = [
  ...(Object.keys(fixed) as (keyof typeof fixed)[]),
  'choice',
  'thing',
];

/**
 * The datatype for a type of value. Its functions take `unknown`, so the compiler does not check their arguments. Pass
 * only values that the datatype's schema returned.
 */
export function datatypeFor(kind: ValueKind): Datatype<unknown> {
  if (kind.type === 'choice') return choiceType(kind.list) as Datatype<unknown>;
  if (kind.type === 'thing') return thingType(kind.kinds) as Datatype<unknown>;
  if (kind.type === 'identifier' && kind.scheme) return schemeType(kind.scheme) as Datatype<unknown>;
  return fixed[kind.type] as unknown as Datatype<unknown>;
}

export type { DateBounds, ThingRef } from './datatype.ts';
export type { Involvement, Kinship, Position, Tie } from './composite-types.ts';
export type { DateTime } from './date-time.ts';
export type { Count, TextValue } from './simple-types.ts';
export type { Money } from './money.ts';
export type { Place } from './place.ts';
export type { Relation } from './relation.ts';
