import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeModules, loadExample } from '../../src/cli/compose.ts';
import { firstStart } from '../../src/cli/serve/first-start.ts';
import { createArticles } from '../../src/documents/create-articles.ts';
import { createLaws } from '../../src/law/create-laws.ts';
import { createReportedLetters } from '../../src/letters/reported/create-letters.ts';
import { openApp } from '../../src/platform/app.ts';
import { readConfig } from '../../src/platform/config/config.ts';
import { run, systemPrincipal, type App } from '../../src/platform/operation.ts';
import { publishArticle } from '../../src/publishing/articles/publish-article.ts';
import { findDuplicates } from '../../src/record/duplicates/find.ts';
import { formOf } from '../mirror/fill.ts';
import { fileCases, fileBase, type Base } from './cases.ts';
import { showProgress } from './progress.ts';

/** Increase this number when you change how records are filled. Records with an earlier version are not reused. */
const version = 1;
/** How many cases there are for each article, letter or law. */
const casesPer = { article: 50, letter: 100, law: 500 };
/** An estimate of the bytes that a case takes in the record and in its copy. */
const bytesPerCase = 2 * 15_000;

type Filled = { ground: Base; before: Record<Counted, number>; whole?: boolean };
type Counted = 'case' | 'article' | 'letter' | 'law';

/** The folder for filled records: KRONIKA_BENCH_DATA, or else `kronika-bench` in the folder for temporary files. */
export const recordsFolder = (): string => process.env.KRONIKA_BENCH_DATA ?? join(tmpdir(), 'kronika-bench');

/** Opens the app of a data folder, as a server does. */
export const openFolder = (folder: string) =>
  openApp(readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent' }), composeModules());

/**
 * Returns a data folder with the sample data, `cases` cases, and articles, letters and laws about them. It is filled
 * only if an earlier run has not done so. If filling is interrupted, the next run continues it.
 */
export async function filledRecord(cases: number): Promise<string> {
  const folder = join(recordsFolder(), `${cases}-cases-v${version}`);
  const note = join(folder, 'filled.json');
  if (existsSync(note) && (JSON.parse(readFileSync(note, 'utf8')) as Filled).whole) return folder;
  if (!existsSync(note)) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < cases * bytesPerCase)
    throw new Error(
      `${recordsFolder()} has too little space for ${cases} cases. Set KRONIKA_BENCH_DATA to another folder.`,
    );
  const { app, close } = await openFolder(folder);
  try {
    if (!existsSync(note)) {
      await firstStart(app, loadExample, (error) => {
        throw error;
      });
      const before = await count(app);
      writeFileSync(note, JSON.stringify({ ground: await fileBase(app), before } satisfies Filled));
    }
    const filled = JSON.parse(readFileSync(note, 'utf8')) as Filled;
    await fill(app, cases, filled);
    writeFileSync(note, JSON.stringify({ ...filled, whole: true } satisfies Filled));
  } finally {
    await close();
  }
  return folder;
}

