import { exits } from '../../failures.ts';
import { readableSize } from '../../files.ts';
import { perform } from '../../perform.ts';
import type { Terminal } from '../../terminal.ts';

/** Verifies all blobs, and returns the exit status. */
export async function verifyStore(terminal: Terminal, options: { json?: boolean }): Promise<number> {
  const { t } = terminal;
  const report = await perform(terminal, 'store.check', {}, {});
  const { missing, damaged, unused, foreign } = report;
  if (options.json) terminal.json(report);
  else {
    terminal.out(
      t('cli.verify.store.about', { place: report.place, count: report.blobs, size: readableSize(report.bytes) }),
    );
    for (const [what, bad] of [
      ['missing', missing],
      ['damaged', damaged],
    ] as const) {
      if (bad.length > 0) terminal.out(t(`cli.verify.store.${what}`, { count: bad.length }));
      for (const { sha256, of } of bad) terminal.out(`  ${sha256}  ${of.join(', ')}`);
    }
    if (foreign.length > 0)
      terminal.out(
        [t('cli.verify.store.foreign', { count: foreign.length }), ...foreign.map((name) => `  ${name}`)].join('\n'),
      );
    if (unused.blobs > 0)
      terminal.out(t('cli.verify.store.unused', { count: unused.blobs, size: readableSize(unused.bytes) }));
    terminal.out(t(missing.length + damaged.length > 0 ? 'cli.verify.store.bad' : 'cli.verify.store.good'));
  }
  return missing.length + damaged.length > 0 ? exits.failed : exits.ok;
}
