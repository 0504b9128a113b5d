import { updateStatistics } from '../../../platform/database/update-statistics.ts';
import { AppError, asAppError } from '../../../platform/errors.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { run, systemPrincipal, type App, type Principal } from '../../../platform/operation.ts';
import { applyMapping, type Applied } from '../mapping/apply.ts';
import type { Table } from '../read/reading.ts';
import { openFile } from '../read/table-readers.ts';
import { bytesOf, loadImport, type Import } from '../store/load-import.ts';
import { endRun } from '../store/change-import.ts';
import type { Counts } from '../store/tables.ts';
import { importRows } from './import-rows.ts';
import { Names } from './names.ts';
import { planRows, type Numbered, type Plan, type Planning } from './plan.ts';
import { Seen } from './seen.ts';
import { FileText, textOfCapture } from './file-text.ts';

/** The maximum number of rows that one operation writes. All operations of an import are related changes. */
export const rowsAtOnce = 2_000;
const charactersAtOnce = 4_000_000;

export type RunOptions = { signal?: AbortSignal; progress?: (done: number, total: number | undefined) => void };

/**
 * Runs an import that was started: reads its file row by row, decides about each row, and writes the rows in sets.
 * After an interruption, continues after the last set. At the end, marks the import as done, stopped or failed.
 * @throws AppError `import_*`, `cancelled`, `gone`, `not_permitted`, if one of these ended the import
 */
export async function runImport(
  app: App,
  principal: Principal,
  id: number,
  batch: string,
  options: RunOptions = {},
): Promise<Import> {
  try {
    const one = await loadImport(app.db.read, id);
    await work(app, principal, one, batch, options);
    await run(app, endRun, principal, { import: id, batch, state: 'done' });
    return await loadImport(app.db.read, id);
  } catch (thrown) {
    const error = asAppError(thrown);
    // If the server is stopping, the run is not ended, and continues after the next start.
    const interrupted = error.code === 'cancelled' && options.signal?.aborted;
    const now = await app.db.read.selectFrom('import').select(['stop']).where('id', '=', id).executeTakeFirst();
    if (!interrupted || now?.stop)
      // The system ends the run, not the person, whose access may have ended.
      await run(app, endRun, systemPrincipal, {
        import: id,
        batch,
        state: error.code === 'cancelled' ? 'stopped' : 'failed',
        error: { code: error.code, details: error.details },
      });
    throw thrown;
  }
}

async function work(app: App, principal: Principal, one: Import, batch: string, options: RunOptions): Promise<void> {
  const table = await openFile(bytesOf(app, one), one.reading, {
    known: one.profile.columns.map((column) => column.name),
    signal: options.signal,
  });
  try {
    await importTable(app, principal, one, batch, table, options);
  } finally {
    await table.close();
  }
}

async function importTable(
  app: App,
  principal: Principal,
  one: Import,
  batch: string,
  table: Table,
  options: RunOptions,
): Promise<void> {
  const applied = applyMapping(one.mapping, table.columns);
  refuseUnready(applied);
  const writer = new Writer(app, principal, one, batch);
  const seen = new Seen(one.mapping.repeats);
  const statistics = new Statistics(app);
  await statistics.renew();
  const total = one.profile.complete ? one.profile.rows : undefined;
  const text = new FileText(await textOfCapture(app, one.capture.id), table.columns);
  let waiting: Numbered[] = [];
  let size = 0;
  let row = 0;
  const flush = async (): Promise<void> => {
    if (options.signal?.aborted) throw new AppError('cancelled');
    await writer.write(waiting, row, table.bytes());
    if (!one.dry) await statistics.after(waiting.length);
    waiting = [];
    size = 0;
    options.progress?.(row, total);
  };
  for await (const each of table.rows) {
    row++;
    const read = applied.read(each);
    const numbered: Numbered = { ...seen.number(row, read), place: text.placeOf(each.cells, read.quoted) };
    if (row <= one.rowsDone) continue;
    waiting.push(numbered);
    size += read.wording.length;
    if (waiting.length >= rowsAtOnce || size > charactersAtOnce) await flush();
  }
  if (waiting.length || row === 0) await flush();
}

