import type { z } from 'zod';
import { signOpen, type SignedOpen } from '../../../letters/signing/sign-open.ts';
import { madeOnce } from '../../../platform/made-once.ts';
import { run, type App } from '../../../platform/operation.ts';

type NewSignature = z.input<typeof signOpen.input>['signatures'][number];
type Waiting = { one: NewSignature; resolve(outcome: SignedOpen): void; reject(error: unknown): void };

const maxBatch = 100;

/**
 * Collects the signatures that arrive while a transaction is running, and then saves them together in one transaction.
 * Each signatory gets the response only after the commit.
 */
export const signaturesOf = madeOnce(gather);

function gather(app: App): (one: NewSignature) => Promise<SignedOpen> {
  const waiting: Waiting[] = [];
  let writing = false;
  const work = async (): Promise<void> => {
    writing = true;
    while (waiting.length) {
      const batch = waiting.splice(0, maxBatch);
      try {
        const outcomes = await run(app, signOpen, null, { signatures: batch.map(({ one }) => one) });
        for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index]!);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  };
  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      if (!writing) void work();
    });
}
