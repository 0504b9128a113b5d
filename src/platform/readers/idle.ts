/**
 * Seconds for which the first unused process of readers waits for the next input. A new process needs three seconds of
 * processor time to load the code that makes drafts.
 */
export const idle = { seconds: 30 };
