import { describe, expect, it } from 'vitest';
import type { Cell } from '../read/reading.ts';
import { applyMapping, fillTitle } from './apply.ts';
import { findDateFormat, readDate } from './dates.ts';
import type { Profile } from './profile.ts';
import { mappingSchema, type Mapping } from './schema.ts';
import { suggestMapping, unsureDates } from './suggest.ts';
import { readCountry, suggestTerm } from './terms.ts';

/** The profile of a file with these rows. */
function profileOf(columns: readonly string[], rows: readonly (readonly string[])[]): Profile {
  return {
    rows: rows.length,
    complete: true,
    faulty: 0,
    faults: [],
    sample: [],
    columns: columns.map((name, index) => {
      const values = rows.map((row) => row[index] ?? '').filter(Boolean);
      const distinct = [...new Set(values)];
      return {
        name,
        filled: values.length,
        unique: distinct.length === values.length,
        lists: false,
        whole: true,
        values: distinct.map((text) => ({ text, count: values.filter((one) => one === text).length })),
      };
    }),
  };
}

const mappingOf = (over: Partial<Mapping> | object): Mapping =>
  mappingSchema.parse({ fields: [], title: '{a}', identity: ['a'], ...over });
const readRow = (mapping: Mapping, columns: readonly string[], cells: readonly Cell[]) =>
  applyMapping(mapping, columns).read({ line: 2, cells });

describe('dates', () => {
  it.each([
    ['30.3.2018', 'dmy', '2018-03-30'],
    ['3/30/2018', 'mdy', '2018-03-30'],
    ['2018/3/30', 'ymd', '2018-03-30'],
    ['30 марта 2018 г.', 'words', '2018-03-30'],
    ['March 30, 2018', 'words', '2018-03-30'],
    ['30 наурыз 2018', 'words', '2018-03-30'],
    ['März 2018', 'words', '2018-03'],
    ['03.2018', 'dmy', '2018-03'],
    ['2018-03-30T10:00:00Z', 'iso', '2018-03-30'],
    ['2018-03~', 'iso', '2018-03~'],
    ['43189', 'serial', '2018-03-30'],
    ['1.2.18', 'dmy', '2018-02-01'],
    ['5/6/99', 'mdy', '1999-05-06'],
    ['30.03.2018 14:20', 'dmy', '2018-03-30'],
  ] as const)('are read: %s (%s)', (text, format, edtf) => {
    expect(readDate(text, format)).toBe(edtf);
  });

  it('are refused if the day does not exist or the format differs', () => {
    expect([
      readDate('31.2.2018', 'dmy'),
      readDate('13/30/2018', 'mdy'),
      readDate('yesterday', 'words'),
      readDate('30.3.2018', 'iso'),
      readDate('2018', 'mdy'),
    ]).toEqual([null, null, null, null, '2018']);
  });

  it('show their format, and whether day and month could be swapped', () => {
    expect(findDateFormat(['3/4/2018', '12/30/2018'])).toEqual({ format: 'mdy', sure: true });
    expect(findDateFormat(['3/4/2018', '5/6/2018'])).toEqual({ format: 'mdy', sure: false });
    expect(findDateFormat(['03.04.2018'])).toEqual({ format: 'dmy', sure: true });
    expect(findDateFormat(['2018', '2019'])).toEqual({ format: 'year', sure: true });
    expect(findDateFormat(['12', '13'])).toBeNull();
  });
});

