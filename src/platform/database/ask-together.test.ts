import { expect, it } from 'vitest';
import { askTogether } from './ask-together.ts';

it('asks once for all waiting callers, and again for callers that ask meanwhile, also after a failure', async () => {
  let asked = 0;
  const answers: (() => void)[] = [];
  const ask = askTogether(async () => {
    const number = ++asked;
    await new Promise<void>((resolve) => answers.push(resolve));
    if (number === 1) throw new Error('no answer');
    return number;
  });
  const first = [ask(), ask()];
  await expect.poll(() => answers.length).toBe(1);
  const later = [ask(), ask(), ask()];
  answers[0]!();
  for (const one of first) await expect(one).rejects.toThrow('no answer');
  await expect.poll(() => answers.length).toBe(2);
  answers[1]!();
  expect([await Promise.all(later), asked]).toEqual([[2, 2, 2], 2]);
});
