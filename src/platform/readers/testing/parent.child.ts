import { workerEntry } from '../../config/worker-entry.ts';
import { ReaderPool } from '../pool.ts';
import { about, spin } from './test-readers.ts';

// A parent process for the tests. It prints the process id of its reader, which is then busy or, with the argument
// `once`, unused.
const pool = new ReaderPool({ entry: () => workerEntry('src/platform/readers/testing/readers.child.ts'), most: 1 });
process.stdout.write(`${(await pool.read(about, null)).pid}\n`);
if (process.argv[2] !== 'once') await pool.read({ ...spin, seconds: 600 }, null);
