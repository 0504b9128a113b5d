// What `yauzl` needs of Node to read the directory of a ZIP file. `scripts/assets.mjs` gives it this module in place of
// Node's own. The streams are only there to be inherited from: files are read without them.

type Listener = (...values: unknown[]) => void;
type Emitter = { listeners?: Map<string, Listener[]> };

// The library calls these constructors without `new`, so they cannot be classes.
export function EventEmitter(): void {}
EventEmitter.prototype.on = function on(this: Emitter, name: string, listener: Listener): unknown {
  this.listeners ??= new Map();
  this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  return this;
};
EventEmitter.prototype.once = EventEmitter.prototype.on;
EventEmitter.prototype.emit = function emit(this: Emitter, name: string, ...values: unknown[]): boolean {
  const found = this.listeners?.get(name) ?? [];
  for (const listener of found) listener(...values);
  return found.length > 0;
};

export function Readable(): void {}
export function Transform(): void {}
export function PassThrough(): void {}
export function Writable(): void {}

type Constructor = { prototype: object };
export function inherits(one: Constructor, parent: Constructor): void {
  Object.setPrototypeOf(one.prototype, parent.prototype);
}

/** Runs a function after the current code. */
export const setImmediate = (run: () => void): void => void Promise.resolve().then(run);

/** The methods of Node's `Buffer` that the library calls. */
export class Buffer extends Uint8Array {
  static allocUnsafe(size: number): Buffer {
    return new Buffer(size);
  }

  get #view(): DataView {
    return new DataView(this.buffer, this.byteOffset, this.byteLength);
  }

  readUInt8(at: number): number {
    return this.#view.getUint8(at);
  }

  readUInt16LE(at: number): number {
    return this.#view.getUint16(at, true);
  }

  readUInt32LE(at: number): number {
    return this.#view.getUint32(at, true);
  }

  readInt32LE(at: number): number {
    return this.#view.getInt32(at, true);
  }

  override toString(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this);
  }
}
