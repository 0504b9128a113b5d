/** Tells scripts of open pages that the session is locked. */
export const lockedHeader = 'X-Kronika-Locked';

/**
 * The names of the fields of the unlock form. The same request also has the fields of the refused form, so the names
 * must differ.
 */
export const unlockControl = {
  password: '_password',
  passkey: '_passkey',
  /** The CSRF token of the session. `_token` is already used by the refused form. */
  token: '_unlock',
  /** Present if the refused form must be sent to its address after unlocking. */
  send: '_send',
} as const;
