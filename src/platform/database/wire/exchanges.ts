import type { TypeCatalog } from './values.ts';
import { Exchange, readCommandTag, type Field, type QueryResult, type Wire } from './wire.ts';

type RawRow = (string | null)[];

export interface Description {
  parameters: number[];
  fields: Field[];
}

/**
 * Prepares a statement and asks for the types of its parameters and columns. Closes other prepared statements in the
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

/**
 * Runs a prepared statement whose columns are known.
 * @param first a statement that runs before it, in the same round trip and the same transaction; its result is not read
 */
export class Execute extends Exchange<QueryResult> {
  #name: string;
  #values: (string | Buffer | null)[];
  #read: (values: RawRow) => Record<string, unknown>;
  #result: QueryResult = { command: '', rowCount: 0, rows: [] };
  #first: Omit<BoundStatement, 'fields'> | undefined;
  #waiting: boolean;

  constructor(
    types: TypeCatalog,
    { name, fields, values }: BoundStatement,
    first?: Omit<BoundStatement, 'fields'> | undefined,
  ) {
    super();
    this.#name = name;
    this.#values = values;
    this.#read = rowReader(types, fields);
    this.#first = first;
    this.#waiting = first !== undefined;
  }

  protected override send(wire: Wire): void {
    if (this.#first) {
      wire.bind({ statement: this.#first.name, values: this.#first.values });
      wire.execute({});
    }
    wire.bind({ statement: this.#name, values: this.#values });
    wire.execute({});
    wire.sync();
  }

  override handleDataRow(message: { fields: RawRow }): void {
    if (!this.#waiting) this.guard(() => this.#result.rows.push(this.#read(message.fields)));
  }

  override handleCommandComplete(message: { text: string }): void {
    if (this.#waiting) this.#waiting = false;
    else Object.assign(this.#result, readCommandTag(message.text));
  }

  protected override result(): QueryResult {
    return this.#result;
  }
}

/** A prepared statement with its values. */
export interface BoundStatement {
  name: string;
  fields: readonly Field[];
  values: (string | Buffer | null)[];
}

/** Runs prepared statements that all return rows. They are sent together. If one fails, the server skips the rest. */
export class ExecuteAll extends Exchange<QueryResult[]> {
  #types: TypeCatalog;
  #steps: readonly BoundStatement[];
  #results: QueryResult[] = [];
  #rows: Record<string, unknown>[] = [];
  #read: ((values: RawRow) => Record<string, unknown>) | undefined;

  constructor(types: TypeCatalog, steps: readonly BoundStatement[]) {
    super();
    this.#types = types;
    this.#steps = steps;
  }

  protected override send(wire: Wire): void {
    for (const { name, values } of this.#steps) {
      wire.bind({ statement: name, values });
      wire.execute({});
    }
    wire.sync();
  }

  override handleDataRow(message: { fields: RawRow }): void {
    this.guard(() => {
      this.#read ??= rowReader(this.#types, this.#steps[this.#results.length]!.fields);
      this.#rows.push(this.#read(message.fields));
    });
  }

  override handleCommandComplete(message: { text: string }): void {
    this.#results.push({ ...readCommandTag(message.text), rows: this.#rows });
    this.#rows = [];
    this.#read = undefined;
  }

  protected override result(): QueryResult[] {
    return this.#results;
  }
}

export interface RawResult {
  command: string;
  rowCount: number;
  fields: readonly Field[];
  rows: RawRow[];
}

/** Sends plain SQL, any number of statements, with the simple protocol. Rows are not parsed. */
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
 * Runs several COPYs, one after another. The data follows the commands at once, without waiting for the server. The
 * protocol allows this, and the embedded database needs it, because it is a single thread. After an error, the server
 * skips the remaining data.
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
