import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../platform/package-root.ts';
import { exportFiles } from '../export/open-export.ts';
import { recordLine } from './jsonl-lines.ts';
import { fieldsMark, fieldsOf } from './docs.ts';

const read = (name: string): string => readFileSync(join(packageRoot, 'docs', 'formats', name), 'utf8');

describe('docs/formats', () => {
  it.each(['csv', 'esf'] as const)('%s.md says column by column what is exported (UPDATE_DOCS=1 writes it anew)', (name) => {
    const page = read(`${name}.md`);
    const [begin, end] = [page.indexOf(fieldsMark.begin) + fieldsMark.begin.length, page.indexOf(fieldsMark.end)];
    const wanted = `\n\n${fieldsOf()[name]}\n`;
    if (process.env['UPDATE_DOCS']) writeFileSync(join(packageRoot, 'docs', 'formats', `${name}.md`), page.slice(0, begin) + wanted + page.slice(end));
    else expect(page.slice(begin, end)).toBe(wanted);
  });

  it('names every file, and every field of every line', () => {
    const all = read('README.md');
    for (const file of Object.keys(exportFiles)) if (!file.endsWith('-metadata.json')) expect([file, all.includes(`/export/${file}`)]).toEqual([file, true]);
    const lines = read('jsonl.md');
    for (const line of recordLine.options) for (const field of Object.keys(line.shape)) if (field !== 'type') expect([line.shape.type.value, field, lines.includes(`\`${field}\``)]).toEqual([line.shape.type.value, field, true]);
  });
});
