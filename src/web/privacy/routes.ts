import { address } from '../kit/address.ts';

const plain = address();

/** The addresses of the privacy pages in `routes`. */
export const privacyRoutes = {
  privacy: plain('/privacy'),
} as const;
