import { workerEntry } from '../../config/worker-entry.ts';
import { ReaderPool } from '../pool.ts';
import { about, spin } from './test-readers.ts';

// A parent for the tests: prints the process of its reader, which is then busy, or, with `once`, unused.
const pool = new ReaderPool({ entry: () => workerEntry('src/platform/readers/testing/readers.child.ts'), most: 1 });
process.stdout.write(`${(await pool.read(about, null)).pid}\n`);
if (process.argv[2] !== 'once') await pool.read({ ...spin, seconds: 600 }, null);
