import { beforeAll, expect, it } from 'vitest';
import { readCsv } from '../../../exchange/export/testing/read-csv.ts';
import { onBothDatabases } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from './testing/site.ts';

onBothDatabases('downloads', (db) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db());
  });

  it('give every case once as a table, with what may stand without its speaker', async () => {
    const response = await site.app.request(routes.exportFile({ file: 'cases.csv' }));
    const rows = readCsv(await response.text());
    expect([response.status, response.headers.get('content-disposition'), response.headers.get('set-cookie')]).toEqual([200, 'attachment; filename="kronika-cases-2018-05-22.csv"', null]);
    expect(rows.map((row) => row['case'])).toEqual(['1', '2', '3', '4']);
    const suit = rows[0]!;
    expect(suit).toMatchObject({ began: '2016-12 | 2017-01', disputed: 'began', country: 'KZ', targets: 'Forbes Kazakhstan | Ratel.kz', incident_types: 'civil-suit | removal-of-content', mmf: 'Legal incident: civil lawsuits | Censorship', example: 'yes' });
    expect((await site.app.request(new URL(suit['url']!).pathname)).status).toBe(200);
  });

  it('take the filters of the lists', async () => {
    const ask = async (filters: Parameters<typeof routes.cases>[0]) => readCsv(await (await site.app.request(routes.exportFile({ file: 'cases.csv' }, filters))).text()).map((row) => row['case']);
    expect(await ask({ q: 'blocking Ratel', type: ['blocking'] })).toEqual(['3']);
    expect(await ask({ year: [1999] })).toEqual([]);
    expect(await ask({ country: ['kz'], type: ['civil-suit', 'restrictive-law'] })).toEqual(['1', '4']);
  });

  it('know no other files', async () => {
    expect((await site.app.request(routes.exportFile({ file: 'accounts.csv' }))).status).toBe(404);
  });
});
