import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fuzz, outcome } from '../platform/testing/fuzz/fuzz.ts';
import { anyBytes, hostileText, hostileValue, mutatedBytes } from '../platform/testing/fuzz/inputs.ts';
import { hugePicture } from '../platform/testing/bombs.ts';
import { wordParagraph, writeDocx } from '../platform/testing/write-office.ts';
import { readLogoInChild, readPictureInChild } from './photos/picture-readers.ts';
import { picture, tellingPicture } from './photos/testing/pictures.ts';
import { namesInChild } from './protection/naming-reader.ts';
import { datatypeFor, datatypeNames, type ValueKind } from './values/datatypes.ts';
import { parseDuration, readDuration } from './values/duration.ts';
import { parseEdtf } from './values/edtf/edtf.ts';
import { schemesOf } from './values/identifier-schemes.ts';

const kinds = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const;
const small = async (): Promise<Uint8Array[]> => [
  ...(await Promise.all(kinds.map((kind) => picture(1, { width: 60, height: 40, kind })))),
  await tellingPicture(),
];
const sender = { account: null };

describe('hostile pictures', () => {
  it('are decoded into pictures without metadata, or refused', async () => {
    const inputs = fc.oneof(mutatedBytes(await small()), anyBytes, fc.constant(hugePicture(2 ** 31 - 1)));
    await fuzz(inputs, async (bytes) => {
      const read = await outcome(() => readPictureInChild(bytes, sender));
      if ('code' in read) return;
      for (const file of read.value.files) {
        const about = await sharp(file.bytes).metadata();
        expect([about.width, about.height]).toEqual([file.width, file.height]);
        expect([about.exif, about.xmp, about.iptc, about.comments]).toEqual([undefined, undefined, undefined, undefined]);
      }
    }, { runs: 60 }); // prettier-ignore
  });

  it('as logos of signatories are decoded or refused', async () => {
    const inputs = fc.oneof(mutatedBytes(await small()), anyBytes);
    await fuzz(inputs, (bytes) => outcome(() => readLogoInChild(bytes, sender)), { runs: 60 });
  });

  it('and other files are searched for a name', async () => {
    const person = { names: ['Zarina Erasova'], also: [], others: [], inflected: true };
    const document = await writeDocx(wordParagraph('Words.'), { author: 'A. B.' });
    const inputs = fc.tuple(fc.oneof(mutatedBytes([...(await small()), document]), anyBytes), hostileText(40), fc.boolean()); // prettier-ignore
    await fuzz(inputs, ([bytes, charset, unpack]) => outcome(() => namesInChild(bytes, { person, charset, unpack })));
  });
});

describe('hostile values', () => {
  it('of every property are read or refused, and valid ones have a text and a key', async () => {
    const values = fc.tuple(fc.constantFrom(...datatypeNames), fc.oneof(hostileValue, hostileText(200)));
    await fuzz(values, ([type, value]) => {
      const datatype = datatypeFor({ type, list: 'law-kind', kinds: ['actor'] } as ValueKind);
      const read = z.safeParse(datatype.schema, value);
      if (read.success) expect(typeof datatype.key(read.data)).toBe('string');
    }, { runs: 3000 }); // prettier-ignore
  });

  it('as dates, lengths of time and identifiers are read or refused', async () => {
    await fuzz(hostileText(300), (text) => {
      parseEdtf(text);
      parseDuration(text);
      readDuration(text);
      schemesOf(text);
    }, { runs: 3000 }); // prettier-ignore
  });
});
