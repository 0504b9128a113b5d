import { declareReader, sourceOf, type ByteSource, type Reader } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { Contents, FirstPage } from './contents.ts';
import { plainTrust, type PlainTrust } from './plain-trust.ts';
import type { RemainingParts, StripRequest } from './records-left.ts';
import type { PackageReport, Trust } from './check-package.ts';

// Our packages can contain 80 MB twice, as sent and decompressed. Packages from elsewhere can have 100 MB. All of this
// is in memory at once.
const budget = { seconds: 120, megabytes: 1500 };

export const verifyReader = declareReader<PlainTrust, PackageReport>('evidence.verifyPackage', budget);
export const contentsReader = declareReader<null, Contents>('evidence.contents', budget);
export const shotReader = declareReader<null, Contents['shot']>('evidence.shot', budget);
export const sentTextReader = declareReader<null, string | null>('evidence.sentText', budget);
export const firstPageReader = declareReader<null, FirstPage | null>('evidence.firstPage', budget);

export const stripReader = declareReader<StripRequest, RemainingParts | 'gone' | 'clean', Uint8Array>(
  'evidence.stripPackage',
  budget,
);

type Bytes = Uint8Array | ByteSource;

const readPackage = <Input, Result>(reader: Reader<Input, Result>, input: Input, bytes: Bytes): Promise<Result> =>
  runReader(reader, input, { source: bytes instanceof Uint8Array ? sourceOf(bytes) : bytes });

/** `verifyPackage` in a process of its own. @throws AppError `archive_too_large`, `reading_*` */
export const verifyApart = (bytes: Bytes, trust: Trust): Promise<PackageReport> =>
  readPackage(verifyReader, plainTrust(trust), bytes);

/** The contents of a verified package's page. @throws AppError `invalid_input` if it contains no page; `reading_*` */
export const contentsOf = (bytes: Bytes): Promise<Contents> => readPackage(contentsReader, null, bytes);

/** The screenshot in a package, read without the other contents. */
export const shotOf = (bytes: Bytes): Promise<Contents['shot']> => readPackage(shotReader, null, bytes);

/**
 * The words of the page as the server sent it, before any script ran. Null if the package does not have this response.
 */
export const textAsSentIn = (bytes: Uint8Array): Promise<string | null> => readPackage(sentTextReader, null, bytes);

/** The page of a package that a replay opens first; null if there is none. */
export const firstPageIn = (bytes: Bytes): Promise<FirstPage | null> => readPackage(firstPageReader, null, bytes);
