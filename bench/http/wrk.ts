import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `wrk` measured. Times are in milliseconds. `failed`: responses with an error, and connections that broke. */
export type Load = { rate: number; requests: number; p50: number; p99: number; longest: number; failed: number };

type Asked = {
  port: number;
  paths: readonly string[];
  seconds: number;
  connections?: number;
  /** Whether each request has a new URL, so that no response comes from a cache. */
  uncached?: boolean;
};

const has = (program: string): boolean => !spawnSync(program, ['--version']).error;

/** @throws if `wrk` is not installed */
export function requireWrk(): void {
  if (!has('wrk'))
    throw new Error(
      'This benchmark needs wrk. Install it: `apt-get install wrk` on Debian, `brew install wrk` on macOS.',
    );
}

/** Whether the server and the client can each have a processor core. */
export const hasOwnCores = has('taskset') && cpus().length > 1;
/** A command that runs on one core, if that is possible. */
export const onCore = (core: 0 | 1, command: readonly string[]): [string, string[]] => {
  const [program, ...args] = hasOwnCores ? ['taskset', '-c', String(core), ...command] : command;
  return [program!, args];
};

let runs = 0;

/**
 * Sends requests for the paths in turn, over 16 connections, as fast as they are answered. Each request comes from
 * another IP address, as from a proxy in front of the server.
 */
export async function wrk({ port, paths, seconds, connections = 16, uncached = false }: Asked): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-wrk-'));
  const script = join(folder, 'requests.lua');
  // A single URL is requested without a script, because a script takes processor time of the client.
  writeFileSync(script, (paths.length > 1 || uncached ? requests(paths, uncached ? ++runs : 0) : '') + report);
  const url = `http://127.0.0.1:${port}${paths.length > 1 || uncached ? '' : paths[0]}`;
  const own = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '30s',
    '-H',
    'Accept-Encoding: br',
    '-s',
    script,
  ];
  const [program, args] = onCore(1, ['wrk', ...own, url]);
  try {
    const output = await outputOf(program, args);
    return JSON.parse(output.trim().split('\n').at(-1)!) as Load;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const requests = (paths: readonly string[], run: number): string => `
local paths = { ${paths.map((path) => JSON.stringify(path)).join(', ')} }
local sent = 0
request = function()
  sent = sent + 1
  local path = paths[(sent - 1) % #paths + 1]
  ${run ? `path = path .. (path:find("?", 1, true) and "&" or "?") .. "n=${run}." .. sent` : ''}
  local from = "10." .. ${run} .. "." .. math.floor(sent / 250) % 250 .. "." .. sent % 250
  return wrk.format("GET", path, { ["Accept-Encoding"] = "br", ["X-Forwarded-For"] = from })
end
`;

const report = `
done = function(summary, latency)
  local failed = summary.errors
  io.write(string.format('\\n{"rate":%.3f,"requests":%d,"p50":%.3f,"p99":%.3f,"longest":%.3f,"failed":%d}\\n',
    summary.requests / summary.duration * 1e6, summary.requests, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
`;

function outputOf(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`wrk ended with ${code}:\n${output}`)),
    );
  });
}
