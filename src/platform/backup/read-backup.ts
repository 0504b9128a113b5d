import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import { readMigrations, type Migration } from '../database/migrate.ts';
import type { Progress } from '../socket/lines.ts';
import { readingWith } from './cipher.ts';
import { damaged } from './damaged.ts';
import type { DumpPart } from './dump.ts';
import type { BackupFolder } from './folder.ts';
import { readParts } from './frames.ts';
import { parseKeyFiles, type KeyFile } from './key-files.ts';
import { readManifest, type Manifest, type StoredFile } from './manifest.ts';
import { unpack } from './pack.ts';

type Bytes = AsyncIterable<Uint8Array>;
type BackupBlob = { sha256: string; size: number };
type Watching = { signal: AbortSignal; progress(progress: Progress): void };

const maxKeys = 64 * 1024 * 1024;
const maxBlobs = 100_000_000;
const endingKeys = 'day-keys.json';
/** The most damaged files that an error names. */
const maxNamed = 20;

/** One backup of a folder, opened with its key. All its methods check what they read. */
export class Backup {
  readonly folder: BackupFolder;
  readonly name: string;
  readonly manifest: Manifest;
  /** The paths of the blobs and other files that `check` found damaged or missing. A restore leaves them out. */
  readonly damaged = new Set<string>();
  readonly #damagedBlobs: BackupBlob[] = [];
  readonly #decrypt: (bytes: Bytes) => Promise<Bytes>;

  private constructor(
    folder: BackupFolder,
    name: string,
    manifest: Manifest,
    decrypt: (bytes: Bytes) => Promise<Bytes>,
  ) {
    this.folder = folder;
    this.name = name;
    this.manifest = manifest;
    this.#decrypt = decrypt;
  }

  /**
   * Opens a backup and compares the hashes of its files.
   * @param identity the private key; null if nothing is encrypted
   * @param name the name of the backup; by default the newest one is opened
   * @throws AppError `backup_none`, `backup_unknown`, `backup_key_missing`, `backup_not_encrypted`, `backup_wrong_key`,
   *   `backup_damaged`, `backup_newer`
   */
  static async open(folder: BackupFolder, identity: string | null, name?: string): Promise<Backup> {
    const names = await folder.names();
    const chosen = name === undefined ? names.at(-1) : names.find((one) => one === name);
    if (!chosen && name !== undefined && names.length)
      throw new AppError('backup_unknown', { details: { name, path: folder.path, newest: names.at(-1)! } });
    if (!chosen) throw new AppError('backup_none', { details: { path: folder.path } });
    if (folder.recipient !== null && identity === null)
      throw new AppError('backup_key_missing', { details: { recipient: folder.recipient } });
    // The caller gave a key, so expects encryption. Someone may have replaced the folder with an unencrypted one.
    if (folder.recipient === null && identity !== null)
      throw new AppError('backup_not_encrypted', { details: { path: folder.path } });
    const reading = await readingWith(identity);
    if (reading.recipient !== folder.recipient)
      throw new AppError('backup_wrong_key', { details: { recipient: folder.recipient! } });
    await folder.check(chosen);
    const text = await decryptAll(reading.decrypt, await folder.text(chosen, 'manifest.json'), 'manifest.json');
    return new Backup(folder, chosen, readManifest(text.toString('utf8')), reading.decrypt);
  }

  /**
   * The migrations of the backup's database. A restore must run exactly these before it loads the database.
   * @throws AppError `backup_newer` if they are not the first migrations of this release
   */
  migrations(): Migration[] {
    const own = readMigrations();
    const { migrations, kronika } = this.manifest;
    const differs = migrations.some(({ name, sha256 }, at) => own[at]?.name !== name || own[at].sha256 !== sha256);
    if (differs || migrations.length === 0) throw new AppError('backup_newer', { details: { kronika } });
    return own.slice(0, migrations.length);
  }

