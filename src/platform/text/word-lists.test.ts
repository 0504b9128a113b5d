import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../config/package-root.ts';
import { z } from 'zod';
import { checkLists, phrase, readLists, readWords, word } from './word-lists.ts';

const read = (text: string) => readLists('a/words.txt', text, { animals: word, sayings: phrase });

describe('a file of word lists', () => {
  it('has one entry per line under each heading; comments and blank lines are skipped', () => {
    expect(read('# What it is for.\n\n[animals]\ncat\n  dog \n\n# More.\n[sayings]\nas it were\n')).toEqual({
      animals: ['cat', 'dog'],
      sayings: ['as it were'],
    });
    expect(readWords('a/words.txt', '[b]\nx\ny', ['b']).b).toEqual(new Set(['x', 'y']));
  });

  it.each([
    ['cat\n[animals]', 'line 1: A heading such as "[name]" must come before the first entry.'],
    ['[plants]', 'line 1: There is no list "plants" here. The lists are: animals, sayings.'],
    ['[animals]\ncat\n[animals]', 'line 3: The list "animals" is here twice.'],
    ['[animals]\ncat\n\ncat', 'line 4: "cat" is in the list "animals" twice.'],
    ['[animals]\nblack cat', 'line 2: "black cat" must be a single word.'],
  ])('names the line that is wrong: %j', (text, message) => {
    expect(() => read(text)).toThrow(`src/a/words.txt, ${message}`);
  });

  it('names the missing list', () => {
    expect(() => read('[animals]\ncat\n[sayings]')).toThrow('src/a/words.txt: The list "sayings" is missing or empty.');
  });
});

it('names the key of a JSON file that is wrong', () => {
  const schema = z.strictObject({ rules: z.array(z.strictObject({ words: z.array(z.string()) })) });
  expect(checkLists('a/en.json', schema, { rules: [{ words: ['x'] }] }).rules).toHaveLength(1);
  const wrong = () => checkLists('a/en.json', schema, { rules: [{ words: ['x', 5] }] });
  expect(wrong).toThrow('src/a/en.json: ');
  expect(wrong).toThrow('rules[0].words[1]');
});

it('every file of word lists that the code names exists', () => {
  const source = join(packageRoot, 'src');
  const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(source, file), 'utf8'));
  const named = code.flatMap((text) =>
    [...text.matchAll(/\b(?:read(?:Lists|Words)|checkLists)\(\s*'([^']+)'/g)].map((match) => match[1]!),
  );
  expect(named).not.toEqual([]);
  expect(named.filter((file) => !existsSync(join(source, file)))).toEqual([]);
});
