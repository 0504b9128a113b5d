#!/usr/bin/env node
// The command. In a checkout it first builds what is outdated; an installed package is already built. It installs nothing.
import '../scripts/node-version.mjs';
import { existsSync } from 'node:fs';

const here = (path) => existsSync(new URL(`../${path}`, import.meta.url));
if (here('scripts/build.mjs')) {
  if (!here('node_modules')) {
    console.error('Kronika is not installed yet: run npm ci (or npm start, which does) in its folder.');
    process.exit(1);
  }
  const { ensureBuilt } = await import('../scripts/build.mjs');
  await ensureBuilt();
}
await import('../dist/main.js');
