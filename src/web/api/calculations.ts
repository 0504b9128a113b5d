import { compareWithClaims } from '../documents/api/compare.ts';
import type { Calculation } from '../kit/api/calculation.ts';

/** The calculations of the API: each uses only the data that a program sends with the request. */
export const calculations: readonly Calculation[] = [compareWithClaims];
