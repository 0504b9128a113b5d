import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { pageFiles, isSecond, readPages } from '../scripts/corpus/command.ts';
import type { Page } from '../scripts/corpus/scheme.ts';
import { reliability } from '../scripts/train/calibrate.ts';
import { writeReliability } from '../scripts/train/reliability.ts';
import { noFields } from '../scripts/train/sequences.ts';
import { readArticle } from '../src/drafting/article.ts';
import { draftPage } from '../src/drafting/draft.ts';
import { englishReader, rulesOnly, type Reader } from '../src/drafting/model/reader.ts';
import type { Draft } from '../src/drafting/schema.ts';
import { readText } from '../src/evidence/extract/extract-text.ts';
import { extract, type Extracted } from '../src/evidence/extract/extract.ts';
import { shownClaims } from './reading/confidence.ts';
import { errorsIn, errorsOfStatements } from './reading/errors.ts';
import { gumSplit, readGum, type GumDocument } from './reading/gum.ts';
import { realSizePages } from './reading/real-size.ts';
import { bagOfWords, f1, precision, recall, share, type Tally } from './reading/measures.ts';
import { add, bodyOf, measures, scorePage, scoreStatements, type Figures } from './reading/score.ts';

type Groups = Record<string, Figures>;
let reader: Reader = englishReader();
const before = join(process.cwd(), 'bench/reading/figures.json');
const gumFolder = join(process.cwd(), '../shared/corpora/gum');

/**
 * Measures what automatic reading finds in the pages of `corpus/`, and how well it finds who says what in the dev and
 * test documents of GUM, an annotated corpus of English. Prints the earlier figures (`bench/reading/figures.json`)
 * beside the new ones. `measures` in `reading/score.ts` explains how values are counted. For blind pages and GUM's test
 * documents, only sums are printed.
 *
 * `npm run bench reading save` stores the figures for later runs. `npm run bench reading errors` lists the errors on
 * the open pages and on GUM's training documents instead. `npm run bench reading rules` measures the rules without the
 * model. `npm run bench reading open` measures the open pages only: blind pages stay a fair measure if their figures
 * are rarely looked at. `npm run bench reading confidence` measures how often claims of blind English pages are right,
 * by their confidence, and draws the plot of docs/reading-model.md again.
 */
export async function bench(command?: string): Promise<void> {
  const files = pageFiles(join(process.cwd(), 'corpus/pages')).filter((file) => !isSecond(file));
  const pages = readPages(files).pages.map(({ page }) => page);
  if (command === 'rules') reader = rulesOnly;
  if (command === 'errors') return listErrors(pages);
  if (command === 'confidence') return measureConfidence(pages);
  const measured = command === 'open' ? pages.filter(({ split }) => split !== 'blind') : pages;
  const groups: Groups = {};
  const count = (group: string, figures: Figures): void => {
    groups[group] = add(groups[group] ?? {}, figures);
  };
  for (const page of measured) {
    const { extracted, draft } = read(page);
    const readable = page.format === 'html' ? readability(page.clean) : null;
    count(groupOf(page), {
      ...scorePage(page, draft, extracted.text),
      ...(readable === null ? {} : { readability: share(f1(bagOfWords(bodyOf(page), readable)), 1) }),
    });
  }
  const gum = command !== 'open' && existsSync(gumFolder);
  if (gum)
    for (const part of ['dev', 'test'] as const)
      for (const document of gumSplit[part].map(loadGum)) count(`GUM ${part}`, scoreDocument(document));

  const known = existsSync(before) ? (JSON.parse(readFileSync(before, 'utf8')) as Groups) : {};
  const groupsOf = (language: string): string[] =>
    command === 'open' ? [`${language} open`] : [`${language} open`, `${language} blind`];
  for (const language of ['en', 'ru', 'kk']) print(language, groupsOf(language), groups, known);
  if (command === 'open') return;
  if (gum) print('GUM', ['GUM dev', 'GUM test'], groups, known);
  else console.log('\nGUM was not measured: ../shared/corpora/gum is missing.');
  time(pages);
  if (command === 'save') {
    writeFileSync(before, `${JSON.stringify(groups, null, 2)}\n`);
    console.log(`\nWritten to ${before}`);
  }
}

function measureConfidence(pages: readonly Page[]): void {
  const claims = pages
    .filter((page) => groupOf(page) === 'en blind')
    .flatMap((page) => {
      const { extracted, draft } = read(page);
      return shownClaims(page, draft, extracted.text);
    });
  const blind = reliability(
    claims,
    claims.map(({ chance }) => chance),
  );
  for (const { from, count, shown: mean, right } of blind)
    console.log(
      `from ${from.toFixed(1)}${String(count).padStart(7)}${shown(mean).padStart(8)}${shown(right).padStart(8)}`,
    );
  writeReliability(process.cwd(), { blind });
}

const groupOf = ({ languages, split }: Page): string => `${languages[0]} ${split === 'blind' ? 'blind' : 'open'}`;

