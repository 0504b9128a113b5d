import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../platform/errors.ts';
import { writeOnce, writeSynced } from '../../../platform/storage/write-once.ts';

/**
 * The folder of the keys, in the data directory. Backups must exclude it, because deleting a key must delete the only
 * copy (docs/decisions/0086).
 */
export const keyFolder = 'commenter-keys';

// Backup programs recognise folders that contain this file (https://bford.info/cachedir/), and can exclude them.
const tag =
  'Signature: 8a477f597d28d172789f06886806bc55\n# Keys that end with their day. Never copy this folder: what is sealed to them must end with them.\n';

export type DayKey = { name: string; recipient: string };

const pattern = /^(\d{4}-\d{2}-\d{2})-[0-9a-f]{8}\.age$/;
export const dayOfKey = (name: string): string => name.slice(0, 10);

/**
 * Key pairs, one for each day, in the format of age (age-encryption.org). Each file has the public key on its first
 * line, and then the private key, encrypted for the key holder. So the server can encrypt with a day's key, but cannot
 * decrypt.
 */
export class DayKeys {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, keyFolder);
  }

  /** The key of a day for a key holder. It is created when it is first needed, and synced to disk. */
  async of(day: string, officer: string): Promise<DayKey> {
    const name = `${day}-${createHash('sha256').update(officer).digest('hex').slice(0, 8)}.age`;
    const known = await this.#read(name);
    if (known) return { name, recipient: known.recipient };
    const { Encrypter, generateX25519Identity, identityToRecipient, armor } = await import('age-encryption');
    const identity = await generateX25519Identity();
    const encrypter = new Encrypter();
    encrypter.addRecipient(officer);
    const sealed = armor.encode(await encrypter.encrypt(identity));
    await this.#prepare();
    await writeOnce(join(this.#folder, name), `# ${await identityToRecipient(identity)}\n${sealed}`);
    const folder = await open(this.#folder);
    await folder.sync().finally(() => folder.close());
    return { name, recipient: (await this.#read(name))!.recipient };
  }

  /**
   * Decrypts text that was encrypted with a day's key, using the key holder's private key.
   * @throws AppError `sealed` for another key holder; `gone` if the day's key was deleted
   */
  async unseal(name: string, sealed: Uint8Array, officerIdentity: string): Promise<string> {
    const file = pattern.test(name) ? await this.#read(name) : null;
    if (!file) throw new AppError('gone');
    const { Decrypter, armor } = await import('age-encryption');
    try {
      const officer = new Decrypter();
      officer.addIdentity(officerIdentity);
      const day = new Decrypter();
      day.addIdentity(await officer.decrypt(armor.decode(file.sealed), 'text'));
      return await day.decrypt(sealed, 'text');
    } catch (cause) {
      throw new AppError('sealed', { cause });
    }
  }

  async names(): Promise<string[]> {
    const files = await readdir(this.#folder).catch(orNone);
    return (files ?? []).filter((name) => pattern.test(name)).toSorted();
  }

  /** Overwrites and deletes keys, including unfinished files that a killed process left behind. */
  async end(names: readonly string[]): Promise<void> {
    const files = (await readdir(this.#folder).catch(orNone)) ?? [];
    for (const name of files.filter((file) =>
      names.some((ended) => pattern.test(ended) && (file === ended || file.startsWith(`${ended}.`))),
    )) {
      const path = join(this.#folder, name);
      const file = await open(path, 'r+').catch(orNone);
      if (!file) continue;
      const { size } = await file.stat();
      await file.write(randomBytes(size), 0, size, 0);
      await file.sync().finally(() => file.close());
      await rm(path, { force: true });
    }
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeSynced(join(this.#folder, 'CACHEDIR.TAG'), tag).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }

  async #read(name: string): Promise<{ recipient: string; sealed: string } | null> {
    const text = await readFile(join(this.#folder, name), 'utf8').catch(orNone);
    if (text === null) return null;
    const end = text.indexOf('\n');
    return { recipient: text.slice(2, end), sealed: text.slice(end + 1) };
  }
}

function orNone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** Creates a key pair for a key holder. `identity`, the private key, is stored nowhere. */
export async function newOfficerKey(): Promise<{ recipient: string; identity: string }> {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
  const identity = await generateX25519Identity();
  return { recipient: await identityToRecipient(identity), identity };
}

/** Whether a text is a valid public key (an age recipient). */
export async function isRecipient(text: string): Promise<boolean> {
  if (!/^age1[0-9a-z]{20,200}$/.test(text)) return false;
  const { Encrypter } = await import('age-encryption');
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Text is padded to a multiple of this number of bytes before it is encrypted, because the length of an encrypted email
 * address would reveal something about it.
 */
const block = 128;

/** The identity of a writer, before it is encrypted. */
export type Identity = { method: string; identity: string };

export async function sealIdentity({ recipient }: DayKey, who: Identity): Promise<Uint8Array> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const bytes = Buffer.from(JSON.stringify(who));
  return encrypter.encrypt(
    Buffer.concat([bytes, Buffer.alloc(Math.ceil(bytes.length / block) * block - bytes.length, ' ')]),
  );
}
