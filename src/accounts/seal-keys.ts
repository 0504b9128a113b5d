/**
 * The age identities of signed-in accounts, by session, only in the memory of this process. After a restart a session
 * continues, but sealed items need the password again.
 */
const identities = new Map<string, string>();

const keyOf = (tokenHash: Uint8Array): string => Buffer.from(tokenHash).toString('base64');

export const rememberIdentity = (tokenHash: Uint8Array, identity: string): void =>
  void identities.set(keyOf(tokenHash), identity);
export const identityOf = (tokenHash: Uint8Array): string | null => identities.get(keyOf(tokenHash)) ?? null;
export const forgetIdentity = (tokenHash: Uint8Array): void => void identities.delete(keyOf(tokenHash));
