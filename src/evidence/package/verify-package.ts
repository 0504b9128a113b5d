import type { X509Certificate } from 'node:crypto';
import { readZip } from '../../platform/archive/unzip.ts';
import { WrongChecksum } from '../../platform/archive/wrong-checksum.ts';
import { AppError } from '../../platform/errors.ts';
import { readIndexes, indexTime, type IndexLine } from './warc/cdxj.ts';
import {
  checkDataPackage,
  dataPackagePath,
  digestPath,
  hashOf,
  type DataPackage,
  type FileProblem,
} from './datapackage.ts';
import { checkSealing, type Sealing } from './manifest.ts';
import { inOrder, ownFiles, packMembers, type Member } from './members.ts';
import { readRedactions, type Redaction } from './redactions.ts';
import { checkTimestamp, isTimestampPath, type TimestampFinding } from './signature/timestamp.ts';
import { compare, payloadsOf, readWarc, type ReadRecord } from './warc/warc-read.ts';
import { checkWaczSignature, digestFile, type WaczSignature } from './signature/wacz-signature.ts';

/** Whom the verifier trusts. */
export type Trust = {
  /** Ed25519 keys, in hexadecimal digits. */
  keys: ReadonlySet<string>;
  /** Keys for the signature that the WACZ format defines, as base64 of SPKI. */
  waczKeys?: ReadonlySet<string>;
  /** Domains whose certificates are trusted, if they lead to a trusted certificate authority. */
  domains?: ReadonlySet<string>;
  /** Certificate authorities. */
  roots: readonly X509Certificate[];
  now: Date;
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
  counts: { files: number; records: number; answers: number; undigested: number; bytes: number };
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
 * Verifies a package (WACZ 1.0 and 1.1) by its bytes alone, without network access.
 * @throws AppError `archive_too_large` if its files or records unpack to too many bytes
 */
export async function verifyPackage(file: Uint8Array, trust: Trust): Promise<PackageReport> {
  let members: Member[];
  try {
    members = await readZip(file);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const problems = [{ path: '', ...problemOf(error) }];
    return { ...empty(countRecords([], 0, file.length), problems), verdict: failure(problems)! };
  }
  const problems: FileProblem[] = [];
  const seal = checkSealing(members);
  problems.push(...sealProblems(seal));
  // Packing the members of our own package again must give the same bytes. A package from elsewhere may be any valid
  // ZIP.
  const isOurForm = seal.state !== 'good' || Buffer.compare(await packMembers(inOrder(members)), file) === 0;
  if (!isOurForm)
    problems.push({ path: '', problem: 'altered', reason: 'its files are compressed in another way than ours' });
  const list = checkDataPackage(members);
  if (!list) problems.push({ path: dataPackagePath, problem: 'unread' });
  const listProblems = list?.problems ?? [];
  const { signature, problem: digestProblem } = checkDigest(members, trust);
  const records = readRecords(members);
  const hasSameFiles = list !== null && !listProblems.length && !digestProblem;
  const index = compareIndex(members, records.found, { whole: seal.state === 'good', hasSameFiles });
  const stamps = checkStamps(members, trust, signature);
  problems.push(
    ...stamps.problems,
    ...listProblems,
    ...(digestProblem ? [digestProblem] : []),
    ...records.problems,
    ...index.problems,
  );
  const redactions = seal.state === 'good' ? readRedactions(members) : [];
  if (!redactions) problems.push({ path: ownFiles.redactions[0], problem: 'unread' });
  const allRecords = records.found.flatMap((one) => one.records);
  const counts = countRecords(allRecords, members.length, file.length);
  const sealedBy = seal.state === 'good' ? seal.manifest.key : null;
  const trusted = isTrusted(trust, sealedBy, signature);
  const isSigned = sealedBy !== null || signature.kind !== 'none';
  return {
    verdict: failure(problems) ?? (trusted ? 'sealed' : isSigned ? 'sealed_unknown' : 'consistent'),
    file: isOurForm ? 'good' : 'bad',
    list: hasSameFiles ? 'good' : 'bad',
    records: outcomeOf(allRecords, records.problems),
    index: index.problems.length ? 'bad' : index.lines ? 'good' : 'absent',
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
    counts,
  };
}

/** The problem that an error of reading shows. */
const problemOf = (error: unknown): Pick<FileProblem, 'problem' | 'reason'> => ({
  problem: error instanceof WrongChecksum ? 'altered' : 'unread',
  reason: (error as Error).message,
});

/** What problems show: `altered` before `unreadable`. Null without problems. */
const failure = (problems: readonly FileProblem[]): 'altered' | 'unreadable' | null =>
  !problems.length ? null : problems.some(({ problem }) => problem !== 'unread') ? 'altered' : 'unreadable';

/** Verifies a bare WARC file, which has no signature: its form, and the digests of its records. */
export function verifyWarc(file: Uint8Array): PackageReport {
  const read = readRecords([{ path: 'archive/data.warc', bytes: file }]);
  const records = read.found.flatMap((one) => one.records);
  const counts = countRecords(records, 1, file.length);
  const problems = unique(read.problems.map((one) => ({ ...one, path: '' })));
  if (!records.length && !problems.length) problems.push({ path: '', problem: 'unread', reason: 'it has no records' });
  const outcome = outcomeOf(records, problems);
  return {
    ...empty(counts, problems),
    verdict: failure(problems) ?? (outcome === 'good' ? 'consistent' : 'no_digests'),
    file: 'good',
    records: outcome,
  };
}

/** Whether all responses match their digests; `absent` if there are none, or some have no digest. */
function outcomeOf(records: readonly ReadRecord[], problems: readonly FileProblem[]): Outcome {
  if (problems.length) return 'bad';
  // If there is nothing but revisits, nothing was compared.
  const hasDigest = records.some((record) => isAnswer(record) && Object.values(record.digests).includes('good'));
  return hasDigest && !records.some(isUndigested) ? 'good' : 'absent';
}

/** Whether a response or resource has no digest. A record of type `revisit` has no content, only headers. */
const isUndigested = (record: ReadRecord): boolean =>
  isAnswer(record) && record.type !== 'revisit' && record.digests.block === 'none' && record.digests.payload === 'none';

function countRecords(records: readonly ReadRecord[], files: number, bytes: number): PackageReport['counts'] {
  const [answers, undigested] = [isAnswer, isUndigested].map((test) => records.filter(test).length) as [number, number];
  return { files, records: records.length, answers, undigested, bytes };
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
function checkDigest(
  members: readonly Member[],
  { roots, now }: Trust,
): { signature: WaczSignature; problem: FileProblem | null } {
  const own = members.find(({ path }) => path === digestPath);
  const list = members.find(({ path }) => path === dataPackagePath);
  if (!own || !list) return { signature: { kind: 'none' }, problem: null };
  let read;
  try {
    read = digestFile.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(own.bytes)));
  } catch {
    return { signature: { kind: 'none' }, problem: { path: digestPath, problem: 'unread' } };
  }
  if (read.hash !== hashOf(list.bytes))
    return {
      signature: { kind: 'none' },
      problem: { path: dataPackagePath, problem: 'altered', reason: 'its digest is wrong' },
    };
  const signature = checkWaczSignature(read.signedData, read.hash, { roots, now });
  return {
    signature,
    problem: signature.kind === 'bad' ? { path: digestPath, problem: 'altered', reason: signature.reason } : null,
  };
}

