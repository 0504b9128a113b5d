import { hex } from '@scure/base';
import { openZip, type ZipEntry } from '../../platform/archive/open-zip.ts';
import { archiveTooLarge } from '../../platform/archive/unpacked-size.ts';
import { WrongChecksum } from '../../platform/archive/wrong-checksum.ts';
import { AppError } from '../../platform/errors.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { checkDataPackage, dataPackagePath, digestPath, type DataPackage, type FileProblem } from './datapackage.ts';
import { checkSealing, type Sealing } from './manifest.ts';
import { findOwn, ownFiles, type Member, type PackedFile } from './members.ts';
import { isOurForm } from './own-form.ts';
import { CannotVerify, hashBytes, type Primitives } from './primitives/primitives.ts';
import { readRedactions, type Redaction } from './redactions.ts';
import { checkTimestamp, isTimestampPath, type TimestampFinding } from './signature/timestamp.ts';
import { checkWaczSignature, digestFile, type WaczSignature } from './signature/wacz-signature.ts';
import type { Certificate } from './signature/x509.ts';
import { RecordCheck, type RecordCounts } from './warc/check-records.ts';
import { checkParts, indexKind, readIndex } from './warc/index-read.ts';
import { joinBytes, walkWarc, type RecordVisit } from './warc/warc-read.ts';

/** Whom the verifier trusts. */
export type Trust = {
  /** Ed25519 keys, in hexadecimal digits. */
  keys: ReadonlySet<string>;
  /** Keys for the signature that the WACZ format defines, as base64 of SPKI. */
  waczKeys?: ReadonlySet<string>;
  /** Domains whose certificates are trusted, if they lead to a trusted certificate authority. */
  domains?: ReadonlySet<string>;
  /** Certificate authorities. */
  roots: readonly Certificate[];
  now: Date;
};

/** What a caller that imports the records needs besides the check. */
export type Watching = {
  /** Called for each record in a file of a package, as in `walkWarc`. The path is empty for a bare WARC file. */
  visit(path: string, offset: number): RecordVisit;
  /** The maximum size in bytes of the records of one file, decompressed. */
  maxUnpacked: number;
};

/** The result of one check. `absent`: there was nothing to check; `unknown`: valid, but signed by someone unknown. */
export type Outcome = 'good' | 'bad' | 'absent' | 'unknown';

/**
 * What a file shows, in one word:
 * - `sealed`: a trusted key signed it, and nothing was altered since.
 * - `sealed_unknown`: nothing was altered since it was signed, but the key is not trusted.
 * - `consistent`: all parts match their digests, but nothing is signed. Someone could have altered a part and its digest.
 * - `no_digests`: responses without a digest, so that it cannot be shown whether they were altered.
 * - `altered`: a part differs from its digest or signature, or is missing, or was added.
 * - `unreadable`: not readable as WACZ or WARC. That does not show that anybody altered it.
 */
export const verdicts = ['sealed', 'sealed_unknown', 'consistent', 'no_digests', 'altered', 'unreadable'] as const;
export type Verdict = (typeof verdicts)[number];

/** The exit status of a command for a verdict. 0: sealed by a trusted key; 3: nothing speaks against it; 1: do not use it. */
export const exitOf = (verdict: Verdict): 0 | 1 | 3 =>
  verdict === 'sealed' ? 0 : verdict === 'altered' || verdict === 'unreadable' ? 1 : 3;

/** The verdicts on a package that may be shown and used: its parts match each other. */
const usable = ['sealed', 'sealed_unknown', 'consistent'] as const;
export type UsableVerdict = (typeof usable)[number];
export const isUsable = (verdict: Verdict): verdict is UsableVerdict => usable.some((one) => one === verdict);

