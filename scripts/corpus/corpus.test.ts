import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/platform/config/package-root.ts';
import { agreementTogether } from './agreement.ts';
import { comparePages, counts, isSecond, pageFiles, readPages } from './command.ts';
import {
  acts,
  claimForms,
  factKinds,
  kinds,
  modes,
  outcomes,
  regions,
  roles,
  styles,
  templates,
  type Span,
} from './scheme.ts';

const { pages, problems } = readPages(pageFiles(join(packageRoot, 'corpus/pages')));
const plain = (text: string): string => text.replace(/\s+/g, '');

it('the corpus has pages in each language, and none has a problem', () => {
  expect(problems).toEqual([]);
  expect([...new Set(pages.map(({ page }) => page.languages[0]))].toSorted()).toEqual(['en', 'kk', 'ru']);
});

it('the README has the current counts of pages and annotations, and of the agreement of annotators', () => {
  const readme = readFileSync(join(packageRoot, 'corpus/README.md'), 'utf8');
  expect(readme).toContain(agreementTogether(comparePages({ pages, problems }).compared));
  expect(readme).toContain(counts(pages.filter(({ file }) => !isSecond(file)).map(({ page }) => page)));
});

it.each(pages)('$page.id: its spans have their text, and another parser finds its words', ({ page }) => {
  const spans: Span[] = [
    ...page.blocks,
    ...page.mentions,
    ...page.facts,
    ...page.claims.flatMap(({ content, chain }) => [
      ...content,
      ...chain.flatMap(({ source, cue }) => [...source, ...cue]),
    ]),
    ...page.incidents.flatMap((incident) => incident.spans),
  ];
  expect(spans.length).toBeGreaterThan(0);
  expect(spans.filter(({ start, end, text }) => page.text.slice(start, end) !== text)).toEqual([]);
  const visible = plain(page.format === 'html' ? (parseHTML(page.clean).document.body.textContent ?? '') : page.clean);
  expect(page.blocks.filter(({ text }) => !visible.includes(plain(text)))).toEqual([]);
});

it('the guidelines name every value that the checks accept, and no act that does not exist', () => {
  const guidelines = readFileSync(join(packageRoot, 'corpus/GUIDELINES.md'), 'utf8');
  const words = [
    ...templates,
    ...styles,
    ...kinds,
    ...modes,
    ...claimForms,
    ...roles,
    ...regions,
    ...Object.keys(outcomes),
  ];
  const missing = words.filter((word) => !new RegExp(`\`(\\[\\[)?${word}[\`| ]`).test(guidelines));
  expect([...missing, ...factKinds.filter((kind) => !guidelines.includes(`\`${kind}=`))]).toEqual([]);
  const named = /the act, from `[^`]+`: ([a-z, -]+) …/.exec(guidelines)?.[1]?.split(', ') ?? [];
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((act) => !acts.includes(act))).toEqual([]);
});
