import type { Hop } from '../fetch/fetch-page.ts';
import type { PackageReport } from '../package/check-package.ts';

/** A page in a web archive. `number`: its place in the list, from 1. `at`: ISO 8601, UTC. */
export type ArchivePage = {
  number: number;
  url: string;
  title: string;
  at: string;
  status: number;
  mediaType: string;
};

/** What is known about a web archive as a whole. */
export type ArchiveFacts = {
  name: string;
  sha256: string;
  size: number;
  form: 'wacz' | 'warc';
  /** The software and the operator, as the archive states them. Empty if it does not. */
  software: string;
  operator: string;
  /** Who signed it, as verified: a domain or the fingerprint of a key. */
  signer: { name: string; at: string } | null;
  report: PackageReport;
};

/** `pagesLeft`: how many more pages the archive has than are listed. */
export type ArchiveContents = { facts: ArchiveFacts; pages: ArchivePage[]; pagesLeft: number };

/** What is stored of one page. */
export type ArchivedPage = {
  page: ArchivePage;
  requestedUrl: string;
  finalUrl: string;
  hops: Hop[];
  /** When the content was recorded: before the time of the page, if the archive says that it was the same as before. */
  contentAt: string;
  headers: [name: string, value: string][];
  mediaType: string;
  charset?: string;
  bytes: Uint8Array;
  /** The page as an evidence package in our own form, which is not signed yet. */
  package: Uint8Array;
  /** The addresses of parts that the package lacks. */
  missing: string[];
  /** The addresses of responses in the package that set cookies, as sent to the person who recorded them. */
  settingCookies: string[];
};
