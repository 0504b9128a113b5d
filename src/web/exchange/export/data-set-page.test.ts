import { expect, it } from 'vitest';
import { importTable } from '../../../exchange/import/testing.factory.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { searchProjection } from '../../../search/index/projection.ts';
import { createWeb } from '../../create-web.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';

onEitherDatabase('claims and cases from an imported table', (db) => {
  it('name the table as their source if no publisher is known, and do not say that it is not preserved', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    const done = await importTable(
      app,
      editor,
      { text: 'date,city,country,category\n2020-03-01,Almaty,Kazakhstan,Physical Attack\n' },
      { name: 'our alerts.csv', adapt: (mapping) => ({ ...mapping, visibility: 'public' as const }) },
    );
    expect(done.counts).toMatchObject({ made: 1 });
    const web = createWeb({ ...testDeps(), app });
    const claim = await db()
      .read.selectFrom('claim')
      .innerJoin('thing', 'thing.id', 'claim.id')
      .select('thing.number')
      .where('claim.source_id', '=', done.source.id)
      .executeTakeFirstOrThrow();
    const page = await (await web.request(routes.claim({ number: claim.number }))).text();
    const text = page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toContain('Said by our alerts');
    expect(text).toContain('line 2');
    expect(text).not.toMatch(/not attributed|no copy preserved/);
    const found = await (await web.request(routes.cases())).text();
    const case_ = (await (await web.request(/href="(\/cases\/\d+\/[^"]+)"/.exec(found)![1]!)).text())
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(case_).toContain(
      'Notes: who says what One source 1 Attack on a person, Almaty, Kazakhstan, 1 March 2020 Our alerts (imported, not checked) We preserve a copy of the source. This claim cites the source as a whole, not a passage. our alerts',
    );
    expect(case_).not.toMatch(/not attributed|no copy preserved/);
  });
});
