/*
 * Cancelling what the embedded engine runs, from another thread. PostgreSQL regularly checks two flags in its memory.
 * On a server, a signal handler sets them. Here another thread does, because the memory is shared.
 *
 * Messages are numbered, and one word says which of them may be cancelled, so that a late cancel never reaches the next
 * one: the engine's thread sets it to the number, and the other thread has to exchange it before it sets the flags.
 */

/** Where the engine has its flags; a part of the `ready` message. */
export interface CancelFlags {
  memory: SharedArrayBuffer;
  /** Addresses of PostgreSQL's `QueryCancelPending` and `InterruptPending`. */
  query: number;
  interrupt: number;
}

const idle = 0;
const running = (number: number): number => number;
/** The flags are being set. The engine's thread waits for this to end. */
const setting = (number: number): number => -2 * number;
const set = (number: number): number => -2 * number - 1;

/** Numbers of messages begin again after this one. */
export const mostMessages = 1_000_000_000;

/**
 * Cancels message `number` if it is running; can be repeated.
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
  // This loop is short: the other thread is about to finish.
  while (Atomics.compareExchange(word, 0, set(number), idle) !== set(number)) continue;
  if (!flags) return;
  const memory = new Int32Array(flags.memory);
  Atomics.store(memory, flags.query >> 2, 0);
  Atomics.store(memory, flags.interrupt >> 2, 0);
}
