import { Connection } from '../src/platform/database/wire/connection.ts';
import type { Database } from '../src/platform/database/database.ts';
import { filledRecord, withCopy } from './fill/records.ts';
import { jobs, operations } from './growth/changes.ts';
import type { Measure } from './growth/measures.ts';
import { deskPages, publicPages } from './growth/pages.ts';
import { openSite } from './growth/site.ts';

type Statement = { sql: string; values: readonly unknown[] };
/** A node of a plan, as `explain (analyze, format json)` returns it. */
type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Filter?: string;
  Plans?: Node[];
};

const fewRows = 300;
const maxStatements = 8;

/**
 * Prints which statements of a page, job or operation read the most rows, and how. (`npm run bench growth` prints only
 * the tables that are read.) SIZE=10000 is the number of cases. ONLY=/desk selects what has `/desk` in its name;
 * ONLY==/desk selects only the page `/desk` itself; `|` separates several. Statements that write are left out.
 */
export async function bench(): Promise<void> {
  const size = Number(process.env.SIZE ?? 10_000);
  const chosen = (process.env.ONLY ?? '').split('|');
  const isChosen = ({ name }: Measure): boolean =>
    chosen.some((one) => (one.startsWith('=') ? name === one.slice(1) : name.includes(one)));
  await filledRecord(size);
  await withCopy(size, async (folder) => {
    const site = await openSite(folder, size);
    const watched = watch();
    try {
      for (const list of [publicPages, deskPages, jobs, operations])
        for (const measure of (await list(site)).filter(isChosen)) {
          for (let run = 0; run < 2; run++) await (await measure.prepare())();
          const work = await measure.prepare();
          const sent = await watched.during(work);
          console.log(`\n${measure.name}: ${sent.length} statements`);
          for (const line of await mostRead(site.app.db, sent)) console.log(line);
        }
    } finally {
      watched.end();
      await site.close();
    }
  });
}

/** Records the statements that this process sends to its database. */
function watch(): { during(work: () => Promise<unknown>): Promise<Statement[]>; end(): void } {
  const sent: Statement[] = [];
  const { query, readAll } = Connection.prototype;
  Connection.prototype.query = function (sql, values = [], bound) {
    sent.push({ sql, values });
    return query.call(this, sql, values, bound);
  };
  Connection.prototype.readAll = function (asked, bound) {
    sent.push(...asked.map(({ sql, values }) => ({ sql, values: values ?? [] })));
    return readAll.call(this, asked, bound);
  };
  return {
    during: async (work) => {
      sent.length = 0;
      await work();
      return [...sent];
    },
    end: () => Object.assign(Connection.prototype, { query, readAll }),
  };
}

/** The statements that read the most rows, as text. */
async function mostRead(db: Database, sent: readonly Statement[]): Promise<string[]> {
  const found: { rows: number; text: string }[] = [];
  for (const { sql, values } of sent) {
    if (!/^\s*(select|with)\b/i.test(sql)) continue;
    const { rows } = await db.executeSql(`explain (analyze, format json) ${sql}`, [...values]);
    const [{ Plan: plan }] = Object.values(rows[0] as object)[0] as [{ Plan: Node }];
    const scans = scansOf(plan);
    const total = scans.reduce((sum, scan) => sum + scan.rows, 0);
    if (total < fewRows) continue;
    const lines = scans.filter((scan) => scan.rows >= fewRows).map((scan) => `      ${scan.text}`);
    const text = `  ${total.toLocaleString('en')} rows: ${sql.replace(/\s+/g, ' ').trim().slice(0, 400)}`;
    found.push({ rows: total, text: [text, ...lines].join('\n') });
  }
  return found
    .toSorted((a, b) => b.rows - a.rows)
    .slice(0, maxStatements)
    .map(({ text }) => text);
}

/** The parts of a plan that read a table. */
function scansOf(node: Node): { rows: number; text: string }[] {
  const below = (node.Plans ?? []).flatMap(scansOf);
  const table = node['Relation Name'];
  if (table === undefined) return below;
  const loops = node['Actual Loops'];
  const rows = Math.round((node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * loops);
  const text = `${node['Node Type']} on ${table} ${node['Index Name'] ?? ''}: ${rows.toLocaleString('en')} rows in ${loops} loops ${node.Filter ?? ''}`;
  return [{ rows, text: text.slice(0, 200) }, ...below];
}
