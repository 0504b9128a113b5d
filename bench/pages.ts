import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { openWeb } from '../src/cli/serve/web.ts';
import { createLog } from '../src/platform/log/log.ts';
import { systemPrincipal, run, type App } from '../src/platform/operation.ts';
import { launchBrowser } from '../src/platform/testing/browser.ts';
import { file } from '../src/record/filing/file.ts';
import { storeCapture } from '../src/record/sources/store-capture.ts';
import { parseRef } from '../src/record/refs.ts';
import { setVisibility } from '../src/record/lifecycle/withdraw.ts';
import { routes } from '../src/web/routes.ts';
import { withRecord } from './fill/records.ts';
import { machine, median, quantile } from './measure/numbers.ts';

const setSize = 2_000;

/**
 * Measures large pages of a large record: the actor with the most cases, for comparison the one with the fewest, and a
 * source with 6,000 passages. Measures how long the server takes to render these pages (without the page cache), and
 * how a browser opens and scrolls them. CASES=10000 and PASSAGES=6000 set the sizes, ROUNDS=40 how often each page is
 * rendered. BROWSER=0 leaves the browser out.
 */
export async function bench(): Promise<void> {
  const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
  const [cases, passages, rounds] = [number('CASES', 10_000), number('PASSAGES', 6_000), number('ROUNDS', 40)];
  await withRecord(cases, async (app) => {
    const { few, many, links } = await findActors(app);
    const source = await fileSource(app, passages);
    const web = openWeb(app, createLog('silent'));
    console.log(`${machine()}; ${cases.toLocaleString('en')} cases, embedded; medians of ${rounds}`);
    const least = 'the actor with the fewest cases';
    const paths = {
      [least]: await settle(web, routes.actor({ number: few, slug: 'x' })),
      [`an actor with ${links} cases`]: await settle(web, routes.actor({ number: many, slug: 'x' })),
      [`a source with ${passages} passages`]: routes.source({ number: source }),
    };
    const times = await measure(web, paths, rounds);
    const reference = median(times.get(least)!.cpu);
    for (const [name, { wall, cpu, bytes }] of times)
      console.log(
        `  ${name.padEnd(32)} ${median(wall).toFixed(1).padStart(7)} ms (p95 ${quantile(wall, 0.95).toFixed(1)})  ${median(cpu).toFixed(1)} ms CPU  ${(bytes / 1024).toFixed(0)} KB  ratio of CPU to the first ${(median(cpu) / reference).toFixed(2)}`,
      );
    if (process.env.BROWSER !== '0') await inBrowser(web, paths);
  });
}

type Web = ReturnType<typeof openWeb>;

/** Returns the path to which a path redirects: the one with the item's slug. */
async function settle(web: Web, path: string): Promise<string> {
  const answer = await web.request(path);
  return answer.headers.get('location') ?? path;
}

type Times = { wall: number[]; cpu: number[]; bytes: number };

/**
 * Renders the pages in turn, so that a busy machine slows all of them alike. CPU time is that of the whole
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

/** The actors with the fewest and with the most cases of the filled record. */
async function findActors(app: App): Promise<{ few: number; many: number; links: number }> {
  const { rows } = await app.db.executeSql(
    `select t.number, count(*)::int as links from fact f join thing t on t.id = f.value_thing
     where f.property = 'target' and t.kind = 'actor' and not t.example group by 1 order by 2, 1`,
  );
  const actors = rows as { number: number; links: number }[];
  return { few: actors[0]!.number, many: actors.at(-1)!.number, links: actors.at(-1)!.links };
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