/** Checks the timestamps of a package: in the WACZ format's signature, and in our own files. */
function checkStamps(
  members: readonly Member[],
  { roots }: Trust,
  signature: WaczSignature,
): { found: PackageReport['stamps']; problems: FileProblem[] } {
  const found = signature.kind === 'domain' && signature.timestamp?.state === 'good' ? [signature.timestamp] : [];
  const problems: FileProblem[] = [];
  const digest = members.find(({ path }) => path === digestPath);
  for (const { path, bytes } of members) {
    if (!isTimestampPath(path)) continue;
    const stamp = checkTimestamp(bytes, digest?.bytes ?? new Uint8Array(), [], roots);
    if (stamp.state === 'good') found.push(stamp);
    else problems.push({ path, problem: 'altered', reason: stamp.reason });
  }
  return { found, problems };
}

type WarcFile = { path: string; name: string; bytes: Uint8Array; records: ReadRecord[] };

function readRecords(members: readonly Member[]): { found: WarcFile[]; problems: FileProblem[] } {
  const found: WarcFile[] = [];
  const problems: FileProblem[] = [];
  for (const { path, bytes } of members) {
    if (!/^archive\/.+\.warc(?:\.gz)?$/.test(path)) continue;
    const records: ReadRecord[] = [];
    try {
      for (const record of readWarc(bytes)) {
        records.push(record);
        for (const part of ['block', 'payload'] as const)
          if (record.digests[part] === 'bad')
            problems.push({
              path,
              problem: 'altered',
              reason: `the ${part} of ${record.url ?? record.id} (${record.type}) has another digest`,
            });
      }
    } catch (error) {
      if (error instanceof AppError) throw error;
      problems.push({ path, ...problemOf(error) });
    }
    found.push({ path, name: path.slice('archive/'.length), bytes, records });
  }
  return { found, problems };
}

