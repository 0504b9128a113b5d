import pg from 'pg';
import { AppError } from '../../errors.ts';
import { Connected } from '../connected.ts';
import { ConnectionPool } from '../pool.ts';
import type { Canceller } from '../wire/bounded.ts';
import { inOrder, rewrite, type OldVersions } from '../old-versions.ts';
import { TypeCatalog } from '../wire/values.ts';
import { copyTreeAside } from './data-directory.ts';
import { deleteLaterWal, deleteStrays } from './old-versions.ts';
import { EmbeddedFailure, PgliteStream } from './pglite-stream.ts';
import type { WorkerOptions } from './protocol.ts';
import { Upkeep } from './upkeep.ts';

/**
 * The embedded database. It runs in a worker thread and has one connection, which `pg.Pool` lends to queries and
 * transactions in the order in which they asked for it. If the thread crashes, the next use starts a new thread, and
 * the database recovers from its write-ahead log.
 */
export class EmbeddedDatabase extends Connected {
  readonly kind = 'embedded';
  #listeners: Map<string, Set<(payload: string) => void>>;
  #losses = new Set<(isBack: boolean) => void>();
  #closed: Promise<void> | undefined;
  #afterClose: () => void;
  readonly #directory: string;
  /** Maintenance, such as checkpoints and vacuum. It runs only if `keeping.upkeep` is set. */
  readonly upkeep: Upkeep;

  /** @param keeping `upkeep`: whether maintenance runs; `closed`: called when the files are no longer in use */
  constructor(options: WorkerOptions, keeping: { upkeep?: boolean; closed?: () => void } = {}) {
    const listeners = new Map<string, Set<(payload: string) => void>>();
    const pool = new pg.Pool({
      max: 1,
      idleTimeoutMillis: 0,
      host: 'localhost',
      user: 'postgres',
      password: '',
      database: 'postgres',
      stream: () => new PgliteStream(options),
      // A new thread does not listen on any channel yet.
      onConnect: async (client) => {
        for (const channel of listeners.keys()) await client.query(listenTo(channel));
      },
    });
    super(
      new ConnectionPool(pool, new TypeCatalog(), {
        canceller,
        only: true,
        explain: (error) => explain(error, options.directory),
      }),
    );
    this.#listeners = listeners;
    this.#directory = options.directory;
    this.#afterClose = keeping.closed ?? (() => {});
    this.upkeep = new Upkeep({ run: (sql) => this.#runAside(sql), quiet: () => this.pool.quiet() });
    if (keeping.upkeep) this.upkeep.start();
    pool.on('connect', (client) => {
      client.on('notification', (message) => {
        for (const heard of this.#listeners.get(message.channel) ?? []) heard(message.payload ?? '');
      });
      client.on('end', () => {
        if (!this.#closed) for (const lost of this.#losses) lost(true);
      });
    });
  }

  /** Listens on the only connection. All notifications come from this process, because no other can use the files. */
  async listen(
    channel: string,
    heard: (payload: string) => void,
    lost?: (isBack: boolean) => void,
  ): Promise<() => Promise<void>> {
    const hearing = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, hearing);
    hearing.add(heard);
    if (lost) this.#losses.add(lost);
    await this.executeSql(listenTo(channel));
    return async () => {
      hearing.delete(heard);
      if (lost) this.#losses.delete(lost);
      if (hearing.size > 0) return;
      this.#listeners.delete(channel);
      if (!this.#closed) await this.executeSql(`un${listenTo(channel)}`);
    };
  }

  /**
   * Copies the database files into a folder that does not exist yet. Other queries wait during this, so the copy is
   * consistent. A database that is opened from the copy replays the log, as after a crash.
   */
  async copyFiles(to: string, signal: AbortSignal): Promise<void> {
    const pooled = await this.pool.connect({ everything: true });
    try {
      // After a checkpoint, the copy has little of the log to replay.
      await pooled.connection.script('checkpoint');
      await copyTreeAside(this.#directory, to, signal);
    } finally {
      pooled.release();
    }
  }

  /** Nothing else uses these files, so there is never an obstacle. */
  async eraseOldVersions(tables: readonly string[]): Promise<OldVersions> {
    const run = async (sql: string): Promise<unknown[]> => (await this.executeSql(sql)).rows;
    for (const table of inOrder(tables)) await rewrite(run, table);
    const pooled = await this.pool.connect({ everything: true });
    try {
      const { connection } = pooled;
      const { rows } = await connection.script('select pg_walfile_name(pg_current_wal_insert_lsn()) as name');
      await deleteLaterWal(this.#directory, (rows[0] as { name: string }).name);
      await connection.script('select pg_switch_wal()');
      await connection.script('checkpoint');
      const used = await connection.script(
        `select (select oid::int8 from pg_database where datname = current_database()) as database,
           array(select distinct pg_relation_filenode(oid)::text from pg_class where pg_relation_filenode(oid) is not null) as nodes`,
      );
      const { database, nodes } = used.rows[0] as { database: number; nodes: string[] };
      await deleteStrays(this.#directory, { database, nodes: new Set(nodes) });
    } finally {
      pooled.release();
    }
    return { left: [], obstacle: null, remains: [] };
  }

  async #runAside(sql: string): Promise<unknown[]> {
    const pooled = await this.pool.connectAside();
    try {
      return (await pooled.connection.script(sql)).rows;
    } finally {
      pooled.release();
    }
  }

  protected override wroteBulk(): void {
    this.upkeep.soon();
  }

  override close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    await this.upkeep.stop();
    await this.pool.close();
    this.#afterClose();
  }
}

const streamOf = (client: pg.PoolClient): PgliteStream =>
  (client as unknown as { connection: { stream: PgliteStream } }).connection.stream;

const canceller: Canceller = {
  keepsTime: false,
  repeatAfter: 50,
  endAfter: 3_000,
  cancel: async (client) => streamOf(client).cancel(),
  end: (client) => void streamOf(client).destroy(new EmbeddedFailure('A query could not be cancelled.', true)),
};

function listenTo(channel: string): string {
  return `listen ${pg.escapeIdentifier(channel)}`;
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof EmbeddedFailure) {
    // A full disk is no damage: the database opens again once there is space.
    const intact = error.opened || /no space left/i.test(error.message);
    return new AppError(intact ? 'database_unreachable' : 'data_damaged', {
      details: { host: path, path, reason: error.message },
      cause: error,
    });
  }
  if (
    error instanceof Error &&
    !('severity' in error) &&
    /connection terminated|not queryable|after calling end/i.test(error.message)
  ) {
    return new AppError('database_unreachable', { details: { host: path, reason: error.message }, cause: error });
  }
  return error;
}
