import { address } from '../kit/address.ts';

const plain = address();

/** The API and its guide. Part of `routes`. */
export const apiRoutes = {
  api: plain('/api/v1'),
  apiDescription: plain('/api/v1/openapi.json'),
  /** How to use it, with examples. */
  apiGuide: plain('/about/api'),
} as const;
