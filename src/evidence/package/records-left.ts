import { readZip } from '../../platform/archive/unzip.ts';
import { bytesOf, type ByteSource } from '../../platform/readers/reader.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { PersonFinder, type PersonNames } from '../../record/protection/person-finder.ts';
import { isUnsearchable } from '../../record/protection/naming-reader.ts';
import { ifDamaged, isClosedFile, isNamedIn, namesPerson } from '../../record/protection/search-bytes.ts';
import { decode } from '../extract/decode.ts';
import { httpHead } from './contents.ts';
import { dataPackagePath } from './datapackage.ts';
import { indexPath, pagesPath, warcPath } from './members.ts';
import type { PackedPage } from './pack.ts';
import { trustOf, type PlainTrust } from './plain-trust.ts';
import { readRedactions, type Redaction } from './redactions.ts';
import { verifyPackage } from './verify-package.ts';
import { parseIndexLine } from './warc/cdxj.ts';
import { payloadsOf } from './warc/digests.ts';
import { readRecords, type ReadRecord } from './warc/read-records.ts';
import { storedBody } from './warc/stored-body.ts';

/** What to remove from a package. `ground`: the reason; `at`: the time of the request (ISO 8601). */
export type StripRequest = { person: PersonNames; ground: string; at: string; trust: PlainTrust };
/** What the new package contains besides its records. */
export type RemainingParts = { first: PackedPage; redactions: Redaction[]; index: string; pages: string };

/**
 * Finds the records of a package that name a person, and yields all other records, byte for byte, in pieces.
 * @returns what else the new package contains; `gone` if nothing useful remains, `clean` if no record names the person
 * @throws AppError `archive_too_large`
 */
export async function* recordsLeft(
  { person, ground, at, trust }: StripRequest,
  file: ByteSource,
): AsyncGenerator<Uint8Array, RemainingParts | 'gone' | 'clean', void> {
  const finder = new PersonFinder(person);
  const bytes = await bytesOf(file);
  const members = await readZip(bytes).catch(ifDamaged);
  const warc = members?.find(({ path }) => path === warcPath);
  if (!members || !warc) return namesPerson(bytes, null, finder) ? 'gone' : 'clean';
  let records: ReadRecord[];
  try {
    records = await readRecords(warc.bytes);
  } catch (error) {
    ifDamaged(error);
    // A WARC file that cannot be parsed cannot be searched for the name. So nothing of the package may remain.
    return 'gone';
  }
  const found = new Map<ReadRecord, Finding>();
  for (const record of records) found.set(record, await searchRecord(record, finder));
  const isNamed = (record: ReadRecord): boolean => found.get(record) === 'named';
  const otherMembers = members.filter(({ path }) => path !== warcPath);
  if (!records.some(isNamed) && !otherMembers.some((member) => namesPerson(member.bytes, null, finder))) return 'clean';

  // This installation would sign the new package, and it must sign only what it has captured or copied itself. So
  // nothing remains of a package that is damaged or from elsewhere.
  const { verdict, sealedBy } = await verifyPackage(bytes, trustOf(trust));
  const redactions = readRedactions(members);
  if (verdict !== 'sealed' || !sealedBy || !redactions) return 'gone';
  const textOf = (path: string): string =>
    new TextDecoder().decode(members.find((member) => member.path === path)?.bytes);
  const main = JSON.parse(textOf(dataPackagePath)) as { mainPageUrl: string; mainPageDate: string };
  const isMain = ({ url, type }: ReadRecord): boolean => type === 'response' && url === main.mainPageUrl.split('#')[0];
  const removed = withPartners(records, new Set(records.filter((record) => found.get(record) !== 'clean')));
  const remaining = records.filter((record) => !removed.has(record));
  if (
    namesPerson(Buffer.from(main.mainPageUrl), null, finder) ||
    !remaining.some(isMain) ||
    [...removed].some((record) => (isMain(record) && isNamed(record)) || record.type === 'warcinfo')
  )
    return 'gone';

  const newOffsets = new Map<number, number>();
  const remainingBytes: Uint8Array[] = [];
  let offset = 0;
  for (const record of remaining) {
    newOffsets.set(record.offset, offset);
    remainingBytes.push(warc.bytes.subarray(record.offset, record.offset + record.length));
    offset += record.length;
  }
  const index = textOf(indexPath)
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const { key, timestamp, fields } = parseIndexLine(line);
      const newOffset = newOffsets.get(Number(fields['offset']));
      return newOffset === undefined
        ? []
        : [`${key} ${timestamp} ${JSON.stringify({ ...fields, offset: String(newOffset) })}\n`];
    });
  let pages = 0;
  const listed = textOf(pagesPath)
    .split('\n')
    .filter(Boolean)
    .map((line, position) => {
      const page = JSON.parse(line) as { url: string; title: string; text: string; ts: string };
      if (position === 0 || !namesPerson(Buffer.from(JSON.stringify(page)), null, finder)) return page;
      pages++;
      return { ...page, title: page.url, text: '' };
    });
  const mainPage = listed[1] as { url: string; ts: string; title: string };
  const redaction = {
    at,
    ground,
    before: sha256Hex(bytes),
    records: [...removed].map(({ type, date }) => ({ type, at: date })),
    pages,
  };
  for (const record of remainingBytes) yield* pieces(record);
  return {
    first: { url: mainPage.url, at: mainPage.ts, title: mainPage.title, text: '' },
    redactions: [...redactions, redaction],
    index: index.join(''),
    pages: listed.map((line) => `${JSON.stringify(line)}\n`).join(''),
  };
}