/** Updates PostgreSQL's statistics about the tables from time to time, between the sets of rows. */
class Statistics {
  #app: App;
  #written = 0;
  #next = rowsAtOnce;

  constructor(app: App) {
    this.#app = app;
  }

  async after(rows: number): Promise<void> {
    this.#written += rows;
    if (this.#written < this.#next) return;
    this.#next = this.#written * 3;
    await this.renew();
  }

  async renew(): Promise<void> {
    await updateStatistics(this.#app.db);
  }
}

/** @throws AppError `import_unready` if the import profile uses columns that the file does not have */
export function refuseUnready(applied: Applied): void {
  if (applied.missing.length)
    throw new AppError('import_unready', {
      details: {
        reason: messages()('exchange.imports.problem.missing', {
          columns: applied.missing.join(', '),
          count: applied.missing.length,
        }),
      },
    });
}

class Writer {
  #app: App;
  #principal: Principal;
  #one: Import;
  #batch: string;
  #counts: Counts;
  #planning: Planning;
  #why: string;

  constructor(app: App, principal: Principal, one: Import, batch: string) {
    this.#app = app;
    this.#principal = principal;
    this.#one = one;
    this.#batch = batch;
    this.#counts = { ...one.counts };
    this.#planning = {
      sourceId: one.source.id,
      source: `source/${one.source.number}`,
      capture: `capture/${one.capture.number}`,
      mapping: one.mapping,
      names: new Names(one.mapping.names),
    };
    this.#why = [messages()('exchange.imports.why', { import: one.id, file: one.fileName }), one.why]
      .filter(Boolean)
      .join(' ');
  }

  async write(rows: readonly Numbered[], rowsDone: number, bytesDone: number): Promise<void> {
    const { dry, id } = this.#one;
    for (let left = rows; ;) {
      const plan = await planRows(this.#app.db.read, this.#planning, left);
      const counts = this.#counted(plan);
      try {
        const filed = await run(
          this.#app,
          importRows,
          this.#principal,
          {
            import: id,
            batch: this.#batch,
            dry,
            filing: dry ? {} : plan.filing,
            rows: plan.rows,
            rowsDone,
            bytesDone,
            counts,
          },
          this.#why,
          { batch: this.#batch },
        );
        for (const [index, actor] of plan.filing.actors.entries())
          if (!dry) this.#planning.names.keep(plan.made.get(`#${actor.key}`)!, filed.actors[index]!);
        this.#counts = counts;
        return;
      } catch (thrown) {
        const refused = refusedRows(thrown, plan);
        if (refused.size === 0) throw thrown;
        // Rows that `importRows` has rejected get the error, and the other rows of the set are tried again.
        left = left.map((one) => {
          const note = refused.get(one.row);
          return note ? { ...one, read: { ...one.read, faults: [...one.read.faults, note] } } : one;
        });
        this.#planning.names.forget();
      }
    }
  }

  #counted(plan: Plan): Counts {
    const counts = { ...this.#counts };
    for (const row of plan.rows) {
      counts[row.fate] = (counts[row.fate] ?? 0) + 1;
      if (row.notes.length && row.fate !== 'refused') counts.noted = (counts.noted ?? 0) + 1;
    }
    return counts;
  }
}

/**
 * The rows to which an `invalid_input` refers, by the paths in the error, such as `claims.3.statements.0.value`.
 */
function refusedRows(thrown: unknown, plan: Plan): Map<number, Numbered['read']['faults'][number]> {
  const found = new Map<number, Numbered['read']['faults'][number]>();
  if (!(thrown instanceof AppError) || thrown.code !== 'invalid_input') return found;
  for (const field of thrown.fields) {
    const [, list = '', index = ''] =
      /^(?:filing\.)?(cases|events|claims|sources|actors)\.(\d+)/.exec(field.path) ?? [];
    const at = Number(index);
    const key = list === 'cases' || list === 'events' ? `#${plan.filing[list][at]?.key}` : null;
    for (const row of plan.rows) {
      const concerns =
        list === 'claims'
          ? row.claim === at || row.deskClaim === at
          : key !== null && (row.case === key || row.event === key);
      if (concerns) found.set(row.row, { column: null, message: field.message, params: field.params });
    }
  }
  return found;
}
