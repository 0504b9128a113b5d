import { address } from '../../kit/address.ts';

const plain = address();

/** URLs of captures, at the desk. Part of `routes.desk`. */
export const captureRoutes = {
  capture: plain('/desk/sources/:number/captures/:capture'),
  captureBytes: plain('/desk/sources/:number/captures/:capture/bytes'),
  /** The result of verifying a capture's package; `open`: links to its replay; and the package. */
  capturePackage: address<{ open?: boolean }>()('/desk/sources/:number/captures/:capture/package'),
  capturePackageFile: plain('/desk/sources/:number/captures/:capture/package.wacz'),
  /** Makes the preserved page public, or ends that. */
  captureRelease: plain('/desk/sources/:number/captures/:capture/release'),
  /** Where its lost or altered bytes are restored. */
  captureRestore: plain('/desk/sources/:number/captures/:capture/restore'),
  /** The proof that the daily hash includes a capture's package, or its bytes. */
  captureProof: address<{ of?: string }>()('/desk/sources/:number/captures/:capture/proof.json'),
  compareCaptures: address<{ with?: number }>()('/desk/sources/:number/captures/:capture/compare'),
  /** Compares a capture with a package of the page from someone else. */
  comparePackage: plain('/desk/sources/:number/captures/:capture/compare-package'),
  /** The picture of the page in the browser, from a capture's package. */
  captureShot: plain('/desk/sources/:number/captures/:capture/screenshot'),
  /** Pages for a browser to capture, one after the other: `case`, `article`: all its sources. */
  captureOrders: address<{ case?: number; article?: number }>()('/desk/captures'),
  cancelCaptures: plain('/desk/captures/cancel'),
  /** The transparency log. */
  roots: plain('/desk/roots'),
  rootFile: plain('/desk/roots/:number/root.json'),
} as const;
