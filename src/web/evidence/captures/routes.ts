import { address } from '../../kit/address.ts';

const plain = address();

/** What is held of pages, at the desk. Part of `routes.desk`. */
export const captureRoutes = {
  capture: plain('/desk/sources/:number/captures/:capture'),
  captureBytes: plain('/desk/sources/:number/captures/:capture/bytes'),
  /** What checking a capture's package says, `open`: leads to its replay; and the package. */
  capturePackage: address<{ open?: boolean }>()('/desk/sources/:number/captures/:capture/package'),
  capturePackageFile: plain('/desk/sources/:number/captures/:capture/package.wacz'),
  /** Lets readers open the page as it was kept, or no longer. */
  captureRelease: plain('/desk/sources/:number/captures/:capture/release'),
  /** Where lost or altered bytes of it are brought back. */
  captureRestore: plain('/desk/sources/:number/captures/:capture/restore'),
  /** What proves that a capture's package, or its bytes, stood under the root of their day. */
  captureProof: address<{ of?: string }>()('/desk/sources/:number/captures/:capture/proof.json'),
  compareCaptures: address<{ with?: number }>()('/desk/sources/:number/captures/:capture/compare'),
  /** A capture beside a package that somebody else made of the page. */
  comparePackage: plain('/desk/sources/:number/captures/:capture/compare-package'),
  /** How the page looked to the browser, out of a capture's package. */
  captureShot: plain('/desk/sources/:number/captures/:capture/screenshot'),
  /** Pages that a browser captures, one after the other: `case`, `article`: all that it rests on. */
  captureOrders: address<{ case?: number; article?: number }>()('/desk/captures'),
  cancelCaptures: plain('/desk/captures/cancel'),
  /** The daily roots of what was captured. */
  roots: plain('/desk/roots'),
  rootFile: plain('/desk/roots/:number/root.json'),
} as const;
