/** Milliseconds without use after which a session is locked and its key is forgotten (docs/decisions/0144). */
export const lockAfter = 15 * 60_000;

/**
 * A key as one process sends it to another. `turn`: how many times the session has been given a key, this one included.
 * `left`: milliseconds until the key is forgotten; undefined: `lockAfter`.
 */
export type SharedKey = { session: string; identity: string; turn: number; left?: number | undefined };

/** What a process reports to the others. `forgotten` is called even for keys that this process does not have. */
export type KeyListener = {
  remembered(key: SharedKey): void;
  used(session: string): void;
  forgotten(session: string, turn: number): void;
};

type CachedKey = {
  identity: string;
  turn: number;
  end: ReturnType<typeof setTimeout>;
  /** When the key is forgotten, as a value of `performance.now()`. Undefined: `lockAfter` after its last use. */
  until: number | undefined;
  /** When the use of the key was last reported to other processes. */
  toldAt: number;
};

/** The minimum number of milliseconds between two messages that a session is in use. */
const tellEvery = 60_000;

/** The maximum size of `#forgotten`. */
const maxForgotten = 10_000;

/**
 * The age identities (private keys) of signed-in accounts, by the hash of the session's token. They are only in the
 * memory of the processes that serve pages. After all of them have stopped, a session continues, but sealed items need
 * the password again.
 */
export class HeldKeys {
  readonly #held = new Map<string, CachedKey>();
  /**
   * The last turn of each session whose key was forgotten. Another process may have sent that key before it heard of
   * this, so a key of this turn or an earlier one is refused.
   */
  readonly #forgotten = new Map<string, number>();
  /** During a lockdown, no key is stored. */
  #inLockdown = false;
  /** Tells other processes (`share-seal-keys.ts`). */
  listener: KeyListener | undefined;

  remember(session: string, identity: string, length?: number): void {
    const key = { session, identity, turn: this.#lastForgotten(session) + 1, left: length };
    this.take(key);
    if (!this.#inLockdown) this.listener?.remembered(key);
  }

  /** Stores a key without telling other processes, unless the key was forgotten or there is a lockdown. */
  take({ session, identity, turn, left }: SharedKey): void {
    if (turn <= this.#lastForgotten(session)) return;
    this.drop(session);
    if (this.#inLockdown) return;
    const end = setTimeout(() => this.drop(session), left ?? lockAfter).unref();
    const now = performance.now();
    this.#held.set(session, { identity, turn, end, until: left === undefined ? undefined : now + left, toldAt: now });
  }

  /** Call this when the session is used. Its key stays in memory for another `lockAfter`, unless `until` is set. */
  renew(session: string): void {
    this.refresh(session);
    const one = this.#held.get(session);
    if (!one || one.until !== undefined || performance.now() - one.toldAt < tellEvery) return;
    one.toldAt = performance.now();
    this.listener?.used(session);
  }

  /** Like `renew`, without telling other processes. */
  refresh(session: string): void {
    const one = this.#held.get(session);
    if (one && one.until === undefined) one.end.refresh();
  }

  of(session: string): string | null {
    return this.#held.get(session)?.identity ?? null;
  }

  forget(session: string): void {
    const turn = this.#held.get(session)?.turn ?? this.#lastForgotten(session) + 1;
    this.end(session, turn);
    this.listener?.forgotten(session, turn);
  }

  /** Forgets a session's keys up to this turn, now and if they arrive later, without telling other processes. */
  end(session: string, turn: number): void {
    const last = Math.max(turn, this.#held.get(session)?.turn ?? 0, this.#lastForgotten(session));
    this.#forgotten.delete(session);
    this.#forgotten.set(session, last);
    if (this.#forgotten.size > maxForgotten) this.#forgotten.delete(this.#forgotten.keys().next().value!);
    this.drop(session);
  }

  #lastForgotten(session: string): number {
    return this.#forgotten.get(session) ?? 0;
  }

  /** Forgets a key without telling other processes. */
  drop(session: string): void {
    clearTimeout(this.#held.get(session)?.end);
    this.#held.delete(session);
  }

  /** All keys. */
  all(): SharedKey[] {
    return Array.from(this.#held, ([session, { identity, turn, until }]) => ({
      session,
      identity,
      turn,
      left: until === undefined ? undefined : Math.max(0, until - performance.now()),
    }));
  }

  /** With true: forgets all keys, and stores none until it is called with false. */
  holdNone(locked: boolean): void {
    this.#inLockdown = locked;
    if (locked) for (const session of this.#held.keys()) this.drop(session);
  }
}

/** The keys in this process. */
export const heldKeys = new HeldKeys();

const nameOf = (tokenHash: Uint8Array): string => Buffer.from(tokenHash).toString('base64');

/**
 * Stores a session's key in memory.
 * @param length milliseconds after which the key is forgotten. If this is left out, the key is forgotten `lockAfter`
 * after the last use of the session
 */
export const rememberIdentity = (tokenHash: Uint8Array, identity: string, length?: number): void =>
  heldKeys.remember(nameOf(tokenHash), identity, length);

/** Call this when the session is used. See `HeldKeys.renew`. */
export const renewIdentity = (tokenHash: Uint8Array): void => heldKeys.renew(nameOf(tokenHash));

export const identityOf = (tokenHash: Uint8Array): string | null => heldKeys.of(nameOf(tokenHash));

/** Forgets a session's key in all processes. */
export const forgetIdentity = (tokenHash: Uint8Array): void => heldKeys.forget(nameOf(tokenHash));

/** Forgets the key of a session that has locked. Each process does so itself, at the next request. */
export const dropIdentity = (tokenHash: Uint8Array): void => heldKeys.drop(nameOf(tokenHash));

/** With true: forgets all keys, and stores none until it is called with false. */
export const holdNoKeys = (locked: boolean): void => heldKeys.holdNone(locked);
