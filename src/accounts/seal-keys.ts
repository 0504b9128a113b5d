/**
 * The age identities of those who are signed in, in this process's memory alone, by session. After a restart
 * a session goes on, but what is sealed asks for the password again.
 */
const identities = new Map<string, string>();

const keyOf = (tokenHash: Uint8Array): string => Buffer.from(tokenHash).toString('base64');

export const rememberIdentity = (tokenHash: Uint8Array, identity: string): void =>
  void identities.set(keyOf(tokenHash), identity);
export const identityOf = (tokenHash: Uint8Array): string | null => identities.get(keyOf(tokenHash)) ?? null;
export const forgetIdentity = (tokenHash: Uint8Array): void => void identities.delete(keyOf(tokenHash));
