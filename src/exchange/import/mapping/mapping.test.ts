import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerProperties } from '../../../record/vocabulary/register-properties.ts';
import type { Cell } from '../read/reading.ts';
import { applyMapping } from './apply.ts';
import { findDateFormat, readDate } from './dates.ts';
import type { Profile } from './profile.ts';
import { guessType } from './guess-type.ts';
import { isInCountry } from './in-country.ts';
import { mappingSchema, standardTemplate, storedMapping, type Mapping } from './schema.ts';
import { suggestMapping, unsureDates } from './suggest.ts';
import { fillTemplate } from './template.ts';
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
      'leave-out',
      'leave-out',
      'case.target',
      'leave-out',
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
      ['Alert ID', 'leave-out', undefined],
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
      ['Описание', 'wording', undefined],
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
      { column: 'date', target: 'leave-out' },
      { column: 'country', target: 'leave-out' },
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

  it('says which columns of its import profile a file lacks', () => {
    expect(
      applyMapping(mappingOf({ fields: [{ column: 'gone', target: 'note' }], title: '{other}' }), ['a']).missing,
    ).toEqual(['gone', 'other']);
  });
});

describe('a template', () => {
  const fill = (template: string, cells: Record<string, string>) =>
    fillTemplate(template, (name) => ({ text: cells[name] ?? '' }));

  it.each([
    ['{type}: {city}, {state} ({date})', 'Attack: CA (2018)'],
    ['{city} – {type} ({city})', 'Attack'],
    ['{city}, {none}', ''],
    ['{type} ({city}, {date})', 'Attack (2018)'],
    ['{type} ({date}, {city})', 'Attack (2018)'],
    ['{type} «{city}», {date}', 'Attack, 2018'],
    ['{type}[ in {city}], {date}', 'Attack, 2018'],
    ['{type}[ in {state}], {date}', 'Attack in CA, 2018'],
    ['{type} [sic]', 'Attack [sic]'],
    ['{city} – {type}, {state}, {none}', 'Attack, CA'],
  ])('leaves out missing parts with their punctuation: %s', (template, filled) =>
    expect(fill(template, { type: 'Attack', state: 'CA', date: '2018' })).toBe(filled),
  );

  it('never changes the words themselves', () => {
    expect(fill('{a}, {b}', { a: 'Who , what –', b: '– {c} [x] \u0001' })).toBe('Who , what –, – {c} [x] \u0001');
  });

  const fields = [
    { column: 'when', target: 'case.began', date: 'dmy' },
    { column: 'who', target: 'case.target', actor: 'person', split: ';' },
    { column: 'outlet', target: 'case.target', actor: 'outlet' },
    { column: 'town', target: 'case.place.locality' },
    { column: 'country', target: 'case.place.country' },
    { column: 'what', target: 'case.incident-type', split: ',' },
    { column: 'fine', target: 'event.amount', currency: 'KZT' },
  ];
  const columns = ['when', 'who', 'outlet', 'town', 'country', 'what', 'fine', 'text'];
  const cells = ['3.2.2020', 'Dana Orazova; Aset Mataev', 'Ratel', 'Almaty', 'KZ', 'physical,detention', '50 000', ''];
  const wordingOf = (over: object, row: readonly string[] = cells) =>
    readRow(mappingOf({ identity: ['when'], fields, ...over }), columns, row).wording.replace(/\s/g, ' ');

  it('says who, what, where and when, as people write in the language of the claim', () => {
    expect(wordingOf({})).toBe(
      'Dana Orazova and Aset Mataev (Ratel) – attack on a person and detention, Almaty, Kazakhstan, 3 February 2020',
    );
    expect(wordingOf({ language: 'ru' })).toBe(
      'Dana Orazova и Aset Mataev (Ratel) – нападение на человека и задержание, Almaty, Казахстан, 3 февраля 2020 г.',
    );
    // A column called "type" or "date" is written like any value of that kind.
    const type = mappingOf({ fields: [{ column: 'type', target: 'case.incident-type' }], identity: ['type'] });
    expect(readRow(type, ['type'], ['physical']).wording).toBe('Attack on a person');
    expect(wordingOf({}, ['3.2.2020', '', '', 'Almaty', 'KZ', 'physical', '', ''])).toBe(
      'Attack on a person, Almaty, Kazakhstan, 3 February 2020',
    );
    expect(wordingOf({ wording: '{who} fined {fine} on {when} in {city}' })).toBe(
      'Dana Orazova; Aset Mataev fined KZT 50,000 on 3 February 2020 in Almaty',
    );
  });

  it('gives way to the words of the row, and to the title if the row says nothing of its parts', () => {
    const own = { fields: [...fields, { column: 'text', target: 'wording' }] };
    const prose = 'Police held her for three hours.';
    expect(wordingOf(own, [...cells.slice(0, -1), ` ${prose} `])).toBe(prose);
    expect(wordingOf(own)).toContain('3 February 2020');
    expect(wordingOf({ title: 'Line of {text}', wording: '{city}' }, ['', '', '', '', 'KZ', '', '', 'x'])).toBe(
      'Line of x',
    );
  });

  it('changes neither the identity nor the content of rows that were imported before', () => {
    const [plain, other] = [{}, { wording: '{date}: {who}', title: '{who}' }].map((over) =>
      readRow(mappingOf({ identity: ['when'], fields, title: '{who}', ...over }), columns, cells),
    );
    expect([other!.identity, other!.hash]).toEqual([plain!.identity, plain!.hash]);
    expect(other!.wording).not.toBe(plain!.wording);
  });
});

