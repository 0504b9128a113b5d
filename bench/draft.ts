import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { draftPage } from '../src/drafting/draft.ts';
import { extract } from '../src/evidence/extract/extract.ts';

const megabyte = 1024 * 1024;

/** The milliseconds of the fastest of several calls, after a warm-up. */
function time(act: () => void, rounds: number): number {
  for (let i = 0; i < 3; i += 1) act();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i += 1) {
    const began = performance.now();
    act();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/**
 * How much `act` raised the process's peak memory, in MB. Measure calls from the smallest to the largest, because a
 * small call after a large one does not raise the peak.
 */
function growth(act: () => void): number {
  globalThis.gc?.();
  const before = process.resourceUsage().maxRSS;
  act();
  return (process.resourceUsage().maxRSS - before) / 1024;
}

const readability = (markup: string): void => {
  const { document } = parseHTML(markup);
  new Readability(document).parse();
};

/** A typical news page: an article of about 850 words in 120 kB of navigation, teasers and scripts. */
function typical(pages: readonly string[]): string {
  const body = pages
    .flatMap((page) => page.match(/<p>[\s\S]*?(?=<\/?p>|<\/div>)/g) ?? [])
    .slice(0, 60)
    .map((paragraph) => `${paragraph}</p>`)
    .join('\n');
  const teasers =
    '<li class="teaser"><a href="/x"><img src="/i.jpg" alt=""><span>Another story of the day</span></a></li>\n'.repeat(
      400,
    );
  return `<!doctype html><html lang="en"><head><title>A long report - The Paper</title><script>${'var a=1;'.repeat(4000)}</script></head><body><nav><ul>${teasers}</ul></nav><main><article><h1>A long report about many things</h1>${body}</article></main><aside>${teasers}</aside></body></html>`;
}

/**
 * Measures how much time and memory it takes to draft a page, compared with Readability, which finds the article and
 * its data, but no claims.
 */
export async function bench(): Promise<void> {
  const folder = join(process.cwd(), 'src/drafting/cases/own');
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.html') && !name.startsWith('windows'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const long = typical(pages);
  const huge = `<title>Big</title><h1>A big page of the record</h1>${'<p>The ministry said that the newspaper had broken the law, and its editor denied it on Monday.</p>\n'.repeat(110_000)}`;

  const first = growth(() => void draftPage(extract(Buffer.from(pages[0]!))));
  const ten = growth(() => {
    for (let i = 0; i < 10; i += 1) draftPage(extract(Buffer.from(long)));
  });
  const base = growth(() => {
    for (let i = 0; i < 10; i += 1) readability(long);
  });
  const bytes = Buffer.from(huge);
  let took = 0;
  const big = growth(() => {
    const began = performance.now();
    draftPage(extract(bytes));
    took = performance.now() - began;
  });
  const rows: [string, string, number, number][] = [
    ...pages.map((page, index): [string, string, number] => [`own page ${index + 1}`, page, 20]),
    ['typical 120 kB page', long, 10] as [string, string, number],
  ].map(([name, page, rounds]) => [
    name,
    page,
    time(() => void draftPage(extract(Buffer.from(page))), rounds),
    time(() => readability(page), rounds),
  ]);

  console.log('page                     size kB   draft ms   Readability ms   ratio');
  for (const [name, page, draft, base] of rows)
    console.log(
      `${name.padEnd(24)} ${(page.length / 1024).toFixed(0).padStart(7)} ${draft.toFixed(1).padStart(10)} ${base.toFixed(1).padStart(16)} ${(draft / base).toFixed(2).padStart(7)}`,
    );
  console.log(
    `\nmemory: first page (with loading the tagger) +${first.toFixed(0)} MB; ten typical pages +${ten.toFixed(0)} MB`,
  );
  console.log(
    `a page of ${(bytes.length / megabyte).toFixed(0)} MB: ${(took / 1000).toFixed(1)} s, +${big.toFixed(0)} MB`,
  );
  console.log(`Readability, ten typical pages: +${base.toFixed(0)} MB above the peak of the drafts`);
}
