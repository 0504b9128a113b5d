/*
 * Cancels a query of the embedded database from another thread. PostgreSQL regularly checks two flags in its memory. On
 * a server, a signal handler sets these flags. Here another thread can set them, because the memory is shared.
 *
 * A late cancellation must not stop the query of the next protocol message. So messages are numbered, and the engine's
 * thread writes the number of the message that it is processing to a 32-bit integer in memory that both threads share.
 * The other thread sets the flags only if `Atomics.compareExchange` still finds the number that it wants to cancel.
 */

/**
 * The addresses of PostgreSQL's flags in the memory of the engine. The engine's thread sends them in its `ready`
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
/** The shared integer while the flags are being set. In this state, the engine's thread waits. */
const setting = (number: number): number => -2 * number;
/** The shared integer after the flags have been set. */
const set = (number: number): number => -2 * number - 1;

/** The largest number of a message. The message after it has number 1. */
export const maxMessages = 1_000_000_000;

/**
 * Cancels message `number` if the engine is processing it. Can be called several times for the same message.
 * @param word the shared integer
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
 * Called by the engine's thread when it has finished message `number`. After that, `cancelMessage` for this number does
 * nothing.
 */
export function endMessage(word: Int32Array, flags: CancelFlags | undefined, number: number): void {
  if (Atomics.compareExchange(word, 0, running(number), idle) === running(number)) return;
  // The other thread has set the flags or is just setting them, which takes only a few instructions.
  while (Atomics.compareExchange(word, 0, set(number), idle) !== set(number)) continue;
  if (!flags) return;
  const memory = new Int32Array(flags.memory);
  Atomics.store(memory, flags.query >> 2, 0);
  Atomics.store(memory, flags.interrupt >> 2, 0);
}
