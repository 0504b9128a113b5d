import { expect, it } from 'vitest';
import { registerProperties } from '../../record/vocabulary/register-properties.ts';
import { assertFilters } from './filters.ts';

it('a filter by a property of this installation is accepted while the property exists; a misspelled filter never is', () => {
  const border = {
    key: 'border-crossed',
    labels: { en: 'Border' },
    help: {},
    value: { type: 'country' },
    facet: 'border',
  } as const;
  const open = { visibility: 'public', retired: false } as const;
  const forget = registerProperties([], [{ ...border, ...open, of_kinds: ['case'], many: true }]);
  expect(() => assertFilters('?border=ge&country=KZ&q=words')).not.toThrow();
  expect(() => assertFilters('?contry=KZ')).toThrow('invalid_input');
  forget();
  expect(() => assertFilters('?border=ge')).toThrow('invalid_input');
});
