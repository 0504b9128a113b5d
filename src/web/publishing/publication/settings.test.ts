import { expect, it } from 'vitest';
import { loadExample } from '../../../exchange/example/load.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { changeLogo } from '../../../publishing/publication/change-logo.ts';
import { PublicationCache } from '../../../publishing/publication/publication-cache.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { createWeb } from '../../create-web.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

onEitherDatabase('settings', (db) => {
  it('change the name and imprint at once, and warn the second of two people who change them', async () => {
    let changed = 0;
    const events = { changed: () => void changed++, failed: (error: unknown) => expect(error).toBeNull() };
    const here = new PublicationCache(events);
    await here.open(db().read);
    const { join, app } = deskOn(db(), { listeners: [here.listener] });
    const chief = await join('editor');
    expect(here.publication.name).toBe('Kronika');
    const typed = {
      name: 'Press Watch Almaty',
      motto: 'Who did what to whom',
      language: 'en',
      interfaceLanguages: ['en', 'ru'],
      'contentLanguages[0].language': 'en',
      'contentLanguages[1].language': 'kk',
      'translations[0].language': 'ru',
      'translations[0].name': 'Вестник прессы',
      'jurisdictions[0].country': 'KZ',
      'imprint.copyright': '© 2026 Press Watch',
      'imprint.address': '1 Abai Avenue\nAlmaty',
      'imprint.issn': '20493630',
      timeZone: 'Asia/Almaty',
      'accent.choice': 'own',
      'accent.light': '#1F4FA8',
      licence: 'cc-by-4.0',
      why: 'our own name',
      _version: valueOf(await chief.text(routes.desk.settings()), '_version')!,
    };
    // If values are refused, the form shows them again, with an error beside each field.
    const refused = await chief.post(routes.desk.settings(), {
      ...typed,
      'imprint.issn': '2049-3631',
      'jurisdictions[0].country': 'XX',
      'accent.light': '#ffcc00',
    });
    const again = await refused.text();
    expect(refused.status).toBe(400);
    expect(valueOf(again, 'imprint.issn')).toBe('2049-3631');
    for (const words of [
      'This is not a valid ISSN',
      'Unrecognised country',
      '#ffcc00 is too pale on a light background',
      'Press Watch Almaty',
    ])
      expect(again).toContain(words);

    expect((await chief.post(routes.desk.settings(), typed)).status).toBe(303);
    expect(changed).toBe(0);
    expect(here.publication).toMatchObject({
      name: 'Press Watch Almaty',
      contentLanguages: ['en', 'kk'],
      jurisdictions: ['KZ'],
      timeZone: 'Asia/Almaty',
      hidden: false,
      imprint: { issn: '2049-3630', address: '1 Abai Avenue\nAlmaty' },
      accent: { light: '#1f4fa8' },
    });
    const later = await chief.post(routes.desk.settings(), { ...typed, name: 'Another name' });
    const html = await later.text();
    expect([later.status, valueOf(html, 'name'), html.includes('Press Watch Almaty')]).toEqual([
      409,
      'Another name',
      true,
    ]);
    expect(await chief.text(routes.desk.history())).toContain('our own name');

    const elsewhere = new PublicationCache(events);
    await elsewhere.open(db().read);
    expect([elsewhere.publication.name, changed]).toEqual(['Press Watch Almaty', 1]);

    // Readers see the imprint on the page. They see the colour through a style sheet, which the page's policy allows.
    const web = createWeb({ ...testDeps(), app, paper: () => here.publication });
    const about = await (await web.request(routes.about())).text();
    for (const words of ['© 2026 Press Watch', '1 Abai Avenue, Almaty', 'ISSN 2049-3630', '<dt>Address</dt>'])
      expect(about).toContain(words);
    const theme = /href="(\/theme\/[^"]+)"/.exec(about)![1]!;
    expect(await (await web.request(theme)).text()).toContain('--rubric:#1f4fa8');
    expect((await web.request(routes.theme({ file: 'ffcc00-ffcc00.css' }))).status).toBe(404);
    const monitor = await join('monitor');
    expect((await monitor.get(routes.desk.settings())).status).toBe(403);
  });

  it('show a logo without its scripts, and no logo after it is removed', async () => {
    const here = new PublicationCache({ changed: () => {}, failed: (error) => expect(error).toBeNull() });
    await here.open(db().read);
    const { join, app } = deskOn(db(), { listeners: [here.listener] });
    const chief = await join('editor');
    const version = async () => (await loadPublication(db().read)).version;
    const logo = (text: string) => Uint8Array.from(new TextEncoder().encode(text));
    await expect(
      run(app, changeLogo, chief.principal, { version: await version(), logo: logo('<p>no picture</p>') }),
    ).rejects.toMatchObject({ fields: [{ path: 'logo', message: 'publishing.publication.error.logo.bad' }] });
    await run(app, changeLogo, chief.principal, {
      version: await version(),
      logo: logo('<svg viewBox="0 0 300 60"><script>alert(1)</script><rect width="300" height="60"/></svg>'),
    });
    const web = createWeb({ ...testDeps(), app, paper: () => here.publication });
    const front = await (await web.request(routes.about())).text();
    const address = /<img class="logo" src="([^"]+)" alt="[^"]+" width="300" height="60"/.exec(front)![1]!;
    const shown = await web.request(address);
    expect([shown.headers.get('content-type'), shown.headers.get('content-security-policy')]).toEqual([
      'image/svg+xml',
      "default-src 'none'; sandbox",
    ]);
    expect(await shown.text()).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60"><rect width="300" height="60"></rect></svg>',
    );
    expect(
      (await chief.post(routes.desk.logo(), { _intent: 'remove', _version: String(await version()) })).status,
    ).toBe(303);
    expect([here.publication.logo, (await web.request(address)).status]).toEqual([undefined, 404]);
  });

  it('store sections in their order, delete a section, and refuse keys that are not valid', async () => {
    const { join } = deskOn(db());
    const chief = await join('editor');
    const version = async () => valueOf(await chief.text(routes.desk.sections()), '_version')!;
    const rows = {
      'sections[0].key': 'courts',
      'sections[0].names.en': 'Courts',
      'sections[1].key': 'blocking',
      'sections[1].names.en': 'Blocking',
    };
    const bad = await chief.post(routes.desk.sections(), {
      ...rows,
      'sections[1].key': 'Courts',
      'sections[2].key': 'no good',
      _version: await version(),
    });
    const html = await bad.text();
    expect([bad.status, html.includes('Use letters a to z in lower case')]).toEqual([400, true]);
    expect((await chief.post(routes.desk.sections(), { ...rows, _version: await version() })).status).toBe(303);
    expect((await loadPublication(db().read)).publication.sections).toEqual([
      { key: 'courts', names: { en: 'Courts' } },
      { key: 'blocking', names: { en: 'Blocking' } },
    ]);
    expect(
      (
        await chief.post(routes.desk.sections(), {
          'sections[0].key': 'blocking',
          'sections[0].names.en': 'Blocked',
          _version: await version(),
        })
      ).status,
    ).toBe(303);
    expect((await loadPublication(db().read)).publication.sections).toEqual([
      { key: 'blocking', names: { en: 'Blocked' } },
    ]);
  });

  it('remove the sample data in one step, after confirmation', async () => {
    const { app, join } = deskOn(db());
    await loadExample(app);
    const chief = await join(['administrator', 'editor']);
    const left = async () =>
      Number(
        (
          await db()
            .read.selectFrom('thing')
            .select((eb) => eb.fn.countAll<number>().as('count'))
            .executeTakeFirstOrThrow()
        ).count,
      );
    expect(await left()).toBeGreaterThan(60);
    const unsure = await chief.post(routes.desk.removeExample());
    expect([unsure.status, (await unsure.text()).includes('Select this to confirm')]).toEqual([400, true]);
    expect((await chief.post(routes.desk.removeExample(), { sure: '1' })).headers.get('location')).toBe(
      routes.desk.home(),
    );
    expect(await left()).toBe(0);
    expect((await chief.get(routes.desk.removeExample())).status).toBe(410);
    expect(await chief.text(routes.desk.home())).toContain('Get started');
  });
});
