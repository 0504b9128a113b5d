import { beforeAll, expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { file } from '../../../record/filing/file.ts';
import { tagItems } from '../../../record/tags/tag-items.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('tags at the desk', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let monitor: Awaited<ReturnType<typeof desk.join>>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let number: number;
  beforeAll(async () => {
    desk = deskOn(db());
    [monitor, editor] = [await desk.join('monitor'), await desk.join('editor')];
    const { cases } = await run(desk.app, file, editor.principal, {
      cases: [{ title: 'Tagged case', visibility: 'public' }, { title: 'Other case' }],
      actors: [{ kind: 'person', names: [{ text: 'Anna' }], tags: ['other tag'] }],
    });
    number = Number(cases[0]!.split('/')[1]);
  });
  const here = (): string => routes.desk.tagsOf({ kind: 'case', number });

  it('are added and removed on the page of an item, with forms alone', async () => {
    expect(await monitor.text(routes.desk.case_({ number }))).toContain('No tags');
    const form = await monitor.text(here());
    expect(form).toContain('other tag');
    const sent = await monitor.post(here(), { add: 'To call, Deadline 1/2; urgent' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, routes.desk.case_({ number })]);
    const page = await monitor.text(routes.desk.case_({ number }));
    expect(page).toContain('Remove the tag Deadline 1/2');
    await monitor.post(here(), { drop: 'urgent' });
    expect(await monitor.text(routes.desk.case_({ number }))).not.toContain('urgent');
    const history = await monitor.text(routes.desk.historyOf({ kind: 'case', number }));
    expect(history).toContain('Deadline 1/2');
  });

  it('are refused with a reason, and nothing typed is lost', async () => {
    const long = `${'x'.repeat(61)}, fine`;
    const answer = await monitor.post(here(), { add: long });
    const text = await answer.text();
    expect([answer.status, text.includes('A tag has at most 60 characters.'), text.includes(long)]).toEqual([
      400,
      true,
      true,
    ]);
  });

  it('filter the lists and the search of the desk', async () => {
    for (const address of [
      routes.desk.cases({ tag: 'to call' }),
      routes.desk.search({ tag: ['to call'] }),
      routes.desk.search({ q: 'case', tag: ['TO CALL', 'none'] }),
    ]) {
      const list = await monitor.text(address);
      expect([address, list.includes('Tagged case'), list.includes('Other case')]).toEqual([address, true, false]);
    }
    expect(await monitor.text(routes.desk.cases({ tag: 'none' }))).not.toContain('Tagged case');
    expect(await monitor.text(routes.desk.newSearch({ query: 'tag=to+call' }))).toContain('Tag: to call');
  });

  it('are listed with counts; editors rename, join and remove them', async () => {
    expect(await monitor.text(routes.desk.deskTags())).not.toContain(routes.desk.deskTag({ name: 'To call' }));
    const list = await editor.text(routes.desk.deskTags());
    expect(list).toContain(routes.desk.deskTag({ name: 'Deadline 1/2' }));
    await editor.post(routes.desk.newDeskTag(), { name: 'Later' });
    const slash = routes.desk.deskTag({ name: 'Deadline 1/2' });
    const taken = await editor.post(slash, { name: 'later' });
    expect([taken.status, (await taken.text()).includes('There is a tag with this name.')]).toEqual([400, true]);
    expect((await editor.post(slash, { name: 'later', merge: 'on' })).status).toBe(303);
    expect(await monitor.text(routes.desk.case_({ number }))).toContain('Remove the tag Later');
    await editor.post(routes.desk.deskTag({ name: 'Later' }), { name: 'Later', _intent: 'remove' });
    expect(await monitor.text(routes.desk.deskTags())).not.toContain('Later');
  });

  it('are shown to programs of the desk, and never to readers', async () => {
    await run(desk.app, tagItems, editor.principal, { items: [`case/${number}`], add: ['readers never see this'] });
    for (const path of [
      `/cases/${number}/tagged-case`,
      `/cases/${number}.json`,
      `/api/v1/cases/${number}`,
      '/export/cases.csv',
      '/export/record.jsonl',
      '/search?tag=readers+never+see+this',
      '/cases?tag=readers+never+see+this',
    ]) {
      const answer = await desk.web.request(path);
      expect([path, (await answer.text()).includes('never see this')]).toEqual([path, false]);
    }
  });
});
