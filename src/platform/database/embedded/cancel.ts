/*
 * Cancels what the embedded engine runs, from another thread. PostgreSQL regularly checks two flags in its memory. On a
 * server, a signal handler sets these flags. Here another thread can set them, because the memory is shared.
 *
 * A cancel that comes late must not reach the next message. So messages are numbered, and one shared word holds the
 * number of the running message, which the engine's thread writes. The other thread sets the flags only after it has
 * exchanged exactly this number for another value (compare and exchange).
 */

/** Where the engine has its flags; a part of the `ready` message. */
export interface CancelFlags {
  memory: SharedArrayBuffer;
  /** The address of PostgreSQL's flag `QueryCancelPending`. */
  query: number;
  /** The address of PostgreSQL's flag `InterruptPending`. */
  interrupt: number;
}

const idle = 0;
const running = (number: number): number => number;
/** The flags are being set. The engine's thread waits for this to end. */
const setting = (number: number): number => -2 * number;
const set = (number: number): number => -2 * number - 1;

/** The largest number of a message. After it, numbers begin again at 1. */
export const mostMessages = 1_000_000_000;

/**
 * Cancels message `number` if it is running. Can be called again for the same message.
 * @param word the shared word
 */
export function cancelMessage(word: Int32Array, flags: CancelFlags, number: number): void {
  const claimed =
    Atomics.compareExchange(word, 0, running(number), setting(number)) === running(number) ||
    Atomics.compareExchange(word, 0, set(number), setting(number)) === set(number);
  if (!claimed) return;
  const memory = new Int32Array(flags.memory);
  Atomics.store(memory, flags.query >> 2, 1);
  Atomics.store(memory, flags.interrupt >> 2, 1);
  Atomics.store(word, 0, set(number));
}

/** The engine's thread begins with message `number`. */
export function beginMessage(word: Int32Array, number: number): void {
  Atomics.store(word, 0, running(number));
}

/** The engine's thread has finished message `number`: no cancel reaches it any more, and none is left for the next. */
export function endMessage(word: Int32Array, flags: CancelFlags | undefined, number: number): void {
  if (Atomics.compareExchange(word, 0, running(number), idle) === running(number)) return;
  // The other thread is setting the flags at this moment. The loop is short, because that takes only a few
  // instructions.
  while (Atomics.compareExchange(word, 0, set(number), idle) !== set(number)) continue;
  if (!flags) return;
  const memory = new Int32Array(flags.memory);
  Atomics.store(memory, flags.query >> 2, 0);
  Atomics.store(memory, flags.interrupt >> 2, 0);
}
