import { canonicalJson } from './canonical.ts';

/** What a signature record says about a letter. Names known only to the initiators are only counted. */
export type Statement = {
  letter: { number: number; address: string; host: string | null };
  publishedAt: string;
  issuedAt: string;
  version: { number: number; hash: string; content: unknown };
  counts: { confirmed: number; known: number; withdrawn: number };
  signatories: { name: string; kind: string; signer: string; role: string; confirmedAt: string; hash: string }[];
};
export type SignedStatement = { schema: typeof statementSchema; statement: Statement; key: string; signature: string };

export const statementSchema = 'kronika.letter-statement.v1';
/** The beginning of the signed bytes. It ensures that the signature cannot be used for data of another kind. */
const prefix = 'Kronika letter statement\n';

export const bytesToSign = (statement: Statement): Uint8Array =>
  new TextEncoder().encode(prefix + canonicalJson(statement));

/** What can be wrong with a signature record. `unreadable`: the text is not a signature record. */
export type Fault = 'unreadable' | 'text' | 'confirmations' | 'counts' | 'signature';
export type Checked = { faults: Fault[]; statement: Statement | null; key: string | null };

/** Hashing and verification of signatures, which browsers and Node do in different ways. */
export type Crypto = {
  sha256(bytes: Uint8Array): Promise<string>;
  verify(key: string, bytes: Uint8Array, signature: Uint8Array): Promise<boolean>;
};

/**
 * Verifies that each confirmation has the hash of the signed text, that the counts are right, and that the record's
 * signature is valid. The caller must check whether the key is trusted.
 */
export async function checkStatement(text: string, { sha256, verify }: Crypto): Promise<Checked> {
  const read = readStatement(text);
  if (!read) return { faults: ['unreadable'], statement: null, key: null };
  const { statement, key, signature } = read;
  const faults: Fault[] = [];
  if ((await sha256(new TextEncoder().encode(canonicalJson(statement.version.content)))) !== statement.version.hash)
    faults.push('text');
  if (statement.signatories.some((one) => one.hash !== statement.version.hash)) faults.push('confirmations');
  if (statement.signatories.length + statement.counts.known !== statement.counts.confirmed) faults.push('counts');
  if (!(await verify(key, bytesToSign(statement), fromHex(signature)))) faults.push('signature');
  return { faults, statement, key };
}

/**
 * Parses a signature record. Null if it has a field that the signature does not cover, because people could think that
 * it does.
 */
function readStatement(text: string): SignedStatement | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
    // A repeated key or a number in another notation is refused: people would see something else than what was parsed.
    if (plain(text) !== JSON.stringify(json)) return null;
  } catch {
    // It is no JSON, or is nested too deep to be written again.
    return null;
  }
  const has = (value: unknown, ...names: string[]): value is Record<string, unknown> =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).toSorted().join() === names.toSorted().join();
  if (!has(json, 'schema', 'statement', 'key', 'signature') || json.schema !== statementSchema) return null;
  const { statement, key, signature } = json;
  if (
    typeof key !== 'string' ||
    !/^[0-9a-f]{64}$/.test(key) ||
    typeof signature !== 'string' ||
    !/^[0-9a-f]{128}$/.test(signature)
  )
    return null;
  if (
    !has(statement, 'letter', 'publishedAt', 'issuedAt', 'version', 'counts', 'signatories') ||
    !has(statement.letter, 'number', 'address', 'host') ||
    !has(statement.version, 'number', 'hash', 'content') ||
    !has(statement.counts, 'confirmed', 'known', 'withdrawn')
  )
    return null;
  if (
    !Array.isArray(statement.signatories) ||
    !statement.signatories.every((one) => has(one, 'name', 'kind', 'signer', 'role', 'confirmedAt', 'hash'))
  )
    return null;
  return json as SignedStatement;
}

/** JSON without spaces, with texts as `JSON.stringify` writes them. */
const plain = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part.startsWith('"') ? JSON.stringify(JSON.parse(part)) : ''));

const fromHex = (hex: string): Uint8Array =>
  new Uint8Array((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
