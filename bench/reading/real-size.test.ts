import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPage } from '../../scripts/corpus/page.ts';
import { draftPage } from '../../src/drafting/draft.ts';
import { extract } from '../../src/evidence/extract/extract.ts';
import { realSizePages } from './real-size.ts';

const names = ['en-001', 'en-004', 'en-007', 'en-008'];
const pages = names.map((name) => {
  const file = join(process.cwd(), `corpus/pages/en/${name}.html`);
  return readPage(file, readFileSync(file, 'utf8')).page;
});

test('a page of real size has the articles of several pages, within a large template', () => {
  const [made] = realSizePages(pages);
  expect(made!.length).toBeGreaterThan(100_000);
  expect(made!.length).toBeLessThan(200_000);
  const { fields } = draftPage(extract(Buffer.from(made!), { contentType: 'text/html' }));
  expect(fields.title).toBe(pages[0]!.title);
  expect(fields.published).toBe('2026-05-11');
  expect(fields.body.join('\n').length).toBeGreaterThan(4600);
  const paragraphs = pages[0]!.blocks.flatMap(({ role, text }) => (role === 'body' ? [text] : []));
  expect(fields.body.slice(0, paragraphs.length)).toEqual(paragraphs);
});
