import { createHash } from 'node:crypto';
import { AppError } from '../../../platform/errors.ts';
import { KeyFolder } from '../../../platform/storage/key-folder.ts';

/** The folder of the keys in the data directory (`endingKeyFolders`). */
export const keyFolder = 'commenter-keys';

export type DayKey = { name: string; recipient: string };

const pattern = /^(\d{4}-\d{2}-\d{2})-[0-9a-f]{8}\.age$/;
export const dayOfKey = (name: string): string => name.slice(0, 10);

/**
 * Key pairs, one for each day, in the format of age (age-encryption.org). Each file has the public key on its first
 * line, and then the private key, encrypted for the key holder. So the server can encrypt with a day's key, but cannot
 * decrypt.
 */
export class DayKeys {
  readonly #files: KeyFolder;

  constructor(dataDir: string) {
    this.#files = new KeyFolder(dataDir, keyFolder, pattern);
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
    await this.#files.create([{ name, content: `# ${await identityToRecipient(identity)}\n${sealed}` }]);
    return { name, recipient: (await this.#read(name))!.recipient };
  }

  /**
   * Decrypts text that was encrypted with a day's key, using the key holder's private key.
   * @throws AppError `sealed` for another key holder; `gone` if the day's key was deleted
   */
  async unseal(name: string, sealed: Uint8Array, officerIdentity: string): Promise<string> {
    const file = await this.#read(name);
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

  names(): Promise<string[]> {
    return this.#files.names();
  }

  /** Overwrites and deletes keys. */
  end(names: readonly string[]): Promise<void> {
    return this.#files.end(names);
  }

  async #read(name: string): Promise<{ recipient: string; sealed: string } | null> {
    const text = (await this.#files.read(name))?.toString('utf8');
    if (text === undefined) return null;
    const end = text.indexOf('\n');
    return { recipient: text.slice(2, end), sealed: text.slice(end + 1) };
  }
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
