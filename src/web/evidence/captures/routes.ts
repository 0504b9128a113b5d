import { address } from '../../kit/address.ts';

const plain = address();

/** The part of `routes.desk` for captures and the transparency log. */
export const captureRoutes = {
  capture: plain('/desk/sources/:number/captures/:capture'),
  /** Leads to a page of a capture that is a PDF, by its number. */
  capturePages: address<{ page?: number }>()('/desk/sources/:number/captures/:capture/pages'),
  /** A page of a capture that is a PDF, drawn from the stored text and places. With `from` and `to`, this part of the text is marked (UTF-16 units). */
  capturePage: address<{ from?: number; to?: number }>()('/desk/sources/:number/captures/:capture/pages/:page'),
  captureBytes: plain('/desk/sources/:number/captures/:capture/bytes'),
  /** The result of verifying a capture's package. With `open`, the address redirects to the replay. */
  capturePackage: address<{ open?: boolean }>()('/desk/sources/:number/captures/:capture/package'),
  capturePackageFile: plain('/desk/sources/:number/captures/:capture/package.wacz'),
  /** Makes the preserved page public, or desk only. */
  captureRelease: plain('/desk/sources/:number/captures/:capture/release'),
  /** The form that restores lost or altered bytes of a capture. */
  captureRestore: plain('/desk/sources/:number/captures/:capture/restore'),
  /** The proof that a daily hash includes the hash of a capture's package or, with `of=bytes`, of its bytes. */
  captureProof: address<{ of?: string }>()('/desk/sources/:number/captures/:capture/proof.json'),
  compareCaptures: address<{ with?: number }>()('/desk/sources/:number/captures/:capture/compare'),
  /** Compares a capture with a package that someone else created from the page. */
  comparePackage: plain('/desk/sources/:number/captures/:capture/compare-package'),
  /** The screenshot of the page, from a capture's package. */
  captureShot: plain('/desk/sources/:number/captures/:capture/screenshot'),
  /** Requests captures. With `case` or `article`, the form contains the addresses of its sources. */
  captureOrders: address<{ case?: number; article?: number }>()('/desk/captures'),
  cancelCaptures: plain('/desk/captures/cancel'),
  /** The transparency log (a root is a daily hash). */
  roots: plain('/desk/roots'),
  rootFile: plain('/desk/roots/:number/root.json'),
} as const;
