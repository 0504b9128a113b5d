import { expect, it } from 'vitest';
import { registerProperties } from '../../record/vocabulary/register-properties.ts';
import { assertFilters } from './filters.ts';

it('filters by a property of this installation are accepted while it has it, and misspelled ones never', () => {
  const border = { key: 'border-crossed', label: 'Border', value: { type: 'country' }, facet: 'border' } as const;
  const forget = registerProperties([{ ...border, of_kinds: ['case'], many: true }]);
  expect(() => assertFilters('?border=ge&country=KZ&q=words')).not.toThrow();
  expect(() => assertFilters('?contry=KZ')).toThrow('invalid_input');
  forget();
  expect(() => assertFilters('?border=ge')).toThrow('invalid_input');
});
