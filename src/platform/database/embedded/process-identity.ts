import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** Identifies a process. A pid alone is not enough, because the operating system reuses pids. */
export interface ProcessIdentity {
  pid: number;
  /** When the process started, in the format of the system; empty if unknown. */
  started: string;
  /** The id of the machine's current boot; empty if the system does not say. */
  boot: string;
  /** The id of the machine; empty if the system does not say. */
  machine: string;
  /** The pid namespace, which differs between containers; empty if the system has none. */
  space: string;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid) ?? '', boot: boot(), machine: machine(), space: space() };
}

/**
 * Whether a process is alive. `unknown`: this process cannot see it, because it may run in another container, or on
 * another machine that uses the same disk.
 */
export function stateOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.boot !== boot()) return identity.machine !== '' && identity.machine === machine() ? 'dead' : 'unknown';
  if (identity.space !== space()) return 'unknown';
  if (!isRunning(identity.pid)) return 'dead';
  const started = startOf(identity.pid);
  if (started === undefined || identity.started === '') return 'alive';
  return started === identity.started ? 'alive' : 'dead';
}

/** Whether a process with this pid is running. It may be another process than the one that had the pid earlier. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When a process started, in the format of the system; undefined if the system does not say, or if the process has
 * ended but the system still lists it (a zombie).
 */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = read(`/proc/${pid}/stat`);
    // The name of the program is in brackets, and can contain spaces and brackets. The state is the first field after
    // it, the start time the 20th.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === undefined || state === '' || state === 'Z' ? undefined : fields[18];
  }
  if (process.platform === 'win32') return undefined;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    }).trim();
  } catch {
    return undefined;
  }
}

function boot(): string {
  return read('/proc/sys/kernel/random/boot_id').trim();
}

function machine(): string {
  return read('/etc/machine-id').trim();
}

function space(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** The text of a file; empty if it cannot be read. Systems other than Linux do not have these files. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
