import { compareWithClaims } from '../documents/api/compare.ts';
import type { Calculation } from '../kit/api/calculation.ts';

/** What the API calculates from what it is sent. */
export const calculations: readonly Calculation[] = [compareWithClaims];
