/** Tells scripts of open pages that the session is locked. */
export const lockedHeader = 'X-Kronika-Locked';

/** The names of the unlock fields. The fields of the refused form are sent with them. */
export const unlockControl = {
  password: '_password',
  passkey: '_passkey',
  /** The session's token. `_token` belongs to the refused form. */
  token: '_unlock',
  /** After unlocking, the refused form is sent to its address. */
  send: '_send',
} as const;