  /** The database, as parts of a dump. */
  database(): AsyncGenerator<DumpPart> {
    return readParts(this.#file('database.gz', this.manifest.files.database));
  }

  async keys(): Promise<KeyFile[]> {
    const { keys } = this.manifest.files;
    if (keys.content > maxKeys) throw damaged('keys.gz', 'it is too large');
    return parseKeyFiles((await collect(this.#file('keys.gz', keys))).toString('utf8'), 'keys.gz');
  }

  /** The keys that are deleted with their data (`endingKeyFolders`), from the newest backup of the folder. */
  async endingKeys(): Promise<KeyFile[]> {
    if (this.damaged.has(this.#endingKeyFile)) return [];
    const bytes = await this.folder.current(endingKeys);
    if (!bytes) return [];
    return parseKeyFiles((await this.#whole(bytes, this.#endingKeyFile)).toString('utf8'), this.#endingKeyFile);
  }

  get #endingKeyFile(): string {
    return `current/${this.folder.stored(endingKeys)}`;
  }

  #whole = (bytes: Buffer, file: string): Promise<Buffer> => decryptAll(this.#decrypt, bytes, file);

  /** All blobs of the backup, sorted by hash. */
  async *blobs(): AsyncGenerator<BackupBlob> {
    let rest = '';
    let count = 0;
    for await (const chunk of this.#file('blobs.gz', this.manifest.files.blobs)) {
      const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const parts = /^([0-9a-f]{64}) (\d{1,15})$/.exec(line);
        if (!parts || ++count > maxBlobs) throw damaged('blobs.gz', 'it is no list of files');
        yield { sha256: parts[1]!, size: Number(parts[2]) };
      }
    }
    if (rest || count !== this.manifest.blobs.count) throw damaged('blobs.gz', 'it is incomplete');
  }

  /** The path of a blob's file, relative to the folder of backups. */
  blobFile = (sha256: string): string => this.folder.blobFile(sha256, this.manifest.blobKey);

  /**
   * The bytes of a blob. The last chunk is yielded only if the hash of the whole content is right.
   * @throws AppError `backup_damaged`
   */
  async *blob({ sha256, size }: BackupBlob): AsyncGenerator<Uint8Array> {
    const file = this.blobFile(sha256);
    const stored = await this.folder.readBlob(file);
    if (!stored) throw damaged(file, 'it is missing');
    const hash = createHash('sha256');
    let length = 0;
    let last: Uint8Array | null = null;
    try {
      for await (const chunk of await this.#decrypt(stored)) {
        if (last) yield last;
        hash.update(chunk);
        length += chunk.byteLength;
        if (length > size) throw damaged(file, 'it is larger than the list says');
        last = chunk;
      }
    } catch (cause) {
      throw cause instanceof AppError ? cause : damaged(file, 'it cannot be decrypted', cause);
    }
    if (hash.digest('hex') !== sha256) throw damaged(file, 'its content has another hash');
    if (last) yield last;
  }

  /**
   * Reads the whole backup and collects damaged blobs and keys in `damaged`. Call this before a restore.
   * @param withoutDamaged if true, damaged or missing blobs and keys that end with their data are no error
   * @throws AppError `backup_damaged` if another file is damaged, `backup_incomplete`, `cancelled`
   */
  async check({ signal, progress }: Watching, withoutDamaged = false): Promise<void> {
    progress({ phase: 'cli.progress.checking' });
    for await (const _ of this.database()) if (signal.aborted) throw new AppError('cancelled');
    await this.keys();
    if (!(await isIntact(() => this.endingKeys()))) this.damaged.add(this.#endingKeyFile);
    await this.folder.erasures();
    let done = 0;
    for await (const blob of this.blobs()) {
      if (signal.aborted) throw new AppError('cancelled');
      if (!(await this.#isWhole(blob))) {
        this.damaged.add(this.blobFile(blob.sha256));
        this.#damagedBlobs.push(blob);
      }
      if (++done % 50 === 0) progress({ phase: 'cli.progress.checking', done, total: this.manifest.blobs.count });
    }
    if (this.damaged.size > 0 && !withoutDamaged) {
      const files = [...this.damaged].slice(0, maxNamed).join(', ');
      throw new AppError('backup_incomplete', { details: { count: this.damaged.size, files } });
    }
  }

  /**
   * Renames damaged blobs, so that the next backup writes them again. Each is read again before: what `check` read may
   * have been another answer than that of the store.
   */
  async setAside(): Promise<void> {
    for (const blob of this.#damagedBlobs) {
      const mayBeWhole = await this.#isWhole(blob).catch(() => true);
      if (!mayBeWhole) await this.folder.setAside(this.blobFile(blob.sha256));
    }
  }

  #isWhole(blob: BackupBlob): Promise<boolean> {
    return isIntact(async () => {
      for await (const _ of this.blob(blob));
    });
  }

  /**
   * The content of a file, decrypted and unpacked.
   * @throws AppError `backup_damaged` if it does not match the manifest
   */
  async *#file(file: string, { size, sha256, content }: StoredFile): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    let length = 0;
    const source = this.folder.stream(this.name, file);
    async function* stored(): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        hash.update(chunk);
        length += chunk.byteLength;
        yield chunk;
      }
    }
    try {
      yield* unpack(await this.#decrypt(stored()), content, this.folder.stored(file));
    } catch (cause) {
      throw cause instanceof AppError ? cause : damaged(this.folder.stored(file), 'it cannot be decrypted', cause);
    }
    if (length !== size || hash.digest('hex') !== sha256)
      throw damaged(this.folder.stored(file), 'it does not belong to this manifest');
  }
}

/** Whether `read` finds no damage. Other errors are thrown. */
async function isIntact(read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'backup_damaged') throw error;
    return false;
  }
}

async function decryptAll(decrypt: (bytes: Bytes) => Promise<Bytes>, bytes: Buffer, file: string): Promise<Buffer> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  try {
    return await collect(await decrypt(once()));
  } catch (cause) {
    throw damaged(file, 'it cannot be decrypted', cause);
  }
}

async function collect(bytes: Bytes): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}
