import { basename } from 'node:path';
import { buildRoot } from '../../package-root.ts';
import { ensureTemplate } from './template.ts';

// Run by the build, as dist/make-template.js: makes the database that first starts are copied from, and says its name.
if (!buildRoot) throw new Error('The template is made by a build.');
process.stdout.write(`${basename(await ensureTemplate(buildRoot))}\n`);
