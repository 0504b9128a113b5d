import type { Transfer } from '../kit/api/transfer.ts';
import { uploadTransfers } from '../drafting/api/uploads.ts';

/** All requests of the API that send bytes. */
export const transfers: readonly Transfer[] = uploadTransfers;
