/** Events of a page that is covered while the session is locked (`accounts/islands/lock.ts`). */
export const lockedEvent = 'kronika:locked';
export const unlockedEvent = 'kronika:unlocked';
/** `token`: the CSRF token of the session with which the page continues. */
export type Unlocked = CustomEvent<{ token: string }>;

/**
 * Sends a request. If the session is locked, the page is covered, and the request is sent again after unlocking, so
 * `send` must create it anew.
 */
export async function whenUnlocked(send: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await send();
    if (!answer.headers.has('x-kronika-locked')) return answer;
    const unlocked = new Promise<void>((resolve) =>
      document.addEventListener(unlockedEvent, () => resolve(), { once: true }),
    );
    document.dispatchEvent(new Event(lockedEvent));
    await unlocked;
  }
}
