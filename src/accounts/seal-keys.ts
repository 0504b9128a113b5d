/**
 * The age identities (private keys) of signed-in accounts, by the hash of the session's token. They are only in the
 * memory of this process. After a restart a session continues, but sealed items need the password again.
 */
type Held = { identity: string; end: ReturnType<typeof setTimeout>; renewable: boolean };
const held = new Map<string, Held>();
/** During a lockdown, no key is stored. */
let inLockdown = false;

/** Milliseconds without use after which a session is locked and its key is forgotten (docs/decisions/0144). */
export const lockAfter = 15 * 60_000;

const keyOf = (tokenHash: Uint8Array): string => Buffer.from(tokenHash).toString('base64');

/**
 * Stores a session's key in memory.
 * @param length milliseconds after which the key is forgotten. If this is left out, the key is forgotten `lockAfter`
 * after the last use of the session
 */
export function rememberIdentity(tokenHash: Uint8Array, identity: string, length?: number): void {
  forgetIdentity(tokenHash);
  if (inLockdown) return;
  const end = setTimeout(() => forgetIdentity(tokenHash), length ?? lockAfter).unref();
  held.set(keyOf(tokenHash), { identity, end, renewable: length === undefined });
}

/** Called when the session is used. From then on, its key stays in memory for another `lockAfter`. */
export function renewIdentity(tokenHash: Uint8Array): void {
  const one = held.get(keyOf(tokenHash));
  if (one?.renewable) one.end.refresh();
}

export const identityOf = (tokenHash: Uint8Array): string | null => held.get(keyOf(tokenHash))?.identity ?? null;

export function forgetIdentity(tokenHash: Uint8Array): void {
  clearTimeout(held.get(keyOf(tokenHash))?.end);
  held.delete(keyOf(tokenHash));
}

/** With true: forgets all keys, and stores none until it is called with false. */
export function holdNoKeys(locked: boolean): void {
  inLockdown = locked;
  if (!locked) return;
  for (const { end } of held.values()) clearTimeout(end);
  held.clear();
}
