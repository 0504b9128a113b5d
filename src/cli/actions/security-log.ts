import type { LogFault } from '../../evidence/log/verify-security-log.ts';
import { intoFile } from '../files.ts';
import { CliError, exits } from '../failures.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Verifies the security log, and with `file` also writes it to this file. If the log was altered, prints where; the
 * exit status is then 1.
 */
export async function securityLog(
  terminal: Terminal,
  file: string | undefined,
  options: RecordOptions & { verify?: boolean },
): Promise<void> {
  const { t } = terminal;
  if (file === undefined && !options.verify) throw new CliError('security_nothing', {}, exits.usage);
  const done =
    file === undefined
      ? await perform(terminal, 'security.check', {}, options)
      : await intoFile(file, (data) => perform(terminal, 'security.log', {}, { ...options, data }));
  if (options.json) terminal.json(file === undefined ? done : { file, ...done });
  else {
    if (file !== undefined) terminal.out(t('cli.security.written', { file }));
    terminal.out(done.fault ? faultWords(t, done.fault) : t('cli.security.good', { count: done.days }));
  }
  if (done.fault) process.exit(exits.failed);
}

function faultWords(t: Terminal['t'], fault: LogFault): string {
  if (fault.of === 'entry') return t('cli.security.fault.entry', { id: fault.id });
  if (fault.of === 'hash') return t('cli.security.fault.hash', { number: fault.number });
  return t('cli.security.fault.day', { day: fault.through.slice(0, 10) });
}
