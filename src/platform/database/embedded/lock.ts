import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import { ownIdentity, stateOf, type ProcessIdentity } from './process-identity.ts';

/*
 * Only one process at a time can use a data directory, or write into a folder of backups. The lock is a file that names
 * its owner, a process. If this process has died, another one takes over the lock.
 *
 * Node has no flock, so two processes may find the same dead lock at the same time. So a process that wants to take
 * over a lock first takes a second lock, `lock.<token of the first>`. It then checks that the first lock is still
 * there, and replaces it. If the process crashes in between, its second lock is taken over in the same way.
 */

export interface LockOwner extends ProcessIdentity {
  token: string;
  /** The name of the machine and the time of locking, for error messages. Locks of old versions have neither. */
  host?: string;
  since?: string;
  /** The real path of the data directory. Locks of old versions have none, and no `inode`. */
  folder?: string;
  /** The inode of the lock's own file. */
  inode?: string;
}

/**
 * Milliseconds between heartbeats: the owner sets the modification time of the lock file to now. A process in another
 * container or on another machine cannot see the owner's process, and relies on these heartbeats.
 */
const heartbeat = 500;
/** Milliseconds that a process waits for a heartbeat before it takes the owner for dead. */
const heartbeatTimeout = 4000;

/** Stands for the owner's pid if the lock could not be read. */
const unreadable = 0;

export interface DataLock {
  release(): void;
}

/** The errors for a process that cannot take the lock. */
interface Refusals {
  /** If the owner is alive. */
  held(owner: LockOwner): AppError;
  /** If the owner may be on another machine. Without this function, only the heartbeats decide whether it is alive. */
  elsewhere?(owner: LockOwner): AppError;
}

/**
 * Takes `<dataDir>/lock`.
 * @throws AppError `data_locked` with the pid of the process that holds it.
 */
export function lockData(dataDir: string): Promise<DataLock> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return lockFolder(
    dataDir,
    { held: ({ pid }) => new AppError('data_locked', { details: { pid, path: dataDir } }) },
    { folder: realpathSync(dataDir) },
  );
}

/**
 * Takes `<folder>/lock`, or takes it over if its owner is dead.
 * @param more `folder`: the real path of the folder, if a copy of the folder must not count as locked
 */
export async function lockFolder(
  folder: string,
  refusals: Refusals,
  more: Pick<LockOwner, 'folder'> = {},
): Promise<DataLock> {
  const path = join(folder, 'lock');
  const since = new Date().toISOString();
  const owner: LockOwner = { ...ownIdentity(), token: randomUUID(), host: hostname(), since, ...more };
  await acquire(path, owner, refusals);
  const beating = setInterval(() => touch(path, owner), heartbeat);
  beating.unref();
  return {
    release() {
      clearInterval(beating);
      remove(path, owner);
    },
  };
}

async function acquire(path: string, own: LockOwner, refusals: Refusals): Promise<void> {
  for (;;) {
    if (createAtOnce(path, own)) return;
    const found = await readSettled(path);
    if (!found) continue;
    if (!isCopied(path, found, own)) {
      if (await lives(path, found)) throw refusals.held(found);
      // Heartbeats through a network disk can come late, so a missing one does not mean that the owner is dead.
      if (refusals.elsewhere && found.boot !== own.boot && stateOf(found) === 'unknown')
        throw refusals.elsewhere(found);
    }
    await takeOver(path, found, own, refusals);
    if (read(path)?.token === own.token) return;
  }
}

/** Replaces a dead owner's lock by `own`, if that lock is still there. */
async function takeOver(path: string, dead: LockOwner, own: LockOwner, refusals: Refusals): Promise<void> {
  const guard = `${path}.${dead.token}`;
  await acquire(guard, own, refusals);
  try {
    if (read(path)?.token !== dead.token) return;
    const draft = write(path, own);
    renameSync(draft, path);
  } finally {
    remove(guard, own);
  }
}

/** Creates the lock with its content in one step. Returns false if there is a lock already. */
function createAtOnce(path: string, own: LockOwner): boolean {
  const draft = write(path, own);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // This disk has no hard links. Exclusive creation is just as safe, but the file is empty for a moment.
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code ?? '')) return create(path, own);
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

function create(path: string, own: LockOwner): boolean {
  try {
    writeNew(path, own);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function write(path: string, own: LockOwner): string {
  const draft = `${path}.new-${own.pid}-${randomUUID()}`;
  writeNew(draft, own);
  return draft;
}

function writeNew(path: string, own: LockOwner): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ ...own, inode: inodeOf(file) })}\n`);
  } finally {
    closeSync(file);
  }
}

/**
 * Reads the lock. If it is unreadable, another process may be writing it, so it is read again after a moment. If it is
 * still unreadable, its content was lost when the machine crashed.
 */
async function readSettled(path: string): Promise<LockOwner | null> {
  const found = read(path);
  if (found?.pid !== unreadable) return found;
  await pause(heartbeat);
  return read(path);
}

/** The owner of the lock; null if there is no lock. If its content is not JSON, the owner has the pid `unreadable`. */
function read(path: string): LockOwner | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text) as LockOwner;
  } catch {
    return { pid: unreadable, started: '', boot: '', machine: '', space: '', token: 'unreadable' };
  }
}

/**
 * Whether the lock is only a copy, made together with its directory, so that its owner uses the original directory.
 * Both the path and the inode must differ. A different path alone proves nothing, because two containers can have the
 * same directory at different paths. A different inode alone proves nothing, because inodes change on some network
 * disks.
 */
function isCopied(path: string, found: LockOwner, own: LockOwner): boolean {
  if (found.folder === undefined || found.inode === undefined || found.folder === own.folder) return false;
  try {
    return inodeOf(path) !== found.inode;
  } catch {
    return false;
  }
}

const inodeOf = (file: string | number): string =>
  String((typeof file === 'number' ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true })).ino);

async function lives(path: string, owner: LockOwner): Promise<boolean> {
  if (owner.pid === unreadable) return false;
  const state = stateOf(owner);
  if (state !== 'unknown') return state === 'alive';
  const before = touched(path);
  for (let waited = 0; waited < heartbeatTimeout; waited += heartbeat / 2) {
    await pause(heartbeat / 2);
    if (touched(path) !== before) return true;
  }
  return false;
}

function touched(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function touch(path: string, own: LockOwner): void {
  try {
    if (read(path)?.token === own.token) utimesSync(path, new Date(), new Date());
  } catch {
    // The folder may have been removed. No error is thrown here, because the next use of the folder fails anyway.
  }
}

function remove(path: string, own: LockOwner): void {
  try {
    if (read(path)?.token === own.token) unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
