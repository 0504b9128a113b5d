import type { z } from 'zod';
import { signOpen, type SignedOpen } from '../../../letters/signing/sign-open.ts';
import { madeOnce } from '../../../platform/made-once.ts';
import { run, type App } from '../../../platform/operation.ts';

type One = z.input<typeof signOpen.input>['signatures'][number];
type Waiting = { one: One; resolve(outcome: SignedOpen): void; reject(error: unknown): void };

const most = 100;

/**
 * Collects signatures that arrive while others are being written. They wait for that write, and then share one
 * transaction with one commit. Each signatory gets the response only after the commit.
 */
export const signaturesOf = madeOnce(gather);

function gather(app: App): (one: One) => Promise<SignedOpen> {
  const waiting: Waiting[] = [];
  let writing = false;
  const work = async (): Promise<void> => {
    writing = true;
    while (waiting.length) {
      const some = waiting.splice(0, most);
      try {
        const outcomes = await run(app, signOpen, null, { signatures: some.map(({ one }) => one) });
        for (const [index, { resolve }] of some.entries()) resolve(outcomes[index]!);
      } catch (error) {
        for (const { reject } of some) reject(error);
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
