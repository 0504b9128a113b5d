import { expect, it, onTestFinished } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { SupportMessageCache } from '../../../publishing/support-messages/messages-cache.ts';
import { createWeb } from '../../create-web.ts';
import { PageCache } from '../../kit/middleware/page-cache.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

onEitherDatabase('support messages', (db, kind) => {
  const typed = {
    title: 'Keep this record going',
    body: 'We are five people and a server.',
    details: 'What it costs.\n\nWho pays so far.',
    donateUrl: 'https://give.example.org/us',
    places: ['front', 'article', 'other'],
    startsOn: '2018-05-01',
    endsOn: '2018-05-31',
    goal: '20000',
    raised: '12000',
    currency: 'eur',
  };

  async function open() {
    let day = '2018-05-22';
    await db().executeSql('delete from support_message');
    const pages = new PageCache({ kind });
    const supportMessages = new SupportMessageCache({
      changed: () => pages.drop(),
      failed: (error) => expect(error).toBeNull(),
      timeZone: () => 'Asia/Almaty',
    });
    const desk = deskOn(db(), {
      listeners: [supportMessages.listener, pages.listener],
      supportMessages,
      now: () => new Date(`${day}T09:00:00Z`),
    });
    const closing = [await pages.open(db()), await supportMessages.open(desk.app)];
    const web = createWeb({ ...testDeps(), app: desk.app, supportMessages, pages });
    const read = async (
      path: string,
      cookie = '',
      agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ) => {
      const response = await web.request(path, { headers: { 'user-agent': agent, ...(cookie && { cookie }) } });
      return {
        status: response.status,
        html: await response.text(),
        cookie: response.headers.get('set-cookie'),
        location: response.headers.get('location'),
      };
    };
    const turnAway = (number: number, to: string) =>
      web.request(routes.dismissSupportMessage({ number }), { method: 'POST', body: new URLSearchParams({ to }) });
    onTestFinished(async () => {
      for (const one of closing) await one();
    });
    return { desk, supportMessages, pages, read, turnAway, on: (other: string) => void (day = other) };
  }

  it('are written at the desk, previewed without being saved, and refused with an error for each wrong field', async () => {
    const { desk, read } = await open();
    const chief = await desk.join('editor');
    const wrong = await chief.post(routes.desk.newSupportMessage(), {
      ...typed,
      donateUrl: 'http://give.example.org',
      endsOn: '2018-04-01',
      currency: '',
      places: [],
    });
    const html = await wrong.text();
    expect([wrong.status, valueOf(html, 'donateUrl'), valueOf(html, 'title')]).toEqual([
      400,
      'http://give.example.org',
      typed.title,
    ]);
    for (const words of [
      'starting with https://',
      'Select at least one kind',
      'The last day must not be before the first day',
      'Enter the currency',
    ])
      expect(html).toContain(words);
    const preview = await chief.post(routes.desk.newSupportMessage(), { ...typed, _intent: 'preview' });
    expect([preview.status, (await preview.text()).includes('€12,000 of €20,000 so far')]).toEqual([200, true]);
    expect((await read('/')).html).not.toContain(typed.title);
    expect((await chief.post(routes.desk.newSupportMessage(), typed)).status).toBe(303);
    expect((await read('/')).html).toContain(typed.title);
    expect((await (await desk.join('monitor')).get(routes.desk.newSupportMessage())).status).toBe(403);
  });

  it('are on the selected kinds of page, and are no longer shown to a reader who dismisses them', async () => {
    const { desk, read, turnAway, supportMessages } = await open();
    const chief = await desk.join('editor');
    await chief.post(routes.desk.newSupportMessage(), { ...typed, places: ['front'] });
    const { number } = supportMessages.running[0]!;
    const before = await read('/');
    expect([before.html.includes('Keep this record going'), before.cookie]).toEqual([true, null]);
    expect((await read(routes.articles())).html).not.toContain('Keep this record going');

    const away = await turnAway(number, '/cases');
    expect([away.status, away.headers.get('location')]).toEqual([303, '/cases']);
    const cookie = away.headers.get('set-cookie')!.split(';')[0]!;
    expect(cookie).toBe(`support_messages=${number}`);
    expect((await read('/', cookie)).html).not.toContain('Keep this record going');
    // Other readers still get the cached page, which has the message.
    expect((await read('/')).html).toContain('Keep this record going');
    // The page about support still shows the message to this reader.
    expect((await read(routes.support(), cookie)).html).toContain('Who pays so far');
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example'])
      expect((await turnAway(number, to)).headers.get('location')).toBe('/');

    // This reader does see a message that was created later.
    await chief.post(routes.desk.newSupportMessage(), {
      ...typed,
      title: 'A lawyer for Ratel',
      places: ['front'],
      startsOn: '2018-05-20',
    });
    expect((await read('/', cookie)).html).toContain('A lawyer for Ratel');
  });

  it('are dismissed over HTTPS with a cookie that only this host can set', async () => {
    const { desk, read, turnAway, supportMessages } = await open();
    await (await desk.join('editor')).post(routes.desk.newSupportMessage(), { ...typed, places: ['front'] });
    Object.assign(desk.app.config, { publicUrl: 'https://paper.example.org' });
    const { number } = supportMessages.running[0]!;
    const [cookie, ...attributes] = (await turnAway(number, '/')).headers.get('set-cookie')!.split('; ');
    expect(cookie).toBe(`__Host-support_messages=${number}`);
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']));
    expect((await read('/', cookie)).html).not.toContain(typed.title);
  });

  it('are not shown to a reader who dismissed them when the cookie and the desk pages had other names', async () => {
    const { desk, read, supportMessages } = await open();
    const chief = await desk.join('editor');
    for (const title of [typed.title, 'A lawyer for Ratel'])
      await chief.post(routes.desk.newSupportMessage(), { ...typed, title });
    const [second, first] = supportMessages.running.map((one) => one.number);
    expect((await read('/', `appeals=${second}`)).html).toContain(typed.title);
    const both = (await read('/', `appeals=${second}; support_messages=${first}`)).html;
    for (const title of [typed.title, 'A lawyer for Ratel']) expect(both).not.toContain(title);

    const moved = await chief.get('/desk/appeals?a=b');
    expect([moved.status, moved.headers.get('location')]).toEqual([308, `${routes.desk.supportMessages()}?a=b`]);
    const form = await chief.post(`/desk/appeals/${first}/edit`, typed);
    expect([form.status, form.headers.get('location')]).toEqual([
      308,
      routes.desk.editSupportMessage({ number: first! }),
    ]);
  });

  it('are shown from their first to their last day, or until an editor ends them', async () => {
    const { desk, read, supportMessages, on } = await open();
    const chief = await desk.join('editor');
    await chief.post(routes.desk.newSupportMessage(), { ...typed, startsOn: '2018-05-23' });
    expect([(await read('/')).html.includes(typed.title), supportMessages.running.length]).toEqual([false, 0]);
    on('2018-05-23');
    await expect.poll(async () => (await read('/')).html.includes(typed.title), { timeout: 4000 }).toBe(true);
    on('2018-06-01');
    await expect.poll(async () => (await read('/')).html.includes(typed.title), { timeout: 4000 }).toBe(false);
    on('2018-05-30');
    await expect.poll(async () => (await read('/')).html.includes(typed.title), { timeout: 4000 }).toBe(true);
    // The test's clock is now a week later, so the editor's session has ended.
    const again = await desk.join('editor');
    expect(
      (await again.post(routes.desk.endSupportMessage({ number: supportMessages.running[0]!.number }))).status,
    ).toBe(303);
    expect((await read('/')).html).not.toContain(typed.title);
    expect(await again.text(routes.desk.supportMessages())).toContain('Ended');
  });

  it('are counted by day and in total, also on cached pages, without personal data', async () => {
    const { desk, read, turnAway, supportMessages } = await open();
    const chief = await desk.join('editor');
    await chief.post(routes.desk.newSupportMessage(), typed);
    const { number } = supportMessages.running[0]!;
    for (let time = 0; time < 3; time++) await read('/');
    // Robots see the message like everyone else, but are not counted.
    for (const robot of ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'curl/8.5.0', ''])
      expect((await read('/', '', robot)).html).toContain('Keep this record going');
    const go = await read(routes.followSupportMessage({ number }));
    expect([go.status, go.location, go.cookie]).toEqual([303, typed.donateUrl, null]);
    await turnAway(number, '/');
    await supportMessages.flush();
    await read('/');
    await supportMessages.flush();
    expect(await db().read.selectFrom('support_message_count').selectAll().execute()).toEqual([
      { support_message_number: number, day: '2018-05-22', shown: 4, away: 1, followed: 1 },
    ]);
    expect(await chief.text(routes.desk.supportMessages())).toContain('Shown 4 times, clicked once, dismissed once');
    expect(await chief.text(routes.desk.editSupportMessage({ number }))).toContain('22 May 2018');
  });

  it('warn the second of two people who change the same message', async () => {
    const { desk, supportMessages } = await open();
    const chief = await desk.join('editor');
    await chief.post(routes.desk.newSupportMessage(), typed);
    const { number } = supportMessages.running[0]!;
    const _version = valueOf(await chief.text(routes.desk.editSupportMessage({ number })), '_version')!;
    expect(
      (await chief.post(routes.desk.editSupportMessage({ number }), { ...typed, raised: '13000', _version })).status,
    ).toBe(303);
    const later = await chief.post(routes.desk.editSupportMessage({ number }), {
      ...typed,
      title: 'Another',
      _version,
    });
    expect([later.status, valueOf(await later.text(), 'title')]).toEqual([409, 'Another']);
    expect(supportMessages.running[0]).toMatchObject({ title: typed.title, raised: 13000, currency: 'EUR' });
  });
});
