import { escapeLiteral } from 'pg';

const mebibyte = 1024 * 1024;

/** When checkpoints are due, and when the database counts as idle. */
export interface Thresholds {
  /**
   * An idle database gets a checkpoint once this many bytes were added to the write-ahead log (WAL) since the last
   * checkpoint.
   */
  quietWal: number;
  /** Even a busy database gets a checkpoint once this many bytes were added to the WAL since the last checkpoint. */
  busyWal: number;
  /** Milliseconds without use that count as idle. */
  quietFor: number;
}

const usual: Thresholds = { quietWal: 32 * mebibyte, busyWal: 512 * mebibyte, quietFor: 1_500 };
/**
 * The SQL condition for tables that have changed so much since their last `analyze` that the planner chooses wrong
 * plans. Their statistics are updated even while the database is busy, because bulk work can take hours.
 */
const outdated = 'n_mod_since_analyze > 1000 + 0.5 * reltuples';
/** Makes `analyze` read a tenth of the usual sample, so that the connection is soon free again. */
const smallSample = 'set local default_statistics_target = 10';
/** Bytes of WAL below which a checkpoint is not worthwhile: a checkpoint itself writes a few hundred bytes. */
const worthwhileWal = 8192;
const interval = 10_000;
const maxUncheckedMs = 10 * 60_000;

/** The functions of the database that maintenance uses. */
export interface MaintainedDatabase {
  /** Runs a command; this does not count as use. */
  run(sql: string): Promise<unknown[]>;
  /** Milliseconds since others last used the connection; 0 while they use it or wait for it. */
  quiet(): number;
}

type Due = { command: string; table: string };

interface Checkpoint {
  wal: number;
  age: number;
}

/**
 * Does the work that a PostgreSQL server does in background processes and PGlite does not: checkpoints, vacuum, and
 * statistics for the planner. Without checkpoints, the log would grow until the next clean stop, and a crash would mean
 * replaying all of it.
 *
 * Maintenance uses the only connection when it is idle, for one table at a time. Only badly outdated statistics and a
 * very long log do not wait for that.
 */
export class Upkeep {
  #db: MaintainedDatabase;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #scheduled = false;
  /**
   * Tables with statistics from a small sample. They are analyzed again with the full sample when the database is idle.
   */
  readonly #sampled = new Set<string>();

  constructor(db: MaintainedDatabase) {
    this.#db = db;
  }

  start(): void {
    this.#plan(interval);
  }

  /** Stops the maintenance, and waits until it has finished its current work. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(delay: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      // A failure, such as a full disk, is not reported here, because the next write fails for the same reason and
      // reports it. Maintenance is tried again later.
      this.#running = this.#running.then(() => this.run()).catch(() => {});
      void this.#running.then(() => this.#plan(interval));
    }, delay);
    this.#timer.unref();
  }

  async run(thresholds: Partial<Thresholds> = {}): Promise<void> {
    const { quietWal, busyWal, quietFor } = { ...usual, ...thresholds };
    const isQuiet = (): boolean => this.#db.quiet() >= quietFor;
    if ((await this.#checkpointState()).wal > busyWal) await this.#db.run('checkpoint');
    if (!isQuiet()) return this.#analyzeOutdated();
    for (const { command, table } of await this.#due()) {
      if (this.#stopped || !isQuiet()) return;
      await this.#db.run(`${command} ${table}`);
      this.#sampled.delete(table);
    }
    const { wal, age } = await this.#checkpointState();
    const due = wal > quietWal || (wal > worthwhileWal && age > maxUncheckedMs);
    if (due && isQuiet()) await this.#db.run('checkpoint');
  }

  async #checkpointState(): Promise<Checkpoint> {
    const rows = await this.#db.run(
      `select (pg_current_wal_lsn() - redo_lsn)::int8 as wal, (extract(epoch from now() - checkpoint_time) * 1000)::int8 as age from pg_control_checkpoint()`,
    );
    return rows[0] as Checkpoint;
  }

  /** Called after bulk work. Updates badly outdated statistics at once, even while the database is in use. */
  soon(): void {
    if (this.#timer === undefined || this.#stopped || this.#scheduled) return;
    this.#scheduled = true;
    const analyze = (): Promise<void> => {
      this.#scheduled = false;
      return this.#analyzeOutdated();
    };
    this.#running = this.#running.then(analyze).catch(() => {});
  }

  async #analyzeOutdated(): Promise<void> {
    for (const { table } of await this.#tables(outdated, "'analyze'")) {
      if (this.#stopped) return;
      await this.#db.run(`${smallSample}; analyze ${table}`);
      this.#sampled.add(table);
    }
  }

  /** The commands that are due. Uses autovacuum's thresholds and default scale factors. */
  #due(): Promise<Due[]> {
    return this.#tables(
      `frozen > 100000000
         or n_dead_tup > 50 + 0.2 * reltuples
         or n_ins_since_vacuum > 1000 + 0.2 * reltuples
         or n_mod_since_analyze > 50 + 0.1 * reltuples
         or format('%I.%I', schemaname, relname) in (${[...this.#sampled].map(escapeLiteral).join(', ') || 'null'})`,
      `case
          when frozen > 100000000 then 'vacuum (freeze, analyze)'
          when n_dead_tup > 50 + 0.2 * reltuples or n_ins_since_vacuum > 1000 + 0.2 * reltuples then 'vacuum (analyze)'
          else 'analyze' end`,
    );
  }

  /** The tables that meet `condition`, smaller tables first. */
  async #tables(condition: string, command: string): Promise<Due[]> {
    // Without this call, PostgreSQL's counts of changed rows lack the changes of the last second.
    await this.#db.run('select pg_stat_force_next_flush()');
    return (await this.#db.run(`
      select ${command} as command, format('%I.%I', schemaname, relname) as table
      from (select s.*, greatest(c.reltuples, 0) as reltuples, age(c.relfrozenxid) as frozen
            from pg_stat_user_tables s join pg_class c on c.oid = s.relid) t
      where ${condition} order by reltuples`)) as Due[];
  }
}
