const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Decodes the key that a page shows (base32, RFC 4648), as an authenticator app does. */
export function fromBase32(text: string): Uint8Array {
  const bits = [...text.replaceAll(' ', '')].map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}

/** The first cookie that a response sets, as a browser sends it. */
export const cookieOf = (response: Response): string => response.headers.get('set-cookie')!.split(';')[0]!;
