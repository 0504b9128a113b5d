import { messages, type Translate } from '../../../platform/messages/messages.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { formatMoney, type Money } from '../../../record/values/money.ts';
import type { Place } from '../../../record/values/place.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { findProperty, isDeskOnly } from '../../../record/vocabulary/properties.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { isPressed } from '../../../search/index/case-facets.ts';
import type { RowFact } from './apply.ts';
import { withSmallLetter, type Meaning, type TemplateWords } from './template.ts';

/** A date in words, such as "30 March 2018". */
export const dateWords = (t: Translate, edtf: string): string => edtfWords(t, edtf).text;

export const moneyText = (t: Translate, money: Money): string =>
  t(money.about ? 'exchange.imports.about' : 'exchange.imports.exactly', { money: formatMoney(money, t.tag) });

/** A place in words, such as "Almaty, Kazakhstan". */
export const placeText = (t: Translate, { country, locality }: Pick<Place, 'country' | 'locality'>): string =>
  [...new Set([locality, nameOfCountry(t, country)])].filter(Boolean).join(', ');

// Caches, because creating Intl's formatters is slow, and a file has many rows.
const countryNames = new Map<string, string>();
const listFormats = new Map<string, Intl.ListFormat>();

function nameOfCountry({ locale }: Translate, code: string): string {
  const key = `${locale} ${code}`;
  const name = countryNames.get(key) ?? countryName(code, locale);
  if (countryNames.size < 5_000) countryNames.set(key, name);
  return name;
}

function listFormat(tag: string): Intl.ListFormat {
  const made = listFormats.get(tag) ?? new Intl.ListFormat(tag, { type: 'conjunction' });
  if (listFormats.size < 100) listFormats.set(tag, made);
  return made;
}

/**
 * Returns a function that puts parts of a row (`builtInParts`) into words for templates, in the language of the claim.
 * @param unplaced the town, if the row has no country
 */
export function rowWords(
  language: string,
  all: readonly RowFact[],
  unplaced: string,
): (meaning: Meaning) => TemplateWords {
  // Values for the desk only are left out, because the words of a claim can become public.
  const facts = all.filter(({ property }) => !isDeskOnly(property));
  const t = messages(language);
  const list = (words: readonly string[]): string =>
    words.length > 1 ? listFormat(t.tag).format(words) : words.join();
  const place = ['place', 'event-place'].flatMap((key) => facts.find(({ property }) => property === key) ?? [])[0]
    ?.value as Place | undefined;
  return (meaning) => {
    switch (meaning) {
      case 'target':
        return { text: targetWords(facts, list) };
      case 'type': {
        const types = facts.filter(({ property }) => property === 'incident-type');
        const events = types.length ? types : facts.filter(({ property }) => property === 'event-type');
        // Explanations in brackets are only for forms and lists.
        const words = events.map(({ property, value }) =>
          withoutExplanation(t(termLabel(property as 'incident-type', value as string))),
        );
        return { text: list(words.map((word, index) => (index ? withSmallLetter(word) : word))), common: true };
      }
      case 'place':
        return { text: place ? placeText(t, place) : unplaced };
      case 'city':
        return { text: place ? (place.locality ?? '') : unplaced };
      case 'country':
        return { text: place ? nameOfCountry(t, place.country) : '' };
      case 'date': {
        const date = ['began', 'date'].flatMap((key) => facts.find(({ property }) => property === key) ?? [])[0];
        return { text: date ? dateWords(t, String(date.value)) : '' };
      }
      case 'amount': {
        const money = facts.find(({ property }) => findProperty(property)?.value.type === 'money');
        return { text: money ? moneyText(t, money.value as Money) : '' };
      }
    }
  };
}

/**
 * Removes an explanation in brackets at the end of a label, as in “Removal (of an article)”, but not an abbreviation.
 */
function withoutExplanation(label: string): string {
  const at = label.endsWith(')') ? label.lastIndexOf(' (') : -1;
  return at >= 0 && /\p{Ll}/u.test(label.slice(at)) && !label.slice(at + 2, -1).includes(')')
    ? label.slice(0, at)
    : label;
}

/** The people under pressure, with their outlets in brackets, such as "Dana Orazova (The Herald)". */
function targetWords(facts: readonly RowFact[], list: (words: readonly string[]) => string): string {
  const named = facts.flatMap(({ name, property, role }) =>
    name && isPressed({ property, value: { role } }) ? [name] : [],
  );
  const people = named.filter(({ kind }) => kind === 'person').map(({ name }) => name);
  const others = named.filter(({ kind }) => kind !== 'person').map(({ name }) => name);
  const [first, second] = [people, others].map((names) => list([...new Set(names)]));
  return first && second ? `${first} (${second})` : first || second || '';
}
