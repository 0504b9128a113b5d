import { address } from '../kit/address.ts';

const plain = address();

/** The privacy page's part of `routes`. */
export const privacyRoutes = {
  privacy: plain('/privacy'),
} as const;
