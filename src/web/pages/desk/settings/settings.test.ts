import { expect, it } from 'vitest';
import { loadExample } from '../../../../exchange/example/load.ts';
import { onBothDatabases } from '../../../../platform/testing/databases.ts';
import { PaperOnHand } from '../../../paper.ts';
import { routes } from '../../../routes.ts';
import { deskOn, valueOf } from '../accounts/testing/desk.ts';

onBothDatabases('settings', (db) => {
  it('name the paper at once where it is changed, and tell the later of two that change it', async () => {
    let changed = 0;
    const events = { changed: () => void changed++, failed: (error: unknown) => expect(error).toBeNull() };
    const here = new PaperOnHand(events);
    await here.open(db().read);
    const { join } = deskOn(db(), { followers: [here.follower] });
    const chief = await join('administrator');
    expect(here.paper.name).toBe('Kronika');
    const typed = { name: 'Press Watch Almaty', motto: 'Who did what to whom', language: 'en', imprint: 'Almaty', why: 'our own name', _version: valueOf(await chief.text(routes.desk.settings()), '_version')! };
    expect((await chief.post(routes.desk.settings(), { ...typed, language: 'english' })).status).toBe(400);
    expect((await chief.post(routes.desk.settings(), typed)).status).toBe(303);
    expect([here.paper, changed]).toEqual([expect.objectContaining({ name: 'Press Watch Almaty', motto: 'Who did what to whom', hidden: false }), 0]);
    const later = await chief.post(routes.desk.settings(), { ...typed, name: 'Another name' });
    const html = await later.text();
    expect([later.status, valueOf(html, 'name'), html.includes('Press Watch Almaty')]).toEqual([409, 'Another name', true]);
    expect(await chief.text(routes.desk.history())).toContain('our own name');

    const elsewhere = new PaperOnHand(events);
    await elsewhere.open(db().read);
    expect([elsewhere.paper.name, changed]).toEqual(['Press Watch Almaty', 1]);
  });

  it('remove the example in one step, once it is confirmed', async () => {
    const { house, join } = deskOn(db());
    await loadExample(house);
    const chief = await join('administrator');
    const left = async () => Number((await db().read.selectFrom('thing').select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count);
    expect(await left()).toBeGreaterThan(60);
    const unsure = await chief.post(routes.desk.removeExample());
    expect([unsure.status, (await unsure.text()).includes('Tick this to confirm')]).toEqual([400, true]);
    expect((await chief.post(routes.desk.removeExample(), { sure: '1' })).headers.get('location')).toBe(routes.desk.home());
    expect(await left()).toBe(0);
    expect((await chief.get(routes.desk.removeExample())).status).toBe(410);
    expect(await chief.text(routes.desk.home())).toContain('Begin here');
  });
});
