export type PlacedFile = { name: string; size: number; /** When it was last put. */ at: Date };

export type PlaceLock = {
  /** @throws AppError `backup_lock_lost` if another process has taken over the lock */
  demandHeld(): Promise<void>;
  release(): Promise<void>;
};

/**
 * Where backups are: files with names such as `blobs/ab/cd.age`. Each file is there as a whole, or not at all. No file
 * is renamed, because a bucket cannot do that.
 */
export type BackupPlace = {
  /** The path of the folder, or `s3://bucket/prefix`. */
  readonly path: string;
  /** Creates the folder if it is missing. Does nothing for a bucket. */
  prepare(): Promise<void>;
  /**
   * Makes this process the only one that writes backups there.
   * @throws AppError `backup_running`, `backup_lock_elsewhere`
   */
  lock(): Promise<PlaceLock>;
  /** Removes incomplete files that killed processes have left. */
  tidy(): Promise<void>;
  /** The files whose names begin with `prefix`, which is empty or ends with a slash. Locks are not among them. */
  list(prefix: string): AsyncIterable<PlacedFile>;
  /** The bytes of a file; null if there is none. */
  read(name: string): Promise<AsyncIterable<Uint8Array> | null>;
  /**
   * The bytes of a file of limited size; null if there is none.
   * @throws UnreadableFile if it is too large, or no regular file
   */
  readSmall(name: string, most: number): Promise<Buffer | null>;
  /** Writes a file, or replaces it. @returns its size and hash */
  put(name: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }>;
  /** Ensures that these stored files survive a crash of the machine. */
  sync(names: Iterable<string>): Promise<void>;
  remove(name: string): Promise<void>;
  /** Removes all files whose names begin with `prefix`, which ends with a slash. */
  removeAll(prefix: string): Promise<void>;
  /** Gives a damaged file another name, if that is possible. */
  setAside(name: string): Promise<void>;
};
