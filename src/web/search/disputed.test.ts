import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { answerDisagreements } from '../../record/disagreements/answer.ts';
import { file } from '../../record/filing/file.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { countCases } from '../../search/statistics/count.ts';
import { readStatistic } from '../../search/statistics/query.ts';
import { routes } from '../routes.ts';
import { exampleSite, type Site } from '../testing/site.ts';

onBothDatabases('a statistic of what sources disagree about', (db: () => Database) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db());
  });
  const counted = async (of: string, value: string, audience: Audience = 'public') => {
    const { rows, series } = await countCases(db().read, readStatistic(new URLSearchParams(of), audience), audience);
    const found = [...rows, ...series].find((one) => one.value === value);
    return found && [found.count, found.disputed ?? 0];
  };
  const deny = (over: object) =>
    run(site.app, file, editor, {
      claims: [
        {
          case: site.refs['case-blocking']!,
          wording: 'The regulator denies that it blocked the website.',
          kind: 'paraphrase',
          mode: 'denied',
          chain: [{ asWritten: 'The regulator' }],
          support: { kind: 'direct-word', note: 'By phone' },
          checked: true,
          visibility: 'public',
          statements: [{ subject: site.refs['case-blocking']!, property: 'incident-type', value: 'blocking' }],
          ...over,
        },
      ],
    });

  it('says in how many cases the kind of an event is disputed, as the page of the case does', async () => {
    expect(await counted('by=type', 'detention')).toEqual([1, 1]);
    expect(await counted('by=group', 'detention')).toEqual([1, 1]);
    expect(await counted('by=event-type', 'detention')).toEqual([1, 1]);
    expect(await counted('by=country&with=type', 'detention')).toEqual([1, 1]);
    expect(await counted('by=type&country=DE', 'detention')).toBeUndefined();
    expect(await counted('by=type', 'newsroom-search')).toEqual([1, 0]);
  });

  it('says so on pages and in the CSV', async () => {
    const page = async (address: string): Promise<string> => (await site.web.request(address)).text();
    expect(await page(routes.statistics())).toContain('Disputed: Detention (in the only case where it is recorded)');
    expect(await page(routes.statistics({ by: 'type' }))).toContain(
      'Disputed: Detention (in the only case where it is recorded)',
    );
    // The filters beside a chart or a map count the same cases.
    for (const address of [routes.statistics({ by: 'type' }), routes.map()])
      expect((await page(address)).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')).toContain(
        'Detention 1 · sources disagree in 1',
      );
    const [head, ...lines] = (await page(routes.statistics.as('csv', { by: 'type' }))).split('\r\n');
    const at = head!.split(',').indexOf('disputed');
    const disputed = (value: string) => lines.find((line) => line.startsWith(`${value},`))!.split(',')[at];
    expect([disputed('detention'), disputed('newsroom-search')]).toEqual(['1', '0']);
    expect(await page(routes.statistics.as('csv', { by: 'country' }))).not.toContain('disputed');
  });

  it('marks the kind of pressure wherever a case is listed, and a position wherever a person is', async () => {
    const page = async (address: string): Promise<string> => {
      const answer = await site.web.request(address);
      const html = await (
        answer.status === 200 ? answer : await site.web.request(answer.headers.get('location')!)
      ).text();
      const { document } = parseHTML(html);
      for (const hidden of document.querySelectorAll('.refs')) hidden.remove();
      return document.querySelector('main')!.textContent!.replaceAll(/\s+/g, ' ');
    };
    const at = (key: string): string => site.refs[key]!.split('/')[1]!;
    for (const address of [routes.home(), routes.cases(), routes.country({ code: 'KZ' })]) {
      expect(await page(address)).toContain('Detention Disputed');
    }
    expect(await page(routes.country({ code: 'KZ' }))).toContain(
      'Disputed: Detention (in the only case where it is recorded)',
    );
    expect(await page(routes.search({ q: 'jailed' }))).toContain('Detention (for “jailed”) Disputed');
    expect(await page(`/cases/${at('case-probe')}`)).toMatch(/Kind of pressure.*Detention Disputed/);
    expect(await page(`/cases/${at('case-probe')}`)).toMatch(/Editor-in-chief, Forbes Kazakhstan Disputed/i);
    expect(await page(`/actors/${at('forbes')}`)).toMatch(/Alexander Vorotilov Disputed/);
  });

  it('counts what a source denies as disputed, for readers only if they see the denial', async () => {
    expect(await counted('by=type', 'blocking')).toEqual([1, 0]);
    await deny({ visibility: 'desk' });
    expect(await counted('by=type', 'blocking')).toEqual([1, 0]);
    expect(await counted('by=type', 'blocking', 'desk')).toEqual([1, 1]);
    await deny({});
    expect(await counted('by=type', 'blocking')).toEqual([1, 1]);
  });

  it('is no longer disputed when an editor has resolved the disagreement', async () => {
    const { rows } = await db().executeSql(
      "select 'event/' || t.number as subject from disagreement d join thing t on t.id = d.subject_id where d.property = 'event-type'",
    );
    await run(site.app, answerDisagreements, editor, {
      answers: (rows as { subject: string }[]).map(({ subject }) => ({
        subject,
        property: 'event-type',
        answer: 'compatible' as const,
        reason: 'Both happened, one after the other.',
      })),
    });
    expect(await counted('by=type', 'detention')).toEqual([1, 0]);
  });
});
