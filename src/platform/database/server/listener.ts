import pg from 'pg';
import { explainFailure } from './failures.ts';
import { requireDirectConnection } from './pooler.ts';

type Hearing = { heard: (payload: string) => void; lost: ((isBack: boolean) => void) | undefined };

const pauses = [100, 250, 500, 1000, 2000, 5000];

/**
 * A separate connection for PostgreSQL's LISTEN, directly to the server. It reconnects when it breaks. Notifications in
 * between are lost, so `lost` is called when it breaks, and again when it has reconnected (`isBack`).
 */
export class Listener {
  #url: string;
  readonly #name: string;
  #client: pg.Client | undefined;
  #connecting: Promise<pg.Client> | undefined;
  #channels = new Map<string, Set<Hearing>>();
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;

  /** @param name the `application_name` of the connection, which the server lists in `pg_stat_activity` */
  constructor(url: string, name = 'kronika listener') {
    this.#url = url;
    this.#name = name;
  }

  async listen(
    channel: string,
    heard: (payload: string) => void,
    lost?: (isBack: boolean) => void,
  ): Promise<() => Promise<void>> {
    const hearing: Hearing = { heard, lost };
    const all = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, all);
    all.add(hearing);
    try {
      const client = await this.#connected();
      await this.#inTurn(() => client.query(`listen ${pg.escapeIdentifier(channel)}`));
    } catch (error) {
      all.delete(hearing);
      throw explainFailure(error, this.#url);
    }
    return async () => {
      all.delete(hearing);
      if (all.size > 0) return;
      this.#channels.delete(channel);
      await this.#inTurn(() => this.#client?.query(`unlisten ${pg.escapeIdentifier(channel)}`));
    };
  }

  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  /** Sends a notification over the listening connection, which must be open. */
  async notify(channel: string, payload: string): Promise<void> {
    await this.#inTurn(() => this.#client?.query('select pg_notify($1, $2)', [channel, payload]));
  }

  /** Runs one statement after the other: `pg` has deprecated several at once on one client. */
  async #inTurn(statement: () => Promise<unknown> | undefined): Promise<void> {
    const done = this.#last.then(statement);
    this.#last = done.catch(() => {});
    await done.catch((error: unknown) => {
      throw explainFailure(error, this.#url);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const client = await this.#connecting?.catch(() => undefined);
    await client?.end();
  }

  #connected(): Promise<pg.Client> {
    this.#connecting ??= this.#connect().catch((error: unknown) => {
      this.#connecting = undefined;
      throw error;
    });
    return this.#connecting;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      application_name: this.#name,
    });
    client.on('error', () => {});
    client.on('notification', (message) => {
      for (const { heard } of this.#channels.get(message.channel) ?? []) heard(message.payload ?? '');
    });
    await client.connect();
    await requireDirectConnection(client).catch(async (error: unknown) => {
      await client.end();
      throw error;
    });
    // If this machine crashes, the server closes the connection within a minute. Until then, other processes see it in
    // the server's list and take this process for running.
    await client.query('set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3');
    for (const channel of this.#channels.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    this.#client = client;
    client.once('end', () => this.#lose(0));
    return client;
  }

  #lose(attempt: number): void {
    this.#client = undefined;
    this.#connecting = undefined;
    if (this.#closed) return;
    if (attempt === 0) this.#tellLost(false);
    // `listen` may have reconnected before a retry that is still waiting. Only one retry may wait.
    clearTimeout(this.#retry);
    this.#retry = setTimeout(
      () => {
        this.#connected().then(
          () => this.#tellLost(true),
          () => this.#lose(attempt + 1),
        );
      },
      pauses[Math.min(attempt, pauses.length - 1)],
    );
    this.#retry.unref();
  }

  #tellLost(isBack: boolean): void {
    for (const hearings of this.#channels.values()) for (const { lost } of hearings) lost?.(isBack);
  }
}
