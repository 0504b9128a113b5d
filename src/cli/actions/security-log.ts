import { intoFile } from '../files.ts';
import { exits } from '../failures.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../program.ts';
import type { Terminal } from '../terminal.ts';

/** Writes the security log to a file, and says whether it is unaltered. Exits with 1 if not. */
export async function securityLog(terminal: Terminal, file: string, options: RecordOptions): Promise<void> {
  const { altered, bytes } = await intoFile(file, (data) =>
    perform(terminal, 'security.log', {}, { ...options, data }),
  );
  if (options.json) terminal.json({ file, altered, bytes });
  else
    terminal.out(
      terminal.t(altered === null ? 'cli.security.done' : 'cli.security.altered', { file, id: altered ?? 0 }),
    );
  if (altered !== null) process.exit(exits.failed);
}
