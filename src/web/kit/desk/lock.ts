/** Tells scripts of open pages that the session is locked. */
export const lockedHeader = 'X-Kronika-Locked';

/**
 * The names of the unlock fields. The same request sends the fields of the refused form, so these names must differ.
 */
export const unlockControl = {
  password: '_password',
  passkey: '_passkey',
  /** The CSRF token of the session. `_token` is already used by the refused form. */
  token: '_unlock',
  /** Whether the refused form is sent to its address after unlocking. */
  send: '_send',
} as const;
