import { address } from '../kit/address.ts';

const plain = address();

/** The preserved copies' part of `routes`. */
export const evidenceRoutes = {
  /** The page about a public preserved copy. With `open`, it redirects to the replay. */
  keptPage: address<{ open?: boolean }>()('/sources/:number/captures/:capture'),
  /** The package of a public preserved page. */
  keptPackage: plain('/sources/:number/captures/:capture/page.wacz'),
} as const;

/** The preserved copies' and republished stories' part of `routes.desk`. */
export const evidenceDeskRoutes = {
  /** The queue of suggested copies, agency credits, and quotations with missing words. */
  origins: address<{ show?: string; page?: number }>()('/desk/origins'),
  originAct: plain('/desk/origins/act'),
  originPair: plain('/desk/origins/copies/:number'),
  originCredit: plain('/desk/origins/credits/:number'),
  originQuotation: plain('/desk/origins/quotations/:number'),
  originDismiss: plain('/desk/origins/:what/:number/dismiss'),
} as const;
