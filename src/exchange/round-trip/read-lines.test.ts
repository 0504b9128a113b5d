import { expect, it } from 'vitest';
import { readLines } from './read-lines.ts';

it('a line with text that the database cannot store is refused by its number', () => {
  for (const line of ['{"title":"a\\u0000"}', '{"title":"\\ud800"}', '{"a\\u0000":1}', '{"title":'])
    expect(() => readLines(`{"type":"kronika"}\n${line}\n`)).toThrow(
      expect.objectContaining({ code: 'invalid_input', fields: [{ path: 'line 2', message: 'exchange.exports.line.not_json' }] }),
    ); // prettier-ignore
});
