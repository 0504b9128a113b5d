import { basename } from 'node:path';
import { buildRoot } from '../../config/package-root.ts';
import { ensureTemplate } from './template.ts';

// The build runs this as dist/make-template.js. It creates the template that is copied at the first start, and prints
// its name.
if (!buildRoot) throw new Error('Only a build creates the template.');
process.stdout.write(`${basename(await ensureTemplate(buildRoot))}\n`);