export type PackageReport = {
  verdict: Verdict;
  /** Whether the file is a valid ZIP; a package of ours must have exactly the bytes that `packMembers` writes. */
  file: Outcome;
  /** Whether every file matches the package's list, and the list its digest. */
  list: Outcome;
  /** Whether every WARC record matches its digests. */
  records: Outcome;
  /** Whether every line of the index has its record, and every record its line. */
  index: Outcome;
  /** Whether every file matches our manifest, and the manifest its signature. */
  seal: Outcome;
  /** The signature that the WACZ format defines. */
  signature: Outcome;
  /** The timestamps by authorities. */
  timestamp: Outcome;
  problems: FileProblem[];
  about: Pick<DataPackage, 'title' | 'created' | 'software' | 'mainPageUrl'> | null;
  sealedBy: string | null;
  sealedAt: string | null;
  signedBy: WaczSignature;
  /** The valid timestamps: those in the signature of the WACZ format, and those in our own files. */
  stamps: Extract<TimestampFinding, { state: 'good' }>[];
  /** The redactions that the package lists, the earliest first. */
  redactions: Redaction[];
  /** `undigested`: the responses and resources without a digest. */
  counts: { files: number; bytes: number } & Omit<RecordCounts, 'hasDigest'>;
};

const empty = (counts: PackageReport['counts'], problems: FileProblem[]): PackageReport => ({
  verdict: 'unreadable',
  file: 'bad',
  list: 'absent',
  records: 'absent',
  index: 'absent',
  seal: 'absent',
  signature: 'absent',
  timestamp: 'absent',
  problems,
  about: null,
  sealedBy: null,
  sealedAt: null,
  signedBy: { kind: 'none' },
  stamps: [],
  redactions: [],
  counts,
});

/**
 * Verifies a package (WACZ 1.0 and 1.1) by its bytes alone, without network access. Each file in it is read once, in
 * pieces. Only its lists, indexes and signatures are in memory as a whole.
 * @throws AppError `archive_too_large` if its files or records unpack to too many bytes; CannotVerify
 */
export async function checkPackage(
  file: ByteSource,
  trust: Trust,
  primitives: Primitives,
  watching?: Watching,
): Promise<PackageReport> {
  try {
    return await checkMembers(file, await openZip(file, primitives.crc32), trust, primitives, watching);
  } catch (error) {
    if (error instanceof AppError || error instanceof CannotVerify) throw error;
    const problems = [{ path: '', ...problemOf(error) }];
    const counts = { files: 0, records: 0, answers: 0, undigested: 0, bytes: file.size };
    return { ...empty(counts, problems), verdict: failure(problems)! };
  }
}