/** Adds the requests of responses, and the responses of requests. Either can name the other. */
function withPartners(records: readonly ReadRecord[], removed: Set<ReadRecord>): Set<ReadRecord> {
  const byId = new Map(records.map((record) => [record.id, record]));
  for (const record of records) {
    const other = byId.get(record.headers.get('warc-concurrent-to') ?? '');
    if (other && (removed.has(record) || removed.has(other))) removed.add(record).add(other);
  }
  return removed;
}

/** Pieces of 1 MB: one large message would block the program while it is sent. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 2 ** 20) yield bytes.slice(at, at + 2 ** 20);
}

/** `closed`: the record has content that cannot be searched, such as a PDF. */
type Finding = 'named' | 'closed' | 'clean';

const isMedia = (type: string): boolean => /^(?:image|audio|video|font)\/(?!svg)/i.test(type);
/** The types whose content is text that can be searched, and those of programs and fonts, which name nobody. */
const openTypes =
  /^(?:text\/|model\/|image\/svg|application\/(?:[\w.-]+\+)?(?:json|xml|javascript|ecmascript|x-javascript|ld\+json|manifest\+json|x-www-form-urlencoded|vnd\.apple\.mpegurl|x-mpegurl|dash\+xml)\b)/i;
const binaryTypes = /^application\/(?:wasm|font-\w+|x-font-\w+|vnd\.ms-fontobject)\b/i;

/** How many bytes of a body are looked at to see whether it is text, and the largest share of letters that no text has. */
const [maxBeginning, maxStrange] = [2 ** 16, 0.02];
/** Letters that no text has: control characters, and what stands for bytes that are no letters. */
const strange = /[^\P{Cc}\s\u0085]|\ufffd/gu;

/** Whether a body that should be text is not, for example because it is compressed and its headers do not say so. */
function isNoText(plain: Uint8Array, type: string): boolean {
  const { text } = decode(plain.subarray(0, maxBeginning), type);
  return (text.match(strange)?.length ?? 0) > Math.max(1, text.length * maxStrange);
}

/** Whether a body cannot be searched. A server can name any type, so the beginning of the body counts, too. */
function isClosed(plain: Uint8Array, type: string): boolean {
  if (!plain.length) return false;
  if (isClosedFile(plain)) return true;
  if (isMedia(type) || binaryTypes.test(type)) return false;
  return (type.trim() !== '' && !openTypes.test(type)) || isNoText(plain, type);
}

async function searchRecord(record: ReadRecord, finder: PersonFinder): Promise<Finding> {
  const head = [...record.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  if (namesPerson(Buffer.from(head), null, finder) || namesPerson(record.block, null, finder)) return 'named';
  if (record.type === 'resource') {
    const { block, mediaType } = record;
    if (!/^(?:text\/|application\/(?:json|xhtml\+xml)\b)/.test(mediaType) || isClosed(block, mediaType))
      return 'closed';
    return namesPerson(block, decode(block, mediaType).charset, finder) ? 'named' : 'clean';
  }
  if (record.type !== 'response' && record.type !== 'request') return 'clean';
  const { headers, type } = httpHead(record.block);
  const body = payloadsOf(record.block, record.mediaType).at(-1)!;
  let plain: Uint8Array;
  try {
    plain = await storedBody(headers, body, 2 ** 28);
  } catch {
    return 'closed';
  }
  // The encoding is detected as `decode` does it for a page, because pages declare it in many places.
  const charset = isMedia(type) ? null : decode(plain, type).charset;
  try {
    if (await isNamedIn(plain, finder, { charset, unpack: true })) return 'named';
  } catch (error) {
    if (!isUnsearchable(error)) throw error;
    return 'named';
  }
  return isClosed(plain, type) ? 'closed' : 'clean';
}
