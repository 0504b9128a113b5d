import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../platform/errors.ts';
import { writeOnce, writeSynced } from '../../../platform/storage/write-once.ts';

/** In the data directory. A backup leaves it out: what is ended here must be ended in every copy (docs/decisions/0086). */
export const keyFolder = 'commenter-keys';

// Programs that make backups know folders with this file (https://bford.info/cachedir/) and leave them out when told to.
const tag =
  'Signature: 8a477f597d28d172789f06886806bc55\n# Keys that end with their day. Never copy this folder: what is sealed to them must end with them.\n';

export type DayKey = { name: string; recipient: string };

const pattern = /^(\d{4}-\d{2}-\d{2})-[0-9a-f]{8}\.age$/;
export const dayOfKey = (name: string): string => name.slice(0, 10);

/**
 * The keys of the days. Each is an age identity that is sealed, before it is written, to the officer's recipient; its own
 * recipient stands on the first line. This process can seal to it and never open it.
 */
export class DayKeys {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, keyFolder);
  }

  /** The key of a day for an officer, made at first need. It is on disk before it is answered. */
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

  /** Opens what is sealed to a key, with the officer's own. @throws AppError `sealed` for another officer's; `gone` */
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

  /** Ends keys for good: overwritten, then removed, with what a killed process may have left of them. */
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

/** A new pair for an officer. What opens is answered to whoever asked and kept nowhere. */
export async function newOfficerKey(): Promise<{ recipient: string; identity: string }> {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
  const identity = await generateX25519Identity();
  return { recipient: await identityToRecipient(identity), identity };
}

/** Whether a text is a recipient that can be sealed to. */
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

/** Lengths of addresses tell something of them: what is sealed has one of few lengths. */
const block = 128;

/** Who wrote, as it is sealed. */
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