describe('a place', () => {
  const fields = [
    { column: 'city', target: 'case.place.locality' },
    { column: 'country', target: 'case.place.country' },
    { column: 'lat', target: 'case.place.latitude' },
    { column: 'lon', target: 'case.place.longitude' },
    { column: 'state', target: 'case.place.us-state' },
  ];
  const columns = ['city', 'country', 'lat', 'lon', 'state', 'date'];
  const place = (cells: readonly string[], ...more: object[]) => {
    const date = { column: 'date', target: 'case.began' };
    const mapping = mappingOf({ fields: [...fields, date, ...more], title: 'a', identity: ['city'] });
    const row = readRow(mapping, columns, [...cells, '', '', '', '', ''].slice(0, 5).concat('2020'));
    expect(row.faults).toEqual([]);
    const found = row.facts.find((fact) => fact.property === 'place')?.value;
    return { found, notes: row.notes.map(({ message }) => message.replace(/.*\./, '')), wording: row.wording };
  };
  const everywhere = (country: string) => ({ constant: country, target: 'case.place.country' });

  it('is never given the country of another column or of every row if its town is elsewhere', () => {
    for (const [cells, more] of [
      [['Moscow'], [everywhere('US')]],
      [['Москва'], [everywhere('US')]],
      [['Moscow', 'United States'], []],
      [['Almaty', 'KG'], []],
    ] as const)
      expect(place(cells, ...more)).toMatchObject({ found: undefined, notes: ['city_elsewhere'] });
    expect(place(['Moscow'], everywhere('US')).wording).toBe('Moscow, 2020');
    expect(place(['Moscow', '', '', '', 'ID'])).toMatchObject({ found: { country: 'US', locality: 'Moscow, ID' } });
    expect(place(['Moscow', 'US', '46.73', '-117'])).toMatchObject({ found: { country: 'US' }, notes: [] });
    expect(place(['Ust-Kamenogorsk'], everywhere('KZ'))).toMatchObject({ found: { country: 'KZ' }, notes: [] });
  });

  it('without a country is left out, and its town stays in the words', () => {
    expect(place(['Almaty'])).toEqual({ found: undefined, notes: ['no_country'], wording: 'Almaty, 2020' });
    expect(place(['Tijuana', '', '', '', ''])).toMatchObject({ found: undefined, notes: ['no_country'] });
  });

  it('is refused if its columns contradict each other', () => {
    expect(place(['Almaty', 'KZ', '55.75', '37.62'])).toMatchObject({ found: undefined, notes: ['point_elsewhere'] });
    expect(place(['Almaty', 'KZ', '43.24', '76.9'])).toMatchObject({ found: { country: 'KZ' }, notes: [] });
    expect(place(['Almaty', 'KZ', '0', '0'])).toEqual({
      found: { country: 'KZ', locality: 'Almaty' },
      notes: [],
      wording: 'Almaty, Kazakhstan, 2020',
    });
    expect(place(['Los Angeles', 'RU', '', '', 'CA'])).toMatchObject({ found: undefined, notes: ['countries_differ'] });
    expect(place(['Los Angeles', '', '', '', 'CA'], everywhere('MX'))).toMatchObject({ notes: ['countries_differ'] });
    expect(place(['x', 'KZ'], { column: 'state', target: 'case.place.country', lenient: true })).toMatchObject({
      found: { country: 'KZ' },
    });
    expect(place(['x', 'KZ', '', '', 'RU'], { column: 'state', target: 'case.place.country' })).toMatchObject({
      found: undefined,
      notes: ['countries_differ'],
    });
  });

  it.each([
    ['US', 18.47, -66.1, true],
    ['US', 21.3, -157.85, true],
    ['FR', 4.9, -52.3, true],
    ['UA', 44.95, 34.1, true],
    ['RU', 44.95, 34.1, true],
    ['MT', 35.9, 14.5, true],
    ['SG', 1.29, 103.85, true],
    ['NO', 70.66, 23.68, true],
    ['RU', 43.24, 76.9, false],
    ['UA', 55.75, 37.62, false],
    ['US', 55.75, 37.62, false],
  ])('in %s can be at %d, %d: %s', (code, latitude, longitude, inside) =>
    expect(isInCountry(code, { latitude, longitude })).toBe(inside),
  );
});