describe('a suggestion', () => {
  it('reads no country or number in our own flat table as a person, and no type of pressure twice', () => {
    const flat = suggestMapping(
      profileOf(
        ['began', 'country', 'outlet_home', 'incident_types', 'coe', 'uspft', 'targets', 'target_actors'],
        [
          [
            '2018-03-30',
            'KZ',
            'KZ',
            'blocking | detention',
            'Detention and imprisonment of journalists',
            'Censorship',
            'Ratel.kz',
            '16',
          ],
          [
            '2018-04-01',
            'KZ',
            'KZ',
            'detention',
            'Detention and imprisonment of journalists',
            'Arrest/Criminal Charge',
            'Forbes',
            '15',
          ],
        ],
      ),
    );
    expect(flat.fields.map(({ target }) => target)).toEqual([
      'case.began',
      'case.place.country',
      'case.outlet-home',
      'case.incident-type',
      'note',
      'note',
      'case.target',
      'note',
    ]);
  });

  it('recognises the columns of an English and of a Russian list, and the meaning of their values', () => {
    const english = suggestMapping(
      profileOf(
        ['Alert ID', 'Date of incident', 'Country', 'Type of attack', 'Journalist', 'Source URL'],
        [
          [
            '7',
            '30.03.2018',
            'Kazakhstan',
            'Physical Attack; Leak Case',
            'Olga Ivanova; Aset Mataev',
            'https://example.org/1',
          ],
          ['8', '31.03.2018', 'Czech Republic', 'Border Stop', '', 'https://example.org/2'],
        ],
      ),
    );
    expect(english.fields.map(({ column, target, split, date }) => [column, target, split ?? date])).toEqual([
      ['Alert ID', 'note', undefined],
      ['Date of incident', 'case.began', 'dmy'],
      ['Country', 'case.place.country', undefined],
      ['Type of attack', 'case.incident-type', ';'],
      ['Journalist', 'case.target', ';'],
      ['Source URL', 'source.address', undefined],
    ]);
    expect(english).toMatchObject({ identity: ['Alert ID'], repeats: 'same' });
    const russian = suggestMapping(
      profileOf(
        ['Дата', 'Страна', 'Населённый пункт', 'Издание', 'Пострадавший', 'Описание'],
        [['1 марта 2018', 'Казахстан', 'Алматы', 'Ратель', 'Марат Асипов', 'Сайт заблокирован']],
      ),
    );
    expect(russian.fields.map(({ column, target, date, actor }) => [column, target, date ?? actor])).toEqual([
      ['Дата', 'case.began', 'words'],
      ['Страна', 'case.place.country', undefined],
      ['Населённый пункт', 'case.place.locality', undefined],
      ['Издание', 'case.target', 'outlet'],
      ['Пострадавший', 'case.target', 'person'],
      ['Описание', 'summary', undefined],
    ]);
  });

  it('says where day and month could be swapped', () => {
    const profile = profileOf(
      ['date', 'published'],
      [
        ['3/4/2018', '12/30/2018'],
        ['5/6/2018', '1/2/2019'],
        ['31/31/2018', '1/3/2019'],
      ],
    );
    expect(unsureDates(suggestMapping(profile), profile)).toEqual(['date']);
  });

  it('leaves unknown values undecided, and ignores a column whose values do not fit its name', () => {
    const mapping = suggestMapping(
      profileOf(
        ['type', 'date', 'country'],
        [
          ['Physical Attack', 'soon', 'here'],
          ['Something else', 'later', 'there'],
        ],
      ),
    );
    expect(mapping.fields).toMatchObject([
      {
        column: 'type',
        translate: [
          { from: 'Physical Attack', to: 'physical' },
          { from: 'Something else', to: '' },
        ],
      },
      { column: 'date', target: 'note' },
      { column: 'country', target: 'note' },
    ]);
  });

  it('translates terms of other organisations and names of countries', () => {
    expect(
      ['Arrest/Criminal Charge', 'Leak Case', 'Legal incident: criminal charges', 'Crossfire', 'Impunity'].map((text) =>
        suggestTerm('incident-type', text),
      ),
    ).toEqual(['detention', 'leak-prosecution', 'criminal-prosecution', 'killed-on-assignment', 'impunity']);
    expect(['UK', 'Қазақстан', 'Чехия', 'kg', 'Utopia'].map(readCountry)).toEqual(['GB', 'KZ', 'CZ', 'KG', null]);
  });
});

