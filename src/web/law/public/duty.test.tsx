import { expect, it } from 'vitest';
import { unnamed } from '../../../publishing/publication/publication.ts';
import { plainView, renderFragment } from '../../kit/view.tsx';
import type { DutyOnDay } from '../../../law/duties/load-duties.ts';
import { DutyStatus } from './duty.tsx';

it.each([
  ['in-force', '2020-01-01', null, 'In force Since 1 January 2020'],
  ['in-force', '2020-01-01', '2027-01-01', 'In force Since 1 January 2020 · Until 1 January 2027'],
  ['not-yet', '2027-01-01', null, 'Not in force yet In force from 1 January 2027'],
] as const)('the status of a duty that is %s since %s is said once', (standing, since, ended, expected) => {
  const one = { standing, since, made: null, duty: { ended } } as DutyOnDay;
  const html = renderFragment(plainView({ paper: unnamed }), <DutyStatus one={one} />);
  expect(
    html
      .replace(/<[^>]+>/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  ).toBe(expected);
});
