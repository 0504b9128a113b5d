import { hash } from 'node:crypto';

/** How many rows a table has, and a hash of them that does not depend on their order. */
export type Checksum = { rows: number; hash: string };

/** The number of rows in all tables. */
export const countRows = (tables: Readonly<Record<string, Checksum>>): number =>
  Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);

const newline = 10;

/**
 * Counts the rows in COPY text and hashes them: the SHA-256 of each row, added up. So two databases have the same
 * checksum for a table if it has the same rows, in any order.
 */
export class RowSum {
  rows = 0;
  readonly #sums = new Uint32Array(8);

  /** Adds COPY text with whole rows. A newline within a value is escaped there. */
  add(text: Buffer): void {
    for (let from = 0; from < text.length;) {
      const end = text.indexOf(newline, from);
      const next = end < 0 ? text.length : end + 1;
      const digest = hash('sha256', text.subarray(from, next), 'buffer');
      for (let part = 0; part < 8; part++) this.#sums[part]! += digest.readUInt32BE(part * 4);
      this.rows++;
      from = next;
    }
  }

  get sum(): Checksum {
    return { rows: this.rows, hash: [...this.#sums].map((part) => part.toString(16).padStart(8, '0')).join('') };
  }
}
