import type { Translate } from '../../platform/messages/messages.ts';
import { countryName } from '../../record/vocabulary/countries.ts';
import { qualifiersOf } from '../../record/values/composite-types.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import { termLabel } from '../../record/vocabulary/terms.ts';
import type { Count, Place, TextValue } from '../../record/values/datatypes.ts';
import type { Money } from '../../record/values/money.ts';
import type { RowFact } from './mapping/apply.ts';
import { dateWords, moneyText, placeText } from './mapping/row-words.ts';
import type { Note } from './read/reading.ts';

/** A note as text. */
export const noteWords = (t: Translate, note: Note): string => t(note.message, note.params);

/** The label and the value of a mapped cell, such as "Kind of pressure" and "Attack on a person". */
export function factWords(t: Translate, fact: RowFact): { label: string; value: string } {
  const property = findProperty(fact.property)!;
  const label = t(property.label);
  if (fact.name)
    return {
      label,
      value: fact.role
        ? `${fact.name.name} (${[
            t(termLabel('involvement-role', fact.role)),
            ...qualifiersOf(fact.qualifiers).map(({ list, term }) => t(termLabel(list, term))),
          ].join('; ')})`
        : fact.name.name,
    };
  return { label, value: valueWords(t, property.value, fact.value) };
}

function valueWords(t: Translate, kind: NonNullable<ReturnType<typeof findProperty>>['value'], value: unknown): string {
  switch (kind.type) {
    case 'choice':
      return t(termLabel(kind.list, value as string));
    case 'country':
      return countryName(value as string, t.locale);
    case 'place': {
      const { point } = value as Place;
      return placeText(t, value as Place) + (point ? ` (${point.latitude}, ${point.longitude})` : '');
    }
    case 'date':
      return dateWords(t, String(value));
    case 'money':
      return moneyText(t, value as Money);
    case 'count': {
      const { count, bound } = value as Count;
      return bound === 'exact' ? String(count) : `${t(termLabel('count-bound', bound))} ${count}`;
    }
    case 'text':
      return (value as TextValue).text;
    case 'yes-no':
      return t(value ? 'record.public.yes' : 'record.public.no');
    default:
      return String(value);
  }
}
