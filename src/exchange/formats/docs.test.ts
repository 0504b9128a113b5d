import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../platform/config/package-root.ts';
import { exportFiles } from '../export/open-export.ts';
import { recordLine } from './jsonl-lines.ts';
import { fieldsMark, fieldsOf } from './docs.ts';

const read = (name: string): string => readFileSync(join(packageRoot, 'docs', 'formats', name), 'utf8');

describe('docs/formats', () => {
  it.each(['csv', 'esf'] as const)('%s.md lists the exported columns (UPDATE_DOCS=1 rewrites it)', (name) => {
    const page = read(`${name}.md`);
    const [begin, end] = [page.indexOf(fieldsMark.begin) + fieldsMark.begin.length, page.indexOf(fieldsMark.end)];
    const wanted = `\n\n${fieldsOf()[name]}\n`;
    if (process.env['UPDATE_DOCS'])
      writeFileSync(
        join(packageRoot, 'docs', 'formats', `${name}.md`),
        page.slice(0, begin) + wanted + page.slice(end),
      );
    expect(process.env['UPDATE_DOCS'] ? wanted : page.slice(begin, end)).toBe(wanted);
  });

  it('describes every file, and every field of every line', () => {
    const all = read('README.md');
    const files = Object.keys(exportFiles).filter((file) => !file.endsWith('-metadata.json'));
    expect(files.filter((file) => !all.includes(`/export/${file}`))).toEqual([]);
    const lines = read('jsonl.md');
    const fields = recordLine.options.flatMap((line) =>
      Object.keys(line.shape).map((field) => [line.shape.type.value, field] as const),
    );
    expect(fields.filter(([, field]) => field !== 'type' && !lines.includes(`\`${field}\``))).toEqual([]);
  });
});
