import { address } from '../kit/address.ts';

const plain = address();

/** The addresses of preserved copies and republished stories in `routes`. */
export const evidenceRoutes = {
  /** What readers see of a preserved page that they may open. With `open`, it redirects to the replay. */
  keptPage: address<{ open?: boolean }>()('/sources/:number/captures/:capture'),
  /** The package of a public preserved page. */
  keptPackage: plain('/sources/:number/captures/:capture/page.wacz'),
} as const;

/** The addresses of preserved copies and republished stories in `routes.desk`. */
export const evidenceDeskRoutes = {
  /** The queue of suggested copies, agency credits, and quotations with missing words. */
  origins: address<{ show?: string; page?: number }>()('/desk/origins'),
  originAct: plain('/desk/origins/act'),
  originPair: plain('/desk/origins/copies/:number'),
  originCredit: plain('/desk/origins/credits/:number'),
  originQuotation: plain('/desk/origins/quotations/:number'),
  originDismiss: plain('/desk/origins/:what/:number/dismiss'),
} as const;
