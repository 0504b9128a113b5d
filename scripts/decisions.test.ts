import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const folder = new URL('../docs/decisions/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const files = readdirSync(folder).filter((name) => name !== 'README.md');
const index = [...read('README.md').matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(([, name]) => name);
const link = /\[(\d{4})\]\((\d{4}-[^)]+\.md)\)/g;

describe('decisions', () => {
  test('have unique numbers', () => {
    const numbers = files.map((name) => /^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1] ?? name);
    expect(numbers.filter((number, at) => !/^\d{4}$/.test(number) || numbers.indexOf(number) !== at)).toEqual([]);
  });

  test('are in the index, each once', () => {
    expect(index.toSorted()).toEqual(files.toSorted());
  });

  test.each(files)('%s has a title, a date, a status and the three headings', (name) => {
    const [title, , date, , status, ...rest] = read(name).split('\n');
    expect(title).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. \\S`));
    expect(date).toMatch(/^Date: \d{4}-\d{2}-\d{2}$/);
    expect(status).toMatch(/^Status: (Accepted|(Superseded|Changed) by \[\d{4}\].+)$/);
    const headings = rest.filter((line) => line.startsWith('## '));
    expect(headings).toEqual(['## Context', '## Decision', '## Consequences']);
    for (const heading of headings) expect(rest[rest.indexOf(heading) + 2]).toMatch(/\S/);
  });

  test.each(files)('%s links to existing decisions, by their numbers', (name) => {
    const wrong = [...read(name).matchAll(link)].filter(
      ([, number, to]) => !files.includes(to!) || to!.slice(0, 4) !== number,
    );
    expect(wrong.map(([all]) => all)).toEqual([]);
  });
});
