// npm test: installs and builds what is missing, then runs vitest with the given arguments.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled({ development: true });
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt();
// Processes that read files have a low priority. If the tests had a higher one, they would keep the processor from the
// readers that they wait for.
const { PRIORITY_BELOW_NORMAL } = constants.priority;
if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
const vitest = spawn(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => vitest.kill(signal));
vitest.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
