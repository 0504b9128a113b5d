// Verifies a letter's signature record in the browser, with the public keys that this site publishes. The record is not
// sent to a server.
import { checkStatement, type Crypto as Machine, type Statement } from '../../../letters/statement/check.ts';

const place = document.querySelector<HTMLElement>('#check-statement');
const result = document.querySelector<HTMLElement>('#statement-said');
const fileInput = document.querySelector<HTMLInputElement>('#statement-file');

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array((text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));

const machine: Machine = {
  sha256: async (bytes) => hex(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)),
  verify: async (key, bytes, signature) =>
    crypto.subtle.verify(
      'Ed25519',
      await crypto.subtle.importKey('raw', bytesOf(key), 'Ed25519', false, ['verify']),
      signature as Uint8Array<ArrayBuffer>,
      bytes as Uint8Array<ArrayBuffer>,
    ),
};

/** The public keys that this site publishes. Null if the request fails. */
async function knownKeys(address: string): Promise<string[] | null> {
  try {
    const { keys } = (await (await fetch(address)).json()) as { keys: { publicKey: string }[] };
    return keys.map((one) => one.publicKey);
  } catch {
    return null;
  }
}

const about = (pattern: string, { letter, version, counts }: Statement): string =>
  pattern
    .replace('{address}', letter.address)
    .replace('{version}', String(version.number))
    .replace('{count}', String(counts.confirmed));

async function check(box: HTMLElement, text: string): Promise<string> {
  const words = box.dataset as Record<string, string>;
  if (!globalThis.crypto?.subtle) return words['noCrypto']!;
  try {
    const { faults, statement, key } = await checkStatement(text, machine);
    if (faults.length) return faults.map((fault) => words[fault]).join(' ');
    const keys = await knownKeys(words['keys']!);
    return `${words[keys === null ? 'unsure' : keys.includes(key!) ? 'good' : 'foreign']} ${about(words['about']!, statement!)}`;
  } catch {
    // This browser does not support Ed25519.
    return words['noCrypto']!;
  }
}

if (place && result && fileInput) {
  place.hidden = false;
  fileInput.addEventListener('change', async () => {
    const file = fileInput.files?.[0];
    if (file) result.textContent = await check(place, await file.text());
  });
}
