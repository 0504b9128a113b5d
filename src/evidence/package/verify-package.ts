import { sourceOf, type ByteSource } from '../../platform/readers/reader.ts';
import { checkPackage, checkWarc, type PackageReport, type Trust } from './check-package.ts';
import { nodePrimitives } from './primitives/in-node.ts';

const asSource = (file: Uint8Array | ByteSource): ByteSource => (file instanceof Uint8Array ? sourceOf(file) : file);

/** `checkPackage` in Node. */
export const verifyPackage = (file: Uint8Array | ByteSource, trust: Trust): Promise<PackageReport> =>
  checkPackage(asSource(file), trust, nodePrimitives);

/** `checkWarc` in Node. */
export const verifyWarc = (file: Uint8Array | ByteSource): Promise<PackageReport> =>
  checkWarc(asSource(file), nodePrimitives);
