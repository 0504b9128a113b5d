import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** Writes the parts of CBOR (RFC 8949) that WebAuthn needs: short texts, bytes, small integers and maps. */
const head = (kind: number, length: number): Buffer =>
  length < 24
    ? Buffer.from([(kind << 5) | length])
    : length < 256
      ? Buffer.from([(kind << 5) | 24, length])
      : Buffer.from([(kind << 5) | 25, length >> 8, length & 255]);
const bytes = (value: Uint8Array): Buffer => Buffer.concat([head(2, value.length), value]);
const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const integer = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value));
const map = (...pairs: [Buffer, Buffer][]): Buffer => Buffer.concat([head(5, pairs.length), ...pairs.flat()]);

const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();
const url = (data: Uint8Array): string => Buffer.from(data).toString('base64url');

type Options = { challenge: string };

/**
 * A device with one passkey, for one origin. It returns what a browser would answer, as JSON.
 * @param options `checked`: the device has checked its owner, for example by a fingerprint
 */
export function softPasskey(origin: string, { checked = true } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(32);
  const host = new URL(origin).hostname;
  const client = (type: string, { challenge }: Options) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const data = (flags: number) => {
    // Like most devices, this one does not count its answers: the counter stays 0. So only the challenge shows that an
    // answer is used twice.
    const count = Buffer.alloc(4);
    return Buffer.concat([sha256(host), Buffer.from([flags | 1 | (checked ? 4 : 0)]), count]);
  };
  const common = { id: url(id), rawId: url(id), type: 'public-key', clientExtensionResults: {} };

  return {
    create(options: Options): string {
      const cose = map(
        [integer(1), integer(2)],
        [integer(3), integer(-7)],
        [integer(-1), integer(1)],
        [integer(-2), bytes(Buffer.from(x!, 'base64url'))],
        [integer(-3), bytes(Buffer.from(y!, 'base64url'))],
      );
      const authData = Buffer.concat([data(0x40), Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
      const attestation = map(
        [text('fmt'), text('none')],
        [text('attStmt'), map()],
        [text('authData'), bytes(authData)],
      );
      return JSON.stringify({
        ...common,
        response: {
          clientDataJSON: url(client('webauthn.create', options)),
          attestationObject: url(attestation),
          transports: ['internal'],
        },
      });
    },
    use(options: Options): string {
      const clientData = client('webauthn.get', options);
      const authData = data(0);
      return JSON.stringify({
        ...common,
        response: {
          clientDataJSON: url(clientData),
          authenticatorData: url(authData),
          signature: url(sign('sha256', Buffer.concat([authData, sha256(clientData)]), privateKey)),
        },
      });
    },
  };
}
