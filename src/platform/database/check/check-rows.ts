import { isUtf8 } from 'node:buffer';
import { escapeIdentifier } from 'pg';
import { connectionOf } from '../connected.ts';
import type { Database } from '../database.ts';
import type { Tx } from '../tx.ts';
import { checker, isDamage, stopIfAborted, type Report, type Watch } from './findings.ts';
import { readTables, type CheckedTable, type Reference } from './read-schema.ts';

/** One query should read about `wanted` bytes, and reads at most `mostPages` pages of a table. */
const [wanted, mostPages] = [512 * 1024, 512];
/** The maximum number of items that one query of `nameLost` looks up. */
const lookedUp = 1_000;

/**
 * Reads each row of each table, and checks the constraints of the table and its references. Reads and checks some pages
 * at a time, each in one transaction.
 * @param references references to check in addition to the foreign keys
 * @returns `rows`: the number of rows that could be read; `unreadable`: the names of tables that cannot be read
 *   completely
 */
export async function checkRows(
  db: Database,
  report: Report,
  { signal, progress }: Watch,
  references: readonly Reference[] = [],
): Promise<{ tables: CheckedTable[]; rows: number; unreadable: ReadonlySet<string> }> {
  const tables = await db.transaction((tx) => readTables(tx, references), checker);
  const total = tables.reduce((sum, { pages }) => sum + pages, 0);
  const unreadable = new Set<string>();
  let [before, rows] = [0, 0];
  for (const table of tables) {
    const check = new TableCheck(db, table, (finding) => {
      if (finding.problem === 'page' || finding.problem === 'row') unreadable.add(table.name);
      report(finding);
    });
    let step = 8;
    for (let page = 0; page < table.pages;) {
      stopIfAborted(signal);
      progress(before + page, total);
      const end = page + step;
      const bytes = await check.pages(page, Math.min(end, table.pages));
      page = end;
      const fitting = bytes === 0 ? step * 4 : Math.floor((step * wanted) / bytes);
      step = Math.max(1, Math.min(fitting, step * 4, mostPages));
    }
    if (unreadable.has(table.name)) await check.nameLost();
    before += table.pages;
    rows += check.rows;
  }
  progress(total, total);
  return { tables, rows, unreadable };
}

class TableCheck {
  rows = 0;
  readonly #db: Database;
  readonly #table: CheckedTable;
  readonly #report: Report;
  readonly #from: string;
  readonly #columns: string;

  constructor(db: Database, table: CheckedTable, report: Report) {
    this.#db = db;
    this.#table = table;
    this.#report = report;
    this.#from = `from ${escapeIdentifier(table.name)} t where`;
    this.#columns = table.columns.map((column) => `t.${escapeIdentifier(column)}`).join(', ');
  }

  /** Checks the pages from `from` to before `to`. @returns the bytes of their rows */
  async pages(from: number, to: number): Promise<number> {
    try {
      return await this.#check(`t.ctid >= '(${from},0)' and t.ctid < '(${to},0)'`);
    } catch (error) {
      if (!isDamage(error)) throw error;
      if (to - from === 1) return this.#rows(from, error);
      const middle = Math.floor((from + to) / 2);
      return (await this.pages(from, middle)) + (await this.pages(middle, to));
    }
  }

