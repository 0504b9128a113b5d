import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign as signBytes,
  verify as verifyBytes,
  type KeyObject,
} from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { writeOnce, writeSynced } from '../storage/write-once.ts';

/** An Ed25519 public key (RFC 8032): 32 bytes as 64 hexadecimal digits. This also serves as the id of the key. */
const publicKeyHex = z.string().regex(/^[0-9a-f]{64}$/);

const keyRecord = z.object({
  publicKey: publicKeyHex,
  since: z.iso.datetime(),
  /** When it was replaced; null for the current key. */
  until: z.iso.datetime().nullable(),
  /** A signature by the previous key, which proves that this key is its successor; null for the first key. */
  endorsement: z.object({ by: publicKeyHex, signature: z.string().regex(/^[0-9a-f]{128}$/) }).nullable(),
});
const history = z.object({ keys: z.array(keyRecord).min(1) });

/** The public record of a key. */
export type KeyRecord = z.output<typeof keyRecord>;

/** The current key, with a function that signs with it. */
export type SigningKey = { publicKey: string; sign(bytes: Uint8Array): Uint8Array };

/**
 * The installation's signing keys, in `<data>/keys` (mode 0700). They are not in the database, so that no one can sign
 * with a stolen dump of it. The private key is a file (PKCS #8, mode 0600). `history.json` has the public keys,
 * including those that were replaced.
 */
export class SigningKeys {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'keys');
  }

  /** The public keys, newest first; empty until a key is first needed. */
  async history(): Promise<KeyRecord[]> {
    const text = await readFile(join(this.#folder, 'history.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    return text === null ? [] : history.parse(JSON.parse(text)).keys;
  }

  /** The current key, created when first needed. */
  async current(now: Date): Promise<SigningKey> {
    const [newest] = await this.history();
    if (newest) return this.#open(newest.publicKey);
    const { publicKey } = await this.#make();
    const first: KeyRecord = { publicKey, since: now.toISOString(), until: null, endorsement: null };
    // If two processes create the first key at once, only one can create the history. The other then uses its key.
    if (await this.#write([first], { fresh: true })) return this.#open(publicKey);
    await rm(this.#file(publicKey));
    return this.current(now);
  }

  /** Replaces the current key. The old private key signs its successor and is then deleted. */
  async rotate(now: Date): Promise<KeyRecord> {
    const old = await this.current(now);
    const lock = join(this.#folder, 'rotating');
    await (await open(lock, 'wx', 0o600)).close();
    try {
      const known = await this.history();
      const { publicKey } = await this.#make();
      const since = now.toISOString();
      const made: KeyRecord = {
        publicKey,
        since,
        until: null,
        endorsement: {
          by: old.publicKey,
          signature: Buffer.from(old.sign(succession(old.publicKey, publicKey, since))).toString('hex'),
        },
      };
      await this.#write([made, ...known.map((one) => (one.until === null ? { ...one, until: since } : one))], {
        fresh: false,
      });
      // Signatures of the old key stay valid, but no one can sign with it any more.
      await rm(this.#file(old.publicKey));
      return made;
    } finally {
      await rm(lock, { force: true });
    }
  }

  #file(publicKey: string): string {
    return join(this.#folder, `${publicKey}.pem`);
  }

  async #open(publicKey: string): Promise<SigningKey> {
    const key = createPrivateKey(await readFile(this.#file(publicKey)));
    if (hexOf(createPublicKey(key)) !== publicKey)
      throw new Error(`The file of the key ${publicKey} contains another key.`);
    return { publicKey, sign: (bytes) => new Uint8Array(signBytes(null, bytes, key)) };
  }

  async #make(): Promise<{ publicKey: string }> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await chmod(this.#folder, 0o700);
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const name = hexOf(publicKey);
    await writeSynced(this.#file(name), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    return { publicKey: name };
  }

  /** Writes `history.json` in one step. With `fresh`: returns false if it exists already. */
  async #write(keys: KeyRecord[], { fresh }: { fresh: boolean }): Promise<boolean> {
    const target = join(this.#folder, 'history.json');
    const text = `${JSON.stringify({ keys }, null, 2)}\n`;
    if (fresh) return writeOnce(target, text);
    const part = `${target}.${randomBytes(6).toString('hex')}.part`;
    try {
      await writeSynced(part, text);
      await rename(part, target);
      return true;
    } finally {
      await rm(part, { force: true });
    }
  }
}

const hexOf = (key: KeyObject): string => Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url').toString('hex');

/** The text that a key signs to endorse its successor. */
const succession = (from: string, to: string, since: string): Uint8Array =>
  new TextEncoder().encode(`Kronika: after the key ${from} comes ${to}, since ${since}\n`);

/** Whether the endorsement of a key is a valid signature of the previous key; true for the first key. */
export const isEndorsed = ({ publicKey, since, endorsement }: KeyRecord): boolean =>
  endorsement === null ||
  isSignedBy(endorsement.by, succession(endorsement.by, publicKey, since), Buffer.from(endorsement.signature, 'hex'));

/** Whether `signature` is a valid signature of `bytes` by the key. False if the key or the signature is malformed. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (!publicKeyHex.safeParse(publicKey).success || signature.length !== 64) return false;
  try {
    return verifyBytes(null, bytes, keyOf(publicKey), signature);
  } catch {
    return false;
  }
}

const keyOf = (publicKey: string): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'hex').toString('base64url') },
    format: 'jwk',
  });

/** A public key as PEM, for OpenSSL. */
export const publicKeyPem = (publicKey: string): string =>
  keyOf(publicKey).export({ type: 'spki', format: 'pem' }) as string;

/**
 * The Ed25519 public keys in a text, which is hexadecimal digits, a PEM, or the JSON of `/about/keys`. Null if there
 * are none.
 */
export function readPublicKeys(text: string): string[] | null {
  const trimmed = text.trim();
  if (publicKeyHex.safeParse(trimmed.toLowerCase()).success) return [trimmed.toLowerCase()];
  try {
    if (trimmed.startsWith('-----BEGIN')) {
      const key = createPublicKey(trimmed);
      return key.asymmetricKeyType === 'ed25519' ? [hexOf(key)] : null;
    }
    const read = z
      .object({ keys: z.array(z.object({ publicKey: publicKeyHex })).min(1) })
      .safeParse(JSON.parse(trimmed));
    return read.success ? read.data.keys.map((one) => one.publicKey) : null;
  } catch {
    return null;
  }
}
