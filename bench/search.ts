import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../src/platform/database/database.ts';
import { listCases, searchThings } from '../src/search/query/find.ts';
import { suggest } from '../src/search/query/suggest.ts';
import { fillIndex, settle } from './search/fill.ts';
import { fileCases, fileBase } from './fill/cases.ts';
import { withRecord } from './fill/records.ts';
import { random, writer } from './fill/words.ts';
import { showProgress } from './fill/progress.ts';
import { makePlain, questions, searchPlainly, type Asked } from './search/queries.ts';
import { openApp } from './app/open-app.ts';
import { machine } from './measure/numbers.ts';

/**
 * Measures searches for cases, each with a page of results and the counts of all facets. Each is compared with a simple
 * search: a tsvector query with a GROUP BY for each facet. As in real texts, few words are frequent and most are rare
 * (Zipf's law). A tenth of the texts is Russian or Kazakh. CASES=10000 sets the size. FILL=record (default up to
 * 100,000) searches a copy of the stored record, or files its cases on a server. FILL=index writes only the search
 * index. FILL=alike also writes only the index, but there all cases have the word "place" and no date. With
 * CASES=200000, a search for that word is compared with a plain list, which shows how much one such search slows
 * others. SEARCHES=400 sets how many searches run one after another, PLAIN=60 how many simple searches (0 for none).
 * DATABASE_URL measures a server (an empty database), and also how it answers searches at a steady rate: 100 a second
 * (RATE=100), at most 16 at the same time (CLIENTS=16), for 20 seconds (SECONDS=20). KEEP=1 leaves the filled database
 * of a server as it is, and another run with FILL=none uses it.
 */
export async function bench(): Promise<void> {
  const { env } = process;
  const cases = Number(env.CASES ?? 10_000);
  const fill = env.FILL ?? (cases > 100_000 ? 'index' : 'record');
  if (fill === 'record' && !env.DATABASE_URL) return withRecord(cases, (app) => measure(app.db, cases, true));
  const { app, close } = await openApp({ migrate: fill !== 'none' });
  const { db } = app;
  const progress = showProgress('cases');
  try {
    if (fill === 'record') await fileCases(app, await fileBase(app), { to: cases }, progress);
    else if (fill !== 'none') await fillIndex(app, cases, progress, { alike: fill === 'alike' });
    if (fill !== 'none') await settle(db);
    await measure(db, cases, fill !== 'none');
    if (db.kind === 'server' && !env.KEEP && fill !== 'none') await db.executeSql('drop table if exists plain_entry');
  } finally {
    await close();
  }
}

async function measure(db: Database, cases: number, filled: boolean): Promise<void> {
  const number = (name: string, other: number): number => Number(process.env[name] ?? other);
  const plain = number('PLAIN', 60);
  console.log(
    `${machine()}; ${db.kind}: ${cases.toLocaleString('en')} cases with the words of ${(cases * 5).toLocaleString('en')} claims`,
  );
  if (filled && plain > 0) await makePlain((statement) => db.executeSql(statement));
  await compare(db, number('SEARCHES', 400), plain);
  await typing(db);
  await frequentWord(db);
  await mostWords(db);
  if (db.kind === 'server') await underLoad(db, number('RATE', 100), number('CLIENTS', 16), number('SECONDS', 20));
}

const stopwatch = () => {
  const began = performance.now();
  return (): number => (performance.now() - began) / 1000;
};

const ask = (db: Database, { query }: Asked) => listCases(db.read, { ...query, perPage: 25 }, 'public');

/** Runs our search and a simple one in turn, so that both have the same conditions. */
async function compare(db: Database, searches: number, plain: number): Promise<void> {
  const next = questions(11);
  for (let index = 0; index < 40; index++) await ask(db, next());
  const ours = new Map<string, { times: number[]; cpu: number }>();
  const [own, others]: [number[], number[]] = [[], []];
  const cpu = { own: 0, others: 0 };
  for (let index = 0; index < searches; index++) {
    const asked = next();
    const before = await cpuTime(db);
    const lap = stopwatch();
    await ask(db, asked);
    own.push(lap() * 1000);
    const worked = (await cpuTime(db)) - before;
    cpu.own += worked;
    const alike = ours.get(asked.kind) ?? { times: [], cpu: 0 };
    ours.set(asked.kind, { times: [...alike.times, own.at(-1)!], cpu: alike.cpu + worked });
    if (plain === 0 || index % Math.ceil(searches / plain) !== 0) continue;
    const started = await cpuTime(db);
    const plainLap = stopwatch();
    await searchPlainly(db.read, asked.query);
    others.push(plainLap() * 1000);
    cpu.others += (await cpuTime(db)) - started;
  }
  report('search with all facets', own, cpu.own / searches);
  if (others.length > 0) {
    report('plain tsvector, GROUP BYs', others, cpu.others / others.length);
    console.log(
      `  ratio, plain to ours: p50 ${(at(others, 0.5) / at(own, 0.5)).toFixed(1)}, p99 ${(at(others, 0.99) / at(own, 0.99)).toFixed(1)}, CPU ${(cpu.others / others.length / (cpu.own / searches)).toFixed(1)}`,
    );
  }
  for (const [kind, alike] of [...ours].toSorted((a, b) => b[1].cpu / b[1].times.length - a[1].cpu / a[1].times.length))
    console.log(
      `    ${kind.padEnd(30)} p50 ${ms(at(alike.times, 0.5))}  max ${ms(Math.max(...alike.times))}  CPU ${ms(alike.cpu / alike.times.length)} each`,
    );
}

