import { sharedWork } from './query-limit.ts';

/**
 * Asks a question once for all who ask at the same time, however many they are. Who asks while the question is being
 * answered waits for the next answer, because this one may be out of date.
 */
export function askTogether<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Answer> | undefined;
  const begin = (): Promise<Answer> => {
    next = undefined;
    return sharedWork(ask);
  };
  return () => {
    if (next) return next;
    next = running.then(begin, begin);
    running = next;
    return next;
  };
}
