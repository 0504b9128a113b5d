/** Tells scripts of open pages that the session is locked. */
export const lockedHeader = 'X-Kronika-Locked';

/** Names of what is sent to unlock. What was typed in a form that was refused is sent with them. */
export const unlockControl = {
  password: '_password',
  passkey: '_passkey',
  /** The session's token; `_token` is that of the form that was typed in. */
  token: '_unlock',
  /** What was typed is sent to its address after unlocking. */
  send: '_send',
} as const;
