import { join } from 'node:path';
import '../../kinds.ts';
import { openDiskBlobs } from '../../../platform/storage/disk.ts';
import { readConfig } from '../../../platform/config/config.ts';
import { MemoryCounters } from '../../../platform/limits/counters.ts';
import { EmbeddedDatabase } from '../../../platform/database/embedded/embedded-database.ts';
import { createLog } from '../../../platform/log/log.ts';
import { openAssets } from '../../kit/assets.ts';
import { makeMirror } from './make/make-mirror.ts';

// A test runs this process, and kills it while it creates a mirror. As in a power cut, nothing is cleaned up.
const [directory, dataDir, assets, folder, address] = process.argv.slice(2) as [string, string, string, string, string];
await makeMirror({
  app: {
    db: new EmbeddedDatabase({ directory, unsafe: true }),
    blobs: openDiskBlobs(join(dataDir, 'blobs')),
    checks: [],
    listeners: [],
    now: () => new Date('2018-05-22T09:00:00Z'),
    counters: new MemoryCounters(() => new Date('2018-05-22T09:00:00Z')),
    config: readConfig({ KRONIKA_DATA: dataDir, KRONIKA_LOG: 'silent' }),
  },
  assets: openAssets(assets),
  log: createLog('silent'),
  address,
  folder,
  progress: ({ done = 0 }) => void (done > 100 && process.kill(process.pid, 'SIGKILL')),
});
