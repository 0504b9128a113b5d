import { beforeAll, describe, expect, it } from 'vitest';
import { onBothDatabases } from '../../testing/databases.ts';
import { parseArray } from './values.ts';

onBothDatabases('values', (db) => {
  const read = async (expression: string, values: unknown[] = []): Promise<unknown> => {
    const { rows } = await db().executeSql(`select ${expression} as value`, values);
    return (rows[0] as { value: unknown }).value;
  };

  beforeAll(async () => {
    await db().executeSql(`
      create type colour as enum ('red', 'deep blue');
      create domain short as varchar(20);
      create table kept (j jsonb, js json, t timestamptz, d date, b bytea, n numeric, big bigint, a text[], i int[], c colour, cs colour[], s short, u uuid, o boolean, r real, x text);
    `);
  });

  describe('read from the database', () => {
    it.each([
      ['count(*)', 1],
      ['sum(1::bigint)', 1],
      ['9007199254740991::bigint', 9_007_199_254_740_991],
      ['9007199254740993::bigint', '9007199254740993'],
      ['-9007199254740993::bigint', '-9007199254740993'],
      ['1.50::numeric', 1.5],
      ['50200000::numeric', 50_200_000],
      ['123456789012345.5::numeric', '123456789012345.5'],
      ['0.000001::numeric', 0.000001],
      ["'NaN'::numeric", Number.NaN],
      ['0.1::real', 0.1],
      ['1e300::float8', 1e300],
      ["'-Infinity'::float8", -Infinity],
      ['7::smallint', 7],
      ['true', true],
      ['null::int', null],
      ["'2018-05-21'::date", '2018-05-21'],
      ["'2018-05-21T10:00:00.123456+06'::timestamptz", new Date('2018-05-21T04:00:00.123Z')],
      ["'0001-01-01T00:00:00Z'::timestamptz", new Date('0001-01-01T00:00:00Z')],
      ["'12345-01-01T00:00:00Z'::timestamptz", new Date('+012345-01-01T00:00:00Z')],
      ["'2018-05-21T10:00:00'::timestamp", new Date('2018-05-21T10:00:00Z')],
      [String.raw`'\x00ff5c'::bytea`, new Uint8Array([0, 255, 92])],
      [`'{"a":[1,null,"x"]}'::jsonb`, { a: [1, null, 'x'] }],
      ["'null'::jsonb", null],
      ["'[1,2]'::json", [1, 2]],
      ['array[1,null,3]', [1, null, 3]],
      [
        'array[[1,2],[3,4]]',
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [
        `array['a','b "c"','d,e','{f}','','NULL', null, E'g\\\\h']`,
        ['a', 'b "c"', 'd,e', '{f}', '', 'NULL', null, String.raw`g\h`],
      ],
      ["'{}'::int[]", []],
      ['array[9007199254740993::bigint, 2]', ['9007199254740993', 2]],
      ["array['2018-05-21T10:00:00Z'::timestamptz]", [new Date('2018-05-21T10:00:00Z')]],
      [`array['{"a":1}'::jsonb]`, [{ a: 1 }]],
      [String.raw`array['\x01'::bytea]`, [new Uint8Array([1])]],
      ["array['red'::colour]", ['red']],
      ["'deep blue'::colour", 'deep blue'],
      ["'abc'::short", 'abc'],
      ["'5e1f0bd1-9d4b-4d23-a5cc-8a1c5a3d3c3a'::uuid", '5e1f0bd1-9d4b-4d23-a5cc-8a1c5a3d3c3a'],
      ["'1 day 02:00'::interval", '1 day 02:00:00'],
      ["'қазақ 🗞️'", 'қазақ 🗞️'],
    ])('%s', async (expression, expected) => {
      expect(await read(expression)).toEqual(expected);
    });

    it('bytea as a Uint8Array, not as a subclass such as Buffer', async () => {
      expect(Object.getPrototypeOf(await read(String.raw`'\x00'::bytea`))).toBe(Uint8Array.prototype);
    });
  });

  describe('written and read back', () => {
    const at = new Date('2018-05-21T10:11:12.345Z');
    it.each([
      ['j', { a: 1 }, { a: 1 }],
      ['j', [], []],
      ['j', ['a', { b: [] }], ['a', { b: [] }]],
      ['j', [1, 2], [1, 2]],
      ['j', 5, 5],
      ['j', false, false],
      ['j', '"text of JSON"', 'text of JSON'],
      ['j', null, null],
      ['js', [{ a: 1 }], [{ a: 1 }]],
      ['t', at, at],
      ['t', '2018-05-21T10:11:12.345Z', at],
      ['d', '2018-05-21', '2018-05-21'],
      ['d', new Date('2018-05-21T23:59:00Z'), '2018-05-21'],
      ['b', new Uint8Array([0, 1, 255]), new Uint8Array([0, 1, 255])],
      ['b', Buffer.from([1, 2]).subarray(1), new Uint8Array([2])],
      ['n', 160_000, 160_000],
      ['n', '50200000.25', 50_200_000.25],
      ['big', 9_007_199_254_740_993n, '9007199254740993'],
      [
        'a',
        ['x', null, 'y "z"', 'ü,', '', 'null', String.raw`\\`, 'a\nb'],
        ['x', null, 'y "z"', 'ü,', '', 'null', String.raw`\\`, 'a\nb'],
      ],
      ['a', [], []],
      ['i', [1, null, -3], [1, null, -3]],
      [
        'i',
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 2],
          [3, 4],
        ],
      ],
      ['c', 'deep blue', 'deep blue'],
      ['cs', ['red', 'deep blue'], ['red', 'deep blue']],
      ['s', 'short', 'short'],
      ['o', true, true],
      ['r', 1.5, 1.5],
      ['x', 'text', 'text'],
      ['x', 42, '42'],
      ['x', undefined, null],
    ])('%s (case %#)', async (column, value, expected) => {
      const { rows } = await db().executeSql(`insert into kept (${column}) values ($1) returning ${column} as value`, [
        value,
      ]);
      expect(rows).toEqual([{ value: expected }]);
    });

    it('as sets, by unnest and as records', async () => {
      const { rows } = await db().executeSql(
        'select * from unnest($1::int[], $2::text[], $3::timestamptz[], $4::jsonb[]) as t(i, x, t, j)',
        [
          [1, 2],
          ['a', null],
          [at, null],
          [{ a: [1] }, ['b']],
        ],
      );
      expect(rows).toEqual([
        { i: 1, x: 'a', t: at, j: { a: [1] } },
        { i: 2, x: null, t: null, j: ['b'] },
      ]);
      const records = await db().executeSql('select * from jsonb_to_recordset($1) as t(i int, x text)', [
        [{ i: 1, x: 'a' }, { i: 2 }],
      ]);
      expect(records.rows).toEqual([
        { i: 1, x: 'a' },
        { i: 2, x: null },
      ]);
    });
  });
});

describe('an array literal', () => {
  it.each([
    ['{}', []],
    ['{a,b}', ['a', 'b']],
    [
      '{{a,NULL},{"NULL",c}}',
      [
        ['a', null],
        ['NULL', 'c'],
      ],
    ],
    ['[2:3]={x,y}', ['x', 'y']],
    [String.raw`{"a\"b","c\\d",""}`, ['a"b', String.raw`c\d`, '']],
  ])('%s', (literal, expected) => {
    expect(parseArray(literal, (text) => text)).toEqual(expected);
  });
});
