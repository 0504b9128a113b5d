/** Limits of the import of web archives. Sizes in bytes. */
export const archiveLimits = {
  /** The size of the file. */
  maxSize: 2047 * 2 ** 20,
  /** The records of one file in the archive, decompressed. */
  maxUnpacked: 2 ** 33,
  maxRecords: 500_000,
  /** The characters of all addresses in the index of the records. */
  maxAddressChars: 100_000_000,
  /** The WARC files in a package that are compressed by ZIP, which must be in memory to be read in any order. */
  maxZipped: 200 * 2 ** 20,
  maxPages: 5000,
  maxPagesAtOnce: 100,
  /** The package of one page. */
  maxPackage: 80 * 2 ** 20,
  /** One record of a page, with its headers. */
  maxPart: 30 * 2 ** 20,
  /** The headers of one record, and those of one response. */
  maxHead: 2 ** 16,
  maxParts: 5000,
  maxMissing: 500,
  maxRedirects: 20,
  /** A line of a list of pages. Lines can have all words of a page. */
  maxPageLine: 2 ** 23,
  maxPageLines: 1_000_000,
  /** How far, in ms, a response may be from the time of its page. */
  maxApart: 24 * 3_600_000,
} as const;
