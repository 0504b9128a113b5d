import { readFile } from 'node:fs/promises';
import { timeText } from '../../../evidence/package/report-lines.ts';
import { checkProof } from '../../../evidence/log/check-proof.ts';
import { unreadable } from '../../files.ts';
import type { Terminal } from '../../terminal.ts';
import { readTrust } from '../../trust.ts';
import type { VerifyOptions } from './verify.ts';

/** Verifies that a file is included in a daily hash, and prints who timestamped the daily hash. */
export async function verifyProof(
  terminal: Terminal,
  file: string,
  sha256: string,
  dataDir: string,
  options: VerifyOptions,
): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const report = await checkProof(text, sha256, await readTrust(options.trust ?? [], dataDir));
  if (options.json) {
    terminal.json({ ...report, kind: 'proof', path: file, sha256 });
    return report.exit;
  }
  const { t, out } = terminal;
  const { about } = report;
  const stamp = report.stamps.find(({ chain }) => chain.state === 'known') ?? report.stamps[0];
  const line = (
    check: 'file' | 'root' | 'signature' | 'timestamp',
    key: string,
    params: Record<string, string | number> = {},
  ): void =>
    out(
      `  ${t(`cli.verify.package.outcome.${report[check]}`).padEnd(10)}${t(key, params).replaceAll('\n', `\n${' '.repeat(12)}`)}`,
    );
  out(t('cli.verify.proof.about', { file }));
  line('file', `cli.verify.proof.file.${report.file}`);
  line('root', `cli.verify.proof.root.${report.root}`, {
    root: about?.root ?? '',
    count: about?.count ?? 0,
    through: timeText(about?.through),
  });
  line('signature', `cli.verify.proof.signature.${report.signature}`, {
    key: about?.key ?? '',
    at: timeText(about?.made),
  });
  line('timestamp', `cli.verify.package.timestamp.${report.timestamp}`, {
    authority: stamp?.authority ?? '',
    root: stamp?.chain.root ?? '',
    at: timeText(stamp?.at),
  });
  out(t(`cli.verify.proof.exit.${report.exit}`));
  return report.exit;
}