/**
 * Measures a plain list, and searches for a word that every case may have. The counts of these searches are never in
 * the cache.
 */
async function frequentWord(db: Database): Promise<void> {
  const [searched, listed]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < 20; turn++) {
    const lap = stopwatch();
    await searchThings(db.read, { text: `place -never${turn}`, perPage: 25 }, 'public');
    searched.push(lap() * 1000);
    const plainLap = stopwatch();
    await listCases(db.read, { page: turn + 1, perPage: 25 }, 'public');
    listed.push(plainLap() * 1000);
  }
  report('a word of many cases', searched);
  report('a plain list', listed);
  console.log(`  ratio, search to list: p50 ${(at(searched, 0.5) / at(listed, 0.5)).toFixed(1)}`);
}

/**
 * Measures searches for six words: frequent and rare ones, and one that no case has. Each search runs twice: for cases
 * with all of the words, and for cases with most of them (`mostWords`).
 */
async function mostWords(db: Database): Promise<void> {
  const words = writer(7);
  const next = random(7);
  const [exact, most]: [number[], number[]] = [[], []];
  let found = 0;
  for (let turn = 0; turn < 30; turn++) {
    const ranks = [60, 90, 200, 800, 5_000].map((rank) => rank + Math.floor(next() * 20));
    const text = `${ranks.map((rank) => words.word('en', rank)).join(' ')} never${turn}`;
    for (const [times, isMost] of [
      [exact, false],
      [most, true],
    ] as const) {
      const lap = stopwatch();
      const { total } = await searchThings(db.read, { text, perPage: 25, mostWords: isMost }, 'public');
      times.push(lap() * 1000);
      if (isMost && total > 0) found++;
    }
  }
  report('six words, none has all', exact);
  report('the same, most of them', most);
  console.log(
    `  ratio, most to all: p50 ${(at(most, 0.5) / at(exact, 0.5)).toFixed(1)}; ${found} of 30 found something`,
  );
}

async function typing(db: Database): Promise<void> {
  const times: number[] = [];
  for (const word of ['ka', 'kak', 'inv', 'investig', 'суд', 'журн', 'times', 'case of the'])
    for (let turn = 0; turn < 3; turn++) {
      const lap = stopwatch();
      await suggest(db.read, word, 'public');
      times.push(lap() * 1000);
    }
  report('suggestions while typing', times);
}

/** Starts `rate` searches per second, even if earlier ones have not ended. At most `clients` run at the same time. */
async function underLoad(db: Database, rate: number, clients: number, seconds: number): Promise<void> {
  const next = questions(23);
  const waiting: { due: number; asked: Asked }[] = [];
  const times: number[] = [];
  let done = false;
  const work = async (): Promise<void> => {
    while (!done || waiting.length) {
      const one = waiting.shift();
      if (!one) {
        await pause(1);
        continue;
      }
      await ask(db, one.asked);
      times.push(performance.now() - one.due);
    }
  };
  const busy = Array.from({ length: clients }, work);
  const before = await cpuTime(db);
  const lap = stopwatch();
  for (let index = 0; index < rate * seconds; index++) {
    const due = (index / rate) * 1000 - lap() * 1000;
    if (due > 0) await pause(due);
    waiting.push({ due: performance.now(), asked: next() });
  }
  done = true;
  await Promise.all(busy);
  console.log(`  ${clients} clients, ${rate} searches a second asked, ${(times.length / lap()).toFixed(0)} answered`);
  report('from asked to answered', times, ((await cpuTime(db)) - before) / times.length);
}

const at = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))]!;
const ms = (time: number): string => `${time.toFixed(1).padStart(7)} ms`;

function report(what: string, times: readonly number[], cpu?: number): void {
  console.log(
    `  ${what.padEnd(28)} p50 ${ms(at(times, 0.5))}  p95 ${ms(at(times, 0.95))}  p99 ${ms(at(times, 0.99))}${cpu === undefined ? '' : `  CPU ${ms(cpu)} each`}`,
  );
}

/** Milliseconds of CPU time so far: of this process, and of a database server on this machine. */
async function cpuTime(db: Database): Promise<number> {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + (db.kind === 'server' ? serverTime(await serverProcesses(db)) : 0);
}

/** CPU time by process, in hundredths of a second; connections that have been closed still count. */
const ticks = new Map<number, number>();
let listed = 0;

async function serverProcesses(db: Database): Promise<number[]> {
  if (performance.now() - listed > 1_000) {
    const { rows } = await db.executeSql(
      "select pid from pg_stat_activity where backend_type = 'client backend' and datname = current_database()",
    );
    for (const { pid } of rows as { pid: number }[]) ticks.set(pid, ticks.get(pid) ?? 0);
    listed = performance.now();
  }
  return [...ticks.keys()];
}

function serverTime(pids: readonly number[]): number {
  for (const pid of pids) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      ticks.set(pid, Number(fields[11]) + Number(fields[12]));
    } catch {
      // The connection was closed, or the server is on another machine.
    }
  }
  return [...ticks.values()].reduce((sum, one) => sum + one, 0) * 10;
}
