import type pg from 'pg';

/** The methods of `pg` with which an exchange sends messages of PostgreSQL's extended protocol and of COPY. */
export interface Wire {
  readonly stream: { cork?(): void; uncork?(): void; write(bytes: Uint8Array): boolean };
  parse(message: { name: string; text: string }): void;
  describe(message: { type: 'S' | 'P'; name: string }): void;
  bind(message: { statement: string; values: (string | Buffer | null)[] }): void;
  execute(message: Record<string, never>): void;
  close(message: { type: 'S'; name: string }): void;
  query(text: string): void;
  sync(): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  on(event: 'parameterDescription', heard: (message: { dataTypeIDs: number[] }) => void): void;
  off(event: 'parameterDescription', heard: (message: { dataTypeIDs: number[] }) => void): void;
}

export interface Field {
  name: string;
  dataTypeID: number;
}

export interface QueryResult {
  command: string;
  rowCount: number;
  rows: Record<string, unknown>[];
}

/**
 * One exchange with the server, which `pg.Client` runs like a query. `submit` sends the messages, the handlers process
 * the response, and the promise `done` settles on an error or on ReadyForQuery.
 */
export abstract class Exchange<Result> {
  readonly done: Promise<Result>;
  /** `pg` treats errors of an exchange as handled if it has a callback. In fact, the promise `done` reports them. */
  readonly callback = (): void => {};
  #resolve!: (result: Result) => void;
  #reject!: (error: unknown) => void;
  #broken: { error: unknown } | undefined;

  constructor() {
    this.done = new Promise<Result>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  protected abstract send(wire: Wire): void;
  protected abstract result(): Result;
  protected ended(_wire: Wire): void {}

  /** Called by `pg` when it is the turn of this exchange. */
  submit(wire: Wire): Error | null {
    wire.stream.cork?.();
    try {
      this.send(wire);
      return null;
    } catch (error) {
      return error as Error;
    } finally {
      wire.stream.uncork?.();
    }
  }

  /**
   * Runs a part of a handler. If it throws, later parts are skipped, and `done` rejects once the response is complete.
   */
  protected guard(work: () => void): void {
    if (this.#broken) return;
    try {
      work();
    } catch (error) {
      this.#broken = { error };
    }
  }

  handleError(error: unknown, wire: Wire): void {
    this.ended(wire);
    this.#reject(error);
  }

  handleReadyForQuery(wire: Wire): void {
    this.ended(wire);
    if (this.#broken) this.#reject(this.#broken.error);
    else this.#resolve(this.result());
  }

  handleRowDescription(_message: { fields: Field[] }): void {}
  handleDataRow(_message: { fields: (string | null)[] }): void {}
  handleCommandComplete(_message: { text: string }): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(_message: { chunk: Buffer }): void {}
  handleCopyInResponse(wire: Wire): void {
    // A COPY that is sent as plain SQL has no data. Without this call, the connection would wait for the data forever.
    wire.endCopyFrom();
  }
}

export function submit<Result>(client: pg.ClientBase, exchange: Exchange<Result>): Promise<Result> {
  client.query(exchange as unknown as pg.Submittable);
  return exchange.done;
}

/** Parses the tag of a CommandComplete message: `INSERT 0 5` → INSERT, 5; `CREATE TABLE` → CREATE, 0. */
export function readCommandTag(tag: string): { command: string; rowCount: number } {
  const parts = tag.split(' ');
  const count = Number(parts.at(-1));
  return { command: parts[0] ?? '', rowCount: Number.isNaN(count) ? 0 : count };
}
