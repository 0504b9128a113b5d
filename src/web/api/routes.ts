import { address } from '../kit/address.ts';

const plain = address();

/** The addresses of the API and its guide in `routes`. */
export const apiRoutes = {
  api: plain('/api/v1'),
  apiDescription: plain('/api/v1/openapi.json'),
  apiGuide: plain('/about/api'),
} as const;
