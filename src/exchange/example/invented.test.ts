import { expect, it } from 'vitest';
import { prepareJobs } from '../../platform/jobs/jobs.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { loadInvented } from './load-invented.ts';

onBothDatabases('the invented sample', (db) => {
  it('loads', async () => {
    const app = testApp(db());
    await prepareJobs(db(), [photoSizesJob]);
    const t0=performance.now();
    const refs = (await loadInvented(app).catch((error: any) => { console.log(JSON.stringify(error.fields ?? error.details, null, 1)); throw error; }))!;
    console.log('load', performance.now()-t0);
    expect(refs).toBeTruthy();
    expect(await loadInvented(app)).toBeNull();
  });
});
