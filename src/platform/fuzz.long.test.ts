import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, describe, it } from 'vitest';
import { SaxesParser } from 'saxes';
import { readZip } from './archive/unzip.ts';
import { once, zipOf } from './archive/zip.ts';
import { identityIn, newRecoveryKey, readingWith, writingFor } from './backup/cipher.ts';
import { parseErasures } from './backup/erasures.ts';
import { readParts } from './backup/frames.ts';
import { parseKeyFiles } from './backup/key-files.ts';
import { readManifest } from './backup/manifest.ts';
import { gunzip } from './backup/pack.ts';
import { clientAddress } from './limits/client-address.ts';
import { readNetwork } from './config/networks.ts';
import { fuzz, outcome } from './testing/fuzz/fuzz.ts';
import {
  anyBytes,
  hostileJsonText,
  hostileText,
  mutatedBytes,
  mutatedJson,
  mutatedText,
} from './testing/fuzz/inputs.ts';
import { withoutForbidden, xml } from './text/xml.ts';

async function* chunks(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function collect(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

it('hostile ZIP files are unpacked, or refused with an error that says why', async () => {
  const plain = await collect(zipOf([{ name: 'a.txt', stored: Buffer.from('aa') }, { name: 'b/c', bytes: () => once('c'.repeat(900)) }], new Date(0))); // prettier-ignore
  await fuzz(fc.oneof(mutatedBytes([plain]), anyBytes), async (bytes) => {
    // Callers report the error as that of the file, so any error will do. But it must be one, and the sizes must fit.
    const members = await readZip(bytes).catch((error: unknown) => {
      expect(error).toBeInstanceOf(Error);
      return [];
    });
    expect(members.reduce((sum, member) => sum + member.bytes.length, 0)).toBeLessThan(64 * 2 ** 20);
  }, { runs: 1000 }); // prettier-ignore
});

describe('hostile backups', () => {
  const sha256 = 'a'.repeat(64);
  const file = { size: 1, sha256, content: 1 };
  const manifest = {
    format: 'kronika-backup', version: 1, kronika: '0.2.0', kind: 'embedded', at: '2018-05-22T10:00:00.000Z',
    installation: '00000000-0000-4000-8000-000000000000', migrations: [{ name: '0001-one.sql', sha256 }],
    tables: { thing: { rows: 1, hash: sha256 } }, files: { database: file, blobs: file, keys: file },
    blobs: { count: 0, bytes: 0, lost: [] }, blobKey: null, erasures: 0, settings: { KRONIKA_PORT: '8080' },
  }; // prettier-ignore

  it('have a manifest that is read, or refused as damaged', async () => {
    const texts = fc.oneof(mutatedJson([manifest, { version: 2, kronika: '9' }]).map((one) => JSON.stringify(one) ?? ''), hostileJsonText, mutatedText([JSON.stringify(manifest)])); // prettier-ignore
    await fuzz(texts, (text) => outcome(() => readManifest(text)), { runs: 1000 });
  });

  it('have parts of a database, keys and erasures that are read, or refused as damaged', async () => {
    const parts = ['{"table":{"name":"t","columns":["a"]}}\n{"rows":4}\n1\t2\n{"sequences":{"s":1,"r":null}}\n'];
    const keys = [{ path: 'keys/a.key', content: 'AAAA' }];
    const erasures =
      '{"format":"kronika-erasures","installation":"00000000-0000-4000-8000-000000000000"}\n{"sha256":"x"}\n';
    const texts = fc.oneof(mutatedText([...parts, JSON.stringify(keys), erasures]), mutatedJson([keys, JSON.parse(parts[0]!.split('\n')[0]!)]).map((one) => `${JSON.stringify(one)}\n`), hostileJsonText.map((text) => `${text}\n`)); // prettier-ignore
    await fuzz(texts, async (text) => {
      await outcome(async () => {
        for await (const _ of readParts(chunks(Buffer.from(text), 5000))) continue;
      });
      await outcome(() => parseKeyFiles(text, 'keys.gz'));
      await outcome(() => parseErasures(text, 'erasures.ndjson'));
    }, { runs: 1000 }); // prettier-ignore
  });

  it('that are compressed are unpacked, or refused as damaged', async () => {
    const inputs = fc.oneof(mutatedBytes([gzipSync('words '.repeat(500))]), anyBytes);
    await fuzz(inputs, (bytes) => outcome(() => collect(gunzip(chunks(bytes, 100), 'x.gz'))));
  });

  it('that are encrypted are refused if anything was changed, and otherwise give the same bytes', async () => {
    const { identity, recipient } = await newRecoveryKey();
    const [{ encrypt }, { decrypt }] = [writingFor(recipient), await readingWith(identity)];
    const content = Buffer.from('words '.repeat(20_000));
    const whole = await collect(await encrypt(chunks(content, 5000)));
    expect(await collect(await decrypt(chunks(whole, 5000)))).toEqual(content);
    await fuzz(fc.oneof(mutatedBytes([whole]), anyBytes), async (bytes) => {
      // The caller reports any error as a damaged file. Changed bytes must never give a content.
      const read = await decrypt(chunks(bytes, 5000)).then(collect).catch((error: unknown) => error);
      if (Buffer.compare(bytes, whole) !== 0) expect(read).toBeInstanceOf(Error);
    }); // prettier-ignore
    await fuzz(hostileText(), (text) => outcome(async () => readingWith(identityIn(text) ?? text)));
    await fuzz(hostileText(200), (text) => outcome(() => writingFor(text)));
  });
});

it('hostile texts stay texts in XML', async () => {
  await fuzz(hostileText(), (text) => {
    let read = '';
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('text', (more) => void (read += more));
    parser.on('opentag', ({ name, attributes }) => expect([name, attributes['b']]).toEqual(['a', withoutForbidden(text)]));
    const attribute = xml(text).replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    parser.write(`<a b="${attribute}">${xml(text).replaceAll('\r', '&#13;')}</a>`).close();
    expect(read).toBe(withoutForbidden(text));
  }, { runs: 1000 }); // prettier-ignore
});

it('hostile headers of proxies give an address or none', async () => {
  const trusted = [readNetwork('127.0.0.0/8')!];
  const parts = fc.array(fc.oneof(fc.constantFrom('192.0.2.1', '[2001:db8::1]:80', '::ffff:10.0.0.1', 'fe80::1%eth0', '127.0.0.1', '0x7f.1'), hostileText(60)), { maxLength: 6 }); // prettier-ignore
  await fuzz(parts, (list) => {
    const client = clientAddress({ address: '127.0.0.1', forwardedFor: list.join(', ') }, trusted);
    expect(client).toMatch(/^[\da-f:.]*$/);
  }, { runs: 1000 }); // prettier-ignore
});
