import { readFileSync } from 'node:fs';
import { AppError } from '../../errors.ts';
import { implement } from '../reader.ts';
import { serveReaders } from '../serve-readers.ts';
import * as test from './test-readers.ts';

serveReaders([
  implement(test.echo, async () => (input) => input),
  implement(test.about, async () => () => ({ pid: process.pid, environment: Object.keys(process.env) })),
  implement(test.spin, async () => () => {
    for (;;);
  }),
  implement(test.sleep, async () => () => new Promise<never>(() => {})),
  implement(test.buffers, async () => (megabytes) => {
    const held: Buffer[] = [];
    while (held.length < megabytes) held.push(Buffer.alloc(2 ** 20, 1));
    return held.length;
  }),
  implement(test.objects, async () => () => {
    const held: object[] = [];
    for (;;) held.push(Array.from({ length: 2 ** 17 }, () => held.length));
  }),
  implement(test.nest, async () => () => {
    const nest = (): number => 1 + nest();
    return nest();
  }),
  implement(test.refuse, async () => () => {
    throw new AppError('page_empty', { details: { bytes: 7 }, fields: [{ path: 'file', message: 'some.key' }] });
  }),
  implement(test.defect, async () => () => (null as unknown as { name: string }).name),
  implement(test.die, async () => () => process.exit(3)),
  implement(test.large, async () => (megabytes) => Buffer.alloc(megabytes * 2 ** 20)),
  implement(test.file, async () => (path) => readFileSync(path, 'utf8')),
  implement(test.bytes, async () => async ({ from }, source) => {
    const read = { pieces: 0, bytes: 0, name: source.name };
    for await (const piece of source.open({ start: from })) {
      read.pieces++;
      read.bytes += piece.byteLength;
    }
    return read;
  }),
  implement(
    test.pieces,
    async () =>
      async function* (_, source) {
        let number = 0;
        for await (const _piece of source.open()) yield ++number;
        return 'all';
      },
  ),
  implement(
    test.begin,
    async () =>
      async function* () {
        yield 'begun';
        for (;;);
      },
  ),
]);
