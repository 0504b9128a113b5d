import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../platform/config/package-root.ts';
import { CliError } from '../failures.ts';

/**
 * Runs `scripts/bench.mjs`, which exists only in a checkout of the source code, in a new process that loads nothing
 * else.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const script = join(packageRoot, 'scripts', 'bench.mjs');
  if (!existsSync(script) || !existsSync(join(packageRoot, 'bench'))) throw new CliError('no_benchmarks');
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
  if (status !== 0) process.exit(status);
}
