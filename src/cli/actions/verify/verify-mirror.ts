import { verifyMirror, type MirrorReport } from '../../../publishing/mirror/verify-mirror.ts';
import type { Terminal } from '../../terminal.ts';
import { readTrust } from '../../trust.ts';
import type { VerifyOptions } from './verify.ts';

/** The maximum number of problems that are printed. The output of `--json` has all of them. */
const maxShown = 200;

/** Verifies a mirror. Trusts the installation's own keys and the given ones. */
export async function verifyMirrorFolder(
  terminal: Terminal,
  folder: string,
  dataDir: string,
  options: VerifyOptions,
): Promise<number> {
  const { keys: trusted } = await readTrust(options.trust ?? [], dataDir);
  const report = await verifyMirror(folder, {
    trusted,
    progress: (done, total) => terminal.progress({ phase: 'cli.progress.checking', done, total }),
  });
  if (options.json) terminal.json({ kind: 'mirror', folder, ...report });
  else printReport(terminal, folder, report);
  return report.exit;
}

function printReport(
  { t, out }: Terminal,
  folder: string,
  { exit, signature, manifest, files, problems }: MirrorReport,
): void {
  if (!manifest) return out(t('cli.verify.mirror.unread', { folder }));
  const about = {
    paper: manifest.paper.name,
    address: manifest.paper.address ?? '',
    made: `${manifest.made.slice(0, 16).replace('T', ' ')} UTC`,
    key: manifest.key,
    count: files,
  };
  out(t('cli.verify.mirror.about', { ...about, known: String(manifest.paper.address !== null) }));
  if (problems.length) {
    out(t('cli.verify.mirror.problems', { count: problems.length, all: files }));
    for (const { path, problem, reason } of problems.slice(0, maxShown))
      out(`  ${path}\n    ${t(`cli.verify.mirror.${problem}`, { reason })}`);
    if (problems.length > maxShown) out(t('cli.verify.mirror.more', { count: problems.length - maxShown }));
  } else out(t('cli.verify.mirror.same', about));
  out(t(`cli.verify.mirror.signature.${signature}`, about));
  out(t(`cli.verify.mirror.exit.${exit}`));
}
