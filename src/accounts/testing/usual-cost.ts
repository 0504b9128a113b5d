import { passwordCost } from '../password-cost.ts';

/** Runs `work` with the cost that hashing a password has outside tests. */
export async function atUsualCost<T>(work: () => Promise<T>): Promise<T> {
  // The query loads the file again, without the lower cost of tests.
  const again = '../password-cost.ts?again';
  const usual = (await import(/* @vite-ignore */ again)) as typeof import('../password-cost.ts');
  const lowered = { ...passwordCost };
  Object.assign(passwordCost, usual.passwordCost);
  try {
    return await work();
  } finally {
    Object.assign(passwordCost, lowered);
  }
}
