import { address } from '../kit/address.ts';

const plain = address();

/** Preserved copies and republished stories. Part of `routes`. */
export const evidenceRoutes = {
  /** A preserved page and its package, if readers may open it; `open`: with the page itself. */
  keptPage: address<{ open?: boolean }>()('/sources/:number/captures/:capture'),
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
