/** Events of a page that is covered during a locked session (`accounts/islands/lock.ts`). */
export const lockedEvent = 'kronika:locked';
export const unlockedEvent = 'kronika:unlocked';
/** The session was ended in another tab. A page must then delete the person's work that it has stored. */
export const signedOutEvent = 'kronika:signed-out';
/** `token` is the CSRF token that the page uses after unlocking. */
export type Unlocked = CustomEvent<{ token: string }>;

/**
 * Sends a request. If the session is locked, the lock screen is shown, and the request is sent again after unlocking.
 * So each call of `send` must create a new request.
 */
export async function whenUnlocked(send: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await send();
    if (!answer.headers.has('x-kronika-locked')) return answer;
    await untilUnlocked();
  }
}

/** Covers the page, and resolves when the person has unlocked the session or has signed in again. */
export async function untilUnlocked(): Promise<void> {
  const unlocked = new Promise<void>((resolve) =>
    document.addEventListener(unlockedEvent, () => resolve(), { once: true }),
  );
  document.dispatchEvent(new Event(lockedEvent));
  await unlocked;
}
