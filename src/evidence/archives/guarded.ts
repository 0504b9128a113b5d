import type { ByteSource } from '../../platform/readers/reader.ts';

/** A source that remembers its own errors, because readers of damaged files treat them like damage. */
export class Guarded implements ByteSource {
  readonly size: number;
  readonly name: string;
  #failure: { error: unknown } | null = null;

  constructor(private readonly source: ByteSource) {
    this.size = source.size;
    this.name = source.name;
  }

  async *open(range?: { start?: number; end?: number }): AsyncGenerator<Uint8Array> {
    try {
      yield* this.source.open(range);
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  /** @throws the first error of the source */
  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