async function checkMembers(
  file: ByteSource,
  entries: readonly ZipEntry[],
  trust: Trust,
  primitives: Primitives,
  watching: Watching | undefined,
): Promise<PackageReport> {
  const { members, records, index } = await readMembers(entries, primitives, watching);
  const problems: FileProblem[] = [];
  const seal = await checkSealing(members, primitives);
  problems.push(...sealProblems(seal));
  // Packing the members of our own package again must give the same bytes. A package from elsewhere may be any valid
  // ZIP.
  const hasForm = seal.state !== 'good' || (await isOurForm(file, entries));
  if (!hasForm)
    problems.push({ path: '', problem: 'altered', reason: 'its files are compressed in another way than ours' });
  const list = checkDataPackage(members);
  if (!list) problems.push({ path: dataPackagePath, problem: 'unread' });
  const listProblems = list?.problems ?? [];
  const { signature, problem: digestProblem } = await checkDigest(members, trust, primitives);
  const hasSameFiles = list !== null && !listProblems.length && !digestProblem;
  const stamps = await checkStamps(members, trust, signature, primitives);
  const indexProblems = index.failed ?? records.indexProblems({ whole: seal.state === 'good', hasSameFiles });
  problems.push(
    ...stamps.problems,
    ...listProblems,
    ...(digestProblem ? [digestProblem] : []),
    ...records.problems,
    ...indexProblems,
  );
  const redactions = seal.state === 'good' ? readRedactions(members) : [];
  if (!redactions) problems.push({ path: ownFiles.redactions[0], problem: 'unread' });
  const sealedBy = seal.state === 'good' ? seal.manifest.key : null;
  const trusted = isTrusted(trust, sealedBy, signature);
  const isSigned = sealedBy !== null || signature.kind !== 'none';
  return {
    verdict: failure(problems) ?? (trusted ? 'sealed' : isSigned ? 'sealed_unknown' : 'consistent'),
    file: hasForm ? 'good' : 'bad',
    list: hasSameFiles ? 'good' : 'bad',
    records: records.outcome,
    index: indexProblems.length ? 'bad' : index.lines ? 'good' : 'absent',
    seal:
      seal.state === 'none'
        ? 'absent'
        : seal.state === 'bad'
          ? 'bad'
          : trust.keys.has(seal.manifest.key)
            ? 'good'
            : 'unknown',
    signature:
      signature.kind === 'none'
        ? 'absent'
        : signature.kind === 'bad'
          ? 'bad'
          : isTrusted(trust, null, signature)
            ? 'good'
            : 'unknown',
    timestamp: stamps.problems.length
      ? 'bad'
      : !stamps.found.length
        ? 'absent'
        : stamps.found.some(({ chain }) => chain.state === 'known')
          ? 'good'
          : 'unknown',
    problems: unique(problems),
    about: list && {
      title: list.about.title,
      created: list.about.created,
      software: list.about.software,
      mainPageUrl: list.about.mainPageUrl,
    },
    sealedBy,
    sealedAt: seal.state === 'good' ? seal.manifest.made : null,
    signedBy: signature,
    stamps: stamps.found,
    redactions: redactions ?? [],
    counts: countsOf(records, members.length, file.size),
  };
}

const countsOf = ({ counts }: RecordCheck, files: number, bytes: number): PackageReport['counts'] => {
  const { records, answers, undigested } = counts;
  return { files, records, answers, undigested, bytes };
};

/** The problem that an error of reading shows. */
const problemOf = (error: unknown): Pick<FileProblem, 'problem' | 'reason'> => ({
  problem: error instanceof WrongChecksum ? 'altered' : 'unread',
  reason: (error as Error).message,
});

/** What problems show: `altered` before `unreadable`. Null without problems. */
const failure = (problems: readonly FileProblem[]): 'altered' | 'unreadable' | null =>
  !problems.length ? null : problems.some(({ problem }) => problem !== 'unread') ? 'altered' : 'unreadable';

/**
 * Verifies a bare WARC file, which has no signature: its form, and the digests of its records.
 * @throws AppError `archive_too_large`
 */
