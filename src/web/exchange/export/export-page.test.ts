import { beforeAll, expect, it } from 'vitest';
import { readCsv } from '../../../exchange/export/testing/read-csv.ts';
import { exportFiles } from '../../../exchange/export/open-export.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

onEitherDatabase('downloads', (db) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db());
  });

  it('contain every case once as a row of a table, with values that need no attribution', async () => {
    const response = await site.web.request(routes.exportFile({ file: 'cases.csv' }));
    const rows = readCsv(await response.text());
    expect([response.status, response.headers.get('content-disposition'), response.headers.get('set-cookie')]).toEqual([
      200,
      'attachment; filename="kronika-cases-2018-05-22.csv"',
      null,
    ]);
    expect(rows.map((row) => row['case'])).toEqual(['1', '2', '3', '4']);
    const suit = rows[0]!;
    expect(suit).toMatchObject({
      began: '2016-12 | 2017-01',
      disputed: 'began',
      country: 'KZ',
      targets: 'Forbes Kazakhstan | Ratel.kz',
      incident_types: 'civil-suit | removal-order',
      mmf: 'Legal incident: civil lawsuits | Censorship',
      example: 'yes',
    });
    expect((await site.web.request(new URL(suit['url']!).pathname)).status).toBe(200);
  });

  it('apply the filters of the lists', async () => {
    const ask = async (filters: Parameters<typeof routes.cases>[0]) =>
      readCsv(await (await site.web.request(routes.exportFile({ file: 'cases.csv' }, filters))).text()).map(
        (row) => row['case'],
      );
    expect(await ask({ q: 'blocking Ratel', type: ['blocking'] })).toEqual(['3']);
    expect(await ask({ year: [1999] })).toEqual([]);
    expect(await ask({ country: ['kz'], type: ['civil-suit', 'restrictive-law'] })).toEqual(['1', '4']);
  });

  it('are offered below each list, with a page about formats, licence, date, query and number of cases', async () => {
    const list = await (await site.web.request(routes.cases({ q: 'Ratel', type: ['blocking'] }))).text();
    expect(list).toContain(
      `href="${routes.exportFile({ file: 'cases.csv' }, { q: 'Ratel', type: ['blocking'] }).replaceAll('&', '&amp;')}"`,
    );
    const address = routes.export({ q: 'Ratel', type: ['blocking'] });
    expect(list).toContain(`href="${address.replaceAll('&', '&amp;')}"`);
    const html = await (await site.web.request(address)).text();
    for (const words of ['“Ratel”', '1 case', 'CC BY 4.0', '22 May 2018', 'FollowTheMoney', 'JSON Lines'])
      expect([words, html.includes(words)]).toEqual([words, true]);
    const files = [...html.matchAll(/href="(\/export\/[^"]+)"/g)].map((match) => match[1]!.replaceAll('&amp;', '&'));
    expect(files.length).toBe(Object.keys(exportFiles).length);
    for (const file of files) {
      const response = await site.web.request(file);
      expect([file, response.status, (await response.arrayBuffer()).byteLength > 200]).toEqual([file, 200, true]);
    }
    expect(await (await site.web.request(routes.search({ q: 'Ratel' }))).text()).toContain('/export/cases.csv?q=Ratel');
    expect(await (await site.web.request(routes.cases({ q: 'nothing has this word' }))).text()).not.toContain(
      '/export/cases.csv',
    );
  });

  it('link a description of the table’s columns, as CSV on the Web defines it', async () => {
    const table = await site.web.request(routes.exportFile({ file: 'cases.csv' }, { country: ['KZ'] }));
    const at = /<([^>]+)>; rel="describedby"/.exec(table.headers.get('link')!)![1]!;
    const metadata = (await (await site.web.request(at)).json()) as {
      url: string;
      'dc:license': { '@id': string };
      'dc:title': string;
      tableSchema: { columns: { name: string; 'dc:description': string }[] };
    };
    expect(metadata).toMatchObject({
      url: 'cases.csv',
      'dc:license': { '@id': 'https://creativecommons.org/licenses/by/4.0/' },
      'dc:created': '2018-05-22T09:00:00.000Z',
      'dc:title': 'Kronika: Country: Kazakhstan',
    });
    const header = (await table.text()).replace(/^\uFEFF/, '').split('\r\n')[0];
    expect(header).toBe(metadata.tableSchema.columns.map((column) => column.name).join(','));
  });

  it('return 404 for other file names', async () => {
    expect((await site.web.request(routes.exportFile({ file: 'accounts.csv' }))).status).toBe(404);
  });
});
