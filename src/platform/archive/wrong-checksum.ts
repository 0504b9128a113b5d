/** A part of an archive differs from its checksum. Other errors of reading say that the archive has a wrong form. */
export class WrongChecksum extends Error {
  override readonly name = 'WrongChecksum';
}