/** Runs `work` on a copy of a filled record, so that `work` can change it. */
export async function withCopy<T>(cases: number, work: (folder: string) => Promise<T>): Promise<T> {
  const filled = await filledRecord(cases);
  removeCopies();
  const folder = mkdtempSync(join(recordsFolder(), `run-${process.pid}-`));
  try {
    cpSync(filled, folder, { recursive: true });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs `work` with the app of a copy of a filled record. */
export const withRecord = (cases: number, work: (app: App) => Promise<void>): Promise<void> =>
  withCopy(cases, async (folder) => {
    const { app, close } = await openFolder(folder);
    await work(app).finally(close);
  });

/** Removes the copies of runs that were killed. */
function removeCopies(): void {
  for (const name of readdirSync(recordsFolder())) {
    const pid = Number(/^run-(\d+)-/.exec(name)?.[1] ?? 0);
    if (pid && !isRunning(pid)) rmSync(join(recordsFolder(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The actors and sources of the filled cases, for further cases. */
export const baseOf = (folder: string): Base =>
  (JSON.parse(readFileSync(join(folder, 'filled.json'), 'utf8')) as Filled).ground;

async function count(app: App): Promise<Record<Counted, number>> {
  const { rows } = await app.db.executeSql(
    "select kind, count(*)::int as n from thing where kind in ('case', 'article', 'letter', 'law') group by kind",
  );
  const found = rows as { kind: Counted; n: number }[];
  const of = (kind: Counted): number => found.find((one) => one.kind === kind)?.n ?? 0;
  return { case: of('case'), article: of('article'), letter: of('letter'), law: of('law') };
}

async function fill(app: App, cases: number, { ground: base, before }: Filled): Promise<void> {
  const now = await count(app);
  const have = (kind: Counted): number => now[kind] - before[kind];
  await fileCases(app, base, { from: have('case'), to: cases }, showProgress('cases'));
  // Without new statistics, PostgreSQL would plan the statements below for an empty record.
  await app.db.executeSql('analyze');
  const filledCases = await casesOf(app, before.case);
  const rest = <T>(kind: 'article' | 'letter' | 'law', make: (index: number) => T): T[] =>
    Array.from({ length: Math.max(0, Math.floor(cases / casesPer[kind]) - have(kind)) }, (_, index) =>
      make(have(kind) + index),
    );
  const caseFor = (kind: keyof typeof casesPer, index: number) => filledCases[index * casesPer[kind]]!;
  for (const laws of inSets(rest('law', (index) => lawOf(index, caseFor('law', index)))))
    await run(app, createLaws, systemPrincipal, {
      laws: laws.map(({ law }) => law),
      filing: { claims: laws.map(({ claim }) => claim) },
    });
  for (const letters of inSets(rest('letter', (index) => index)))
    await run(app, createReportedLetters, systemPrincipal, {
      letters: letters.map((index) => ({
        title: `Letter ${index} to the ministry`,
        language: 'en',
        events: [caseFor('letter', index).event],
        visibility: 'public' as const,
      })),
    });
  // Each article is published before the next is created, so that an interruption leaves one draft at most.
  const publishing = showProgress('articles');
  for (const [index, form] of rest('article', (one) => formOf(one, caseFor('article', one))).entries()) {
    const [made] = await run(app, createArticles, systemPrincipal, { articles: [form] });
    await run(app, publishArticle, systemPrincipal, { article: made!.article, version: made!.version });
    publishing(have('article') + index + 1);
  }
  // A server looks for duplicates in the background. That would slow down what is measured, so it is done before.
  const comparing = showProgress('items to compare');
  for (;;) {
    const { looked, left } = await run(app, findDuplicates, systemPrincipal, { limit: 2_000 });
    comparing(left);
    if (looked === 0 || left === 0) break;
  }
  await app.db.executeSql('vacuum analyze');
  await app.db.executeSql('checkpoint');
}

const inSets = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / 50) }, (_, index) => all.slice(index * 50, index * 50 + 50));

type CaseRefs = { case: string; event: string; claims: string[]; source: string };

/** The cases except the first `after`, each with its first event, its claims and the source of its first claim. */
export async function casesOf(app: App, after = 0): Promise<CaseRefs[]> {
  const { rows } = await app.db.executeSql(`
    select 'case/' || t.number as case,
      (select 'event/' || x.number from event e join thing x on x.id = e.id where e.case_id = t.id order by x.number limit 1) as event,
      (select 'source/' || x.number from claim k join thing x on x.id = k.source_id where k.case_id = t.id order by k.id limit 1) as source,
      (select array_agg('claim/' || x.number order by x.number) from claim k join thing x on x.id = k.id where k.case_id = t.id) as claims
    from thing t where t.kind = 'case' order by t.number offset ${after}`);
  return rows as CaseRefs[];
}

/** A law with five provisions, and the claim on which it is based. */
function lawOf(index: number, { source }: CaseRefs) {
  const claim = {
    key: `claim${index}`,
    wording: `The parliament passed law ${index}.`,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    checked: true,
    visibility: 'public' as const,
    chain: [{ pagesOwn: true }],
    support: { kind: 'reference' as const, source },
    statements: [],
  };
  const law = {
    key: `law${index}`,
    title: `Law ${index} on the press`,
    language: 'en',
    visibility: 'public' as const,
    changes: [
      {
        sort: 'enactment' as const,
        title: `Law ${index}`,
        commences: '2015-01-01',
        claim: `#claim${index}`,
        instructions: Array.from({ length: 5 }, (_, provision) => ({
          act: 'enacts' as const,
          provision: `art_${provision + 1}`,
          kind: 'article' as const,
          label: `Article ${provision + 1}`,
          texts: [{ language: 'en', heading: 'Duties of editors', body: 'An editor answers for what is printed.' }],
        })),
      },
    ],
  };
  return { law, claim };
}
