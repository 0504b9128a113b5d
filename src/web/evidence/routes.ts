import { address } from '../kit/address.ts';

const plain = address();

/** Preserved copies and republished stories. Part of `routes`. */
export const evidenceRoutes = {
  /** What readers see of a preserved page that they may open. `open`: redirects to its replay. */
  keptPage: address<{ open?: boolean }>()('/sources/:number/captures/:capture'),
  /** The package of such a page. */
  keptPackage: plain('/sources/:number/captures/:capture/page.wacz'),
} as const;

/** Preserved copies and republished stories, at the desk. Part of `routes.desk`. */
export const evidenceDeskRoutes = {
  /** Suggested copies, agency credits, quotations with missing words. */
  origins: address<{ show?: string; page?: number }>()('/desk/origins'),
  originAct: plain('/desk/origins/act'),
  originPair: plain('/desk/origins/copies/:number'),
  originCredit: plain('/desk/origins/credits/:number'),
  originQuotation: plain('/desk/origins/quotations/:number'),
  originDismiss: plain('/desk/origins/:what/:number/dismiss'),
} as const;
