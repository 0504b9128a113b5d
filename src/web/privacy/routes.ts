import { address } from '../kit/address.ts';

const plain = address();

/** What is stored about people. Part of `routes`. */
export const privacyRoutes = {
  privacy: plain('/privacy'),
} as const;
