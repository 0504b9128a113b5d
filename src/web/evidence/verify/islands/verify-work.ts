// Checks a file that the reader chose. It runs in a worker, so that the page stays responsive. The policy of its response
// forbids it to load or send anything.

import { base64 } from '@scure/base';
import { z } from 'zod';
import authorities from 'kronika:authorities';
import { checkPackage, checkWarc, exitOf, type PackageReport } from '../../../../evidence/package/check-package.ts';
import { packageKind } from '../../../../evidence/package/package-kind.ts';
import { browserPrimitives } from '../../../../evidence/package/primitives/in-browser.ts';
import { CannotVerify } from '../../../../evidence/package/primitives/primitives.ts';
import { redactionLines, reportLines, verdictLine } from '../../../../evidence/package/report-lines.ts';
import { Certificate } from '../../../../evidence/package/signature/x509.ts';
import { AppError } from '../../../../platform/errors.ts';
import { compileText, fill, type MessageParams } from '../../../../platform/messages/fill.ts';
import type { ByteSource } from '../../../../platform/readers/reader.ts';
import type { Answer, Order, Result, Words } from '../work.ts';

// zod would try whether it may compile code, which the policy forbids.
z.config({ jitless: true });

const roots = authorities.map((one) => new Certificate(base64.decode(one)));
const pieceSize = 2 ** 20;
/** The maximum number of problems that are shown. The report as JSON has all. */
const maxShown = 50;

/** The check that is running. A new one, or a cancellation, ends the one before. */
let running: AbortController | null = null;

const send = (answer: Answer): void => postMessage(answer);

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  running?.abort();
  running = null;
  if (data.act === 'check') void check(data, (running = new AbortController()).signal);
});

async function check(order: Order & { act: 'check' }, signal: AbortSignal): Promise<void> {
  const { file, name, site, keys, waczKeys, words } = order;
  try {
    const source = sourceOf(file, signal);
    const head = new Uint8Array(await file.slice(0, 5).arrayBuffer());
    const isZip = head[0] === 0x50 && head[1] === 0x4b;
    const kind = packageKind(head, name) ?? (isZip ? 'package' : 'warc');
    const trust = { keys: new Set(keys), waczKeys: new Set(waczKeys), roots, now: new Date() };
    const report =
      kind === 'warc'
        ? await checkWarc(source, browserPrimitives)
        : await checkPackage(source, trust, browserPrimitives);
    if (!signal.aborted) send({ state: 'done', result: inWords(report, { kind, name, site, words }) });
  } catch (error) {
    if (signal.aborted) return;
    send({
      state: 'failed',
      code: error instanceof AppError ? error.code : error instanceof CannotVerify ? 'insecure' : 'internal',
    });
    if (!(error instanceof AppError || error instanceof CannotVerify)) throw error;
  }
}

/** The bytes of a file, read in pieces. Progress is reported on the way. */
function sourceOf(file: Blob, signal: AbortSignal): ByteSource {
  let read = 0;
  return {
    size: file.size,
    name: '',
    async *open({ start = 0, end = file.size - 1 } = {}) {
      for (let at = start; at <= end; at += pieceSize) {
        const piece = await file
          .slice(at, Math.min(end + 1, at + pieceSize))
          .arrayBuffer()
          .catch((cause: unknown): never => {
            throw new AppError('reading_failed', { cause });
          });
        if (signal.aborted) throw new AppError('cancelled');
        read += piece.byteLength;
        send({ state: 'progress', read });
        yield new Uint8Array(piece);
      }
    },
  };
}

function inWords(
  report: PackageReport,
  { kind, name, site, words }: { kind: 'package' | 'warc'; name: string; site: string; words: Words },
): Result {
  const t = (key: string, params: MessageParams = {}): string => {
    const word = words[key];
    return word ? fill(key, compileText(word.text, word.locale), { site, ...params }).text : key;
  };
  const { about, problems } = report;
  const page = [about?.mainPageUrl, about?.title].filter(Boolean).join(' ');
  const more = problems.length - maxShown;
  return {
    verdict: report.verdict,
    said: t(`verdict.${report.verdict}`, verdictLine(report).params),
    about: t(`about.${kind}`, { file: name, page, known: String(page !== '') }),
    checks: reportLines(report)
      .filter((one) => kind === 'package' || one.check === 'records')
      .map(({ check: part, outcome, params }) => ({
        title: `${t(`check.${part}`)}: ${t(`outcome.${outcome}`)}`,
        text: t(`${part}.${outcome}`, params),
      })),
    redactions: redactionLines(report).map((line) => t('redacted', line)),
    problems: problems.length
      ? {
          title: t('problems', { count: problems.length }),
          lines: [
            ...problems
              .slice(0, maxShown)
              .map(({ path, problem, reason }) => [path, t(`problem.${problem}`), reason].filter(Boolean).join(': ')),
            ...(more > 0 ? [t('more', { count: more })] : []),
          ],
        }
      : null,
    json: JSON.stringify({ ...report, exit: exitOf(report.verdict), kind, path: name }, null, 2),
  };
}
