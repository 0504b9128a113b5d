import { declareReader, isTooMuch } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { Bounce } from './read-bounce.ts';

export const bounceReader = declareReader<string, Bounce | null>('letters.bounce', { seconds: 10, megabytes: 700 });

/** Runs `readBounce` in a separate process. A message that takes too much time or memory does not count as a bounce. */
export const readBounceInChild = (message: string): Promise<Bounce | null> =>
  runReader(bounceReader, message).catch((error: unknown) => {
    if (isTooMuch(error)) return null;
    throw error;
  });
