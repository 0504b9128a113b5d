import { largestPackage } from '../../../evidence/package/members.ts';
import { redactionLines, reportLines, verdictLine } from '../../../evidence/package/report-lines.ts';
import { exitOf, type PackageReport } from '../../../evidence/package/check-package.ts';
import { verifyPackage, verifyWarc } from '../../../evidence/package/verify-package.ts';
import { CliError } from '../../failures.ts';
import { readableSize, sourceOfFile } from '../../files.ts';
import type { Terminal } from '../../terminal.ts';
import { readTrust } from '../../trust.ts';
import type { VerifyOptions } from './verify.ts';

/** The maximum number of problems that are printed. The output of `--json` has all of them. */
const maxShown = 50;

/** Verifies an evidence package, or a single WARC file. Prints for each part what it proves. */
export async function verifyPackageFile(
  terminal: Terminal,
  file: string,
  kind: 'package' | 'warc',
  size: number,
  dataDir: string,
  options: VerifyOptions,
): Promise<number> {
  if (size > largestPackage) throw new CliError('file_too_large', { path: file, limit: readableSize(largestPackage) });
  const trust = await readTrust(options.trust ?? [], dataDir);
  const source = sourceOfFile(file, size);
  const report = kind === 'warc' ? await verifyWarc(source) : await verifyPackage(source, trust);
  if (options.json) terminal.json({ ...report, exit: exitOf(report.verdict), kind, path: file });
  else printReport(terminal, file, kind, report);
  return exitOf(report.verdict);
}

/** Prints what each check shows, and the verdict. */
export function printReport({ t, out }: Terminal, file: string, kind: 'package' | 'warc', report: PackageReport): void {
  const { about, problems } = report;
  out(
    t(`cli.verify.package.${kind}`, {
      file,
      page: [about?.mainPageUrl, about?.title].filter(Boolean).join(' '),
      known: String(Boolean(about?.mainPageUrl ?? about?.title)),
    }),
  );
  for (const { check, outcome, params } of reportLines(report)) {
    if (kind === 'warc' && check !== 'records') continue;
    out(
      `  ${t(`cli.verify.package.outcome.${outcome}`).padEnd(10)}${t(`cli.verify.package.${check}.${outcome}`, params).replaceAll('\n', `\n${' '.repeat(12)}`)}`,
    );
  }
  for (const line of redactionLines(report)) out(`  ${t('cli.verify.package.redacted', line)}`);
  if (problems.length) out(t('cli.verify.package.problems', { count: problems.length }));
  for (const { path, problem, reason } of problems.slice(0, maxShown))
    out(`  ${[path, t(`cli.verify.package.problem.${problem}`), reason].filter(Boolean).join(': ')}`);
  if (problems.length > maxShown) out(t('cli.verify.mirror.more', { count: problems.length - maxShown }));
  const { key, params } = verdictLine(report);
  out(t(key, params));
}
