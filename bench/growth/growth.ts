import type { Database } from '../../src/platform/database/database.ts';
import { filledRecord, withCopy } from '../fill/records.ts';
import { median } from '../measure/numbers.ts';
import { operations, jobs } from './changes.ts';
import type { Measure } from './measures.ts';
import { deskPages, publicPages } from './pages.ts';
import type { Growth } from './exponents.ts';
import { measureRead, type Read } from './read.ts';
import { openSite } from './site.ts';

const timed = 3;

/** Measures the pages, jobs and operations whose name `isSelected` accepts, in records with these numbers of cases. */
export async function measureGrowth(
  sizes: readonly number[],
  isSelected: (name: string) => boolean = () => true,
): Promise<Growth[]> {
  for (const cases of sizes) await filledRecord(cases);
  const grown = new Map<string, Growth>();
  const failed: string[] = [];
  for (const cases of sizes)
    await withCopy(cases, async (folder) => {
      const site = await openSite(folder, cases);
      try {
        // Pages are measured first, because operations change the record.
        for (const list of [publicPages, deskPages, jobs, operations])
          for (const measure of (await list(site)).filter(({ name }) => isSelected(name))) {
            if (process.stderr.isTTY)
              process.stderr.write(`\r\u001b[K${cases.toLocaleString('en')} cases: ${measure.name}`);
            const growth = grown.get(measure.name) ?? { name: measure.name, whole: measure.whole ?? false, reads: [] };
            await measureOne(site.app.db, measure).then(
              (read) => growth.reads.push(read),
              (error: unknown) =>
                failed.push(
                  `${measure.name}, ${cases} cases: ${error instanceof Error ? error.message : String(error)}`,
                ),
            );
            grown.set(measure.name, growth);
          }
      } finally {
        await site.close();
      }
    });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (failed.length) throw new Error(`Some could not be measured:\n${failed.join('\n')}`);
  return [...grown.values()];
}

async function measureOne(db: Database, measure: Measure): Promise<Read> {
  for (let run = 0; run < measure.warmUps; run++) await (await measure.prepare())();
  const reads: Read[] = [];
  for (let run = 0; run < (measure.warmUps > 2 ? timed : 1); run++) {
    const work = await measure.prepare();
    reads.push(await measureRead(db, work));
  }
  // The counts are taken from the last run, because by then the database has chosen its plans.
  return { ...reads.at(-1)!, ms: median(reads.map((one) => one.ms)), cpu: median(reads.map((one) => one.cpu)) };
}
