import { sharedWork } from './query-limit.ts';

/**
 * Makes one call of `ask` serve all callers that wait for it. A caller that comes while `ask` is running waits for the
 * next call, because the running call may return an answer that is already outdated for this caller.
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
