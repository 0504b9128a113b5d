/**
 * Seconds for which one unused reader process stays alive. Starting another one is expensive: loading the code that
 * makes drafts takes three seconds of processor time. Tests change this value.
 */
export const idle = { seconds: 30 };
