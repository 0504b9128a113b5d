// npm start: installs and builds what is missing, then serves, in this process.
import './node-version.mjs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled();
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt();
process.argv.splice(1, 1, join(root, 'bin/kronika.mjs'), 'serve');
await import(pathToFileURL(join(root, 'dist/main.js')).href);
