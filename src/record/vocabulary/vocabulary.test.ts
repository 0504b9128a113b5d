import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messages } from '../../platform/messages/messages.ts';
import { isKind } from '../kinds/registry.ts';
import { countries, countryName, isCountry } from './countries.ts';
import { incidentTypeOfEvent } from './event-types.data.ts';
import { fieldLists, fieldListLabel, type FieldList } from './field-lists.ts';
import { isLanguageTag, languageName, scripts, scriptName } from './languages.ts';
import { excludingRoles } from './lists.ts';
import {
  compareValues,
  describeValue,
  findConflicts,
  findProperty,
  properties,
  propertiesOf,
  readValue,
  replaceThings,
} from './properties.ts';
import {
  compareTerms,
  findTerm,
  lineOf,
  listLabel,
  termKeys,
  termLabel,
  termsOf,
  vocabularies,
  withNarrower,
  type VocabularyKey,
} from './terms.ts';

const lists = Object.keys(vocabularies) as VocabularyKey[];
const esf = (file: string) => new URL(`../../../../shared/esf/${file}`, import.meta.url);
const esfIsThere = existsSync(esf('terms.csv'));
const rowsOf = (file: string) =>
  readFileSync(esf(file), 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','));
const words = messages();

describe.each(lists)('the list %s', (list) => {
  const terms = termsOf(list);

  it('has each key once, valid in records and addresses', () => {
    expect(new Set(termKeys(list)).size).toBe(terms.length);
    expect(terms.filter((term) => !/^[a-z]+(-[a-z]+)*$/.test(term.key))).toEqual([]);
  });

  it('names existing broader terms, without cycles', () => {
    expect(terms.filter((term) => term.broader !== undefined && !findTerm(list, term.broader))).toEqual([]);
    expect(terms.filter((term) => term.broader !== undefined && lineOf(list, term.key).at(-1) === term.key)).toEqual(
      [],
    );
  });

  it('has a label for itself and each of its terms', () => {
    expect(
      [listLabel(list), ...terms.map((term) => termLabel(list, term.key))].filter((key) => !words.has(key)),
    ).toEqual([]);
  });

  it('maps to existing keys of the other lists', () => {
    const mapped = terms.flatMap((term) =>
      Object.entries(term.map ?? {}).flatMap(([field, keys]) => keys.map((key) => [field as FieldList, key] as const)),
    );
    expect(mapped.filter(([field, key]) => fieldListLabel(field, key) === undefined)).toEqual([]);
  });

  it.skipIf(!esfIsThere)('has existing codes of the Events Standard Formats', () => {
    const codes = new Set(rowsOf('terms.csv').map(([code, term]) => `${code} ${term}`));
    expect(terms.filter((term) => term.esf && !codes.has(term.esf.join(' ')))).toEqual([]);
  });
});

describe('incident types', () => {
  it('each map to a category of the Council of Europe, of Mapping Media Freedom and of the US Press Freedom Tracker', () => {
    expect(
      termsOf('incident-type').filter(
        (term) => !term.map?.coe?.length || !term.map.mmf?.length || !term.map.uspft?.length,
      ),
    ).toEqual([]);
  });

  it('cover every category of the lists they map to', () => {
    const reached = (field: FieldList) => new Set(termsOf('incident-type').flatMap((term) => term.map?.[field] ?? []));
    expect(
      Object.keys(fieldLists.uspft).filter((key) => !/^(order|charges|case)-/.test(key) && !reached('uspft').has(key)),
    ).toEqual([]);
    expect(Object.keys(fieldLists.unesco).filter((key) => !reached('unesco').has(key))).toEqual([]);
    expect(Object.keys(fieldLists.coe).filter((key) => !reached('coe').has(key))).toEqual([]);
    expect(Object.keys(fieldLists.mmf).filter((key) => !reached('mmf').has(key))).toEqual([]);
  });

  it('include one for each event type that has a code of the Events Standard Formats', () => {
    expect(
      Object.entries(incidentTypeOfEvent).filter(
        ([event, incident]) => !findTerm('event-type', event) || !findTerm('incident-type', incident),
      ),
    ).toEqual([]);
    const acts = termsOf('event-type')
      .filter((term) => term.esf)
      .map((term) => term.key);
    expect(acts.filter((key) => !Object.hasOwn(incidentTypeOfEvent, key))).toEqual([]);
  });
});

describe('terms', () => {
  it('are compared by broader and narrower terms', () => {
    expect(compareTerms('event-type', 'newsroom-search', 'search')).toBe('refines');
    expect(compareTerms('event-type', 'questioning', 'detention')).toBe('conflicts');
    expect(compareTerms('proceeding-status', 'unknown', 'open')).toBe('refined-by');
  });

  it('are found with all narrower terms', () => {
    expect(withNarrower('incident-type', 'search-seizure')).toEqual([
      'search-seizure',
      'newsroom-search',
      'home-search',
      'equipment-seizure',
    ]);
  });

  it('that exclude each other are roles', () => {
    expect(excludingRoles.flat().filter((role) => !findTerm('involvement-role', role))).toEqual([]);
  });
});