function draftOf(bytes: Uint8Array, format: Page['format']): { extracted: Extracted; draft: Draft } {
  const type = format === 'html' ? 'text/html' : 'text/plain';
  const extracted = extract(bytes, { contentType: `${type}; charset=utf-8` });
  return { extracted, draft: draftPage(extracted, { reader }) };
}
const read = ({ clean, format }: Page): ReturnType<typeof draftOf> => draftOf(Buffer.from(clean), format);

function readability(markup: string): string {
  const { document } = parseHTML(markup);
  return new Readability(document).parse()?.textContent ?? '';
}

const loadGum = (name: string): GumDocument =>
  readGum(name, readFileSync(join(gumFolder, `GUM_${name}.conllu`), 'utf8'));

/**
 * GUM does not mark cues (the words that attribute, such as "said"), so source, cue and content cannot be compared
 * together.
 */
function scoreDocument(document: GumDocument): Figures {
  const { triples: _, ...figures } = scoreStatements(document.text, document.statements, readDocument(document));
  return figures;
}

/** Drafts a document as if all of it were the body of an article, because only who says what is measured. */
function readDocument({ text }: GumDocument): Pick<Draft, 'claims'> {
  const blocks = readText(text);
  const page: Extracted = { kind: 'text', text, charset: 'utf-8', declared: null, doubtful: false, blocks };
  return readArticle(
    page,
    blocks.map(() => ({ kind: 'body' })),
    noFields,
    null,
    reader,
  );
}

const shown = (value: number): string => value.toFixed(3).replace(/^0\./, '.');

function rows(figures: Figures | undefined): [string, string][] {
  return measures.flatMap(({ key, label, shown: as }): [string, string][] => {
    const value: Tally | undefined = figures?.[key];
    if (!value || value.found + value.expected === 0) return [[label, '–']];
    if (as === 'precision-recall-f')
      return [
        [`${label}, precision`, shown(precision(value))],
        [`${label}, recall`, shown(recall(value))],
        [`${label}, F1`, shown(f1(value))],
      ];
    if (as === 'f') return [[label, shown(f1(value))]];
    if (as === 'per 200') return [[label, (recall(value) * 200).toFixed(1)]];
    return [[label, shown(recall(value))]];
  });
}

/** Prints a table of one language: the figures of each group, and the stored ones of an earlier run. */
function print(name: string, names: readonly string[], now: Groups, known: Groups): void {
  const columns = names.flatMap((group) => [new Map(rows(now[group])), new Map(rows(known[group]))]);
  const heads = names.flatMap((group) => [group.replace(`${name} `, ''), 'before']);
  const line = (label: string, cells: readonly string[]): string =>
    `${label.padEnd(42)}${cells.map((cell) => cell.padStart(9)).join('')}`;
  console.log(`\n${line(name, heads)}`);
  for (const [label] of rows(now[names[0]!])) {
    const cells = columns.map((column) => column.get(label) ?? '–');
    if (cells.some((cell) => cell !== '–')) console.log(line(label, cells));
  }
}

/** Prints how long drafts and Readability take: the best of three rounds. On each page, the two take turns. */
function time(pages: readonly Page[]): void {
  const best = (act: () => void): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const { user, system } = process.cpuUsage();
        act();
        const used = process.cpuUsage();
        return (used.user + used.system - user - system) / 1000;
      }),
    );
  console.log(
    `\n${'milliseconds of processor per HTML page'.padEnd(42)}${'draft'.padStart(9)}${'Read.'.padStart(9)}${'ratio'.padStart(9)}`,
  );
  const print = (label: string, markups: readonly string[]): void => {
    const times = markups.map((markup) => [
      best(() => void draftOf(Buffer.from(markup), 'html')),
      best(() => void readability(markup)),
    ]);
    const mean = (at: 0 | 1): number => times.reduce((sum, one) => sum + one[at]!, 0) / times.length;
    console.log(
      `${label.padEnd(42)}${mean(0).toFixed(1).padStart(9)}${mean(1).toFixed(1).padStart(9)}${(mean(0) / mean(1)).toFixed(2).padStart(9)}`,
    );
  };
  for (const language of ['en', 'ru', 'kk']) {
    const some = pages.filter(({ languages, format }) => languages[0] === language && format === 'html');
    print(
      `  ${language}, ${some.length} pages`,
      some.map(({ clean }) => clean),
    );
    const large = realSizePages(pages.filter(({ languages }) => languages[0] === language));
    print(`  ${language}, ${large.length} of real size`, large);
  }
}

function listErrors(pages: readonly Page[]): void {
  for (const page of pages.filter(({ split }) => split !== 'blind')) {
    const { extracted, draft } = read(page);
    for (const line of errorsIn(page, draft, extracted.text)) console.log(`${page.id}: ${line}`);
  }
  if (!existsSync(gumFolder)) return;
  const split = new Set<string>([...gumSplit.dev, ...gumSplit.test]);
  const names = readdirSync(gumFolder).flatMap((file) => /^GUM_(\w+)\.conllu$/.exec(file)?.[1] ?? []);
  for (const document of names.filter((name) => !split.has(name)).map(loadGum))
    for (const line of errorsOfStatements(document.text, document.statements, readDocument(document)))
      console.log(`${document.name}: ${line}`);
}
