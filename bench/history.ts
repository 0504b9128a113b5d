import { randomUUID } from 'node:crypto';
import { systemPrincipal, run } from '../src/platform/operation.ts';
import { changeCaseEntry } from '../src/record/cases/change-case-entry.ts';
import { file } from '../src/record/filing/file.ts';
import type { FilingInput } from '../src/record/filing/schema.ts';
import { previewUndo } from '../src/record/history/undo/preview.ts';
import { undo } from '../src/record/history/undo/undo.ts';
import { findThing, parseRef } from '../src/record/refs.ts';
import { countChanges, listChangeSets, loadChangesOf } from '../src/record/views/change-sets.ts';
import { loadHistory } from '../src/record/views/history.ts';
import { openApp } from './app/open-app.ts';

const setSize = 2_000;

/**
 * Files 50,000 rows (ROWS=50000) in one batch, as an import does: for each row, a case and a claim with five
 * statements. Then previews the undo of the batch, undoes the batch, and undoes the undo. Finally changes one case 300
 * times, and measures the pages of the history. All listeners of a server are active. DATABASE_URL measures a server
 * instead of the embedded database.
 */
export async function bench(): Promise<void> {
  const rows = Number(process.env.ROWS ?? 50_000);
  const { app, close } = await openApp();
  const { db } = app;
  const seconds = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
    const began = performance.now();
    const result = await work();
    return [(performance.now() - began) / 1000, result];
  };
  const reason = 'The list was the wrong one.';
  try {
    const batch = randomUUID();
    let theCase = '';
    const [filing] = await seconds(async () => {
      for (let from = 0; from < rows; from += setSize) {
        const filed = await run(app, file, systemPrincipal, part(from, Math.min(setSize, rows - from)), 'The list', {
          batch,
        });
        theCase ||= filed.cases[0]!;
      }
    });
    const [previewing, preview] = await seconds(() => previewUndo(db.read, { batch }));
    global.gc?.();
    let peak = 0;
    const start = process.memoryUsage().heapUsed;
    const watch = { progress: () => void (peak = Math.max(peak, process.memoryUsage().heapUsed - start)) };
    const [undoing, done] = await seconds(() => undo(app, systemPrincipal, { target: { batch }, reason }, watch));
    const [again, redone] = await seconds(() =>
      undo(app, systemPrincipal, { target: { batch: done.batch }, reason }, watch),
    );
    const ratio = (one: number): string => `${one.toFixed(1)} s (ratio to filing ${(one / filing).toFixed(2)})`;
    console.log(
      `${db.kind}: ${rows.toLocaleString('en')} rows, ${preview.total.toLocaleString('en')} items, ${Math.ceil(rows / setSize)} change sets of one batch`,
    );
    console.log(`  filing:               ${filing.toFixed(1)} s`);
    console.log(
      `  preview of the undo:  ${ratio(previewing)}; ${preview.things.toLocaleString('en')} items would be withdrawn`,
    );
    console.log(`  undo:                 ${ratio(undoing)}; ${done.done.toLocaleString('en')} items`);
    console.log(`  undo of the undo:     ${ratio(again)}; ${redone.done.toLocaleString('en')} items`);
    console.log(`  additional memory:    ${Math.round(peak / 1_048_576)} MB at most`);

    for (let index = 0; index < 300; index++) {
      const thing = (await findThing(db.read, 'case', parseRef(theCase)!.number))!;
      await run(app, changeCaseEntry, systemPrincipal, {
        thing: theCase,
        version: thing.version,
        title: `Title ${index}`,
        visibility: 'desk',
      });
    }
    const thing = (await findThing(db.read, 'case', parseRef(theCase)!.number))!;
    const median = async (work: () => Promise<unknown>): Promise<string> => {
      const times: number[] = [];
      for (let turn = 0; turn < 20; turn++) times.push((await seconds(work))[0] * 1000);
      return `${times.sort((a, b) => a - b)[10]!.toFixed(1)} ms`;
    };
    const big = (await listChangeSets(db.read, { accounts: true, operation: 'record.undo' }, { limit: 1 }))[0]!;
    console.log(
      `  history of an item changed 300 times: ${await median(() => loadHistory(db.read, thing, { limit: 41 }))}`,
    );
    console.log(
      `  list of changes:                      ${await median(() => listChangeSets(db.read, { accounts: true }, { limit: 40 }))}`,
    );
    console.log(
      `  a page of a set of ${big.changes.toLocaleString('en')} changes:     ${await median(async () => [await countChanges(db.read, big.id), await loadChangesOf(db.read, big.id, { limit: 50, offset: Math.floor(big.changes / 2) })])}`,
    );
  } finally {
    await close();
  }
}

const countries = ['KZ', 'RU', 'TR', 'HU', 'RS', 'AZ', 'BY', 'US', 'GB', 'CZ'];

function part(from: number, count: number): FilingInput {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  return {
    cases: numbers.map((number) => ({ key: `c${number}`, title: `Incident ${number}`, visibility: 'public' as const })),
    claims: numbers.map((number) => ({
      case: `#c${number}`,
      wording: `The data set has incident ${number}.`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word' as const, note: `Row ${number}` },
      statements: [
        { subject: `#c${number}`, property: 'place', value: { country: countries[number % countries.length] } },
        { subject: `#c${number}`, property: 'incident-type', value: 'newsroom-search' },
        { subject: `#c${number}`, property: 'began', value: `20${10 + (number % 15)}-0${1 + (number % 9)}` },
        { subject: `#c${number}`, property: 'case-status', value: number % 3 ? 'ongoing' : 'resolved' },
        { subject: `#c${number}`, property: 'slapp', value: number % 2 === 0 },
      ],
    })),
  };
}
