import { createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 6238 with the parameters that every authenticator app supports: SHA-1, 6 digits, steps of 30 seconds. */
const seconds = 30;
const digits = 6;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 (RFC 4648), without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

export const stepAt = (at: Date): number => Math.floor(at.getTime() / 1000 / seconds);

/** The code for a time step. */
export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * The time step of a code. Because clocks differ, the code of the step before or after the current one is accepted,
 * too. Null for any other code.
 */
export function stepOf(secret: Uint8Array, code: string, at: Date): number | null {
  const given = Buffer.from(code);
  const now = stepAt(at);
  return (
    [now, now - 1, now + 1].find((step) => {
      const right = Buffer.from(codeOf(secret, step));
      return right.length === given.length && timingSafeEqual(right, given);
    }) ?? null
  );
}

/** The content of the QR code for the app (the “Key URI format” of Google Authenticator). */
export function uriOf(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${issuer.replaceAll(':', ' ')}:${account}`;
  return `otpauth://totp/${encodeURIComponent(label)}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
