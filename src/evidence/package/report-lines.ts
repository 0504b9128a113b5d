import type { Outcome, PackageReport, Verdict } from './check-package.ts';
import type { FileProblem } from './datapackage.ts';

type Params = Record<string, string | number>;

/** The number of problems that a page shows. */
const maxProblems = 20;

/** The parts that are checked, in the order in which they are shown. */
export const checkNames = ['file', 'list', 'records', 'index', 'seal', 'signature', 'timestamp'] as const;

/** A line for each check, with the parameters of its message `cli.verify.package.CHECK.OUTCOME`. */
export function reportLines(
  report: PackageReport,
): { check: (typeof checkNames)[number]; outcome: Outcome; params: Params }[] {
  const { signedBy, stamps, counts } = report;
  const stamp = stamps.find(({ chain }) => chain.state === 'known') ?? stamps[0];
  const params: Partial<Record<(typeof checkNames)[number], Params>> = {
    list: { count: counts.files },
    records: { count: counts.records, answers: counts.answers, undigested: counts.undigested },
    seal: { key: report.sealedBy ?? '', at: timeText(report.sealedAt) },
    signature: {
      by: signedBy.kind,
      domain: signedBy.kind === 'domain' ? signedBy.domain : '',
      root: signedBy.kind === 'domain' && signedBy.chain.state !== 'bad' ? signedBy.chain.root : '',
      chain: signedBy.kind === 'domain' ? signedBy.chain.state : '',
    },
    timestamp: { authority: stamp?.authority ?? '', root: stamp?.chain.root ?? '', at: timeText(stamp?.at) },
  };
  return checkNames.map((check) => ({ check, outcome: report[check], params: params[check] ?? {} }));
}

/** The message that says the verdict, with its parameters. */
export function verdictLine({ verdict, sealedBy, signedBy, counts }: PackageReport): {
  key: string;
  params: Params;
} {
  const by = sealedBy ?? (signedBy.kind === 'anonymous' ? signedBy.publicKey : '');
  return {
    key: `cli.verify.package.verdict.${verdict}`,
    params: {
      kind: !sealedBy && signedBy.kind === 'domain' ? 'domain' : 'key',
      by: signedBy.kind === 'domain' && !sealedBy ? signedBy.domain : `${by.slice(0, 16)}…`,
      any: counts.answers > 0 ? 'yes' : 'no',
      count: counts.undigested,
      answers: counts.answers,
    },
  };
}

/** The parameters of the message `cli.verify.package.redacted`, for each redaction. */
export const redactionLines = ({
  redactions,
}: PackageReport): { count: number; pages: number; at: string; ground: string; before: string }[] =>
  redactions.map(({ records, pages, at, ground, before }) => ({
    count: records.length,
    pages,
    at: timeText(at),
    ground,
    before,
  }));

/** What a report says, as plain data that can be stored and shown (`checks`: a line for each part that was checked). */
export type ReportWords = {
  verdict: Verdict;
  said: Params;
  checks: { check: string; outcome: string; params: Params }[];
  redactions: Params[];
  /** The first problems. */
  problems: FileProblem[];
  problemCount: number;
};

/** `form`: in a bare WARC file, only records can be checked. */
export const reportWords = (report: PackageReport, form: 'wacz' | 'warc' = 'wacz'): ReportWords => ({
  verdict: report.verdict,
  said: verdictLine(report).params,
  checks: reportLines(report).filter(({ check }) => form === 'wacz' || check === 'records'),
  redactions: redactionLines(report),
  problems: report.problems.slice(0, maxProblems),
  problemCount: report.problems.length,
});

/** A time in UTC, with seconds. */
export const timeText = (at: Date | string | null | undefined): string =>
  at ? `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC` : '';
