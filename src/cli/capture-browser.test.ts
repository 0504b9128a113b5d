import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { serveKind } from '../evidence/browser/kind.factory.ts';
import { kinds } from '../evidence/browser/kinds.factory.ts';
import { closeServers } from '../evidence/fetch/fetch-servers.factory.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, useKronika } from './testing/kronika.ts';

useKronika();
afterAll(closeServers);
const folder = tempDir();
const here = { KRONIKA_DATA: join(folder, 'data'), KRONIKA_ALLOW_PRIVATE: '127.0.0.1' };

it('says what the package of a page lacks, and why', async () => {
  const { address } = await serveKind(kinds.find(({ name }) => name.startsWith('words that a WebSocket'))!);
  const done = await kronikaDone(['capture', '--browser', '--out', join(folder, 'page.wacz'), address], here);
  expect(done.stdout).toContain('INCOMPLETE: parts are missing when it is opened in the viewer\n');
  expect(done.stdout).toContain('  missing words (2): Live words.\n');
}, 200_000);
