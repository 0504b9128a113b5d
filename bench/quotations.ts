import type { App } from '../src/platform/operation.ts';
import { loadSketched } from '../src/evidence/republished/similarity/compare.ts';
import { insertCaptures } from '../src/evidence/republished/testing/captures.ts';
import { Pages } from '../src/evidence/republished/testing/generated.ts';
import { findElsewhere, findLosses, findRelated, quotationsOf } from '../src/evidence/quotations/find.ts';
import { readElsewhere } from '../src/evidence/quotations/differences.ts';
import { alterations, lossy, quotedPairs } from '../src/evidence/quotations/testing/generated.ts';
import { openApp } from './app/open-app.ts';

const each = 100;
const sizes = (process.env.CAPTURES ?? '2000,20000').split(',').map(Number);
const probes = 100;

/**
 * Measures whether a changed quotation is found in another page, whether exactly the missing words are reported, and
 * how long one quotation takes among many captures. This time is compared with the time to search for the quotation in
 * each capture. CAPTURES=2000,20000 sets the sizes; DATABASE_URL measures a server instead of the embedded database.
 */
export async function bench(): Promise<void> {
  const { app, close } = await openApp({ listeners: [] });
  const { db } = app;
  try {
    const pairs = quotedPairs(5, each);
    const { captures } = await insertCaptures(
      app,
      pairs.flatMap((pair) => [pair.first, pair.second]),
    );
    console.log(`${pairs.length} quotations of 15 to 45 words, each in two pages; ${each} for each alteration\n`);
    console.log('alteration                     found again   reported as lacking words');
    for (const [index, alteration] of alterations.entries()) {
      let [found, reported] = [0, 0];
      for (let pair = index * each; pair < (index + 1) * each; pair++) {
        const own = (await loadSketched(db.read, [captures[pair * 2]!])).get(captures[pair * 2]!)!;
        const other = captures[pair * 2 + 1]!;
        const quoted = quotationsOf(own)[0]!;
        const elsewhere = await findElsewhere(
          db.read,
          own.text.slice(quoted[0]!.start, quoted.at(-1)!.end),
          own.sourceId,
        );
        if (elsewhere.found.some((one) => one.there.captureId === other)) found++;
        if ((await findLosses(db.read, own)).length) reported++;
      }
      console.log(
        `  ${alteration.padEnd(26)} ${`${found} of ${each}`.padStart(13)} ${`${reported} of ${each}`.padStart(20)}${lossy.has(alteration) ? '   (should be all)' : '   (should be none)'}`,
      );
    }
    await speed(app);
  } finally {
    await close();
  }
}

const milliseconds = async (act: () => Promise<unknown> | unknown): Promise<number> => {
  const began = performance.now();
  await act();
  return performance.now() - began;
};

async function speed(app: App): Promise<void> {
  const { db } = app;
  const pages = new Pages(23);
  const pairs = quotedPairs(29, probes / 10);
  const { captures } = await insertCaptures(
    app,
    pairs.flatMap((pair) => [pair.first, pair.second]),
  );
  let stored = 0;
  let before: { size: number; look: number; scan: number } | null = null;
  console.log(
    `\n${db.kind}: one quotation looked for among stored captures, in milliseconds\ncaptures     candidates   candidates and readings   aligned with all   ratio`,
  );
  for (const size of sizes) {
    while (stored < size) {
      const count = Math.min(1000, size - stored);
      await insertCaptures(
        app,
        Array.from({ length: count }, () => pages.story().paragraphs),
      );
      stored += count;
    }
    await db.executeSql('analyze text_sketch');
    let [related, look] = [0, 0];
    for (let probe = 0; probe < probes; probe++) {
      const own = (await loadSketched(db.read, [captures[probe * 2]!])).get(captures[probe * 2]!)!;
      const quoted = quotationsOf(own)[0]!;
      const words = own.text.slice(quoted[0]!.start, quoted.at(-1)!.end);
      const row = await db.read
        .selectFrom('text_sketch')
        .select('marks')
        .where('capture_id', '=', own.captureId)
        .executeTakeFirstOrThrow();
      related += await milliseconds(() => findRelated(db.read, row.marks.slice(0, quoted.length), own.sourceId));
      look += await milliseconds(() => findElsewhere(db.read, words, own.sourceId));
    }
    const sample = [...(await loadSketched(db.read, captures)).values()];
    const own = sample[0]!;
    const scan =
      ((await milliseconds(() => sample.map((other) => readElsewhere(own, quotationsOf(own)[0]!, other)))) /
        sample.length) *
      size;
    console.log(
      `${size.toLocaleString('en').padStart(8)} ${(related / probes).toFixed(2).padStart(14)} ${(look / probes).toFixed(2).padStart(25)} ${scan.toFixed(0).padStart(18)} ${(scan / (look / probes)).toFixed(0).padStart(7)}`,
    );
    if (before)
      console.log(
        `\n${(size / before.size).toFixed(0)} times as many captures: looking takes ${(look / probes / before.look).toFixed(2)} times as long, aligning with all ${(scan / before.scan).toFixed(2)} times`,
      );
    before = { size, look: look / probes, scan };
  }
}
