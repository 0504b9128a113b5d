#!/usr/bin/env node
// The command. In a checkout it builds what is stale first; it installs nothing.
import '../scripts/node-version.mjs';
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../node_modules', import.meta.url))) {
  console.error('Kronika is not installed yet: run npm ci (or npm start, which does) in its folder.');
  process.exit(1);
}
const { ensureBuilt } = await import('../scripts/build.mjs');
await ensureBuilt();
await import('../dist/main.js');
