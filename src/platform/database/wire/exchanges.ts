import type { Parse, TypeCatalog } from './values.ts';
import { Exchange, readCommandTag, type Field, type QueryResult, type Wire } from './wire.ts';

export interface Description {
  parameters: number[];
  fields: Field[];
}

/** Prepares a statement and asks for the types of its parameters and columns; closes others on the way. */
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

/** Collects the rows of one or several result sets. */
abstract class Reading extends Exchange<QueryResult[]> {
  #types: TypeCatalog;
  #names: string[] = [];
  #parsers: Parse[] = [];
  #rows: Record<string, unknown>[] = [];
  #results: QueryResult[] = [];

  constructor(types: TypeCatalog) {
    super();
    this.#types = types;
  }

  protected shape(fields: readonly Field[]): void {
    this.#names = fields.map((field) => field.name);
    this.#parsers = fields.map((field) => this.#types.parser(field.dataTypeID));
  }

  override handleRowDescription(message: { fields: Field[] }): void {
    this.shape(message.fields);
  }

  override handleDataRow(message: { fields: (string | null)[] }): void {
    this.guard(() => {
      const row: Record<string, unknown> = {};
      const values = message.fields;
      for (let index = 0; index < values.length; index++) {
        const value = values[index]!;
        row[this.#names[index]!] = value === null ? null : this.#parsers[index]!(value);
      }
      this.#rows.push(row);
    });
  }

  override handleCommandComplete(message: { text: string }): void {
    this.#results.push({ ...readCommandTag(message.text), rows: this.#rows });
    this.#rows = [];
  }

  protected override result(): QueryResult[] {
    return this.#results;
  }
}

/** Runs a prepared statement. */
export class Execute extends Reading {
  #name: string;
  #values: (string | Buffer | null)[];

  constructor(types: TypeCatalog, name: string, fields: readonly Field[], values: (string | Buffer | null)[]) {
    super(types);
    this.#name = name;
    this.#values = values;
    this.shape(fields);
  }

  protected override send(wire: Wire): void {
    wire.bind({ statement: this.#name, values: this.#values });
    wire.execute({});
    wire.sync();
  }
}

/** Sends plain SQL, any number of statements, by the simple protocol. */
export class Simple extends Reading {
  #sql: string;

  constructor(types: TypeCatalog, sql: string) {
    super(types);
    this.#sql = sql;
  }

  protected override send(wire: Wire): void {
    wire.query(this.#sql);
  }
}

/**
 * COPY … FROM STDIN with its data. The data follows the command at once, without waiting for the server's
 * go-ahead: the protocol allows it, and the embedded database, which is one thread, needs it.
 */
export class CopyIn extends Exchange<number> {
  #sql: string;
  #data: readonly Buffer[];
  #count = 0;

  constructor(sql: string, data: readonly Buffer[]) {
    super();
    this.#sql = sql;
    this.#data = data;
  }

  protected override send(wire: Wire): void {
    wire.query(this.#sql);
    for (const chunk of this.#data) {
      const head = Buffer.allocUnsafe(5);
      head[0] = 0x64;
      head.writeInt32BE(chunk.length + 4, 1);
      wire.stream.write(head);
      wire.stream.write(chunk);
    }
    wire.endCopyFrom();
  }

  override handleCopyInResponse(): void {}

  override handleCommandComplete(message: { text: string }): void {
    this.#count = readCommandTag(message.text).rowCount;
  }

  protected override result(): number {
    return this.#count;
  }
}
