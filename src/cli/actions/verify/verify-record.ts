import { exits } from '../../failures.ts';
import { perform } from '../../perform.ts';
import type { Terminal } from '../../terminal.ts';

/** The maximum number of findings that are printed. The output of `--json` has up to a thousand. */
const maxShown = 200;

/** Verifies the record in the database, and returns the exit status. */
export async function verifyRecord(terminal: Terminal, options: { json?: boolean }): Promise<number> {
  const { t, out } = terminal;
  const report = await perform(terminal, 'record.check', {}, {});
  const { tables, rows, indexes, notRead, items, entries, checksums, found, findings } = report;
  if (options.json) terminal.json(report);
  else {
    out(t('cli.verify.record.about', { tables, rows, indexes, items, entries }));
    if (found) out(t('cli.verify.record.found', { count: found }));
    for (const { problem, table, name, row, of, reason } of findings.slice(0, maxShown)) {
      const where = [table, name].filter(Boolean).join('.') + (row ? ` ${row}` : '');
      out(`  ${[of, where, t(`cli.verify.record.${problem}`), reason].filter(Boolean).join(': ')}`);
    }
    if (found > maxShown) out(t('cli.verify.mirror.more', { count: found - maxShown }));
    out(t(found ? 'cli.verify.record.bad' : 'cli.verify.record.good'));
    if (notRead.length) out(t('cli.verify.record.not_read', { names: notRead.join(', '), count: notRead.length }));
    if (!checksums) out(t('cli.verify.record.no_checksums'));
  }
  return found ? exits.failed : exits.ok;
}
