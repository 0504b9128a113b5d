import { describe, expect, it } from 'vitest';
import { loadExample } from '../../../exchange/example/load.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { changeActor } from '../../../record/actors/change-actor.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { sealThing } from '../../../record/protection/seal.ts';
import { haveRecoveryKey } from '../../../record/testing/recovery-key.ts';
import { routes } from '../../routes.ts';
import { faultsInLooks, faults, inBrowser, picture } from '../../testing/in-browser.ts';
import { deskOn, password } from '../../testing/desk.ts';

let desk: ReturnType<typeof deskOn>;
let chief: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
let contributor: typeof chief;

const { open, base } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  await loadExample(desk.app);
  await run(desk.app, file, editor, comingHearing());
  // No one has ever tested the shares of this key, so the desk's first page asks for a test.
  await haveRecoveryKey(desk.app, new Date('2018-01-01'));
  chief = await desk.join(['administrator', 'editor'], 'Aliya Nurlan');
  contributor = await desk.join('monitor', 'Bota Contributor');
  await sealThing(desk.app, chief.principal, { thing: 'question/1', for: [chief.accountId] });
  return { web: desk.web, session: chief.sessionToken, close: made.drop };
});

const comingHearing = (): FilingInput => ({
  hearings: [{ key: 'hearing', proceeding: 'proceeding/1', title: 'Preliminary hearing', visibility: 'public' }],
  claims: [
    {
      wording: 'The court has set a preliminary hearing.',
      kind: 'paraphrase',
      mode: 'stated',
      checked: true,
      visibility: 'public',
      chain: [{ pagesOwn: true }],
      support: { kind: 'reference', source: 'source/1' },
      statements: [
        {
          subject: '#hearing',
          property: 'hearing-time',
          value: {
            at: `${new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)}T10:00`,
            zone: 'Asia/Almaty',
          },
        },
        { subject: '#hearing', property: 'room', value: '12' },
        { subject: '#hearing', property: 'hearing-access', value: 'open' },
      ],
    },
  ],
});

const pages: Readonly<Record<string, string>> = {
  'sign-in': routes.desk.signIn({ next: '/desk/cases' }),
  home: routes.desk.home(),
  search: routes.desk.search({ q: 'Kakimzhanov' }),
  account: routes.desk.account(),
  accounts: routes.desk.accounts(),
  'security-log': routes.desk.securityLog(),
  invite: routes.desk.newAccount(),
  settings: routes.desk.settings(),
  cases: routes.desk.cases(),
  claims: routes.desk.claims(),
  case: routes.desk.case_({ number: 1 }),
  actor: routes.desk.actor({ number: 1 }),
  source: routes.desk.source({ number: 1 }),
  claim: routes.desk.claim({ number: 1 }),
  'claim-form': routes.desk.editClaim({ number: 1 }),
  'source-form': routes.desk.newSource(),
  facts: routes.desk.facts({ kind: 'event', number: 1 }),
  hearing: routes.desk.hearing({ number: 1 }),
  'hearing-form': routes.desk.newHearing({ proceeding: 1 }),
  'hearing-facts': routes.desk.facts(
    { kind: 'hearing', number: 1 },
    { property: ['hearing-time', 'heard-by', 'room'] },
  ),
  history: routes.desk.history(),
  'history-claim': routes.desk.historyOf({ kind: 'claim', number: 1 }),
  'set-back': routes.desk.setBack({ kind: 'claim', number: 1, set: '1' }),
  'change-set': routes.desk.changeSet({ number: 1 }),
  undo: routes.desk.undoChangeSet({ number: 1 }),
  merge: routes.desk.act({ kind: 'actor', number: 1, act: 'merge' }),
  rank: routes.desk.act({ kind: 'event', number: 1, act: 'rank' }, { property: 'date' }),
  redact: routes.desk.act({ kind: 'actor', number: 1, act: 'redact' }),
  seal: routes.desk.act({ kind: 'claim', number: 1, act: 'seal' }),
  sealed: routes.desk.act({ kind: 'question', number: 1, act: 'open' }),
  'sealed-item': routes.desk.question({ number: 1 }),
  erased: routes.desk.erased(),
};

