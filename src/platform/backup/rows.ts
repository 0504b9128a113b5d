import { hash } from 'node:crypto';

/** How many rows a table has, and a hash of them that does not depend on their order. */
export type Checksum = { rows: number; hash: string };

/** The number of rows in all tables. */
export const countRows = (tables: Readonly<Record<string, Checksum>>): number =>
  Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);

const newline = 10;

/**
 * Computes the checksum of a table from COPY text: the number of rows, and the sums of the 32-bit words of the rows'
 * SHA-256 hashes. The order of the rows does not change the sums.
 */
export class RowSum {
  rows = 0;
  readonly #sums = new Uint32Array(8);

  /** Adds COPY text with whole rows. Every newline ends a row, because COPY escapes newlines within values. */
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
