import { buildRoot } from '../../package-root.ts';
import { ensureTemplate } from './template.ts';

// Run by the build, as dist/make-template.js: makes the database that first starts are copied from.
if (!buildRoot) throw new Error('The template is made by a build.');
await ensureTemplate(buildRoot);
