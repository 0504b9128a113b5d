import { CommanderError } from 'commander';
import { exits, report } from './failures.ts';
import { makeProgram } from './program.ts';
import { openTerminal } from './terminal.ts';

/** Runs one command. @returns the exit status */
export async function main(args: readonly string[]): Promise<number> {
  const terminal = openTerminal();
  try {
    await makeProgram(terminal).parseAsync(args, { from: 'user' });
    return exits.ok;
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(terminal, error, args.includes('--json'));
    // Commander has already printed the message of its error.
    return error.exitCode === 0 ? exits.ok : exits.usage;
  }
}

process.exit(await main(process.argv.slice(2)));