describe('a row', () => {
  it('gives several values of one cell or list, translated', () => {
    const mapping = mappingOf({
      fields: [
        {
          column: 'a',
          target: 'case.incident-type',
          split: ',',
          translate: [
            { from: 'hit', to: 'physical' },
            { from: 'n/a', to: '-' },
          ],
        },
      ],
    });
    expect(readRow(mapping, ['a'], ['hit, Blocking , n/a']).facts.map((fact) => fact.value)).toEqual([
      'physical',
      'blocking',
    ]);
    expect(readRow(mapping, ['a'], [['hit', 'blocking']]).facts.map((fact) => fact.value)).toEqual([
      'physical',
      'blocking',
    ]);
  });

  it('refuses a name that is longer than one in the record can be', () => {
    const mapping = mappingOf({ fields: [{ column: 'a', target: 'case.target', actor: 'person' }] });
    const read = (length: number) => readRow(mapping, ['a'], ['x'.repeat(length)]);
    expect(read(150).facts[0]!.name).toEqual({ name: 'x'.repeat(150), kind: 'person' });
    expect(read(151)).toMatchObject({
      facts: [],
      faults: [{ column: 'a', message: 'exchange.imports.value.name_long' }],
    });
  });

  it('combines a place from its parts, and names what is missing', () => {
    const fields = [
      { column: 'a', target: 'case.place.locality' },
      { column: 'b', target: 'case.place.locality' },
      { column: 'c', target: 'case.place.country' },
      { column: 'd', target: 'case.place.point' },
    ];
    const columns = ['a', 'b', 'c', 'd'];
    const mapping = mappingOf({ fields });
    expect(readRow(mapping, columns, ['Almaty', 'Medeu', 'Kazakhstan', '43.2, 76.9']).facts[0]!.value).toEqual({
      country: 'KZ',
      locality: 'Almaty, Medeu',
      point: { latitude: 43.2, longitude: 76.9 },
    });
    expect(readRow(mapping, columns, ['Almaty', '', '', '']).faults).toMatchObject([
      { column: 'a', message: 'exchange.imports.value.no_country' },
    ]);
    expect(readRow(mapping, columns, ['', '', 'KZ', '143.2, 76.9']).faults).toMatchObject([
      { column: 'd', message: 'exchange.imports.value.point' },
    ]);
    expect(readRow(mapping, columns, ['', '', '', '']).faults).toMatchObject([
      { message: 'exchange.imports.fault.nothing_said' },
    ]);
  });

  it('is refused for an unreadable value, or imported without the value if the profile says so', () => {
    const strict = mappingOf({ fields: [{ column: 'a', target: 'case.began', date: 'dmy' }] });
    expect(readRow(strict, ['a'], ['31.2.2018'])).toMatchObject({
      facts: [],
      faults: [{ column: 'a', message: 'exchange.imports.value.date_dmy', params: { text: '31.2.2018' } }],
    });
    const lenient = mappingOf({ fields: [{ column: 'a', target: 'case.began', date: 'dmy', lenient: true }] });
    expect(readRow(lenient, ['a'], ['31.2.2018'])).toMatchObject({ faults: [], notes: [{ column: 'a' }] });
  });

  it('reads amounts, counts, durations and yes or no as people write them', () => {
    const mapping = mappingOf({
      fields: [
        { column: 'a', target: 'event.amount', currency: 'KZT' },
        { column: 'b', target: 'event.people-affected' },
        { column: 'c', target: 'event.duration' },
        { column: 'd', target: 'case.slapp' },
      ],
    });
    const { facts, event } = readRow(
      mapping,
      ['a', 'b', 'c', 'd'],
      ['about 50 200 000,50', 'at least 12', '3 months', 'да'],
    );
    expect(facts.map((fact) => fact.value)).toEqual([
      { amount: '50200000.5', currency: 'KZT', about: true },
      { count: 12, bound: 'at-least' },
      'P3M',
      true,
    ]);
    expect(event).not.toBeNull();
    expect(readRow(mapping, ['a', 'b', 'c', 'd'], ['$1,200', '', '', '']).facts[0]!.value).toEqual({
      amount: '1200',
      currency: 'USD',
      about: false,
    });
  });

  it('is identified only by its identity columns, and counts as changed if mapped content differs', () => {
    const mapping = mappingOf({ identity: ['id'], fields: [{ column: 'a', target: 'case.began' }] });
    const [one, same, other] = [
      ['1', '2018'],
      ['1', '2018'],
      ['1', '2019'],
    ].map((cells) => readRow(mapping, ['id', 'a'], cells));
    expect(same).toEqual(one);
    expect(other!.identity).toBe(one!.identity);
    expect(other!.hash).not.toBe(one!.hash);
  });

  it('gets a title without left-over punctuation for an empty column', () => {
    const cells: Record<string, string> = { type: 'Attack', city: '', state: 'CA', date: '2018' };
    expect(fillTitle('{type}: {city}, {state} ({date})', (name) => cells[name] ?? '')).toBe('Attack: CA (2018)');
    expect(fillTitle('{city} – {type} ({city})', (name) => cells[name] ?? '')).toBe('Attack');
    expect(fillTitle('{city}, {none}', () => '')).toBe('');
  });

  it('says which columns of its import profile a file lacks', () => {
    expect(
      applyMapping(mappingOf({ fields: [{ column: 'gone', target: 'note' }], title: '{other}' }), ['a']).missing,
    ).toEqual(['gone', 'other']);
  });
});

describe('qualifiers of an involvement', () => {
  const columns = ['Outlet', 'Journalist', 'Employment', 'Coverage'];
  const rows = [
    ['The Herald', 'Dana Orazova', 'Freelance', 'Courts'],
    ['The Herald', '', 'Staff', 'Crime'],
    ['', '', 'Staff', 'Crime'],
  ];
  const mapping = suggestMapping(profileOf(columns, rows));
  const read = (cells: readonly string[]) => readRow(mapping, columns, cells);

  it('apply to the person under pressure, or to the outlet if the row names no person', () => {
    const of = (cells: readonly string[]) =>
      read(cells).facts.flatMap(({ name, role, qualifiers }) => (qualifiers ? [[name!.name, role, qualifiers]] : []));
    expect(of(rows[0]!)).toEqual([['Dana Orazova', 'target', { employment: 'freelance', beat: 'courts' }]]);
    expect(of(rows[1]!)).toEqual([['The Herald', 'target', { employment: 'staff', beat: 'crime' }]]);
  });

  it('are left out with a note if the row names no one', () => {
    expect(read(rows[2]!)).toMatchObject({
      facts: [],
      notes: [{ message: 'exchange.imports.value.nobody_targeted' }],
    });
  });
});
