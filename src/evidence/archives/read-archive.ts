import { createHash } from 'node:crypto';
import { AppError } from '../../platform/errors.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { checkPackage, checkWarc, type PackageReport, type Trust } from '../package/check-package.ts';
import { nodePrimitives } from '../package/primitives/in-node.ts';
import { cleanText } from './clean.ts';
import { Guarded } from './guarded.ts';
import { archiveLimits } from './limits.ts';
import { finishScan, openFile, startScan, warcSources } from './open-archive.ts';
import { describePage } from './page-list.ts';
import type { ArchiveContents, ArchiveFacts } from './types.ts';

/** The maximum number of problems in the report of an archive. */
const maxProblems = 50;

/**
 * Reads what a web archive contains and states, and verifies it. Only the heads of its records are in memory.
 * @throws AppError `archive_unreadable`, `archive_too_large`
 */
export async function readArchive(source: ByteSource, trust: Trust): Promise<ArchiveContents> {
  const guarded = new Guarded(source);
  const file = await openFile(guarded);
  if (file.form === 'wacz') await warcSources(guarded, file);
  const { scan, watching } = startScan(file, trust.now);
  const report =
    file.form === 'wacz'
      ? await checkPackage(guarded, trust, nodePrimitives, watching)
      : await checkWarc(guarded, nodePrimitives, watching);
  const { index, pages, info } = await finishScan(file, scan, trust.now);
  const sha256 = await hashOf(guarded);
  guarded.throwIfFailed();
  if (!pages.length) throw new AppError('archive_unreadable', { details: { reason: isBroken(report) ? 'damaged' : 'no_pages', most: 0 } }); // prettier-ignore
  const listed = pages.slice(0, archiveLimits.maxPages);
  return {
    facts: {
      name: cleanText(source.name),
      sha256,
      size: source.size,
      form: file.form,
      software: cleanText(report.about?.software) || info.get('software') || '',
      operator: info.get('operator') || '',
      signer: signerOf(report),
      report: shortened(report),
    },
    pages: listed.map((page, at) => describePage(index, page, at + 1)),
    pagesLeft: pages.length - listed.length,
  };
}

const isBroken = ({ verdict }: PackageReport): boolean => verdict === 'unreadable' || verdict === 'altered';

async function hashOf(source: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of source.open()) hash.update(piece);
  return hash.digest('hex');
}

/** Who signed an archive. Only a signature that was verified counts, of an archive that nobody altered since. */
function signerOf({ verdict, signedBy, sealedBy, sealedAt, stamps }: PackageReport): ArchiveFacts['signer'] {
  if (verdict !== 'sealed' && verdict !== 'sealed_unknown') return null;
  if (sealedBy) return { name: sealedBy, at: sealedAt ?? '' };
  if (signedBy.kind === 'domain') {
    // Anyone can issue a certificate of an authority that is not known.
    if (signedBy.chain.state !== 'known') return null;
    const stamp = signedBy.timestamp?.state === 'good' ? signedBy.timestamp.at : (stamps[0]?.at ?? null);
    return { name: cleanText(signedBy.domain), at: stamp ? stamp.toISOString() : cleanText(signedBy.created) };
  }
  if (signedBy.kind !== 'anonymous') return null;
  const fingerprint = createHash('sha256').update(Buffer.from(signedBy.publicKey, 'base64')).digest('hex');
  return { name: fingerprint, at: cleanText(signedBy.created) };
}

/** A report with texts that are safe to show, and not too many problems. */
function shortened(report: PackageReport): PackageReport {
  const { about, problems, redactions, stamps } = report;
  return {
    ...report,
    problems: problems.slice(0, maxProblems).map(({ path, problem, reason }) => ({
      path: cleanText(path),
      problem,
      ...(reason !== undefined && { reason: cleanText(reason) }),
    })),
    about: about && {
      title: cleanText(about.title),
      created: cleanText(about.created),
      software: cleanText(about.software),
      mainPageUrl: cleanText(about.mainPageUrl, 2000),
    },
    redactions: redactions.slice(0, maxProblems),
    stamps: stamps.slice(0, maxProblems),
  };
}
