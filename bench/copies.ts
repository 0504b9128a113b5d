import type { App } from '../src/platform/operation.ts';
import { findCandidates, findCopies, loadSketched } from '../src/evidence/republished/similarity/compare.ts';
import { readCaptures } from '../src/evidence/republished/read-captures.ts';
import { containment, areCopies, overlapOf } from '../src/evidence/republished/similarity/overlap.ts';
import { shinglesOf } from '../src/evidence/republished/similarity/shingles.ts';
import { sketchOf } from '../src/evidence/republished/similarity/sketch.ts';
import { wordsIn } from '../src/evidence/republished/similarity/words.ts';
import { insertCaptures, layOut } from '../src/evidence/republished/testing/captures.ts';
import { copyings, Pages, sharings } from '../src/evidence/republished/testing/generated.ts';
import { openApp } from './app/open-app.ts';
import { showProgress } from './fill/progress.ts';

const set = { stories: 100, pairs: 60, others: 300 };
const sizes = (process.env.CAPTURES ?? '10000,100000').split(',').map(Number);
/** How many new pages are measured at each size; half of them are copies of stored ones. */
const probes = 200;

/**
 * Measures how many copies are found and how many suggestions are right, on a generated set with known copies. Also
 * measures how long a new page takes among 10,000 and 100,000 captures. This time is compared with the time to compare
 * the page with each capture. CAPTURES=10000,100000 sets the sizes; DATABASE_URL measures a server instead of the
 * embedded database.
 */
export async function bench(): Promise<void> {
  await withApp(quality);
  await withApp(speed);
}

async function withApp(work: (app: App) => Promise<void>): Promise<void> {
  const { app, close } = await openApp({ listeners: [] });
  try {
    await work(app);
  } finally {
    await close();
  }
}

const share = (part: number, whole: number): string =>
  `${((100 * part) / whole).toFixed(1).padStart(6)} %  (${part} of ${whole})`;

async function quality(app: App): Promise<void> {
  const pages = new Pages(7).set(set);
  const { sources } = await insertCaptures(
    app,
    pages.map((page) => page.paragraphs),
  );
  await readCaptures({ app, reader: () => ({ blocks: [], quotes: [], byline: [], credits: [] }) });
  const index = new Map(sources.map((id, at) => [id, at]));
  const rows = await app.db.read.selectFrom('copy_pair').select(['a_id', 'b_id']).execute();
  const found = new Set(
    rows.map((row) => [index.get(row.a_id)!, index.get(row.b_id)!].toSorted((a, b) => a - b).join('-')),
  );
  console.log(
    `A generated set of ${pages.length} pages: ${set.stories} stories with ${copyings.length} copies each, ${set.pairs} pairs of each kind that share text without being copies, ${set.others} others\n`,
  );
  console.log('found beside the original (recall), by what was done to the copy');
  let [all, hit] = [0, 0];
  for (const copying of copyings) {
    const originals = pages.flatMap((page, at) =>
      page.copying === copying ? [`${pages.findIndex((one) => one.origin === page.origin)}-${at}`] : [],
    );
    const own = originals.filter((pair) => found.has(pair)).length;
    if (copying !== 'translated') {
      all += originals.length;
      hit += own;
    }
    console.log(
      `  ${copying.padEnd(26)} ${share(own, originals.length)}${copying === 'translated' ? '  shares no words with its original, and can’t be' : ''}`,
    );
  }
  console.log(`  ${'all but translated'.padEnd(26)} ${share(hit, all)}`);
  const right = [...found].filter(
    (pair) => new Set(pair.split('-').map((at) => pages[Number(at)]!.origin)).size === 1,
  ).length;
  console.log(`suggestions that are right (precision)\n  ${''.padEnd(26)} ${share(right, found.size)}`);
  for (const sharing of sharings) {
    const own = pages
      .flatMap((page, at) => (page.sharing === sharing ? [at] : []))
      .filter((_, place) => place % 2 === 0);
    console.log(
      `  wrongly, sharing ${sharing.padEnd(20)} ${own.filter((at) => found.has(`${at}-${at + 1}`)).length} of ${own.length} pairs`,
    );
  }
}

const milliseconds = async (act: () => Promise<unknown> | unknown): Promise<number> => {
  const began = performance.now();
  await act();
  return performance.now() - began;
};

/**
 * The milliseconds that each step takes for one page, when `size` captures are stored. `keep`: storing it; `find`:
 * finding candidates that it may be a copy of; `verify`: comparing it with them; `scan`: comparing it with all
 * captures; `trip`: a `select 1` at the same time, which shows how busy the machine is. `found`: the number of new
 * pages for which a copy was found.
 */
