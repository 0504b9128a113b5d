import { expect, it } from 'vitest';
import { eventTypes, plateOfEvent } from './event-types.data.ts';
import { plateFor, plateForIncident } from './plates.ts';

it('gives each event type a drawing: its own, that of its broader type, or the general one', () => {
  expect(plateFor('detention')).toBe('custody');
  expect(plateFor('house-arrest')).toBe('custody');
  expect(plateFor('acquittal')).toBe('freedom');
  expect(plateFor('conviction')).toBe('court');
  expect(plateFor('award')).toBe('record');
  expect(plateFor('a-type-of-tomorrow')).toBe('record');
  const keys = new Set<string>(eventTypes.map(({ key }) => key));
  expect(Object.keys(plateOfEvent).filter((key) => !keys.has(key))).toEqual([]);
});

it('gives each incident type the drawing of its event', () => {
  expect(plateForIncident('blocking')).toBe('silence');
  expect(plateForIncident('arrest')).toBe('custody');
  expect(plateForIncident('restrictive-law')).toBe('law');
  expect(plateForIncident('unknown')).toBe('record');
});
