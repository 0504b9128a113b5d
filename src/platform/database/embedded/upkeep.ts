const mebibyte = 1024 * 1024;

/** When maintenance is due. */
export interface Thresholds {
  /**
   * When so many bytes were added to the write-ahead log (WAL) since the last checkpoint, an idle database gets a
   * checkpoint.
   */
  quietWal: number;
  /** When so many bytes were added to the WAL since the last checkpoint, even a busy database gets a checkpoint. */
  busyWal: number;
  /** Milliseconds without use that count as idle. */
  quietFor: number;
}

const usual: Thresholds = { quietWal: 32 * mebibyte, busyWal: 512 * mebibyte, quietFor: 1_500 };
/** Bytes of WAL below which a checkpoint is not worthwhile: a checkpoint itself writes some hundred bytes. */
const worthwhileWal = 8192;
const every = 10_000;
const longestUnchecked = 10 * 60_000;

/** The functions of the database that maintenance uses. */
export interface Kept {
  /** Runs a command; this does not count as use. */
  run(sql: string): Promise<unknown[]>;
  /** Milliseconds since others last used the connection; 0 while they use it or wait for it. */
  quiet(): number;
}

interface Checkpoint {
  wal: number;
  age: number;
}

/**
 * Does the work that a PostgreSQL server does in background processes. PGlite is a single process and does none of it.
 *
 * This work is checkpoints, vacuum, and statistics for the planner. Without checkpoints, the log grows until the next
 * clean stop, and after a crash all of it is replayed. Maintenance uses the only connection while that is idle, for one
 * table at a time.
 */
export class Upkeep {
  #db: Kept;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(db: Kept) {
    this.#db = db;
  }

  start(): void {
    this.#plan(every);
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
      this.#running = this.run().catch(() => {});
      void this.#running.then(() => this.#plan(every));
    }, delay);
    this.#timer.unref();
  }

  async run(thresholds: Partial<Thresholds> = {}): Promise<void> {
    const { quietWal, busyWal, quietFor } = { ...usual, ...thresholds };
    const isQuiet = (): boolean => this.#db.quiet() >= quietFor;
    if ((await this.#checkpointState()).wal > busyWal) await this.#db.run('checkpoint');
    if (!isQuiet()) return;
    for (const command of await this.#due()) {
      if (this.#stopped || !isQuiet()) return;
      await this.#db.run(command);
    }
    const { wal, age } = await this.#checkpointState();
    const due = wal > quietWal || (wal > worthwhileWal && age > longestUnchecked);
    if (due && isQuiet()) await this.#db.run('checkpoint');
  }

  async #checkpointState(): Promise<Checkpoint> {
    const rows = await this.#db.run(
      `select (pg_current_wal_lsn() - redo_lsn)::int8 as wal, (extract(epoch from now() - checkpoint_time) * 1000)::int8 as age from pg_control_checkpoint()`,
    );
    return rows[0] as Checkpoint;
  }

  /** The commands that are due, smaller tables first. Uses autovacuum's thresholds and default scale factors. */
  async #due(): Promise<string[]> {
    // Without this call, PostgreSQL's counts lack the changes of the last second.
    await this.#db.run('select pg_stat_force_next_flush()');
    const rows = await this.#db.run(`
      select format('%s %I.%I', case
          when frozen > 100000000 then 'vacuum (freeze, analyze)'
          when n_dead_tup > 50 + 0.2 * reltuples or n_ins_since_vacuum > 1000 + 0.2 * reltuples then 'vacuum (analyze)'
          else 'analyze' end, schemaname, relname) as command
      from (select s.*, greatest(c.reltuples, 0) as reltuples, age(c.relfrozenxid) as frozen
            from pg_stat_user_tables s join pg_class c on c.oid = s.relid) t
      where frozen > 100000000
         or n_dead_tup > 50 + 0.2 * reltuples
         or n_ins_since_vacuum > 1000 + 0.2 * reltuples
         or n_mod_since_analyze > 50 + 0.1 * reltuples
      order by reltuples`);
    return (rows as { command: string }[]).map(({ command }) => command);
  }
}
