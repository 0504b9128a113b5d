import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { agreement, agreementByPage, agreementTogether, type Agreement } from './agreement.ts';
import { readPage } from './page.ts';
import { languages, type Page, type Problem } from './scheme.ts';

const usage = `node scripts/corpus.mjs COMMAND
  check [FILE …]   Check these pages, or all of them
  show FILE        Print what the marks of a page say, to read it through
  strip FILE       Print the page without marks, with an empty header, for the second annotation
  write FOLDER     Write each page without marks, and its annotations as JSON, to FOLDER
  counts           Count what is annotated, by language
  agreement        Compare the pages that are annotated twice, each and together`;

const isPage = (file: string): boolean => /\.(html|txt)$/.test(file);
export const isSecond = (file: string): boolean => /\.second\.(html|txt)$/.test(file);

/** The paths of all pages of the corpus. */
export function pageFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter(isPage)
    .toSorted();
}

/** Reads pages. Checks that no id is used twice, and that a second annotation has the same text as the first. */
export function readPages(files: readonly string[]): { pages: { file: string; page: Page }[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const pages = files.map((file) => {
    const read = readPage(file, readFileSync(file, 'utf8'));
    problems.push(...read.problems);
    return { file, page: read.page };
  });
  const ids = new Map<string, string>();
  for (const { file, page } of pages.filter((each) => !isSecond(each.file))) {
    const before = ids.get(page.id);
    if (before)
      problems.push({ file, line: 1, problem: `The id ${page.id} is also that of ${before}. Take another number.` });
    ids.set(page.id, file);
  }
  for (const { file, page } of pages.filter((each) => isSecond(each.file))) {
    const first = pages.find((other) => !isSecond(other.file) && other.page.id === page.id);
    if (first && first.page.clean !== page.clean) {
      const problem = `Without marks, the page is not that of ${first.file}. Undo what you changed besides marks and fields.`;
      problems.push({ file, line: 1, problem });
    }
  }
  return { pages, problems };
}

/** Runs a command, and returns the exit code: 1 if a page has a problem. */
export function corpusCommand(root: string, [command, ...args]: readonly string[]): number {
  const all = (): string[] => pageFiles(join(root, 'corpus/pages'));
  const say = (problems: readonly Problem[]): void => {
    for (const { file, line, problem } of problems)
      console.error(`${relative(process.cwd(), file)}:${line}: ${problem}`);
  };
  const [first] = args;
  if (command === 'check') {
    const { pages, problems } = readPages(args.length > 0 ? args : all());
    say(problems);
    console.log(`${pages.length} page(s), ${problems.length} problem(s)`);
    return problems.length > 0 ? 1 : 0;
  }
  if (command === 'show' && first) {
    const { page, problems } = readPage(first, readFileSync(first, 'utf8'));
    say(problems);
    console.log(describe(page));
    return problems.length > 0 ? 1 : 0;
  }
  if (command === 'strip' && first) {
    process.stdout.write(strip(readFileSync(first, 'utf8'), readPage(first, readFileSync(first, 'utf8')).page));
    return 0;
  }
  if (command === 'write' && first) {
    const { pages, problems } = readPages(all());
    say(problems);
    if (problems.length > 0) return 1;
    for (const { file, page } of pages) {
      const folder = join(first, page.languages[0]!);
      mkdirSync(folder, { recursive: true });
      const name = basename(file).replace(/\.(html|txt)$/, '');
      const { clean, ...rest } = page;
      writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(rest, null, 2)}\n`);
      if (!isSecond(file)) writeFileSync(join(folder, basename(file)), clean);
    }
    console.log(`${pages.length} page(s) written to ${first}`);
    return 0;
  }
  if (command === 'counts') {
    const { pages, problems } = readPages(all().filter((file) => !isSecond(file)));
    say(problems);
    console.log(counts(pages.map(({ page }) => page)));
    return problems.length > 0 ? 1 : 0;
  }
  if (command === 'agreement') {
    const read = readPages(all());
    say(read.problems);
    const { compared, skipped, missing } = comparePages(read);
    console.log(`${agreementByPage(compared)}\n\n${agreementTogether(compared)}`);
    if (skipped.length > 0) console.log(`\nSkipped, because check finds problems: ${skipped.join(', ')}`);
    if (missing.length > 0) console.log(`\nSecond annotation missing: ${missing.join(', ')}`);
    return read.problems.length > 0 ? 1 : 0;
  }
  console.error(usage);
  return 2;
}

/** A Markdown table that counts pages and their annotations. */
export function counts(pages: readonly Page[]): string {
  const columns: [string, (page: Page) => number][] = [
    ['pages', () => 1],
    ['blind', ({ split }) => Number(split === 'blind')],
    ['annotated twice', ({ double }) => Number(double)],
    ['words', ({ text }) => text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0],
    ['claims', ({ claims }) => claims.length],
    ['mentions', ({ mentions }) => mentions.length],
    ['pronouns and descriptions', ({ mentions }) => mentions.filter(({ form }) => form !== 'name').length],
    ['incidents', ({ incidents }) => incidents.length],
    ['facts', ({ facts }) => facts.length],
  ];
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const groups: [string, readonly Page[]][] = [
    ...languages.map((each): [string, Page[]] => [each, pages.filter((page) => page.languages[0] === each)]),
    ['all', pages],
  ];
  return [
    row(['language', ...columns.map(([name]) => name)]),
    row(['---', ...columns.map(() => '---:')]),
    ...groups.map(([name, some]) =>
      row([name, ...columns.map(([, of]) => some.reduce((all, page) => all + of(page), 0))]),
    ),
  ].join('\n');
}

/**
 * Compares the pages that are annotated twice. `skipped`: files with problems, whose pages are not compared. `missing`:
 * the pages without a second annotation.
 */
export function comparePages({ pages, problems }: ReturnType<typeof readPages>): {
  compared: { id: string; agreed: Agreement }[];
  skipped: string[];
  missing: string[];
} {
  const compared: { id: string; agreed: Agreement }[] = [];
  const skipped: string[] = [];
  const missing: string[] = [];
  for (const first of pages.filter(({ file, page }) => page.double && !isSecond(file))) {
    const second = pages.find(({ file, page }) => isSecond(file) && page.id === first.page.id);
    if (!second) {
      missing.push(first.page.id);
      continue;
    }
    const bad = [first.file, second.file].filter((file) => problems.some((problem) => problem.file === file));
    skipped.push(...bad.map((file) => basename(file)));
    if (bad.length === 0) compared.push({ id: first.page.id, agreed: agreement(first.page, second.page) });
  }
  return { compared, skipped, missing };
}

const kept = ['id', 'languages', 'template', 'style', 'double', 'split'];

/** The page for a second annotator: without marks, and with only the fields that describe the page. */
export function strip(source: string, page: Page): string {
  const header = source.split('\n').slice(1, source.split('\n').indexOf('---', 1));
  const fields = header.filter((line) => kept.includes(line.split(':')[0]!));
  const empty = ['author: ', 'published: ', 'modified: ', 'byline: ', 'site: ', 'voice: '];
  return ['---', ...fields, ...empty, '---', page.clean].join('\n');
}

/** Writes out what the marks of a page say, so that its author can proofread them. */
export function describe(page: Page): string {
  const words = (spans: readonly { text: string }[]): string =>
    spans.map(({ text }) => text.replace(/\s+/g, ' ')).join(' … ') || '–';
  return [
    ...page.blocks.map(({ role, text }) => `${role.padEnd(10)} ${text}`),
    '',
    ...page.claims.map(
      (claim) =>
        `claim ${claim.number} (${claim.mode}, ${claim.form}) ${claim.chain
          .map(({ speaker, source, cue }) => `@${speaker ?? '?'} [${words(source)} | ${words(cue)}]`)
          .join(' > ')}: ${words(claim.content)}`,
    ),
    '',
    ...page.incidents.map(
      ({ spans, ...incident }) =>
        `incident ${JSON.stringify(incident)}\n  ${spans.map(({ field, text }) => `${field}: ${text}`).join(' · ')}`,
    ),
    '',
    ...page.entities.map(
      ({ id, kind, name }) =>
        `@${id} (${kind}, ${name ?? '?'}): ${page.mentions
          .filter(({ entity }) => entity === id)
          .map(({ text, form, repeated }) => `${text}${form === 'name' ? '' : `.${form[0]}`}${repeated ? '*' : ''}`)
          .join(', ')}`,
    ),
    ...page.mentions.filter(({ entity }) => entity === null).map(({ text, start }) => `@? ${text} (at ${start})`),
    '',
    ...page.facts.map(({ kind, value, text }) => `${kind}=${value}: ${text}`),
  ].join('\n');
}
