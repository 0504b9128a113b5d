import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addTable } from '../src/exchange/import/add-table.ts';
import { runImport } from '../src/exchange/import/run/run-import.ts';
import { beginRun } from '../src/exchange/import/store/change-import.ts';
import { openTable } from '../src/exchange/import/read/open-table.ts';
import { composeModules } from '../src/cli/compose.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { connectionOf } from '../src/platform/database/connected.ts';
import { openApp } from '../src/platform/app.ts';
import { systemPrincipal, run, type App } from '../src/platform/operation.ts';

/**
 * Imports a table of 50,000 rows (ROWS=50000) with five values each, in the same way as an import at the desk. Compares
 * the time with a plain COPY of the same rows. Then imports the same file again, and makes a dry run of a file of 100
 * megabytes (MB=100). DATABASE_URL measures a server instead of the embedded database.
 */
export async function bench(): Promise<void> {
  const count = Number(process.env.ROWS ?? 50_000);
  const megabytes = Number(process.env.MB ?? 100);
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = { ...readConfig({ KRONIKA_DATA: folder }), dataDir: folder, databaseUrl: process.env.DATABASE_URL };
  const { app, close } = await openApp(config, composeModules());
  const { db } = app;
  const atFirst = Math.round(process.memoryUsage.rss() / 1_000_000);
  const peak = watchMemory();
  try {
    const file = join(folder, 'rows.csv');
    await writeTable(file, count, Infinity);
    const copied = await timed(() => copyPlain(app, file));
    const first = await timed(() => importFile(app, file, false));
    const memory = peak.read();
    const again = await timed(() => importFile(app, file, false));
    console.log(`${db.kind}: ${count.toLocaleString('en')} rows with five values each (${size(file)})`);
    console.log(`  imported:        ${seconds(first.ms)} (${rate(count, first.ms)}), ${JSON.stringify(first.value)}`);
    console.log(
      `  plain COPY:      ${seconds(copied.ms)} (${rate(count, copied.ms)}); the import takes ${(first.ms / copied.ms).toFixed(0)} times as long`,
    );
    console.log(`  again:           ${seconds(again.ms)} (${rate(count, again.ms)}), ${JSON.stringify(again.value)}`);
    console.log(
      `  memory:          ${atFirst} MB at the start (with the memory of the bundler, which ran in this process), ${memory} MB at most${db.kind === 'embedded' ? ', with the database inside' : ''}`,
    );
    const large = join(folder, 'large.csv');
    const rows = await writeTable(large, Infinity, megabytes * 1_000_000);
    peak.read();
    const tried = await timed(() => importFile(app, large, true));
    console.log(
      `  ${size(large)} tried:    ${seconds(tried.ms)} (${rate(rows, tried.ms)}), ${peak.read()} MB at most, ${JSON.stringify(tried.value)}`,
    );
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
    peak.stop();
  }
}

async function importFile(app: App, path: string, dry: boolean): Promise<object> {
  const added = await addTable(app, systemPrincipal, {
    name: 'rows.csv',
    chunks: createReadStream(path, { highWaterMark: 256 * 1024 }),
  });
  const { batch } = await run(app, beginRun, systemPrincipal, { import: added.import, dry });
  return (await runImport(app, systemPrincipal, added.import, batch)).counts;
}

/** Copies the unchanged rows into a table without an index. No import can be faster than this. */
async function copyPlain(app: App, path: string): Promise<void> {
  const bytes = {
    size: statSync(path).size,
    name: 'rows.csv',
    open: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
  };
  const table = await openTable(bytes, { format: 'csv', charset: 'utf-8', delimiter: ',', headerRow: 1 });
  await app.db.executeSql(`create table plain_rows (${table.columns.map((name) => `${name} text`).join(', ')})`);
  await app.db.transaction(async (tx) => {
    let text = '';
    const flush = async (): Promise<void> => {
      await connectionOf(tx).copyIn('copy plain_rows from stdin', Buffer.from(text));
      text = '';
    };
    for await (const row of table.rows) {
      text += `${row.cells.map((cell) => String(cell).replace(/[\\\t\n]/g, ' ')).join('\t')}\n`;
      if (text.length > 1_000_000) await flush();
    }
    await flush();
  });
  await app.db.executeSql('drop table plain_rows');
}

const cities = ['Almaty', 'Astana', 'Oral', 'Shymkent', 'Aktobe', 'Bishkek', 'Osh', 'Tashkent', 'Dushanbe', 'Ashgabat'];
const countries = ['KZ', 'KZ', 'KZ', 'KZ', 'KZ', 'KG', 'KG', 'UZ', 'TJ', 'TM'];
const categories = [
  'Physical Attack',
  'Arrest/Criminal Charge',
  'Equipment Damage',
  'Subpoena/Legal Order',
  'Denial of Access',
  'Prior Restraint',
];
const given = ['Aigerim', 'Zeinulla', 'Ramazan', 'Olga', 'Kairat', 'Dana', 'Aset', 'Marat', 'Irina', 'Timur'];
const family = [
  'Ospanova',
  'Kakimzhanov',
  'Yesergepov',
  'Ivanova',
  'Mekebayev',
  'Tolegen',
  'Nurlanov',
  'Petrov',
  'Abdrakhmanov',
  'Sadykov',
];

/**
 * Writes a table whose rows have an id and five values: a date, a place, an incident type, a person's name, a reason.
 */
async function writeTable(path: string, most: number, bytes: number): Promise<number> {
  const out = createWriteStream(path);
  let written = 0;
  let row = 0;
  const put = async (text: string): Promise<void> => {
    written += text.length;
    if (!out.write(text)) await once(out, 'drain');
  };
  await put('id,date,city,country,category,journalist,reason\n');
  for (; row < most && written < bytes; row++) {
    const day = `20${String(10 + (row % 15)).padStart(2, '0')}-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 28)).padStart(2, '0')}`;
    const name = `${given[row % 10]} ${family[Math.floor(row / 10) % 10]} ${String.fromCharCode(65 + (Math.floor(row / 100) % 26))}.`;
    await put(
      `${row + 1},${day},${cities[row % 10]},${countries[row % 10]},${categories[row % 6]},${name},"Reported ""obstruction"" of work, case ${row}, no further reason given"\n`,
    );
  }
  out.end();
  await once(out, 'close');
  return row;
}

function watchMemory() {
  let most = 0;
  const look = (): void => void (most = Math.max(most, process.memoryUsage.rss()));
  const timer = setInterval(look, 20);
  return {
    /** The highest memory use since the last call, in megabytes. */
    read(): number {
      look();
      const found = Math.round(most / 1_000_000);
      most = 0;
      return found;
    },
    stop: () => clearInterval(timer),
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now();
  const value = await work();
  return { ms: performance.now() - began, value };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const rate = (count: number, ms: number): string => `${Math.round((count * 1000) / ms).toLocaleString('en')} rows/s`;
const size = (path: string): string => `${(statSync(path).size / 1_000_000).toFixed(1)} MB`;
