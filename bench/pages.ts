import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { composeModules } from '../src/cli/compose.ts';
import { openWeb } from '../src/cli/serve/web.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { openApp } from '../src/platform/app.ts';
import { createLog } from '../src/platform/log/log.ts';
import { systemPrincipal, run, type App } from '../src/platform/operation.ts';
import { launchBrowser } from '../src/platform/testing/browser.ts';
import { file } from '../src/record/filing/file.ts';
import type { FilingInput } from '../src/record/filing/schema.ts';
import { storeCapture } from '../src/record/sources/store-capture.ts';
import { parseRef } from '../src/record/refs.ts';
import { setVisibility } from '../src/record/lifecycle/withdraw.ts';
import { routes } from '../src/web/routes.ts';

const setSize = 2_000;

/**
 * Measures large pages of a large record: an actor with 500 links, for comparison an actor with five, and a source with
 * 6,000 passages. Measures how long the server takes to render these pages (without the page cache), and how a browser
 * opens and scrolls them. CASES=76000, LINKS=500 and PASSAGES=6000 set the sizes, ROUNDS=40 how often each page is
 * rendered. DATABASE_URL measures a server database. BROWSER=0 leaves the browser out.
 */
export async function bench(): Promise<void> {
  const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
  const [cases, links, passages, rounds] = [
    number('CASES', 76_000),
    number('LINKS', 500),
    number('PASSAGES', 6_000),
    number('ROUNDS', 40),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = {
    ...readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent' }),
    databaseUrl: process.env.DATABASE_URL,
  };
  const { app, close } = await openApp(config, composeModules());
  try {
    const { few, many } = await fileRecord(app, cases, links);
    const source = await fileSource(app, passages);
    const web = openWeb(app, createLog('silent'));
    console.log(
      `${app.db.kind}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}, Node ${process.version}; ${cases.toLocaleString('en')} cases with ${(2 * cases).toLocaleString('en')} claims; medians of ${rounds}`,
    );
    const paths = {
      'an actor with 5 links': await settle(web, routes.actor({ number: few, slug: 'x' })),
      [`an actor with ${links} links`]: await settle(web, routes.actor({ number: many, slug: 'x' })),
      [`a source with ${passages} passages`]: routes.source({ number: source }),
    };
    const times = await measure(web, paths, rounds);
    const reference = median(times.get('an actor with 5 links')!.cpu);
    for (const [name, { wall, cpu, bytes }] of times)
      console.log(
        `  ${name.padEnd(30)} ${median(wall).toFixed(1).padStart(7)} ms (p95 ${quantile(wall, 0.95).toFixed(1)})  ${median(cpu).toFixed(1)} ms CPU  ${(bytes / 1024).toFixed(0)} KB  ratio of CPU to 5 links ${(median(cpu) / reference).toFixed(2)}`,
      );
    if (process.env.BROWSER !== '0') await inBrowser(web, paths);
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Web = ReturnType<typeof openWeb>;

/** Returns the path to which a path redirects: the one with the item's slug. */
async function settle(web: Web, path: string): Promise<string> {
  const answer = await web.request(path);
  return answer.headers.get('location') ?? path;
}

type Times = { wall: number[]; cpu: number[]; bytes: number };

/**
 * Rounds alternate between the pages, so that a busy machine slows all of them alike. CPU time is that of the whole
 * process, including the embedded database.
 */
async function measure(web: Web, paths: Readonly<Record<string, string>>, rounds: number): Promise<Map<string, Times>> {
  const times = new Map(Object.keys(paths).map((name): [string, Times] => [name, { wall: [], cpu: [], bytes: 0 }]));
  for (let round = 0; round < rounds + 3; round++)
    for (const [name, path] of Object.entries(paths)) {
      const [began, before] = [performance.now(), process.cpuUsage()];
      const answer = await web.request(path);
      const body = await answer.arrayBuffer();
      const { user, system } = process.cpuUsage(before);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
      const one = times.get(name)!;
      one.bytes = body.byteLength;
      // The first rounds warm up.
      if (round < 3) continue;
      one.wall.push(performance.now() - began);
      one.cpu.push((user + system) / 1000);
    }
  return times;
}

/** Opens each page in a browser on a phone's screen, and scrolls all of it frame by frame. */
async function inBrowser(web: Web, paths: Readonly<Record<string, string>>): Promise<void> {
  const server = createAdaptorServer({ fetch: web.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  try {
    for (const [name, path] of Object.entries(paths)) {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
      const opened: number[] = [];
      for (let round = 0; round < 4; round++) {
        const page = await context.newPage();
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { waitUntil: 'load' });
        opened.push(
          await page.evaluate(
            () =>
              performance
                .getEntriesByType('navigation')
                .map((one) => (one as PerformanceNavigationTiming).loadEventEnd)[0] ?? 0,
          ),
        );
        if (round < 3) await page.close();
        else {
          const scroll = await page.evaluate(async () => {
            const frames: number[] = [];
            let last = performance.now();
            for (
              let at = 0;
              at < document.documentElement.scrollHeight - innerHeight && frames.length < 600;
              at += 400
            ) {
              scrollTo(0, at);
              await new Promise(requestAnimationFrame);
              frames.push(performance.now() - last);
              last = performance.now();
            }
            return { frames, height: document.documentElement.scrollHeight };
          });
          const late = scroll.frames.filter((frame) => frame > 50).length;
          console.log(
            `  in a browser: ${name.padEnd(30)} opened in ${median(opened).toFixed(0)} ms; ${scroll.height.toLocaleString('en')} px scrolled in ${scroll.frames.length} frames, median ${scroll.frames.length ? median(scroll.frames).toFixed(1) : '–'} ms, ${late} longer than 50 ms`,
          );
        }
      }
      await context.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
}

const quantile = (values: readonly number[], at: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * at))]!;
const median = (values: readonly number[]): number => quantile(values, 0.5);

/**
 * Files cases with an event and two claims each. Two actors are targets: `many` in `links` of the cases, `few` in five.
 */
async function fileRecord(app: App, cases: number, links: number): Promise<{ few: number; many: number }> {
  const ground = await run(app, file, systemPrincipal, {
    actors: Array.from({ length: 400 }, (_, index) => ({
      kind: index % 3 ? ('outlet' as const) : ('person' as const),
      names: [{ text: `Actor ${index}` }],
      visibility: 'public' as const,
    })),
    sources: Array.from({ length: 500 }, (_, index) => ({
      kind: 'article',
      title: `Report ${index}`,
      published: '2018-04-06',
      visibility: 'public' as const,
    })),
  });
  const [many, few, ...others] = ground.actors as [string, string, ...string[]];
  const every = Math.max(1, Math.floor(cases / links));
  const target = (index: number): string =>
    index % every === 0 && index / every < links
      ? many
      : index % every === 1 && index / every < 5
        ? few
        : others[index % others.length]!;
  for (let from = 0; from < cases; from += setSize) {
    const input: Required<Pick<FilingInput, 'cases' | 'events' | 'claims'>> = { cases: [], events: [], claims: [] };
    for (let index = from; index < Math.min(cases, from + setSize); index++) {
      const day = `${2000 + (index % 24)}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`;
      input.cases.push({ key: `c${index}`, title: `Case ${index} of the outlet`, visibility: 'public' });
      input.events.push({ key: `e${index}`, case: `#c${index}`, title: 'What happened', visibility: 'public' });
      const claim = (wording: string, statements: { subject: string; property: string; value: unknown }[]) => ({
        case: `#c${index}`,
        wording,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        checked: true,
        visibility: 'public' as const,
        chain: [{ actor: others[(index * 7) % others.length]!, verb: 'said' }],
        support: { kind: 'reference' as const, source: ground.sources[index % 500]! },
        statements,
      });
      input.claims.push(
        claim(`The newsroom was searched, in case ${index}.`, [
          { subject: `#e${index}`, property: 'involvement', value: { actor: target(index), role: 'target' } },
          { subject: `#e${index}`, property: 'date', value: day },
        ]),
        claim(`It began on ${day}, in case ${index}.`, [
          { subject: `#c${index}`, property: 'began', value: day },
          { subject: `#c${index}`, property: 'place', value: { country: 'KZ' } },
        ]),
      );
    }
    await run(app, file, systemPrincipal, input);
    if (process.stderr.isTTY) process.stderr.write(`\r${from + setSize} cases`);
  }
  return { few: parseRef(few)!.number, many: parseRef(many)!.number };
}

/** Files one source, a long page. For each of its sentences, a claim cites the sentence as a passage. */
async function fileSource(app: App, passages: number): Promise<number> {
  const sentences = Array.from(
    { length: passages },
    (_, index) =>
      `In passage ${index} of the report a reporter says that the newsroom was searched and the computers of it were taken away for the ${index}th time.`,
  );
  const text = sentences.join('\n');
  const kept = await run(app, storeCapture, systemPrincipal, {
    title: 'A long report',
    method: 'text',
    mediaType: 'text/plain',
    bytes: new TextEncoder().encode(text),
    text,
    language: 'en',
  });
  await run(app, setVisibility, systemPrincipal, { things: [kept.source], visibility: 'public' });
  let at = 0;
  const claims = sentences.map((sentence) => {
    const start = at;
    at += sentence.length + 1;
    return {
      wording: sentence,
      kind: 'quotation' as const,
      mode: 'quoted' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ asWritten: 'a reporter', verb: 'says' }],
      support: { kind: 'passage' as const, capture: kept.capture, start, end: start + sentence.length },
    };
  });
  for (let from = 0; from < claims.length; from += setSize)
    await run(app, file, systemPrincipal, { claims: claims.slice(from, from + setSize) });
  return parseRef(kept.source)!.number;
}
