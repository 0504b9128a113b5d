import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../errors.ts';

/**
 * The socket of a running server, its pid and its version. A process that can open the socket may act as any account,
 * without any other authentication. So the socket is in a folder that only its owner can enter.
 */
export type SocketPlace = { path: string; pid: number; version: string };

/** Maximum bytes of a path. Node silently truncates longer ones (`sun_path` has 104 bytes on macOS, 108 on Linux). */
const maxPathLength = 103;

/**
 * The file name of a data directory's socket. It is a hash of the real path, so a copy of the directory has another.
 */
const socketName = (dataDir: string): string =>
  `${createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16)}.sock`;

const uid = (): number => process.getuid?.() ?? -1;

/**
 * Chooses the path of the socket for the server of a data directory, and creates its folder. Tries the user's runtime
 * directory, then the temporary directory, then the data directory, and takes the first in which the path is short
 * enough and the folder is private.
 * @throws AppError `config_invalid` with the last folder that could not be used
 */
export function chooseSocketPath(dataDir: string, env: NodeJS.ProcessEnv = process.env): string {
  const runtime = env['XDG_RUNTIME_DIR'];
  const folders = [
    ...(runtime ? [join(runtime, 'kronika')] : []),
    join(tmpdir(), `kronika-${uid()}`),
    join(dataDir, 'socket'),
  ];
  const name = socketName(dataDir);
  let refused: AppError | undefined;
  for (const folder of folders) {
    const path = join(folder, name);
    if (Buffer.byteLength(path) > maxPathLength) continue;
    try {
      makePrivateFolder(folder);
      return path;
    } catch (error) {
      if (!(error instanceof AppError)) continue;
      refused = error;
    }
  }
  throw (
    refused ??
    new AppError('config_invalid', {
      details: { name: 'KRONIKA_DATA', reason: 'no folder for the socket has a short enough path' },
    })
  );
}

/**
 * Creates a folder that only the current user can enter, or checks an existing one.
 * @throws AppError `config_invalid` for a link, another user's folder, or one that others can enter
 */
export function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  assertPrivateFolder(folder, [uid()]);
}

export function assertPrivateFolder(folder: string, owners: readonly number[]): void {
  const refuse = (reason: string): never => {
    throw new AppError('config_invalid', { details: { name: folder, reason } });
  };
  // `lstat` does not follow links. Another user could have placed a link here to someone else's folder.
  const stats = lstatSync(folder);
  if (stats.isSymbolicLink()) refuse('it is a link');
  if (!stats.isDirectory()) refuse('it is not a folder');
  if (uid() >= 0 && !owners.includes(stats.uid)) refuse(`it belongs to another user (${stats.uid})`);
  if (uid() >= 0 && (stats.mode & 0o077) !== 0) refuse('other users can enter it');
}

const noteOf = (dataDir: string): string => join(dataDir, 'server.json');

/**
 * Writes the socket's path into the data directory for clients, because `chooseSocketPath` depends on environment
 * variables, and these may differ.
 */
export function announceSocket(dataDir: string, place: SocketPlace): void {
  writeFileSync(noteOf(dataDir), `${JSON.stringify(place)}\n`, { mode: 0o600 });
}

export function withdrawSocket(dataDir: string, place: SocketPlace): void {
  rmSync(place.path, { force: true });
  if (readNote(dataDir)?.pid === place.pid) rmSync(noteOf(dataDir), { force: true });
}

/**
 * The socket that a server of this data directory has announced; null if there is none. The server may have ended since
 * then. An announcement that was copied with the data directory is ignored.
 * @throws AppError `config_invalid` if the folder of the socket is not private to the current user or to the owner of
 * the data directory
 */
export function announcedSocket(dataDir: string): SocketPlace | null {
  const place = readNote(dataDir);
  if (!place) return null;
  try {
    assertPrivateFolder(dirname(place.path), [uid(), statSync(dataDir).uid]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return place;
}

function readNote(dataDir: string): SocketPlace | null {
  try {
    const note = JSON.parse(readFileSync(noteOf(dataDir), 'utf8')) as Partial<SocketPlace>;
    if (typeof note.path !== 'string' || typeof note.pid !== 'number') return null;
    if (basename(note.path) !== socketName(dataDir)) return null;
    return { path: note.path, pid: note.pid, version: String(note.version) };
  } catch {
    return null;
  }
}