describe('columns without a target', () => {
  const columns = ['date', 'city', 'outlet country', 'journalist city', 'editor', 'what the monitor wrote'];
  const prose = 'Two men stopped her near the office and broke her phone.';
  const suggested = suggestMapping(
    profileOf(columns, [
      ['2020-02-03', 'Moscow', 'United States', 'New York', 'AB', prose],
      ['2020-02-04', 'Almaty', 'United States', 'New York', 'CD', prose],
    ]),
  );

  it('are left out, and the place of an outlet or a person is not that of the incident', () => {
    expect(suggested.fields.map(({ target }) => target)).toEqual([
      'case.began',
      'case.place.locality',
      'case.outlet-home',
      'leave-out',
      'leave-out',
      'wording',
    ]);
    const row = applyMapping(suggested, columns).read({
      line: 2,
      cells: ['2020-02-03', 'Moscow', 'United States', 'New York', 'AB', prose],
    });
    expect(row).toMatchObject({ wording: prose, quoted: { index: 5, text: prose } });
    expect(row.facts.map((fact) => fact.property)).toEqual(['began', 'outlet-home']);
  });

  it('become notes for the desk if the profile says so, each with the name of its column', () => {
    const mapping = mappingOf({
      fields: [
        { column: 'a', target: 'case.began' },
        { column: 'b', target: 'note' },
        { column: 'c', target: 'leave-out' },
      ],
    });
    const row = readRow(mapping, ['a', 'b', 'c'], ['2018', ' Call\nher ', 'secret']);
    expect(row.deskNotes.map((note) => note.value)).toEqual([{ text: 'b: Call her', language: 'en' }]);
    expect(JSON.stringify(row)).not.toContain('secret');
  });
});

describe('a new field for a column', () => {
  it.each([
    [['yes', 'no'], 'yes-no'],
    [['1', '0'], 'count'],
    [['12', '7'], 'count'],
    [['https://example.org/a'], 'url'],
    [['KZ', 'Чехия'], 'country'],
    [['2018-03-30', '2018-04'], 'date'],
    [['30 марта 2018', '1 мая 2019'], 'date'],
    [['12', 'many'], 'text'],
    [['soon'], 'text'],
    [[], 'text'],
  ])('has a type that fits all values: %s', (texts, type) =>
    expect(guessType({ values: texts.map((text) => ({ text, count: 1 })) }).type).toBe(type),
  );
});

describe('what is for the desk', () => {
  const own = { labels: { en: 'Safe house' }, help: {}, of_kinds: ['case' as const], many: false, facet: null };
  let forget = (): void => {};
  beforeAll(() => {
    const place = { ...own, key: 'own-safe-house', value: { type: 'place' as const }, retired: false };
    forget = registerProperties([], [{ ...place, visibility: 'desk' }]);
  });
  afterAll(() => forget());
  const columns = ['source', 'house', 'date', 'label'];
  const readCells = (cells: readonly string[]) =>
    readRow(
      mappingOf({
        identity: ['date'],
        title: '{target}',
        fields: [
          { column: 'source', target: 'note' },
          { column: 'house', target: 'case.own-safe-house.locality' },
          { column: 'date', target: 'case.began' },
          { column: 'label', target: 'tags' },
        ],
      }),
      columns,
      cells,
    );

  it('is in no title or wording, also if nothing else is there', () => {
    const row = readCells(['Told by Anna', 'Borovoe', '2020-01-02', 'urgent']);
    expect([row.title, row.wording.replace(/\s/g, ' ')]).toEqual(['2020-01-02', '2 January 2020']);
  });

  it('does not make a row count as changed if it is only a tag', () => {
    const [a, b] = ['urgent', 'later'].map((tag) => readCells(['', '', '2020-01-02', tag]));
    expect([a!.tags, b!.tags, a!.hash === b!.hash]).toEqual([['urgent'], ['later'], true]);
  });
});

describe('a stored import profile', () => {
  it('from before templates and notes still loads, and a field that no longer exists is left out', () => {
    const stored = {
      fields: [
        { column: 'a', target: 'case.began', translate: [], lenient: false },
        { column: 'b', target: 'note', translate: [], lenient: false },
        { column: 'c', target: 'case.gone-field', translate: [], lenient: false },
      ],
      title: '{a}',
      identity: ['a'],
    };
    const mapping = storedMapping(stored);
    expect(mapping).toMatchObject({ wording: standardTemplate });
    expect(mapping.fields.map(({ target }) => target)).toEqual(['case.began', 'note', 'leave-out']);
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