export async function checkWarc(file: ByteSource, primitives: Primitives, watching?: Watching): Promise<PackageReport> {
  const records = new RecordCheck([], primitives, false);
  await readRecords(records, '', 'data.warc', file.size ? file.open() : none(), file.size, primitives, watching);
  const counts = countsOf(records, 1, file.size);
  const problems = unique(records.problems);
  if (!counts.records && !problems.length) problems.push({ path: '', problem: 'unread', reason: 'it has no records' });
  const outcome = problems.length ? 'bad' : records.outcome;
  return {
    ...empty(counts, problems),
    verdict: failure(problems) ?? (outcome === 'good' ? 'consistent' : 'no_digests'),
    file: 'good',
    records: outcome,
  };
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** Reads the records of a WARC file into a check. The errors of reading become problems. */
async function readRecords(
  records: RecordCheck,
  path: string,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  size: number,
  primitives: Primitives,
  watching?: Watching,
): Promise<void> {
  const visit = (offset: number): RecordVisit => {
    const checked = records.visit(path, name, offset);
    return watching ? bothVisits(checked, watching.visit(path, offset)) : checked;
  };
  try {
    await walkWarc(bytes, size, visit, primitives, watching?.maxUnpacked);
  } catch (error) {
    if (error instanceof AppError || error instanceof BrokenMember) throw error;
    records.problems.push({ path, ...problemOf(error) });
  }
}

const bothVisits = (first: RecordVisit, second: RecordVisit): RecordVisit => ({
  ...(first.packed && { packed: first.packed.bind(first) }),
  head(head) {
    first.head(head);
    second.head(head);
  },
  block(bytes) {
    first.block(bytes);
    second.block(bytes);
  },
  end(length) {
    first.end(length);
    second.end(length);
  },
});

/** An error of the ZIP file around a WARC file. It is not an error of the WARC file. */
class BrokenMember extends Error {
  constructor(readonly reason: unknown) {
    super();
  }
}

/** The maximum size in bytes of a list, an index or a signature, which is read as a whole. */
const largestText = 2 ** 28;

const isText = (path: string): boolean =>
  path === dataPackagePath || path === digestPath || path.startsWith('kronika/') || indexKind(path) !== null;
/** Whether a file of a package has records. */
export const isWarc = (path: string): boolean => /^archive\/.+\.warc(?:\.gz)?$/.test(path);

/** The result of reading the indexes. `failed`: one is unreadable. */
type Indexes = { lines: number; failed: FileProblem[] | null };

/** Reads every file of a package once: first the lists and indexes, then the records, which are compared with them. */
async function readMembers(
  entries: readonly ZipEntry[],
  primitives: Primitives,
  watching: Watching | undefined,
): Promise<{ members: PackedFile[]; records: RecordCheck; index: Indexes }> {
  const found = new Map<ZipEntry, PackedFile>();
  const texts: Member[] = [];
  for (const entry of entries) {
    if (!isText(entry.path)) continue;
    if (entry.size > largestText) throw archiveTooLarge(largestText);
    const chunks: Uint8Array[] = [];
    for await (const piece of entry.read()) chunks.push(piece);
    const bytes = joinBytes(chunks);
    const sha256 = hex.encode(hashBytes(primitives, 'sha256', bytes));
    found.set(entry, { path: entry.path, size: bytes.length, sha256, bytes });
    texts.push({ path: entry.path, bytes });
  }
  const { lines, failed } = await readIndexes(texts, primitives);
  const records = new RecordCheck(lines, primitives, findOwn(texts, 'manifest') !== undefined);
  for (const entry of entries) {
    if (found.has(entry)) continue;
    const hash = primitives.hash('sha256');
    const hashed = tapped(entry.read(), (bytes) => hash.update(bytes));
    try {
      if (isWarc(entry.path))
        await readRecords(
          records,
          entry.path,
          entry.path.slice('archive/'.length),
          hashed,
          entry.size,
          primitives,
          watching,
        );
      // After an error, the rest of the file is read, too, because its hash is compared with the list.
      while (!(await hashed.next()).done);
    } catch (error) {
      throw error instanceof BrokenMember ? error.reason : error;
    }
    found.set(entry, { path: entry.path, size: entry.size, sha256: hex.encode(hash.digest()) });
  }
  return {
    members: entries.map((entry) => found.get(entry)!),
    records,
    index: { lines: lines.length, failed },
  };
}

/**
 * The pieces of a member, which are shown to `use` on the way. It has no `return`, so a consumer that stops early does
 * not end it.
 */
function tapped(
  pieces: AsyncGenerator<Uint8Array>,
  use: (bytes: Uint8Array) => void,
): AsyncIterable<Uint8Array> & AsyncIterator<Uint8Array> {
  const iterator = {
    async next(): Promise<IteratorResult<Uint8Array>> {
      const next = await pieces.next().catch((error: unknown): never => {
        throw error instanceof AppError ? error : new BrokenMember(error);
      });
      if (!next.done) use(next.value);
      return next;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

async function readIndexes(
  texts: readonly Member[],
  primitives: Primitives,
): Promise<{ lines: Awaited<ReturnType<typeof readIndex>>; failed: FileProblem[] | null }> {
  try {
    const lines = [];
    for (const text of texts) {
      const kind = indexKind(text.path);
      if (kind === 'lines') for (const line of await readIndex(text, primitives)) lines.push(line);
      else if (kind === 'parts') checkParts(text, texts, primitives);
    }
    return { lines, failed: null };
  } catch (error) {
    if (error instanceof AppError) throw error;
    return { lines: [], failed: [{ path: 'indexes', problem: 'unread', reason: (error as Error).message }] };
  }
}

function sealProblems(seal: Sealing): FileProblem[] {
  if (seal.state !== 'bad') return [];
  return seal.problems.length
    ? seal.problems
    : [
        {
          path: ownFiles.manifest[0],
          problem: seal.reason === 'unread' ? 'unread' : 'altered',
          ...(seal.reason === 'signature' && { reason: 'its signature does not match' }),
        },
      ];
}

/** Checks the digest of the list, and the WACZ format's signature of it. */
async function checkDigest(
  members: readonly PackedFile[],
  { roots, now }: Trust,
  primitives: Primitives,
): Promise<{ signature: WaczSignature; problem: FileProblem | null }> {
  const own = members.find(({ path }) => path === digestPath);
  const list = members.find(({ path }) => path === dataPackagePath);
  if (!own || !list) return { signature: { kind: 'none' }, problem: null };
  let read;
  try {
    read = digestFile.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(own.bytes)));
  } catch {
    return { signature: { kind: 'none' }, problem: { path: digestPath, problem: 'unread' } };
  }
  if (read.hash !== `sha256:${list.sha256}`)
    return {
      signature: { kind: 'none' },
      problem: { path: dataPackagePath, problem: 'altered', reason: 'its digest is wrong' },
    };
  const signature = await checkWaczSignature(read.signedData, read.hash, { roots, now }, primitives);
  return {
    signature,
    problem: signature.kind === 'bad' ? { path: digestPath, problem: 'altered', reason: signature.reason } : null,
  };
}

/** Checks the timestamps of a package: in the WACZ format's signature, and in our own files. */
async function checkStamps(
  members: readonly PackedFile[],
  { roots }: Trust,
  signature: WaczSignature,
  primitives: Primitives,
): Promise<{ found: PackageReport['stamps']; problems: FileProblem[] }> {
  const found = signature.kind === 'domain' && signature.timestamp?.state === 'good' ? [signature.timestamp] : [];
  const problems: FileProblem[] = [];
  const digest = members.find(({ path }) => path === digestPath);
  for (const { path, bytes } of members) {
    if (!isTimestampPath(path)) continue;
    const stamped = digest?.bytes ?? new Uint8Array();
    const stamp = await checkTimestamp(bytes ?? new Uint8Array(), stamped, [], roots, primitives);
    if (stamp.state === 'good') found.push(stamp);
    else problems.push({ path, problem: 'altered', reason: stamp.reason });
  }
  return { found, problems };
}

function isTrusted({ keys, waczKeys, domains }: Trust, sealedBy: string | null, signature: WaczSignature): boolean {
  if (sealedBy) return keys.has(sealedBy);
  if (signature.kind === 'anonymous') return waczKeys?.has(signature.publicKey) ?? false;
  if (signature.kind !== 'domain' || signature.chain.state !== 'known' || !domains?.has(signature.domain)) return false;
  // The certificate must have been valid when the package was signed. Only a timestamp of a known authority proves that
  // time; anyone else could state any time.
  return signature.timestamp?.state === 'good' && signature.timestamp.chain.state === 'known';
}

/** The problems, each only once. */
const unique = (problems: readonly FileProblem[]): FileProblem[] => [
  ...new Map(problems.map((one) => [`${one.path} ${one.problem} ${one.reason ?? ''}`, one])).values(),
];
