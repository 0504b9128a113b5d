import fc from 'fast-check';
import { isEdtf } from '../edtf/edtf.ts';

const pad = (value: number, width: number) => String(value).padStart(width, '0');

const year = fc.integer({ min: 1, max: 9998 }).map((value) => pad(value, 4));
const month = fc.integer({ min: 1, max: 12 }).map((value) => pad(value, 2));
const day = fc.integer({ min: 1, max: 28 }).map((value) => pad(value, 2));
const mark = fc.constantFrom('', '', '', '~', '?', '%');

/** A day, month or year near 2018, so that about half of all pairs overlap. */
const near = fc
  .tuple(
    fc.integer({ min: 2017, max: 2018 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 31 }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([y, m, d, parts]) => [pad(y, 4), pad(m, 2), pad(m === 2 ? Math.min(d, 28) : d, 2)].slice(0, parts).join('-'));

const unspecified = fc.constantFrom(
  '2018-03-XX',
  '2018-XX',
  '201X',
  '2018-XX-15',
  '2018-03-2X',
  '20XX',
  '2018-0X-1X',
  '2018-1X',
);
const seasonal = fc
  .tuple(fc.integer({ min: 2016, max: 2018 }), fc.integer({ min: 21, max: 41 }))
  .map(([y, part]) => `${y}-${part}`);
const marked = fc.tuple(fc.oneof(near, unspecified, seasonal), mark).map(([date, sign]) => date + sign);
const timed = fc
  .tuple(
    fc.constantFrom('2018-03-02', '2018-03-03'),
    fc.constantFrom('T10:00', 'T10:00:00', 'T10:00:30'),
    fc.constantFrom('', 'Z', '+06:00'),
  )
  .map((parts) => parts.join(''));

const set = fc
  .tuple(
    fc.constantFrom('[]', '{}'),
    fc.array(
      fc.oneof(
        near,
        fc.tuple(near, near).map(([from, to]) => [from, to].toSorted().join('..')),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([brackets, items]) => `${brackets[0]}${items.join(',')}${brackets[1]}`);
const end = fc.oneof(marked, fc.constantFrom('', '..'));
const interval = fc.tuple(end, end).map((ends) => ends.join('/'));

/** Dates of all kinds that the record accepts, many of them close to each other. */
export const edtfText = fc
  .oneof(
    marked,
    marked,
    timed,
    set,
    interval,
    fc.tuple(year, month, day).map((parts) => parts.join('-')),
  )
  .filter(isEdtf);
