import { createInterface } from 'node:readline/promises';
import { readShare, sharesIn } from '../record/protection/recovery/shares.ts';
import { CliError, exits } from './failures.ts';
import { readInput } from './files.ts';
import type { Terminal } from './terminal.ts';

/**
 * Reads shares of the recovery key from files, from standard input, or as they are typed one by one. If a typed line
 * has a mistake, asks for this line again.
 */
export async function takeShares(
  terminal: Terminal,
  files: readonly string[],
  { key, threshold }: { key: string; threshold: number },
): Promise<string[]> {
  const given = files.length === 0 && !process.stdin.isTTY ? ['-'] : files;
  if (given.length)
    return (
      await Promise.all(given.map(async (path) => sharesIn(Buffer.from(await readInput(path)).toString())))
    ).flat();
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const stopped = new Promise<never>((_, reject) =>
    asking.once('close', () => reject(new CliError('interrupted', {}, exits.interrupted))),
  );
  const shares: string[] = [];
  try {
    terminal.err(terminal.t('cli.recovery.enter', { key, threshold }));
    while (shares.length < threshold) {
      const prompt = terminal.t('cli.recovery.prompt', { number: shares.length + 1, threshold });
      const typed = (await Promise.race([asking.question(prompt), stopped])).trim();
      if (!typed) continue;
      const share = readShare(typed);
      const known = share && shares.some((one) => readShare(one)!.number === share.number);
      if (!share) terminal.err(terminal.t('errors.field.share.mistyped'));
      else if (known) terminal.err(terminal.t('cli.recovery.twice', { number: share.number }));
      else shares.push(typed);
    }
  } finally {
    stopped.catch(() => {});
    asking.close();
  }
  return shares;
}
