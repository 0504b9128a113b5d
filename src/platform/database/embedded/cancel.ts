/*
 * Cancels, from another thread, what the embedded engine runs. PostgreSQL regularly checks two flags in its memory. On
 * a server, a signal handler sets these flags. Here another thread can set them, because the memory is shared.
 *
 * A late cancellation must not stop the next message. So messages are numbered, and the engine's thread writes the
 * number of the running message to a word (32 bits) of memory that both threads share. The other thread sets the flags
 * only after it has exchanged exactly this number for another value (compare and exchange).
 */

/**
 * Where PostgreSQL's flags are in the memory of the engine. The engine's thread sends these addresses in its `ready`
 * message.
 */
export interface CancelFlags {
  memory: SharedArrayBuffer;
  /** The address of PostgreSQL's flag `QueryCancelPending`. */
  query: number;
  /** The address of PostgreSQL's flag `InterruptPending`. */
  interrupt: number;
}

const idle = 0;
const running = (number: number): number => number;
/** The value of the shared word while the flags are being set. The engine's thread waits until the flags are set. */
const setting = (number: number): number => -2 * number;
const set = (number: number): number => -2 * number - 1;

/** The largest number of a message. After that, numbers begin again at 1. */
export const mostMessages = 1_000_000_000;

/**
 * Cancels message `number` if it is running. Can be called several times for the same message.
 * @param word the word of memory that both threads share
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

/** Called by the engine's thread when it begins with message `number`. */
export function beginMessage(word: Int32Array, number: number): void {
  Atomics.store(word, 0, running(number));
}

/**
 * Called by the engine's thread when it has finished message `number`. After that, cancelling this message has no
 * effect, not even on the next message.
 */
export function endMessage(word: Int32Array, flags: CancelFlags | undefined, number: number): void {
  if (Atomics.compareExchange(word, 0, running(number), idle) === running(number)) return;
  // The other thread is setting the flags at this moment. The loop is short, because setting the flags takes only a few
  // instructions.
  while (Atomics.compareExchange(word, 0, set(number), idle) !== set(number)) continue;
  if (!flags) return;
  const memory = new Int32Array(flags.memory);
  Atomics.store(memory, flags.query >> 2, 0);
  Atomics.store(memory, flags.interrupt >> 2, 0);
}
