import { address } from '../kit/address.ts';

const plain = address();

/** The part of `routes` for preserved copies. */
export const evidenceRoutes = {
  /** The page on which readers check evidence on their own device. */
  verify: plain('/verify'),
  /** The page about a public preserved copy. With `open`, the address redirects to the replay. */
  keptPage: address<{ open?: boolean }>()('/sources/:number/captures/:capture'),
  /** The package of a public preserved page. */
  keptPackage: plain('/sources/:number/captures/:capture/page.wacz'),
} as const;

/** The part of `routes.desk` for preserved copies, republished stories and watched pages. */
export const evidenceDeskRoutes = {
  /** The queue of suggestions: republished stories, agency credits, and quotations with missing words. */
  origins: address<{ show?: string; page?: number }>()('/desk/origins'),
  originAct: plain('/desk/origins/act'),
  originPair: plain('/desk/origins/copies/:number'),
  originCredit: plain('/desk/origins/credits/:number'),
  originQuotation: plain('/desk/origins/quotations/:number'),
  originDismiss: plain('/desk/origins/:what/:number/dismiss'),
} as const;
