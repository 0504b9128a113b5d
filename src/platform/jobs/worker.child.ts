import { z } from 'zod';
import { openApp } from '../app.ts';
import { readConfig } from '../config/config.ts';
import { createLog } from '../log/log.ts';
import { defineJob } from './jobs.ts';
import { openJobs } from './jobs-runner.ts';

// For a test: takes jobs `test.taken` and never finishes one. Prints a line for each. Arguments: the data directory and
// the URL of the database.
const [dataDir, url] = process.argv.slice(2);
const job = defineJob({
  name: 'test.taken',
  input: z.object({}),
  handler: () => {
    process.stdout.write('begun\n');
    return new Promise<void>(() => {});
  },
});
const config = readConfig({ KRONIKA_DATA: dataDir, DATABASE_URL: url, KRONIKA_LOG: 'silent' });
const { app } = await openApp(config, { checks: [], listeners: [], jobs: [job] });
await openJobs(app, [job], createLog('silent'), { leaseMs: 3000, firstCheckMs: 60_000 }).start();
setInterval(() => {}, 60_000);
