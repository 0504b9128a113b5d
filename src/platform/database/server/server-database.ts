import pg from 'pg';
import { AppError } from '../../errors.ts';
import { Connected } from '../connected.ts';
import { ConnectionPool } from '../pool.ts';
import { TypeCatalog } from '../wire/values.ts';
import { canceller } from './cancel.ts';
import { explainFailure } from './failures.ts';
import type { OldVersions } from '../old-versions.ts';
import { Listener } from './listener.ts';
import { eraseOldVersionsOnServer } from './old-versions.ts';
import { requirePreparedStatements, isPooled } from './pooler.ts';

const oldestVersion = 150_000;

/** A PostgreSQL server, 15 or newer. */
export class ServerDatabase extends Connected {
  readonly kind = 'server';
  #listener: Listener;
  readonly #direct: string;
  #closed: Promise<void> | undefined;

  /**
   * @param options `direct`: the URL of the server itself, if `url` is the URL of a pooler. `name`: the
   * `application_name` of the listening connection, by which processes find each other
   */
  constructor(url: string, options: { connections?: number; direct?: string | undefined; name?: string } = {}) {
    const pool = new pg.Pool({
      connectionString: url,
      max: options.connections ?? 10,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      application_name: 'kronika',
      onConnect: async (client) => {
        // PostgreSQL's JIT compilation is off. For a write, compiling takes more than 30 times as long as it saves.
        await client.query(
          "set timezone = 'UTC'; set datestyle = 'ISO'; set client_encoding = 'UTF8'; set extra_float_digits = 1; set jit = off",
        );
      },
    });
    super(
      new ConnectionPool(pool, new TypeCatalog(), {
        canceller,
        explain: (error) => explainFailure(error, url),
        pooled: options.direct !== undefined,
      }),
    );
    this.#direct = options.direct ?? url;
    this.#listener = new Listener(this.#direct, options.name);
  }

  /**
   * @throws AppError `config_invalid` if the server is too old, the database is not in UTF-8, or the configuration of
   *   the pooler does not work
   */
  async check(): Promise<void> {
    const { rows } = await this.executeSql(
      "select current_setting('server_version_num')::int as number, current_setting('server_version') as version, current_setting('server_encoding') as encoding",
    );
    const { number, version, encoding } = rows[0] as { number: number; version: string; encoding: string };
    const reason =
      number < oldestVersion ? `PostgreSQL ${oldestVersion / 10_000} or newer is needed, this is ${version}`
      : encoding !== 'UTF8' ? `the database has to be in UTF8, this one is in ${encoding}`
      : null; // prettier-ignore
    if (reason) throw new AppError('config_invalid', { details: { name: 'DATABASE_URL', reason } });
    await this.#checkPooler();
  }

  async #checkPooler(): Promise<void> {
    const one = await this.pool.connect({ everything: true });
    try {
      if (!(await isPooled(one.connection.client))) return;
      const other = await this.pool.connect({ everything: true });
      try {
        await requirePreparedStatements(one.connection.client, other.connection.client);
      } finally {
        other.release(true);
      }
    } finally {
      one.release();
    }
  }

  listen(
    channel: string,
    heard: (payload: string) => void,
    lost?: (isBack: boolean) => void,
  ): Promise<() => Promise<void>> {
    this.pool.assertOutside();
    return this.#listener.listen(channel, heard, lost);
  }

  /**
   * Uses the listening connection, if there is one, because the connections of the pool may all be in use.
   */
  override async notify(channel: string, payload: string): Promise<void> {
    this.pool.assertOutside();
    if (this.#listener.isOpen) await this.#listener.notify(channel, payload);
    else await super.notify(channel, payload);
  }

  eraseOldVersions(tables: readonly string[], last?: number): Promise<OldVersions> {
    this.pool.assertOutside();
    return eraseOldVersionsOnServer(this.#direct, tables, last);
  }

  override close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    await this.#listener.close();
    await this.pool.close();
  }
}
