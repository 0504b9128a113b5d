/** The maximum size of PGlite's memory, in pages of 64 KiB. */
const maxPages = 32_768;

const importSection = 2;
const kinds = { function: 0, table: 1, memory: 2, global: 3, tag: 4 };
/** Bits of the flags of a memory type in WebAssembly's binary format. */
const hasMost = 1;
const isShared = 2;

/**
 * Returns the WebAssembly module with its imported memory declared as shared. Null if the module imports no memory, or
 * has a form that this parser does not know.
 */
export function withSharedMemory(module: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(module);
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) {
    const section = reader.byte();
    const sizeAt = reader.at;
    const size = reader.number();
    const from = reader.at;
    if (section !== importSection) {
      reader.at = from + size;
      continue;
    }
    const limits = findMemory(reader);
    if (!limits) return null;
    const shared = [hasMost | isShared, ...leb(limits.least), ...leb(limits.most ?? maxPages)];
    const grown = shared.length - (limits.to - limits.from);
    return joined([
      bytes.subarray(0, sizeAt),
      leb(size + grown),
      bytes.subarray(from, limits.from),
      shared,
      bytes.subarray(limits.to),
    ]);
  }
  return null;
}

interface Limits {
  from: number;
  to: number;
  flags: number;
  least: number;
  most: number | undefined;
}

function findMemory(reader: Reader): Limits | null {
  for (let left = reader.number(); left > 0; left--) {
    reader.skipName();
    reader.skipName();
    const kind = reader.byte();
    if (kind === kinds.memory) {
      const limits = reader.limits();
      return limits.flags <= (hasMost | isShared) ? limits : null;
    }
    if (kind === kinds.function) reader.number();
    else if (kind === kinds.table) {
      reader.at++;
      reader.limits();
    } else if (kind === kinds.global) reader.at += 2;
    else if (kind === kinds.tag) {
      reader.at++;
      reader.number();
    } else return null;
  }
  return null;
}

class Reader {
  #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.#bytes[this.at++] ?? 0;
  }

  /** An unsigned LEB128 number of up to 32 bits. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Infinity;
  }

  skipName(): void {
    const length = this.number();
    this.at += length;
  }

  limits(): Limits {
    const from = this.at;
    const flags = this.byte();
    const least = this.number();
    const most = flags & hasMost ? this.number() : undefined;
    return { from, to: this.at, flags, least, most };
  }
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

function joined(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Patches `WebAssembly` in this thread. From now on, every new memory is shared, and modules that import a memory (the
 * engine, and the extensions that it loads) are changed before they are compiled, so that they accept a shared memory.
 * Call it only in a thread that runs nothing else.
 */
export function shareMemories(): void {
  const { instantiate, Memory, Module } = WebAssembly;
  const adapted = (source: BufferSource): BufferSource => withSharedMemory(bytesOf(source)) ?? source;
  Object.assign(WebAssembly, {
    Memory: new Proxy(Memory, {
      construct: (target, [{ initial, maximum = maxPages }]: [WebAssembly.MemoryDescriptor]) =>
        new target({ initial, maximum, shared: true }),
    }),
    Module: new Proxy(Module, { construct: (target, [source]: [BufferSource]) => new target(adapted(source)) }),
    instantiate: (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) =>
      source instanceof Module ? instantiate(source, imports) : instantiate(adapted(source), imports),
  });
}

const bytesOf = (source: BufferSource): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
