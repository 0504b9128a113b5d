import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { ownIdentity, stateOf } from '../database/embedded/process-identity.ts';
import { AppError } from '../errors.ts';
import { Bucket, type BucketFailure, type BucketObject } from '../storage/bucket.ts';
import { UnreadableFile } from '../storage/read-small.ts';
import type { BackupPlace, PlacedFile, PlaceLock } from './place.ts';

/**
 * Milliseconds between heartbeats. At each heartbeat, the owner of a lock stores it again. If a lock is older than
 * `lockLifetime` by the clock of the store, its owner counts as dead.
 */
const heartbeat = 30_000;
const lockLifetime = 5 * 60_000;

const lockOwner = z.object({
  pid: z.number().int(),
  started: z.string(),
  boot: z.string(),
  machine: z.string(),
  space: z.string(),
  token: z.string(),
  host: z.string().max(300),
  since: z.string().max(50),
});

type BackupStore = NonNullable<Config['backupStore']>;

/** Backups in a bucket. */
export class BucketPlace implements BackupPlace {
  readonly path: string;
  readonly #bucket: Bucket;
  readonly #root: string;

  constructor({ address, ...key }: BackupStore, { bucket, prefix }: { bucket: string; prefix: string }) {
    this.path = ['s3:/', bucket, prefix].filter(Boolean).join('/');
    this.#root = prefix ? `${prefix}/` : '';
    this.#bucket = new Bucket({ endpoint: `${address}/${bucket}`, ...key }, (failure, cause) =>
      explain(failure, { path: this.path, bucket, address }, cause),
    );
  }

  async prepare(): Promise<void> {
    // The bucket must exist already.
  }

  /**
   * Not every store can create an object only if it does not exist yet. So each process stores a lock with a name of
   * its own, and then looks for the locks of others. Of two processes that begin at the same moment, at least one sees
   * the lock of the other and gives up.
   */
  async lock(): Promise<PlaceLock> {
    const owner = {
      ...ownIdentity(),
      token: randomUUID(),
      host: hostname(),
      since: new Date().toISOString(),
    };
    const own = `${this.#root}lock/${owner.token}`;
    const beat = (): Promise<void> => this.#bucket.put(own, [Buffer.from(JSON.stringify(owner))]);
    await beat();
    const release = (): Promise<void> => this.#bucket.remove(own).catch(() => undefined);
    try {
      const locks = await this.#locks();
      const mine = locks.find(({ key }) => key === own);
      const reason = 'the store does not list the lock that was just put';
      if (!mine) throw new AppError('backup_unwritable', { details: { path: this.path, reason } });
      for (const lock of locks.filter(({ key }) => key !== own)) {
        const isOld = mine.at.getTime() - lock.at.getTime() > lockLifetime;
        const holder = isOld ? null : await this.#holderOf(lock);
        if (holder) throw new AppError('backup_running', { details: { path: this.path, ...holder } });
        await this.#bucket.remove(lock.key);
      }
    } catch (error) {
      await release();
      throw error;
    }
    let beating: Promise<unknown> = Promise.resolve();
    const timer = setInterval(() => void (beating = this.#beatAgain(own, beat)), heartbeat);
    timer.unref();
    return {
      demandHeld: async () => {
        if (!(await this.#isHeld(own))) throw new AppError('backup_lock_lost', { details: { path: this.path } });
      },
      release: async () => {
        clearInterval(timer);
        await beating;
        await release();
      },
    };
  }

  /** A lock that another process has removed must not come back. */
  async #beatAgain(own: string, beat: () => Promise<void>): Promise<void> {
    try {
      if (await this.#isHeld(own)) await beat();
    } catch {
      // The next heartbeat may succeed. If none does, `demandHeld` throws.
    }
  }

  async #isHeld(own: string): Promise<boolean> {
    return (await this.#locks()).some(({ key }) => key === own);
  }

  async #locks(): Promise<BucketObject[]> {
    const locks: BucketObject[] = [];
    for await (const lock of this.#bucket.list(`${this.#root}lock/`)) locks.push(lock);
    return locks;
  }

  /** Who holds a lock; null if it was released meanwhile, or its process has ended. */
  async #holderOf({ key, at }: BucketObject): Promise<{ pid: number | string; host: string; since: string } | null> {
    const found = await this.#bucket.part(key);
    if (!found) return null;
    try {
      const owner = lockOwner.parse(JSON.parse(found.bytes.toString()));
      const { pid, host, since, boot } = owner;
      // Many containers and copies of a machine have the same id. Only the same boot says that it is this machine.
      const isHere = boot !== '' && boot === ownIdentity().boot;
      return isHere && stateOf(owner) === 'dead' ? null : { pid, host, since };
    } catch {
      // Its process may be running.
      return { pid: '?', host: '?', since: at.toISOString() };
    }
  }

  async tidy(): Promise<void> {
    // An incomplete upload creates no object. docs/backup.md says how the bucket removes the parts of such uploads.
  }

  async *list(prefix: string): AsyncGenerator<PlacedFile> {
    for await (const { key, size, at } of this.#bucket.list(this.#root + prefix)) {
      const name = key.slice(this.#root.length);
      if (!name.startsWith('lock/') && name !== '') yield { name, size, at };
    }
  }

  async read(name: string): Promise<AsyncIterable<Uint8Array> | null> {
    const first = await this.#bucket.part(this.#root + name);
    return first && this.#rest(name, first);
  }

  /** Reads in parts, so that each request is limited in time, and only the part that failed is read again. */
  async *#rest(
    name: string,
    { bytes, size, etag }: { bytes: Buffer; size: number; etag: string },
  ): AsyncGenerator<Uint8Array> {
    yield bytes;
    for (let at = bytes.length; at < size;) {
      const next = await this.#bucket.part(this.#root + name, at, etag);
      if (!next || next.bytes.length === 0 || next.size !== size) throw new UnreadableFile('it has changed meanwhile');
      yield next.bytes;
      at += next.bytes.length;
    }
  }

  async readSmall(name: string, most: number): Promise<Buffer | null> {
    const first = await this.#bucket.part(this.#root + name);
    if (!first) return null;
    if (first.size > most) throw new UnreadableFile('it is too large');
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#rest(name, first)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async put(name: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
    const hash = createHash('sha256');
    let size = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of bytes) {
        hash.update(chunk);
        size += chunk.byteLength;
        yield chunk;
      }
    }
    await this.#bucket.put(this.#root + name, counted());
    return { size, sha256: hash.digest('hex') };
  }

  async sync(): Promise<void> {
    // The store answers when an object is durable.
  }

  remove(name: string): Promise<void> {
    return this.#bucket.remove(this.#root + name);
  }

  async removeAll(prefix: string): Promise<void> {
    for await (const { name } of this.list(prefix)) await this.remove(name);
  }

  async setAside(name: string): Promise<void> {
    const copy = `${name}.damaged`;
    try {
      const bytes = await this.read(name);
      if (!bytes) return;
      await this.put(copy, bytes);
      const [there, copied] = [await this.#bucket.find(this.#root + name), await this.#bucket.find(this.#root + copy)];
      // What was read may be the answer of something else, such as a proxy.
      await this.remove(there && copied?.size === there.size ? name : copy);
    } catch {
      // The access key may lack the permission to write.
    }
  }
}

function explain(
  { kind, reason }: BucketFailure,
  { path, bucket, address }: { path: string; bucket: string; address: string },
  cause: unknown,
): AppError {
  switch (kind) {
    case 'away':
      return new AppError('backup_store_away', { details: { path, address, reason }, cause });
    case 'refused':
      return new AppError('backup_store_refused', { details: { path, address, reason }, cause });
    case 'missing':
      return new AppError('backup_bucket_missing', { details: { bucket, address }, cause });
    default:
      return new AppError('backup_unwritable', { details: { path, reason }, cause });
  }
}
