import { randomBytes } from 'node:crypto';
import { decryptAes, encryptAes } from './aes.ts';
import { KeyFolder } from './key-folder.ts';

/*
 * Personal data that ends is encrypted with a key for each row. The key is a file outside the database and is deleted
 * with the data. Then also old backups, the write-ahead log and deleted pages of the database can no longer be read
 * (docs/decisions/0274). A table with such rows has the columns `row_key` (the name of the key) and `encrypted`.
 */

const pattern = /^[0-9a-f]{24}\.key$/;
const keyBytes = 32;

/** The key of a row. `name` is the value of the column `row_key`. */
export type RowKey = { name: string; key: Buffer };

/** The keys of rows, one file each in `row-keys` of the data directory. */
export class RowKeys {
  readonly #files: KeyFolder;

  constructor(dataDir: string) {
    this.#files = new KeyFolder(dataDir, 'row-keys', pattern);
  }

  async create(): Promise<RowKey> {
    return (await this.createSome(1))[0]!;
  }

  async createSome(count: number): Promise<RowKey[]> {
    const made = Array.from({ length: count }, () => ({
      name: `${randomBytes(12).toString('hex')}.key`,
      key: randomBytes(keyBytes),
    }));
    await this.#files.create(made.map(({ name, key }) => ({ name, content: key })));
    return made;
  }

  /** The key with this name. It is created if there is none. */
  async ensure(name: string): Promise<RowKey> {
    const found = await this.find(name);
    if (found) return found;
    await this.#files.create([{ name, content: randomBytes(keyBytes) }]);
    const key = await this.find(name);
    if (!key) throw new Error('the key of a row was deleted while it was created');
    return key;
  }

  /** The key of a row. Null if the row has none, or if it was deleted. */
  async find(name: string | null): Promise<RowKey | null> {
    const key = name === null ? null : await this.#files.read(name);
    return key?.length === keyBytes ? { name: name!, key } : null;
  }

  names(before?: Date): Promise<string[]> {
    return this.#files.names(before);
  }

  /** Overwrites and deletes keys. Call this after the transaction that deletes the data. */
  end(names: Iterable<string | null>): Promise<void> {
    return this.#files.end([...names].filter((name) => name !== null));
  }

  /**
   * Decrypts the texts of a row.
   * @returns null if the row has no encrypted texts, or if its key was deleted
   */
  async read<Texts extends object>(row: EncryptedRow): Promise<Texts | null> {
    return (await this.open<Texts>(row))?.texts ?? null;
  }

  /**
   * Decrypts the texts of a row, and returns them with the key.
   * @returns null if the row has no encrypted texts, or if its key was deleted
   */
  async open<Texts extends object>({
    row_key: name,
    encrypted,
  }: EncryptedRow): Promise<{ key: RowKey; texts: Texts } | null> {
    const key = encrypted && (await this.find(name));
    if (!key) return null;
    try {
      return { key, texts: decryptRow<Texts>(key, encrypted) };
    } catch (error) {
      // The key may have been overwritten while it was read.
      if (await this.find(name)) throw error;
      return null;
    }
  }

  /** Deletes what a killed process has left unfinished before a time. */
  endUnfinished(before: Date): Promise<void> {
    return this.#files.endUnfinished(before);
  }
}

/** The columns of a row that may have encrypted texts. */
export type EncryptedRow = { row_key: string | null; encrypted: Uint8Array | null };

/** Texts are padded to a multiple of this number of bytes, because the length of a name or an address says something. */
const block = 128;

/** Encrypts the texts of a row. */
export function encryptRow({ key }: RowKey, texts: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(texts));
  return encryptAes(
    key,
    Buffer.concat([bytes, Buffer.alloc(Math.ceil(bytes.length / block) * block - bytes.length, ' ')]),
  );
}

/** @throws Error for the key of another row */
export const decryptRow = <Texts extends object>({ key }: RowKey, encrypted: Uint8Array): Texts =>
  JSON.parse(decryptAes(key, encrypted).toString('utf8')) as Texts;
