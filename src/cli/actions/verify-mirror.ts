import { readFile } from 'node:fs/promises';
import { readPublicKeys, SigningKeys } from '../../platform/signing-keys.ts';
import { verifyMirror, type MirrorReport } from '../../publishing/mirror/verify-mirror.ts';
import { CliError, exits } from '../failures.ts';
import type { Terminal } from '../terminal.ts';
import type { VerifyOptions } from './verify.ts';

/** Problems printed; the JSON has all. */
const mostShown = 200;

/** Checks a mirror. Trusted are the installation's own keys, and those given. */
export async function verifyMirrorFolder(terminal: Terminal, folder: string, dataDir: string, options: VerifyOptions): Promise<number> {
  const trusted = new Set<string>();
  for (const given of options.trust ?? []) for (const key of await readTrusted(given)) trusted.add(key);
  // On another machine there is no installation, and nothing of it is needed.
  for (const { publicKey } of await new SigningKeys(dataDir).history().catch(() => [])) trusted.add(publicKey);
  const report = await verifyMirror(folder, { trusted, progress: (done, total) => terminal.progress({ phase: 'cli.progress.checking', done, total }) });
  if (options.json) terminal.json({ kind: 'mirror', folder, ...report });
  else tell(terminal, folder, report);
  return report.exit;
}

async function readTrusted(given: string): Promise<string[]> {
  const named = readPublicKeys(given);
  if (named) return named;
  const text = await readFile(given, 'utf8').catch(() => null);
  const found = text === null ? null : readPublicKeys(text);
  if (!found) throw new CliError('no_key', { key: given }, exits.usage);
  return found;
}

function tell({ t, out }: Terminal, folder: string, { exit, signature, manifest, files, problems }: MirrorReport): void {
  if (!manifest) return out(t('cli.verify.mirror.unread', { folder }));
  const about = { paper: manifest.paper.name, address: manifest.paper.address ?? '', made: `${manifest.made.slice(0, 16).replace('T', ' ')} UTC`, key: manifest.key, count: files };
  out(t('cli.verify.mirror.about', { ...about, known: String(manifest.paper.address !== null) }));
  if (problems.length) {
    out(t('cli.verify.mirror.problems', { count: problems.length, all: files }));
    for (const { path, problem, reason } of problems.slice(0, mostShown)) out(`  ${path}\n    ${t(`cli.verify.mirror.${problem}`, { reason })}`);
    if (problems.length > mostShown) out(t('cli.verify.mirror.more', { count: problems.length - mostShown }));
  } else out(t('cli.verify.mirror.same', about));
  out(t(`cli.verify.mirror.signature.${signature}`, about));
  out(t(`cli.verify.mirror.exit.${exit}`));
}
