import { expect, it } from 'vitest';
import { readPage } from './page-text.ts';

it('the text of a page has paragraphs, headings, lists and links', () => {
  expect(
    readPage(
      'Write to\nus: [by mail](mailto:a@example.org).\n\n## Who we are\n\n- Ada\n- [Bo](/actors/2)\n\n1. First\n2. Second',
    ).blocks,
  ).toEqual([
    {
      type: 'paragraph',
      spans: [{ text: 'Write to us: ' }, { text: 'by mail', href: 'mailto:a@example.org' }, { text: '.' }],
    },
    { type: 'heading', spans: [{ text: 'Who we are' }] },
    { type: 'points', items: [[{ text: 'Ada' }], [{ text: 'Bo', href: '/actors/2' }]] },
    { type: 'steps', items: [[{ text: 'First' }], [{ text: 'Second' }]] },
  ]);
});

it('the text of a page has no dangerous links, and HTML in it is never interpreted', () => {
  for (const address of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//elsewhere.example',
    'vbscript:x',
    '/\\elsewhere.example',
    'https://a.example/"onclick="x',
  ]) {
    const read = readPage(`See [this](${address}) now`);
    expect([
      address,
      read.problem !== null ||
        read.blocks.every((block) => 'spans' in block && block.spans.every((span) => span.href === undefined)),
    ]).toEqual([address, true]);
  }
  expect(readPage('<script>alert(1)</script>').blocks).toEqual([
    { type: 'paragraph', spans: [{ text: '<script>alert(1)</script>' }] },
  ]);
});
