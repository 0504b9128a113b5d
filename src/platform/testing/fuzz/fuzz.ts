import { Worker } from 'node:worker_threads';
import fc, { type Arbitrary } from 'fast-check';
import { AppError } from '../../errors.ts';

/**
 * Each property runs with these seeds, so every run has the same cases. `KRONIKA_FUZZ_RUNS` sets the number of cases for
 * each seed, and `KRONIKA_FUZZ_SEED` the only seed; `random` draws one.
 */
const seeds: readonly number[] = [20181122, 1, 777];
const given = process.env['KRONIKA_FUZZ_SEED'];
const chosen = given === undefined ? seeds : [given === 'random' ? Date.now() % 2 ** 31 : Number(given)];
const maxRuns = process.env['KRONIKA_FUZZ_RUNS'];

/**
 * Seconds of processor time after which one case counts as endless. It only has to be longer than any case that ends.
 */
const endless = 120;

/**
 * Runs a check with many hostile inputs. If it fails, the error says how to repeat the case. If a case does not end, the
 * process prints the same, and is killed.
 * @param runs cases for each seed
 */
export async function fuzz<Input>(
  inputs: Arbitrary<Input>,
  check: (input: Input) => unknown,
  { runs = 200 }: { runs?: number } = {},
): Promise<void> {
  for (const seed of chosen) {
    const watch = watchCases(seed);
    try {
      const property = fc.asyncProperty(inputs, async (input) => {
        watch.next();
        await check(input);
      });
      const result = await fc.check(property, {
        seed,
        numRuns: Number(maxRuns ?? runs),
        ...(process.env['KRONIKA_FUZZ_PATH'] && { path: process.env['KRONIKA_FUZZ_PATH'] }),
      });
      if (result.failed)
        throw new Error(
          `To repeat: ${repeat(seed, result.counterexamplePath ?? '')}\nInput: ${fc.stringify(result.counterexample?.[0]).slice(0, 4000)}`,
          { cause: result.errorInstance },
        );
    } finally {
      await watch.end();
    }
  }
}

const repeat = (seed: number, path: string): string => `KRONIKA_FUZZ_SEED=${seed} KRONIKA_FUZZ_PATH=${path}`;

// Code that does not end blocks its own thread, so another thread watches it.
const watchCode = `
const { workerData: { counter, endless, seed } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let seen = -1;
let since = 0;
setInterval(() => {
  const { user, system } = process.cpuUsage();
  const now = (user + system) / 1e6;
  const at = Atomics.load(counter, 0);
  if (at !== seen) [seen, since] = [at, now];
  else if (at >= 0 && now - since > endless) {
    writeSync(2, 'A case does not end. To repeat: KRONIKA_FUZZ_SEED=' + seed + ' KRONIKA_FUZZ_PATH=' + at + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, 1000);
`;

function watchCases(seed: number): { next(): void; end(): Promise<unknown> } {
  const counter = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
  const thread = new Worker(watchCode, { eval: true, execArgv: [], workerData: { counter, endless, seed } });
  return { next: () => void Atomics.add(counter, 0, 1), end: () => thread.terminate() };
}

/**
 * The value of `read`, or the code of its error. Errors outside the catalogue are thrown again, and so are those by which
 * a reader's process says that it crashed or used up its limits, unless `allowed` names them.
 */
export async function outcome<Value>(
  read: () => Value,
  allowed: readonly string[] = [],
): Promise<{ value: Awaited<Value> } | { code: string }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (/^(?:internal|reading_)/.test(error.code) && !allowed.includes(error.code)) throw error;
    return { code: error.code };
  }
}
