import { compareInChild } from '../../../documents/agreement/agreement-reader.ts';
import { agreementJson, compareInput, toCompare } from '../../../documents/agreement/schema.ts';
import { defineCalculation } from '../../kit/api/calculation.ts';

/** Compares a sentence with claims, as `kronika compare --json` does. */
export const compareWithClaims = defineCalculation({
  id: 'compareWithClaims',
  path: '/compare',
  tag: 'documents',
  scope: 'read:desk',
  cost: 5,
  input: compareInput,
  answer: agreementJson,
  name: 'Agreement',
  async run(input, signal) {
    const [agreement] = await compareInChild([toCompare(input)], signal);
    return agreement!;
  },
});
