import type { RowRead } from '../mapping/apply.ts';
import type { Mapping } from '../mapping/schema.ts';
import type { Numbered } from './plan.ts';

const bits = 2 ** 20;

/** Counts rows with the same identity. Stores little for each row, because a large file has a million rows. */
export class Seen {
  /**
   * The key is 48 bits of an identity. The value is the number of rows with this identity. If rows with the same
   * identity are treated as one, the value is instead the line of the first row, combined with 20 bits of the hash of
   * its content.
   */
  #seen = new Numbers();
  #same: boolean;

  constructor(repeats: Mapping['repeats']) {
    this.#same = repeats === 'same';
  }

  number(row: number, read: RowRead): Numbered {
    if (read.identity === null || read.faults.length) return { row, read, occurrence: 1, repeats: null };
    const id = Buffer.from(read.identity, 'base64url').readUIntBE(0, 6);
    const known = this.#seen.get(id);
    if (this.#same) {
      const contentHash = Buffer.from(read.hash, 'base64url').readUIntBE(0, 3) % bits;
      if (known !== undefined)
        return {
          row,
          read,
          occurrence: 1,
          repeats: { line: Math.floor(known / bits), same: known % bits === contentHash },
        };
      this.#seen.set(id, read.line * bits + contentHash);
      return { row, read, occurrence: 1, repeats: null };
    }
    const occurrence = (known ?? 0) + 1;
    this.#seen.set(id, occurrence);
    return { row, read, occurrence, repeats: null };
  }
}

/**
 * A map from numbers to numbers above 0: a hash table with linear probing, which needs a fifth of the memory of a Map.
 */
export class Numbers {
  #keys = new Float64Array(1024);
  #values = new Float64Array(1024);
  #size = 0;

  get(key: number): number | undefined {
    const value = this.#values[this.#place(key)]!;
    return value === 0 ? undefined : value;
  }

  set(key: number, value: number): void {
    const place = this.#place(key);
    if (this.#values[place] === 0) this.#size++;
    this.#keys[place] = key;
    this.#values[place] = value;
    if (this.#size > this.#keys.length * 0.7) this.#grow();
  }

  /** The slot of a key, used or free. Identities are hashes, so their low bits are well distributed. */
  #place(key: number): number {
    const mask = this.#keys.length - 1;
    let place = (key % 0x40000000) & mask;
    while (this.#values[place] !== 0 && this.#keys[place] !== key) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Float64Array(keys.length * 2);
    this.#values = new Float64Array(keys.length * 2);
    for (let index = 0; index < keys.length; index++) {
      if (values[index] === 0) continue;
      const place = this.#place(keys[index]!);
      this.#keys[place] = keys[index]!;
      this.#values[place] = values[index]!;
    }
  }
}
