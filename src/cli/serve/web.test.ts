import { expect, it } from 'vitest';
import { createLog } from '../../platform/log/log.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { listen } from './http.ts';
import { openWeb } from './web.ts';

onBothDatabases('the web app on its server', (db) => {
  it('answers /health while a heavy query runs', async () => {
    const server = await listen(openWeb(testApp(db()), createLog('silent')), { host: '127.0.0.1', port: 0 });
    let done = false;
    const heavy = db()
      .executeSql('select count(*) from generate_series(1, 20000000)')
      .then(() => (done = true));
    const answer = await fetch(`http://127.0.0.1:${server.port}/health`);
    expect({ status: answer.status, done }).toEqual({ status: 200, done: false });
    await heavy;
    await server.close();
  });
});
