/** Milliseconds without use after which a session is locked and its key is forgotten (docs/decisions/0144). */
export const lockAfter = 15 * 60_000;

/** A key as one process tells it to another. `left`: milliseconds until it is forgotten; undefined: `lockAfter`. */
export type ToldKey = { session: string; identity: string; left?: number | undefined };

/** What a process tells the others about its keys. `forgotten` is also told of keys that this process does not have. */
export type KeyListener = {
  remembered(key: ToldKey): void;
  used(session: string): void;
  forgotten(session: string): void;
};

type Held = {
  identity: string;
  end: ReturnType<typeof setTimeout>;
  /** When the key is forgotten at the latest, on the clock of `performance`. Undefined: `lockAfter` after its last use. */
  until: number | undefined;
  /** When its use was last told to other processes. */
  toldAt: number;
};

/** Milliseconds between two messages that a session is in use. */
const tellEvery = 60_000;

/**
 * The age identities (private keys) of signed-in accounts, by the hash of the session's token. They are only in the
 * memory of the processes that serve pages. After all of them have stopped, a session continues, but sealed items need
 * the password again.
 */
export class HeldKeys {
  readonly #held = new Map<string, Held>();
  /** During a lockdown, no key is stored. */
  #inLockdown = false;
  /** Tells other processes (`share-seal-keys.ts`). */
  listener: KeyListener | undefined;

  remember(session: string, identity: string, length?: number): void {
    this.take({ session, identity, left: length });
    if (!this.#inLockdown) this.listener?.remembered({ session, identity, left: length });
  }

  /** Stores a key without telling other processes. */
  take({ session, identity, left }: ToldKey): void {
    this.drop(session);
    if (this.#inLockdown) return;
    const end = setTimeout(() => this.drop(session), left ?? lockAfter).unref();
    const now = performance.now();
    this.#held.set(session, { identity, end, until: left === undefined ? undefined : now + left, toldAt: now });
  }

  /** The session is used. From then on, its key stays in memory for another `lockAfter`. */
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
    this.drop(session);
    this.listener?.forgotten(session);
  }

  /** Forgets a key without telling other processes. */
  drop(session: string): void {
    clearTimeout(this.#held.get(session)?.end);
    this.#held.delete(session);
  }

  /** All keys. */
  all(): ToldKey[] {
    return Array.from(this.#held, ([session, { identity, until }]) => ({
      session,
      identity,
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

/** Called when the session is used. From then on, its key stays in memory for another `lockAfter`. */
export const renewIdentity = (tokenHash: Uint8Array): void => heldKeys.renew(nameOf(tokenHash));

export const identityOf = (tokenHash: Uint8Array): string | null => heldKeys.of(nameOf(tokenHash));

/** Forgets a session's key in all processes. */
export const forgetIdentity = (tokenHash: Uint8Array): void => heldKeys.forget(nameOf(tokenHash));

/** Forgets the key of a session that has locked. Each process does so itself, at the next request. */
export const dropIdentity = (tokenHash: Uint8Array): void => heldKeys.drop(nameOf(tokenHash));

/** With true: forgets all keys, and stores none until it is called with false. */
export const holdNoKeys = (locked: boolean): void => heldKeys.holdNone(locked);
