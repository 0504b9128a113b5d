import { expect, it } from 'vitest';
import { acceptClock, noteTime } from '../../../platform/clock/note-time.ts';
import { systemPrincipal } from '../../../platform/operation.ts';
import { onBothDatabases } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onBothDatabases('the notice about the clock', (db) => {
  it('tells administrators what is postponed, until someone accepts the time', async () => {
    const desk = deskOn(db());
    const { app } = desk;
    let at = new Date();
    Object.assign(app, { guardsClock: true, now: () => at });
    const noted = (page: string): boolean => page.includes('The server’s clock has jumped');
    await noteTime(app);
    expect(noted(await (await desk.join(['administrator'], 'Ada')).text(routes.desk.home()))).toBe(false);

    await db().executeSql(`
      insert into front_page (version, state, sections, made_at, publish_at) values (9, 'scheduled', '[]', now(), now() + interval '2 days')`);
    at = new Date(at.getTime() + 3 * 86_400_000);
    // Earlier sessions have ended by this clock.
    const [administrator, editor] = [await desk.join(['administrator'], 'Aida'), await desk.join(['editor'], 'Ela')];
    const page = await administrator.text(routes.desk.home());
    expect(noted(page)).toBe(true);
    expect(page).toContain('1 scheduled version of the front page');
    expect(page).not.toContain('scheduled article');
    expect(page).toContain('<code>kronika clock --accept</code>');
    expect(noted(await editor.text(routes.desk.home()))).toBe(false);

    await acceptClock(app, { ...systemPrincipal, via: 'cli' });
    expect(noted(await administrator.text(routes.desk.home()))).toBe(false);
  });
});
