/**
 * The age identities of signed-in accounts, by session, only in the memory of this process. After a restart a session
 * continues, but sealed items need the password again.
 */
const identities = new Map<string, string>();

const keyOf = (tokenHash: Uint8Array): string => Buffer.from(tokenHash).toString('base64');

/** @param length milliseconds after which it is forgotten; by default, when the session ends */
export function rememberIdentity(tokenHash: Uint8Array, identity: string, length?: number): void {
  identities.set(keyOf(tokenHash), identity);
  if (length !== undefined) setTimeout(() => forgetIdentity(tokenHash), length).unref();
}
export const identityOf = (tokenHash: Uint8Array): string | null => identities.get(keyOf(tokenHash)) ?? null;
export const forgetIdentity = (tokenHash: Uint8Array): void => void identities.delete(keyOf(tokenHash));
