import {
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import type { Database } from '../platform/database/database.ts';
import { keyFile } from '../platform/signing/key-file.ts';
import { decryptAes, encryptAes } from '../platform/storage/aes.ts';
import { heldKeys, type HeldKeys, type SharedKey } from './seal-keys.ts';

/*
 * Processes that serve pages give each other the decrypted keys of sessions, so that a person enters the password once
 * (docs/decisions/0264). A key is encrypted for a key pair that the receiving process has only in memory. All messages
 * are authenticated with a key in the data directory, so someone who controls only the database cannot ask for keys.
 */

const channel = 'kronika_seal_keys';
/** Keys are sent to at most this many processes: those that started last. */
const maxPeers = 64;

type Message =
  | { is: 'hello'; from: string; key: string; answers?: string | undefined }
  | { is: 'key'; to: string; from: string; box: string }
  | { is: 'used'; from: string; session: string }
  | { is: 'forgotten'; from: string; session: string; turn: number };

const publicKeyOf = (der: string): KeyObject =>
  createPublicKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'spki' });

/**
 * Shares the keys of this process with all others that call this on the same database and data directory.
 * @returns a function that ends this
 */
export async function shareSealKeys(
  db: Database,
  { dataDir, keys = heldKeys, failed }: { dataDir: string; keys?: HeldKeys; failed(error: unknown): void },
): Promise<() => Promise<void>> {
  const me = randomBytes(12).toString('base64url');
  const own = generateKeyPairSync('x25519');
  const macKey = await keyFile(dataDir, 'processes');
  const peers = new Map<string, KeyObject>();

  const mac = (text: string): Buffer => createHmac('sha256', macKey).update(`Kronika processes: ${text}`).digest();
  const send = (message: Message): void => {
    const text = JSON.stringify(message);
    db.notify(channel, `${mac(text).toString('base64url')} ${text}`).catch(failed);
  };
  const read = (payload: string): Message | null => {
    const [sent = '', ...rest] = payload.split(' ');
    const text = rest.join(' ');
    const given = Buffer.from(sent, 'base64url');
    const right = mac(text);
    return given.length === right.length && timingSafeEqual(given, right) ? (JSON.parse(text) as Message) : null;
  };
  /** The key that only this process and the other one can work out, for messages in one direction. */
  const secret = (peer: KeyObject, from: string, to: string): Buffer =>
    Buffer.from(
      hkdfSync('sha256', diffieHellman({ privateKey: own.privateKey, publicKey: peer }), '', `${from} ${to}`, 32),
    );
  const sendKey = (to: string, peer: KeyObject, key: SharedKey): void => {
    const box = encryptAes(secret(peer, me, to), Buffer.from(JSON.stringify(key)));
    send({ is: 'key', to, from: me, box: box.toString('base64') });
  };
  const open = (peer: KeyObject, from: string, box: string): SharedKey =>
    JSON.parse(decryptAes(secret(peer, from, me), Buffer.from(box, 'base64')).toString()) as SharedKey;
  const hello = (answers?: string): void =>
    send({
      is: 'hello',
      from: me,
      key: own.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      answers,
    });

  const hear = (message: Message | null): void => {
    if (!message || message.from === me) return;
    if (message.is === 'used') keys.refresh(message.session);
    else if (message.is === 'forgotten') keys.end(message.session, message.turn);
    else if (message.is === 'key') {
      const peer = peers.get(message.from);
      if (message.to === me && peer) keys.take(open(peer, message.from, message.box));
    } else {
      const peer = publicKeyOf(message.key);
      peers.set(message.from, peer);
      if (peers.size > maxPeers) peers.delete(peers.keys().next().value!);
      // A new process gets the public key of this process and the session keys. A `hello` that is an answer (`answers`)
      // is not answered.
      if (message.answers === undefined) {
        hello(message.from);
        for (const key of keys.all()) sendKey(message.from, peer, key);
      }
    }
  };
  const stop = await db.listen(
    channel,
    (payload) => {
      try {
        hear(read(payload));
      } catch (error) {
        failed(error);
      }
    },
    () => {
      // Notifications may have been lost.
      hello();
      void dropEnded(db, keys).catch(failed);
    },
  );
  keys.listener = {
    remembered: (key) => peers.forEach((peer, to) => sendKey(to, peer, key)),
    used: (session) => send({ is: 'used', from: me, session }),
    forgotten: (session, turn) => send({ is: 'forgotten', from: me, session, turn }),
  };
  hello();
  return async () => {
    keys.listener = undefined;
    await stop();
  };
}

/** Forgets the keys of sessions, and of sign-ins and password recoveries in progress, that have ended or are locked. */
async function dropEnded(db: Database, keys: HeldKeys): Promise<void> {
  const held = keys.all().map(({ session }) => session);
  const { rows } = await db.executeSql(
    `select encode(token_hash, 'base64') as session from session where locked_at is null
     union all select encode(token_hash, 'base64') from half_session
     union all select encode(token_hash, 'base64') from recovery_step`,
  );
  const open = new Set((rows as { session: string }[]).map(({ session }) => session));
  for (const session of held) if (!open.has(session)) keys.drop(session);
}
