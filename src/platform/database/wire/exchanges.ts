import type { TypeCatalog } from './values.ts';
import { Exchange, readCommandTag, type Field, type QueryResult, type Wire } from './wire.ts';

type RawRow = (string | null)[];

export interface Description {
  parameters: number[];
  fields: Field[];
}

/**
 * Prepares a statement, and returns the types of its parameters and columns. Closes other prepared statements in the
 * same round trip.
 */
export class Prepare extends Exchange<Description> {
  #name: string;
  #sql: string;
  #closing: readonly string[];
  #description: Description = { parameters: [], fields: [] };
  #heardParameters = (message: { dataTypeIDs: number[] }): void => {
    this.#description.parameters = message.dataTypeIDs;
  };

  constructor(name: string, sql: string, closing: readonly string[] = []) {
    super();
    this.#name = name;
    this.#sql = sql;
    this.#closing = closing;
  }

  protected override send(wire: Wire): void {
    wire.on('parameterDescription', this.#heardParameters);
    for (const name of this.#closing) wire.close({ type: 'S', name });
    wire.parse({ name: this.#name, text: this.#sql });
    wire.describe({ type: 'S', name: this.#name });
    wire.sync();
  }

  override handleRowDescription(message: { fields: Field[] }): void {
    this.#description.fields = message.fields;
  }

  protected override ended(wire: Wire): void {
    wire.off('parameterDescription', this.#heardParameters);
  }

  protected override result(): Description {
    return this.#description;
  }
}

/** A prepared statement with its values. */
export interface BoundStatement {
  name: string;
  /** The columns of its result; without them, the result is not read. */
  fields?: readonly Field[];
  values: (string | Buffer | null)[];
}

/**
 * Runs prepared statements in one round trip and one transaction. If one fails, the server skips the rest; `answered`
 * then contains the results of the statements before it. Results of statements without `fields` are left out.
 * @param described whether to ask the database for the columns of each result, because the known columns may be
 *   outdated
 */
export class Execute extends Exchange<readonly QueryResult[]> {
  readonly answered: QueryResult[] = [];
  #types: TypeCatalog;
  #steps: readonly BoundStatement[];
  /** How many statements have run. */
  #done = 0;
  #rows: Record<string, unknown>[] = [];
  #read: ((values: RawRow) => Record<string, unknown>) | undefined;
  #described: boolean;
  #fields: readonly Field[] | undefined;

  constructor(types: TypeCatalog, steps: readonly BoundStatement[], { described = false } = {}) {
    super();
    this.#types = types;
    this.#steps = steps;
    this.#described = described;
  }

  protected override send(wire: Wire): void {
    for (const step of this.#steps) {
      wire.bind({ statement: step.name, values: step.values });
      if (this.#described && step.fields) wire.describe({ type: 'P', name: '' });
      wire.execute({});
    }
    wire.sync();
  }

  override handleRowDescription(message: { fields: Field[] }): void {
    this.#fields = message.fields;
  }

  override handleDataRow(message: { fields: RawRow }): void {
    const { fields } = this.#steps[this.#done]!;
    if (!fields) return;
    this.guard(() => {
      this.#read ??= rowReader(this.#types, this.#fields ?? fields);
      this.#rows.push(this.#read(message.fields));
    });
  }

  override handleCommandComplete(message: { text: string }): void {
    if (!this.#steps[this.#done++]!.fields) return;
    // If a row of this result could not be parsed, `guard` adds no further results. So the number of results says which
    // statement failed.
    this.guard(() => {
      this.answered.push({ ...readCommandTag(message.text), rows: this.#rows });
      this.#rows = [];
      this.#read = undefined;
      this.#fields = undefined;
    });
  }

  protected override result(): readonly QueryResult[] {
    return this.answered;
  }
}

export interface RawResult {
  command: string;
  rowCount: number;
  fields: readonly Field[];
  rows: RawRow[];
}

/** Sends plain SQL, one or more statements, with the simple protocol. Rows are not parsed. */
export class Simple extends Exchange<RawResult[]> {
  #sql: string;
  #fields: readonly Field[] = [];
  #rows: RawRow[] = [];
  #results: RawResult[] = [];

  constructor(sql: string) {
    super();
    this.#sql = sql;
  }

  protected override send(wire: Wire): void {
    wire.query(this.#sql);
  }

  override handleRowDescription(message: { fields: Field[] }): void {
    this.#fields = message.fields;
  }

  override handleDataRow(message: { fields: RawRow }): void {
    this.#rows.push(message.fields);
  }

  override handleCommandComplete(message: { text: string }): void {
    this.#results.push({ ...readCommandTag(message.text), fields: this.#fields, rows: this.#rows });
    this.#fields = [];
    this.#rows = [];
  }

  protected override result(): RawResult[] {
    return this.#results;
  }
}

/** Returns a function that turns a row of these columns into an object. */
export function rowReader(types: TypeCatalog, fields: readonly Field[]): (values: RawRow) => Record<string, unknown> {
  const columns = fields.map(({ name, dataTypeID }) => ({ name, parse: types.parser(dataTypeID) }));
  return (values) => {
    const row: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index++) {
      const { name, parse } = columns[index]!;
      const value = values[index]!;
      row[name] = value === null ? null : parse(value);
    }
    return row;
  };
}

/** One COPY … FROM STDIN with its data. */
export interface CopyStep {
  sql: string;
  data: Buffer;
}

/**
 * Runs several COPYs in one message. Their data is sent together with the commands, without waiting for the server. The
 * protocol allows this, and the embedded database needs it, because it handles one message at a time. After an error,
 * the server skips the remaining data.
 */
export class CopyIn extends Exchange<void> {
  #steps: readonly CopyStep[];

  constructor(steps: readonly CopyStep[]) {
    super();
    this.#steps = steps;
  }

  protected override send(wire: Wire): void {
    wire.query(this.#steps.map((step) => step.sql).join('; '));
    for (const { data } of this.#steps) {
      const head = Buffer.allocUnsafe(5);
      head[0] = 0x64;
      head.writeInt32BE(data.length + 4, 1);
      wire.stream.write(head);
      wire.stream.write(data);
      wire.endCopyFrom();
    }
  }

  override handleCopyInResponse(): void {}

  protected override result(): void {}
}

/** Runs one COPY … TO STDOUT. The result is all of its data at once, so the query must limit its size. */
export class CopyOut extends Exchange<Buffer> {
  #sql: string;
  #chunks: Buffer[] = [];

  constructor(sql: string) {
    super();
    this.#sql = sql;
  }

  protected override send(wire: Wire): void {
    wire.query(this.#sql);
  }

  override handleCopyData({ chunk }: { chunk: Buffer }): void {
    // The chunk is copied, because the parser reuses its memory for the next message.
    this.#chunks.push(Buffer.from(chunk));
  }

  protected override result(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
