import { compareWithClaims } from '../documents/api/compare.ts';
import type { Calculation } from '../kit/api/calculation.ts';

/** The calculations of the API. Each uses only the data in the request. */
export const calculations: readonly Calculation[] = [compareWithClaims];
