import { expect, it } from 'vitest';
import { importTable } from '../../../exchange/import/testing.factory.ts';
import { onBothDatabases } from '../../../platform/testing/databases.ts';
import { editor, testHouse } from '../../../platform/testing/test-house.ts';
import { searchFollower } from '../../../search/index/follower.ts';
import { createApp } from '../../app.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';

onBothDatabases('what rests on a data set that is held', (db) => {
  it('names the data set where no publisher is known, and does not call it not held', async () => {
    const house = testHouse(db(), { followers: [searchFollower()] });
    const done = await importTable(
      house,
      editor,
      { text: 'date,city,country,category\n2020-03-01,Almaty,Kazakhstan,Physical Attack\n' },
      { name: 'our alerts.csv', adapt: (mapping) => ({ ...mapping, visibility: 'public' as const }) },
    );
    expect(done.counts).toMatchObject({ made: 1 });
    const app = createApp({ ...testDeps(), house });
    const claim = await db()
      .read.selectFrom('claim')
      .innerJoin('thing', 'thing.id', 'claim.id')
      .select('thing.number')
      .where('claim.source_id', '=', done.source.id)
      .executeTakeFirstOrThrow();
    const page = await (await app.request(routes.claim({ number: claim.number }))).text();
    const text = page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toContain('Said by our alerts');
    expect(text).toContain('line 2');
    expect(text).not.toMatch(/nobody named|not held/);
    const found = await (await app.request(routes.cases())).text();
    const case_ = (await (await app.request(/href="(\/cases\/\d+\/[^"]+)"/.exec(found)![1]!)).text())
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(case_).toContain('Said by our alerts');
    expect(case_).not.toMatch(/nobody named|not held/);
  });
});
