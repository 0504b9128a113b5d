import pg from 'pg';
import { Connected } from '../connected.ts';
import { ConnectionPool } from '../pool.ts';
import { TypeCatalog } from '../wire/values.ts';
import { explainFailure } from './failures.ts';
import { Listener } from './listener.ts';

/** A PostgreSQL server, 15 or newer. */
export class ServerDatabase extends Connected {
  readonly kind = 'server';
  #pool: pg.Pool;
  #listener: Listener;
  #closed: Promise<void> | undefined;

  constructor(url: string, options: { connections?: number } = {}) {
    const pool = new pg.Pool({
      connectionString: url,
      max: options.connections ?? 10,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      application_name: 'kronika',
      onConnect: async (client) => {
        await client.query("set timezone = 'UTC'; set datestyle = 'ISO'; set client_encoding = 'UTF8'; set extra_float_digits = 1; set search_path = public");
      },
    });
    super(new ConnectionPool(pool, new TypeCatalog(), (error) => explainFailure(error, url)));
    this.#pool = pool;
    this.#listener = new Listener(url);
  }

  listen(channel: string, heard: (payload: string) => void, lost?: () => void): Promise<() => Promise<void>> {
    this.pool.assertOutside();
    return this.#listener.listen(channel, heard, lost);
  }

  override close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    await this.#listener.close();
    await this.#pool.end();
  }
}