describe('countries, languages, scripts', () => {
  it('has the 249 of ISO 3166-1, and Kosovo, each with a name', () => {
    expect([countries.length, new Set(countries).size, isCountry('XK'), isCountry('SU'), isCountry('kz')]).toEqual([
      250,
      250,
      true,
      false,
      false,
    ]);
    expect(countries.filter((code) => countryName(code, 'en') === code)).toEqual([]);
    expect([countryName('KZ', 'en'), countryName('KZ', 'ru'), countryName('??', 'en')]).toEqual([
      'Kazakhstan',
      'Казахстан',
      '??',
    ]);
  });

  it('accepts meaningful language tags', () => {
    expect(
      ['en', 'kk', 'kk-Cyrl', 'kk-Latn', 'sr-Latn-RS', 'und', 'mul', 'zh-Hant'].filter((tag) => !isLanguageTag(tag)),
    ).toEqual([]);
    expect(['', 'english', 'xx', 'e', 'en_US', 'x-private', 'kk-', '../etc'].filter(isLanguageTag)).toEqual([]);
    expect(languageName('kk', 'en')).toBe('Kazakh');
  });

  it('names each script', () => {
    expect(scripts.filter((script) => script !== 'Thai' && scriptName(script, 'en') === script)).toEqual([]);
  });
});

describe('the catalogue of properties', () => {
  it('has each property once, with a label, for at least one kind', () => {
    expect(new Set(properties.map((property) => property.key)).size).toBe(properties.length);
    expect(properties.filter((property) => !words.has(property.label))).toEqual([]);
    expect(
      properties.filter((property) => property.on.length === 0 || property.on.some((kind) => !isKind(kind))),
    ).toEqual([]);
  });

  it.skipIf(!esfIsThere)('has existing fields of the Events Standard Formats', () => {
    const fields = new Set(rowsOf('fields.csv').map(([, field]) => field));
    expect(properties.filter((property) => property.esf && !fields.has(property.esf))).toEqual([]);
  });

  it('has properties for every kind that statements can be about', () => {
    for (const kind of ['case', 'event', 'proceeding', 'charge', 'order', 'actor', 'source', 'claim'] as const)
      expect(propertiesOf(kind).length).toBeGreaterThan(0);
  });
});

describe('a statement', () => {
  it('is read into its canonical value, key, days and items', () => {
    expect(readValue('opened', 'proceeding', '[2018-03-21 .. 2018-03-31]')).toEqual({
      ok: true,
      read: {
        value: '[2018-03-21..2018-03-31]',
        key: '[2018-03-21..2018-03-31]',
        bounds: { from: '2018-03-21', to: '2018-03-31' },
        things: [],
      },
    });
    expect(readValue('amount', 'order', { amount: '50200000', currency: 'kzt' })).toMatchObject({
      ok: true,
      read: { key: 'KZT 50200000' },
    });
    expect(readValue('involvement', 'proceeding', { actor: 'actor/12', role: 'plaintiff' })).toMatchObject({
      ok: true,
      read: { key: 'actor/12|plaintiff', things: ['actor/12'] },
    });
  });

  it('is refused with the field and the reason', () => {
    expect(readValue('colour', 'case', 'red', 'statements.0')).toMatchObject({
      ok: false,
      fields: [{ path: 'statements.0.property', message: 'record.value.property_unknown' }],
    });
    expect(readValue('born', 'case', '1950')).toMatchObject({
      ok: false,
      fields: [{ path: 'property', message: 'record.value.property_elsewhere' }],
    });
    expect(readValue('amount', 'order', { amount: 'much', currency: 'KZT' }, 'statements.0')).toMatchObject({
      ok: false,
      fields: [{ path: 'statements.0.value.amount', message: 'record.value.amount' }],
    });
    expect(readValue('target', 'case', 'case/1')).toMatchObject({
      ok: false,
      fields: [{ path: 'value', message: 'record.value.thing' }],
    });
    expect(words('record.value.property_elsewhere', { property: 'Born', kind: 'case' })).toBe(
      'Born can’t be used for a case.',
    );
  });

  it('keeps its meaning when the item it names is merged into another', () => {
    const involvement = findProperty('involvement')!;
    const merged = replaceThings(involvement, { actor: 'actor/12', role: 'witness' }, (ref) =>
      ref === 'actor/12' ? 'actor/3' : ref,
    );
    expect(describeValue(involvement, merged).key).toBe('actor/3|witness');
  });
});

describe('two values of one property', () => {
  const compare = (key: string, a: unknown, b: unknown, said?: { a: string; b: string }) =>
    compareValues(findProperty(key)!, a, b, said);

  it('conflict if only one can be true', () => {
    expect(compare('filed', '2016-12', '2017-01')).toBe('conflicts');
    expect(compare('event-type', 'questioning', 'detention')).toBe('conflicts');
  });

  it('are listed side by side if several can be true', () => {
    expect(compare('incident-type', 'blocking', 'civil-suit')).toBe('compatible');
    expect(compare('target', 'actor/1', 'actor/2')).toBe('compatible');
    expect(compare('place', { country: 'KZ', locality: 'Almaty' }, { country: 'KZ', locality: 'Astana' })).toBe(
      'compatible',
    );
  });

  it('conflict if there can be several, but both are about the same item', () => {
    const post = (text: string) => ({ title: { text, language: 'en' }, organisation: 'actor/3' });
    expect(compare('position', post('deputy editor-in-chief'), post('editor-in-chief'))).toBe('conflicts');
    expect(
      findConflicts(findProperty('position')!, [
        post('deputy editor-in-chief'),
        post('founder'),
        post('editor-in-chief'),
      ]),
    ).toEqual([[0, 2]]);
  });

  it('of a status do not conflict if they were said at different times', () => {
    expect(compare('charge-status', 'witness', 'suspect')).toBe('conflicts');
    expect(compare('charge-status', 'witness', 'suspect', { a: '2018-04-02', b: '2018-04-04' })).toBe('compatible');
    expect(compare('filed', '2016-12', '2017-01', { a: '2018-04-02', b: '2018-04-04' })).toBe('conflicts');
  });
});