  /**
   * Reports which items have lost their row in a damaged page: looks up each id, and reports those whose look-up fails.
   * Works only for tables whose primary key begins with the id of the item.
   */
  async nameLost(): Promise<void> {
    const { name: table, thing, key } = this.#table;
    if (thing === null || key !== thing) return;
    const look = async (from: number, to: number): Promise<void> => {
      try {
        await this.#db.transaction(async (tx) => {
          await connectionOf(tx).script('set local enable_seqscan = off; set local enable_bitmapscan = off');
          // `between` would make the planner read the first and the last row of the table, which may be damaged.
          await connectionOf(tx).script(
            `select count(*) from (select t.ctid ${this.#from} ${key} = any(array(select generate_series(${from}, ${to - 1})::int8)) offset 0) t`,
          );
        }, checker);
      } catch (error) {
        if (!isDamage(error)) throw error;
        if (to - from === 1) return this.#report({ problem: 'row', table, thing: from, reason: error.message });
        const middle = Math.floor((from + to) / 2);
        await look(from, middle);
        await look(middle, to);
      }
    };
    const [ends] = await this.#read(
      'select coalesce(min(id), 0)::int8 as from, coalesce(max(id), 0)::int8 as to from thing',
    );
    const last = Number(ends!.to);
    for (let from = Number(ends!.from); from <= last; from += lookedUp)
      await look(from, Math.min(from + lookedUp, last + 1));
  }

  /** Checks the rows of a damaged page one by one. */
  async #rows(page: number, error: Error): Promise<number> {
    const { name: table } = this.#table;
    const found = await this.#read(
      `select t.ctid::text as row ${this.#from} t.ctid >= '(${page},0)' and t.ctid < '(${page + 1},0)'`,
    ).catch((failure: unknown) => {
      if (!isDamage(failure)) throw failure;
      this.#report({ problem: 'page', table, row: `(${page})`, reason: failure.message });
      return null;
    });
    if (!found) return 0;
    let bytes = 0;
    for (const { row } of found)
      try {
        bytes += await this.#check(`t.ctid = '${row}'`);
      } catch (failure) {
        if (!isDamage(failure)) throw failure;
        this.#report({ problem: 'row', table, row, ...(await this.#thingOf(row)), reason: failure.message });
      }
    // If the page's own list of rows is damaged, no row is found, and the page itself is reported.
    if (found.length === 0) this.#report({ problem: 'page', table, row: `(${page})`, reason: error.message });
    return bytes;
  }

  /** The item of a damaged row, if that column can be read. */
  async #thingOf(row: string): Promise<{ thing?: number }> {
    const { thing } = this.#table;
    if (thing === null) return {};
    return this.#read(`select ${thing} as thing ${this.#from} t.ctid = '${row}'`).then(
      ([found]) => (found ? thingIn(found) : {}),
      () => ({}),
    );
  }

  #read(query: string): Promise<FoundRow[]> {
    return this.#db.transaction((tx) => readIn(tx, query), checker);
  }

  async #check(where: string): Promise<number> {
    const { name: table, thing, rules } = this.#table;
    if (this.#columns === '') return 0;
    return this.#db.transaction(async (tx) => {
      const text = await connectionOf(tx).copyOut(`copy (select ${this.#columns} ${this.#from} ${where}) to stdout`);
      let rows = 0;
      for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) rows++;
      const found: Parameters<Report>[0][] = [];
      if (!isUtf8(text)) found.push(...(await this.#notText(tx, where)));
      if (rules.length) {
        const names = rules.map((rule) => `case when not (${rule.holds}) then ${literal(rule.name)} end`);
        const broken = await readIn(
          tx,
          `select * from (select t.ctid::text as row, ${thing ?? 'null::int8'} as thing, array_remove(array[${names.join(', ')}], null) as broken ${this.#from} ${where}) b where broken <> '{}'`,
        );
        for (const one of broken)
          for (const name of one.broken) found.push({ problem: 'rule', table, name, row: one.row, ...thingIn(one) });
      }
      // These are reported only now: after an error above, the same rows are checked again one by one.
      for (const finding of found) this.#report(finding);
      this.rows += rows;
      return text.length;
    }, checker);
  }

  async #notText(tx: Tx, where: string): Promise<Parameters<Report>[0][]> {
    const { name: table, thing } = this.#table;
    const rows = await readIn(
      tx,
      `select t.ctid::text as row, ${thing ?? 'null::int8'} as thing ${this.#from} ${where}`,
    );
    const found: Parameters<Report>[0][] = [];
    for (const one of rows) {
      const text = await connectionOf(tx).copyOut(
        `copy (select ${this.#columns} ${this.#from} t.ctid = '${one.row}') to stdout`,
      );
      if (!isUtf8(text)) found.push({ problem: 'text', table, row: one.row, ...thingIn(one) });
    }
    return found;
  }
}

const thingIn = ({ thing }: { thing: number | null }): { thing?: number } =>
  thing === null ? {} : { thing: Number(thing) };

/** A row of the results of this file's queries. Each query returns only some of these columns. */
type FoundRow = { row: string; thing: number | null; broken: string[]; from: number; to: number };

const readIn = async (tx: Tx, query: string): Promise<FoundRow[]> =>
  (await connectionOf(tx).script(query)).rows as FoundRow[];

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
