/**
 * A compact set of ids, with one bit for each id, in pages that are allocated when needed. A million claims take a few
 * hundred kilobytes, so the ids of an export fit in memory.
 */
export class IdSet {
  #pages: (Uint32Array | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(id: number): boolean {
    const page = this.#pages[Math.floor(id / pageBits)];
    return page !== undefined && ((page[(id % pageBits) >>> 5]! >>> (id & 31)) & 1) === 1;
  }

  add(id: number): void {
    const at = Math.floor(id / pageBits);
    const page = (this.#pages[at] ??= new Uint32Array(pageBits / 32));
    const word = (id % pageBits) >>> 5;
    const bit = 1 << (id & 31);
    if (page[word]! & bit) return;
    page[word]! |= bit;
    this.#size++;
  }

  addAll(ids: Iterable<number>): void {
    for (const id of ids) this.add(id);
  }

  /** All ids, ascending, in lists of at most `count`. */
  *pages(count: number): Generator<number[]> {
    let ids: number[] = [];
    for (const [at, page] of this.#pages.entries()) {
      if (!page) continue;
      for (let word = 0; word < page.length; word++) {
        for (let bits = page[word]!; bits !== 0; bits &= bits - 1) {
          ids.push(at * pageBits + word * 32 + (31 - Math.clz32(bits & -bits)));
          if (ids.length === count) {
            yield ids;
            ids = [];
          }
        }
      }
    }
    if (ids.length) yield ids;
  }
}

const pageBits = 65_536;