type Cost = { size: number; keep: number; find: number; verify: number; found: number; scan: number; trip: number };

async function speed(app: App): Promise<void> {
  const pages = new Pages(11);
  const stored: string[][] = [];
  const costs: Cost[] = [];
  let working = 0;
  let worked = 0;
  for (const size of sizes) {
    const fresh: string[][] = [];
    while (stored.length + fresh.length < size) fresh.push(pages.story().paragraphs);
    worked += await milliseconds(() => {
      for (const page of fresh.slice(0, 2000)) {
        const { text, body, quotes } = layOut(page);
        sketchOf(1, text, { body, quotes });
      }
    });
    working += Math.min(2000, fresh.length);
    let keep = 0;
    const progress = showProgress('captures');
    for (let from = 0; from < fresh.length; from += 1000) {
      keep += await milliseconds(() => insertCaptures(app, fresh.slice(from, from + 1000)));
      progress(stored.length + from + 1000);
    }
    stored.push(...fresh);
    await app.db.executeSql('analyze text_sketch');
    costs.push({ size, keep: keep / fresh.length, ...(await probe(app, pages, stored)) });
  }
  console.log(
    `\n${app.db.kind}: a new page among stored captures, in milliseconds (a page has about ${Math.round(stored.slice(0, 500).reduce((sum, page) => sum + page.join(' ').split(' ').length, 0) / 500)} words)`,
  );
  console.log(`  its sketch (words, shingles, 128 minima, marks): ${(worked / working).toFixed(2)} ms\n`);
  console.log(
    'captures    kept with sketch   candidates   verified   found   of a select 1   compared with all   ratio',
  );
  for (const cost of costs)
    console.log(
      `${cost.size.toLocaleString('en').padStart(8)} ${cost.keep.toFixed(2).padStart(19)} ${cost.find.toFixed(2).padStart(12)} ${cost.verify.toFixed(2).padStart(10)} ${`${cost.found}/${probes / 2}`.padStart(9)} ${`${((cost.find + cost.verify) / cost.trip).toFixed(1)} ×`.padStart(13)} ${cost.scan.toFixed(0).padStart(17)} ${(cost.scan / (cost.find + cost.verify)).toFixed(0).padStart(7)}`,
    );
  const [first, last] = [costs[0]!, costs.at(-1)!];
  if (last !== first)
    console.log(
      `\n${(last.size / first.size).toFixed(0)} times as many captures: finding takes ${((last.find + last.verify) / last.trip / ((first.find + first.verify) / first.trip)).toFixed(2)} times as long (measured in round trips), comparing with all ${(last.scan / first.scan).toFixed(2)} times`,
    );
}

async function probe(app: App, pages: Pages, stored: readonly string[][]): Promise<Omit<Cost, 'size' | 'keep'>> {
  const fresh = Array.from({ length: probes }, (_, index) => {
    if (index % 2) return pages.story().paragraphs;
    const [head, ...body] = stored[Math.floor((stored.length / probes) * index)]!;
    return [head!, ...body.slice(0, Math.ceil(body.length * 0.6)).reverse()];
  });
  const { captures } = await insertCaptures(app, fresh);
  let [find, verify, found, trip] = [0, 0, 0, 0];
  for (const id of captures) {
    trip += await milliseconds(() => app.db.executeSql('select 1'));
    find += await milliseconds(() => findCandidates(app.db.read, id));
    const own = (await loadSketched(app.db.read, [id])).get(id)!;
    let copies = 0;
    verify += await milliseconds(async () => (copies = (await findCopies(app.db.read, own)).length));
    if (copies) found++;
  }
  // Without an index, a page would be compared with all captures. The time for this is estimated from 1,000 captures.
  const sample = stored.slice(0, 1000).map((page) => prepared(page));
  const one = prepared(fresh[0]!);
  const scan =
    (await milliseconds(() => {
      for (const other of sample) if (containment(one.shingles, other.shingles) > 0.1) areCopies(overlapOf(one, other));
    })) *
    (stored.length / sample.length);
  await app.db.executeSql(`delete from text_sketch where capture_id in (${captures.join(',')})`);
  return { find: find / probes, verify: verify / probes - find / probes, found, scan, trip: trip / probes };
}

function prepared(page: readonly string[]) {
  const { text, body, quotes } = layOut(page);
  const words = wordsIn(text, body);
  return { words, quotes, shingles: shinglesOf(words) };
}
