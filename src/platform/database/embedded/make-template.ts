import { basename } from 'node:path';
import { buildRoot } from '../../config/package-root.ts';
import { ensureTemplate } from './template.ts';

// The build runs this as dist/make-template.js. It creates the template of a database, which the first start of an
// installation copies, and prints the template's name.
if (!buildRoot) throw new Error('Only a build creates the template.');
process.stdout.write(`${basename(await ensureTemplate(buildRoot))}\n`);