describe('the desk in a browser', () => {
  for (const [name, path] of Object.entries(pages))
    it(`${name}: accessible, and not wider than the screen`, async () => {
      await open(
        path,
        {},
        async (page) => void expect(await faultsInLooks(page, name)).toEqual([]),
        name === 'sign-in' ? null : undefined,
      );
    });

  it('seal, for a contributor who cannot seal the claim: accessible, and not wider than the screen', async () => {
    await open(
      pages['seal']!,
      {},
      async (page) => {
        await page.getByText('Aliya Nurlan').first().waitFor();
        expect(await faultsInLooks(page, 'seal-refused')).toEqual([]);
      },
      contributor.sessionToken,
    );
  });

  it('creates a person by keyboard, without scripts: adds a name, confirms a duplicate warning, and makes the person public', async () => {
    await open(
      routes.desk.newActor(),
      { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
      async (page) => {
        await page.locator('[name="kind"]').focus();
        await page.keyboard.type('Pers');
        await page.keyboard.press('Tab');
        await page.keyboard.type('Зейнулла Какимжанов');
        await page.locator('button[name=_add]').focus();
        await page.keyboard.press('Enter');
        await page.waitForSelector('[name="names[1].text"]');
        // Without scripts, the browser moves the focus once the page is there.
        await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('actor-names-1');
        await page.keyboard.press('Tab');
        await page.keyboard.type('Z. Kakimzhanov');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.summary');
        await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('summary');
        await picture(page, 'near');
        const again = page.getByRole('button', { name: 'Save as a different one' });
        await again.focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/desk\/actors\/\d+$/);
        expect(await page.locator('h1').innerText()).toBe('Зейнулла Какимжанов');
        await page.locator('.menu summary').focus();
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Make public' }).focus();
        await page.keyboard.press('Enter');
        await page.waitForSelector('.deskhead-title .pill:has-text("Public")');
      },
    );
  });

  it('seals a question from the start by keyboard: opens the section and chooses people', async () => {
    await open(routes.desk.newQuestion(), { viewport: { width: 1280, height: 900 } }, async (page) => {
      const { keyboard } = page;
      const focused = () => page.evaluate(() => document.activeElement?.textContent.trim());
      await page.locator('[name=wording]').focus();
      await keyboard.type('Who brought the bornsealed papers?');
      for (let tabs = 0; (await focused()) !== 'Seal it from the start' && tabs < 50; tabs++)
        await keyboard.press('Tab');
      expect(await focused()).toBe('Seal it from the start');
      await keyboard.press('Enter');
      const box = page.locator(`[name=sealFor][value="${chief.accountId}"]`);
      await box.waitFor({ state: 'visible' });
      expect(await faults(page)).toEqual([]);
      await picture(page, 'seal-from-start');
      const chosen = () => box.evaluate((one) => one === document.activeElement);
      for (let tabs = 0; !(await chosen()) && tabs < 50; tabs++) await keyboard.press('Tab');
      await keyboard.press('Space');
      expect(await box.isChecked()).toBe(true);
      await keyboard.press('Enter');
      await page.waitForURL(/\/desk\/questions\/\d+$/);
      expect(await page.locator('main').innerText()).toContain('it was sealed from the start');
      expect(await page.content()).not.toContain('bornsealed');
      expect(await faults(page)).toEqual([]);
    });
  });

  it('adds a hearing by keyboard alone: its date, time, zone and court, with their source', async () => {
    const form = routes.desk.newHearing({ proceeding: 1 });
    await open(form, { viewport: { width: 1280, height: 900 } }, async (page) => {
      const { keyboard } = page;
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name'));
      const tabTo = async (name: string) => {
        for (let tabs = 0; (await focused()) !== name && tabs < 200; tabs++) await keyboard.press('Tab');
        expect(await focused()).toBe(name);
      };
      expect(await faults(page)).toEqual([]);
      await tabTo('title');
      await keyboard.type('First day in court');
      await keyboard.press('Enter');
      await page.waitForURL(/\/facts/);
      const fields: [name: string, keys: string[], text?: string][] = [
        ['supports[0].wording', [], 'The court set the date.'],
        ['supports[0].chain[0].pagesOwn', ['Space']],
        ['supports[0].support.kind', ['Space', 'ArrowDown']],
        ['supports[0].support.source', [], 'source/1'],
        ['facts[0].value.at', [], '2031-12-03'],
        ['facts[0].value.time', [], '9:30'],
        ['facts[0].value.zone', [], 'Asia/Almaty'],
        ['facts[1].value', [], 'Medeu District Court'],
        ['checked', ['Space']],
      ];
      for (const [name, keys, text] of fields) {
        await tabTo(name);
        for (const key of keys) await keyboard.press(key);
        if (text) await keyboard.type(text);
      }
      expect(await faults(page)).toEqual([]);
      await keyboard.press('Tab');
      await tabTo('why');
      await keyboard.press('Enter');
      await page.waitForURL(/\/desk\/\w+\/\d+(?:#.*)?$/);
      const words = await page.locator('main').innerText();
      expect(words).toContain('First day in court');
      expect(words).toContain('3 December 2031 at 09:30 (Asia/Almaty, UTC+05:00)');
      expect(words).toContain('Medeu District Court');
    });
  });

  it('shows the saved and the typed version side by side if someone else saved the item meanwhile', async () => {
    await open(
      routes.desk.editActor({ number: 2 }),
      { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
      async (page) => {
        const other = await desk.join('editor', 'Timur Bek');
        const version = await page.locator('[name=_version]').inputValue();
        await run(desk.app, changeActor, other.principal, {
          actor: 'actor/2',
          version,
          to: {
            kind: 'organisation',
            names: [{ text: 'Saved by Timur', kind: 'preferred' }, { text: 'Another name' }],
            visibility: 'public',
          },
        });
        await page.locator('[name="names[0].text"]').fill('Typed by Aliya');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.waitForSelector('.summary');
        expect(await page.locator('.notice').first().innerText()).toContain('Timur Bek saved this');
        expect(await page.locator('.notice table').first().innerText()).toMatch(/Typed by Aliya\s+Saved by Timur/);
        await picture(page, 'conflict');
        expect(await page.locator('[name="names[0].text"]').inputValue()).toBe('Typed by Aliya');
        await page.getByRole('button', { name: 'Save over the newer version' }).click();
        await page.waitForURL(/\/desk\/actors\/2$/);
        expect(await page.locator('h1').innerText()).toBe('Typed by Aliya');
        await page.goto(base() + routes.desk.historyOf({ kind: 'actor', number: 2 }));
        await picture(page, 'history-actor');
      },
    );
  });

  it('loads the fields of a value as soon as its property is selected, without losing the input or the focus', async () => {
    await open(routes.desk.newClaim({ case: 1 }), { viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.locator('[name="wording"]').fill('Half a sentence');
      await page.locator('[name="statements[0].property"]').selectOption('place');
      await page.waitForSelector('[name="statements[0].value.country"]');
      await page.locator('[name="statements[0].value.locality"]').fill('Almaty');
      expect(await page.evaluate(() => document.querySelector<HTMLElement>('.row > .each')!.offsetParent)).toBeNull();
      await page.locator('[name="statements[0].property"]').selectOption('case-status');
      await page.waitForSelector('select[name="statements[0].value"]');
      expect([
        await page.locator('[name="wording"]').inputValue(),
        await page.evaluate(() => document.activeElement?.getAttribute('name')),
      ]).toEqual(['Half a sentence', 'statements[0].property']);
      expect(await faults(page)).toEqual([]);
    });
  });

  it('asks to sign in on a protected page, and returns to that page', async () => {
    await open(
      routes.desk.claim({ number: 3 }),
      { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
      async (page) => {
        expect(new URL(page.url()).pathname).toBe('/desk/sign-in');
        // The browser sets the focus at its next rendering, which may come after the page has loaded.
        await page.locator('[name=email]:focus').waitFor();
        await page.keyboard.type(chief.email);
        await page.keyboard.press('Tab');
        await page.keyboard.type(password);
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/desk\/claims\/3$/);
      },
      null,
    );
  });
});
