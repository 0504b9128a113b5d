import { describe, expect, it } from 'vitest';
import { onDate, readDay, sinceOf, changeDays, type Dated } from './on-date.ts';
import type { VersionAct } from '../tables.ts';

const version = (
  act: VersionAct,
  commences: string | null,
  made: string | null = null,
): Dated & { act: VersionAct } => ({ act, since: sinceOf(commences, made) });

describe('the status of a provision on a day', () => {
  const [enacted, replaced, repealed] = [
    version('enacts', '2015-04-01'),
    version('replaces', '2016-01-01'),
    version('repeals', '2018-05-20'),
  ];

  it.each([
    ['2015-03-31', 'not-yet', null],
    ['2015-04-01', 'in-force', enacted],
    ['2015-12-31', 'in-force', enacted],
    ['2016-01-01', 'in-force', replaced],
    ['2018-05-20', 'repealed', null],
  ])('%s: %s', (day, standing, expected) => {
    // The versions are deliberately not given in the order of time.
    expect(onDate([repealed, enacted, replaced], day)).toMatchObject({ standing, version: expected, perhaps: [] });
  });

  it('may have changed on any day of a month, if the source gives only the month', () => {
    const vague = version('replaces', '2017-03');
    expect(onDate([enacted, vague], '2017-02-28')).toMatchObject({ version: enacted, perhaps: [] });
    expect(onDate([enacted, vague], '2017-03-10')).toMatchObject({
      standing: 'in-force',
      version: enacted,
      perhaps: [vague],
    });
    expect(onDate([enacted, vague], '2017-03-31')).toMatchObject({ version: vague, perhaps: [] });
  });

  it('is “not yet” before the provision was made, and uncertain afterwards if its commencement is not in the record', () => {
    const signed = version('enacts', null, '2017-12-28');
    expect(onDate([signed], '2017-12-27')).toEqual({ standing: 'not-yet', version: null, perhaps: [], by: null });
    expect(onDate([signed], '2017-12-28')).toEqual({
      standing: 'uncertain',
      version: signed,
      perhaps: [signed],
      by: null,
    });
    const unknown = version('enacts', null);
    expect(onDate([unknown], '1990-01-01')).toMatchObject({ standing: 'uncertain', version: unknown });
    expect(onDate([], '2018-01-01')).toEqual({ standing: 'not-yet', version: null, perhaps: [], by: null });
  });

  it('is “in force” again if the provision is replaced after its repeal, and “struck down” after a ruling', () => {
    expect(
      onDate([enacted, version('repeals', '2016-01-01'), version('replaces', '2017-01-01')], '2017-06-01').standing,
    ).toBe('in-force');
    const ruling = version('strikes-down', '2016-01-01');
    expect(onDate([enacted, ruling], '2017-06-01')).toMatchObject({ standing: 'struck-down', by: ruling });
  });

  it('changes only on the days when a version is made or may commence', () => {
    expect(changeDays([enacted, version('replaces', '2017-03'), version('inserts', null, '2017-12-28')])).toEqual([
      '2015-04-01',
      '2017-03-01',
      '2017-03-31',
      '2017-12-28',
    ]);
  });
});

it('a day is read only if it exists in the calendar', () => {
  expect(['2016-02-29', '2017-02-29', '2017-13-01', '17-1-1', '', null].map(readDay)).toEqual([
    '2016-02-29',
    null,
    null,
    null,
    null,
    null,
  ]);
});
