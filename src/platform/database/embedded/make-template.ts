import { basename } from 'node:path';
import { buildRoot } from '../../config/package-root.ts';
import { ensureTemplate } from './template.ts';

// Run by the build as dist/make-template.js: creates the database that first starts copy, and prints its name.
if (!buildRoot) throw new Error('Only a build creates the template.');
process.stdout.write(`${basename(await ensureTemplate(buildRoot))}\n`);
