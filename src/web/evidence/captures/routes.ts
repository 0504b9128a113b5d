import { address } from '../../kit/address.ts';

const plain = address();

/** The captures' part of `routes.desk`. */
export const captureRoutes = {
  capture: plain('/desk/sources/:number/captures/:capture'),
  captureBytes: plain('/desk/sources/:number/captures/:capture/bytes'),
  /** The result of verifying a capture's package. With `open`, it redirects to the replay. */
  capturePackage: address<{ open?: boolean }>()('/desk/sources/:number/captures/:capture/package'),
  /** The package as a file. */
  capturePackageFile: plain('/desk/sources/:number/captures/:capture/package.wacz'),
  /** Makes the preserved page public, or desk only. */
  captureRelease: plain('/desk/sources/:number/captures/:capture/release'),
  /** The form that restores lost or altered bytes of a capture. */
  captureRestore: plain('/desk/sources/:number/captures/:capture/restore'),
  /** The proof that the daily hash includes a capture's package, or its bytes. */
  captureProof: address<{ of?: string }>()('/desk/sources/:number/captures/:capture/proof.json'),
  compareCaptures: address<{ with?: number }>()('/desk/sources/:number/captures/:capture/compare'),
  /** Compares a capture with a package that someone else created from the page. */
  comparePackage: plain('/desk/sources/:number/captures/:capture/compare-package'),
  /** The screenshot of the page, from a capture's package. */
  captureShot: plain('/desk/sources/:number/captures/:capture/screenshot'),
  /** Requests captures by a browser. With `case` or `article`, the form contains the addresses of all its sources. */
  captureOrders: address<{ case?: number; article?: number }>()('/desk/captures'),
  cancelCaptures: plain('/desk/captures/cancel'),
  /** The transparency log. */
  roots: plain('/desk/roots'),
  rootFile: plain('/desk/roots/:number/root.json'),
} as const;
