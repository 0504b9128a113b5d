import { expect, it } from 'vitest';
import { interfaceLocales, messages } from '../../../platform/messages/messages.ts';
import { readDuration } from '../../../record/values/duration.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { formValueOf } from './values.ts';

const inForm = (locale: string, stored: string) =>
  formValueOf(messages(locale), findProperty('retention-period')!, stored, new Map());

it('a form shows a stored duration in words', () => {
  expect(['P3M', 'P10D', 'PT24H', 'P1Y6M', 'P1DT2H30M'].map((stored) => inForm('en', stored))).toEqual([
    '3 months',
    '10 days',
    '24 hours',
    '1 year and 6 months',
    '1 day, 2 hours and 30 minutes',
  ]);
});

it.each(interfaceLocales)('what a form shows for a duration is read as the same duration (%s)', (locale) => {
  for (const stored of [
    'P1M',
    'P3M',
    'P1Y',
    'P2Y',
    'P5Y',
    'P1D',
    'P10D',
    'PT24H',
    'PT36H',
    'PT30M',
    'P1Y6M',
    'P2Y1M',
    'P1DT2H30M',
    'P2W',
  ])
    expect(readDuration(String(inForm(locale, stored)))).toBe(stored);
});
