import type { Outcome, PackageReport } from './check-package.ts';

const checks = ['file', 'list', 'records', 'index', 'seal', 'signature', 'timestamp'] as const;

/** A line for each check, with the parameters of its message `cli.verify.package.CHECK.OUTCOME`. */
export function reportLines(
  report: PackageReport,
): { check: (typeof checks)[number]; outcome: Outcome; params: Record<string, string | number> }[] {
  const { signedBy, stamps, counts } = report;
  const stamp = stamps.find(({ chain }) => chain.state === 'known') ?? stamps[0];
  const params: Partial<Record<(typeof checks)[number], Record<string, string | number>>> = {
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
  return checks.map((check) => ({ check, outcome: report[check], params: params[check] ?? {} }));
}

/** The message that says the verdict, with its parameters. */
export function verdictLine({ verdict, sealedBy, signedBy, counts }: PackageReport): {
  key: string;
  params: Record<string, string | number>;
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

/** A time in UTC, with seconds. */
export const timeText = (at: Date | string | null | undefined): string =>
  at ? `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC` : '';
