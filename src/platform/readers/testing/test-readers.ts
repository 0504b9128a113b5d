import { declareReader } from '../reader.ts';

const budget = { seconds: 60, megabytes: 400 };

/** Readers for tests, which behave as if their input were hostile. Their code is in `readers.child.ts`. */
export const echo = declareReader<unknown, unknown>('test.echo', budget);
export const about = declareReader<null, { pid: number; environment: string[] }>('test.about', budget);
export const spin = declareReader<null, never>('test.spin', { seconds: 1, megabytes: 400 });
export const sleep = declareReader<null, never>('test.sleep', budget);
export const buffers = declareReader<number, number>('test.buffers', { seconds: 60, megabytes: 250 });
export const objects = declareReader<null, never>('test.objects', { seconds: 60, megabytes: 4000 });
export const nest = declareReader<null, number>('test.nest', budget);
export const refuse = declareReader<null, never>('test.refuse', budget);
export const defect = declareReader<null, string>('test.defect', budget);
export const die = declareReader<null, never>('test.die', budget);
export const large = declareReader<number, Uint8Array>('test.large', { seconds: 60, megabytes: 2000 });
export const file = declareReader<string, string>('test.file', budget);
export const bytes = declareReader<{ from: number }, { pieces: number; bytes: number; name: string }>(
  'test.bytes',
  budget,
);
export const pieces = declareReader<null, string, number>('test.pieces', budget);
/** Yields one item, and is then busy for ever. */
export const begin = declareReader<null, never, string>('test.begin', budget);