const isAnswer = ({ type }: ReadRecord): boolean =>
  type === 'response' || type === 'resource' || type === 'conversion' || type === 'revisit';

/**
 * Checks that every line of the index leads to its record. `whole`: and that every response has a line, as in our
 * packages. `hasSameFiles`: every file is as the package lists it, so a wrong line is the fault of the program that
 * wrote it, and does not show that anybody altered the package.
 */
function compareIndex(
  members: readonly Member[],
  files: readonly WarcFile[],
  { whole, hasSameFiles }: { whole: boolean; hasSameFiles: boolean },
): { lines: number; problems: FileProblem[] } {
  let lines: IndexLine[];
  try {
    lines = readIndexes(members);
  } catch (error) {
    if (error instanceof AppError) throw error;
    return { lines: 0, problems: [{ path: 'indexes', problem: 'unread', reason: (error as Error).message }] };
  }
  const problems: FileProblem[] = [];
  const places = new Map(
    files.flatMap(({ name, bytes, records }) =>
      records.map((record) => [`${name} ${record.offset}`, { record, bytes }] as const),
    ),
  );
  const reached = new Set<ReadRecord>();
  for (const line of lines) {
    const at = places.get(`${line.filename} ${line.offset}`);
    if (at && leadsTo(line, at.record, at.bytes)) reached.add(at.record);
    else
      problems.push({
        path: 'indexes',
        problem: hasSameFiles ? 'unread' : 'altered',
        reason: `the line of ${line.url} at ${line.timestamp} leads to something else`,
      });
  }
  if (whole)
    for (const { record } of places.values())
      if (isAnswer(record) && !reached.has(record))
        problems.push({ path: 'indexes', problem: 'missing', reason: `no line leads to ${record.url}` });
  return { lines: lines.length, problems };
}

function leadsTo(line: IndexLine, record: ReadRecord, file: Uint8Array): boolean {
  // Scoop does not count the two line breaks after a record.
  const hasLength = line.length === record.length || line.length === record.length - 4;
  if (!hasLength || line.url !== record.url || !indexTime(record.date).startsWith(line.timestamp.slice(0, 14)))
    return false;
  const whole = file.subarray(record.offset, record.offset + record.length);
  if (line.recordDigest !== undefined && compare(line.recordDigest, [whole]) === 'bad') return false;
  return (
    line.digest === undefined ||
    record.type === 'revisit' ||
    compare(line.digest, payloadsOf(record.block, record.mediaType)) !== 'bad'
  );
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
