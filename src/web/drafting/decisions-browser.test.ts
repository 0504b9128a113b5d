import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { addPage } from '../../drafting/store/add-page.ts';
import type { Edit } from '../../drafting/store/edits.ts';
import { loadDraft } from '../../drafting/store/load-draft.ts';
import { saveDraft } from '../../drafting/store/save-draft.ts';
import { run } from '../../platform/operation.ts';
import { oneDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { deskOn, password } from '../testing/desk.ts';
import { faults, inBrowser } from '../testing/in-browser.ts';

const text = `Twelve papers in court

12 March 2031

${Array.from({ length: 12 }, (_, at) => `Lena Moroz said that paper number ${at + 1} had been fined ${at + 2},000 euros.`).join('\n\n')}`;

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let monitor: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
let count = 0;
/** Requests that send something wait for this. */
let gate: Promise<void> = Promise.resolve();
const held: (() => void)[] = [];

const { open, openAlone, base } = inBrowser(async (assets) => {
  made = await oneDatabase();
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  monitor = await desk.join('monitor', 'Aliya Nurlan');
  const fetch: typeof desk.web.fetch = async (request, ...more) => {
    if (request.url.endsWith('show=act')) await gate;
    return desk.web.fetch(request, ...more);
  };
  return { web: { fetch }, session: monitor.sessionToken, close: made.drop };
});
const hold = (): void => {
  gate = new Promise((done) => held.push(done));
};
const letGo = (): void => {
  for (const one of held.splice(0)) one();
};

const begin = async (): Promise<number> =>
  (await addPage(desk.app, monitor.principal, { text: `${text}\n\nCopy ${++count}.` })).draft;
const accepted = async (id: number): Promise<number> =>
  (await loadDraft(made.db.read, id))!.content.claims.filter((one) => one.decision === 'accepted').length;
const wide = { viewport: { width: 1280, height: 900 } };
const press = async (page: Page, key: string, times: number): Promise<void> => {
  for (let at = 0; at < times; at++) await page.keyboard.press(key);
};

const read = async (id: number) => (await loadDraft(made.db.read, id))!;
const status = (page: Page) => page.locator('#outbox [role=status]');
const visit = (id: number, look: Parameters<typeof open>[2], options: Parameters<typeof open>[1] = wide) =>
  open(routes.desk.draft({ id: String(id) }), options, look);

describe('decisions in the review of a draft', () => {
  it('are all saved after ten quick presses on a slow server, and leaving warns before', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      /** Whether the browser would ask before the page is left. */
      const warns = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
      hold();
      await press(page, 'a', 10);
      expect(await page.locator('.claim[data-decision=accepted]').count()).toBe(10);
      expect(await page.locator('.save-state').allTextContents()).toEqual(Array(10).fill('Saving…'));
      expect(await status(page).textContent()).toBe('Saving…');
      expect(await warns()).toBe(true);
      expect(await accepted(id)).toBe(0);
      letGo();
      await expect.poll(() => status(page).textContent()).toBe('All decisions are saved');
      expect(await accepted(id)).toBe(10);
      expect(await page.locator('.save-state').allTextContents()).toEqual(Array(10).fill('Saved'));
      expect(await warns()).toBe(false);
    });
  });

  it('do not close the form of a claim that was opened while the page was being refreshed', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      let refreshes = 0;
      let go = (): void => {};
      const opened = new Promise<void>((done) => (go = done));
      await page.route(`**${routes.desk.draft({ id: String(id) })}`, async (route) => {
        if (route.request().method() !== 'GET') return route.continue();
        refreshes++;
        await opened;
        await route.continue().catch(() => {});
      });
      const form = page.locator('.claim.chosen textarea[name=wording]');
      await page.keyboard.press('a');
      await expect.poll(() => refreshes).toBe(1);
      await page.keyboard.press('e');
      await form.waitFor();
      const stayed = page.evaluate(
        () =>
          new Promise<boolean>((done) => {
            const area = document.querySelector('.claim.chosen textarea[name=wording]')!;
            new MutationObserver(() => !area.isConnected && done(false)).observe(document.body, {
              childList: true,
              subtree: true,
            });
            void fetch(location.pathname).then(() => setTimeout(() => done(area.isConnected)));
          }),
      );
      go();
      expect(await stayed).toBe(true);
      expect(await form.isVisible()).toBe(true);
    });
  });

  it('are saved before a link leads to another page', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      hold();
      await press(page, 'a', 4);
      await page.locator('.deskhead .home').click();
      await page.locator('#leave[open]').waitFor();
      expect(await faults(page)).toEqual([]);
      letGo();
      await page.waitForURL('**/desk');
      expect(await accepted(id)).toBe(4);
    });
  });

  it('are lost only if the person chooses to leave without saving', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      hold();
      await press(page, 'a', 2);
      await page.locator('.deskhead .home').click();
      await page.locator('#leave button[value=leave]').click();
      await page.waitForURL('**/desk');
      expect(await accepted(id)).toBe(0);
    });
    letGo();
  });

  it('wait while there is no connection, and are sent when it is back', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      await page.context().setOffline(true);
      await press(page, 'a', 3);
      await press(page, 's', 1);
      await expect.poll(() => status(page).textContent()).toBe('Not saved yet: no connection. Trying again.');
      await page.context().setOffline(false);
      await expect.poll(() => status(page).textContent()).toBe('All decisions are saved');
      const { content } = await read(id);
      expect(content.claims.slice(0, 5).map((one) => one.decision)).toEqual([
        ...Array<string>(3).fill('accepted'),
        'skipped',
        'open',
      ]);
    });
  });

  it('about a claim that a colleague has changed or decided are refused at the claim, and nothing is overwritten', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      const [first, second] = (await read(id)).content.claims.map(({ key }) => key);
      const colleague = await desk.join('monitor', 'Boris Second');
      await run(desk.app, saveDraft, colleague.principal, {
        draft: id,
        edit: { do: 'decide', claims: [first!], questions: [], decision: 'skipped' },
      });
      await press(page, 'a', 2);
      await expect.poll(() => status(page).textContent()).toBe('Some decisions are not saved. The claims say why.');
      await expect.poll(() => page.locator(`#claim-${first}`).getAttribute('data-decision')).toBe('skipped');
      expect(await page.locator(`#claim-${first} .not-saved`).textContent()).toContain('a colleague has changed this');
      expect(await page.locator(`#claim-${second} .save-state`).textContent()).toBe('Saved');
      expect((await read(id)).content.claims.slice(0, 2).map((one) => one.decision)).toEqual(['skipped', 'accepted']);
      expect(await faults(page)).toEqual([]);
    });
  });

  it('are kept while the session is locked, and sent after it is unlocked', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      hold();
      await press(page, 'a', 3);
      const locked = page.waitForResponse((one) => one.url().endsWith(routes.desk.lock()) && one.ok());
      await page.evaluate(() => document.dispatchEvent(new Event('kronika:locked')));
      await locked;
      const refused = page.waitForResponse((one) => one.url().endsWith('show=act') && one.status() === 401);
      letGo();
      await refused;
      expect(await accepted(id)).toBe(0);
      await page.locator('#lock-password').fill(password);
      await page.keyboard.press('Enter');
      await expect.poll(() => status(page).textContent()).toBe('All decisions are saved');
      expect(await accepted(id)).toBe(3);
    });
  });

  it('are forgotten when the person signs out in another tab, and not sent after the next sign-in', async () => {
    const id = await begin();
    const person = await desk.join('monitor', 'Clara Third');
    await openAlone(
      routes.desk.draft({ id: String(id) }),
      wide,
      async (page, context) => {
        hold();
        await press(page, 'a', 3);
        const tab = await context.newPage();
        await tab.goto(base() + routes.desk.account());
        await tab.locator(`main form[action="${routes.desk.signOut()}"] button`).click();
        await page.locator('#lock [data-when=ended]:visible').waitFor();
        const refused = page.waitForResponse((one) => one.url().endsWith('show=act'));
        letGo();
        await refused;
        await tab.goto(base() + routes.desk.signIn());
        await tab.locator('input[name=email]').fill(person.email);
        await tab.locator('input[name=password]').fill(password);
        await tab.keyboard.press('Enter');
        await tab.waitForURL('**/desk');
        // The page may have noticed the new session by itself.
        await page.evaluate(() => document.getElementById('lock-again')!.click());
        await page.locator('#lock[open]').waitFor({ state: 'detached' });
        await expect.poll(() => page.locator('.claim[data-decision=accepted]').count()).toBe(0);
        expect(await accepted(id)).toBe(0);
      },
      person.sessionToken,
    );
  });

  it('are not made by letters that someone types in the open menu', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      await page.locator('.menu-button').click();
      await page.locator('#desk-menu a').first().focus();
      await page.keyboard.press('s');
      expect(await page.locator('.claim[data-decision=skipped]').count()).toBe(0);
      await page.keyboard.press('Escape');
      await press(page, 's', 1);
      expect(await page.locator('.claim[data-decision=skipped]').count()).toBe(1);
      await expect.poll(() => status(page).textContent()).toBe('All decisions are saved');
    });
  });

  it('are in no storage of the browser', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      await page.context().setOffline(true);
      await press(page, 'a', 3);
      expect(await page.locator('.save-state').count()).toBe(3);
      const stored = await page.evaluate(async () => [
        ...Object.keys(localStorage),
        ...Object.keys(sessionStorage),
        ...(await indexedDB.databases()).map(({ name }) => name),
      ]);
      expect(stored.filter((name) => name !== 'kronika-used')).toEqual([]);
      await page.context().setOffline(false);
      await expect.poll(() => accepted(id)).toBe(3);
    });
  });

  it('leave the case that someone is choosing for another claim', async () => {
    const id = await begin();
    const { content } = await read(id);
    const cases = ['k1', 'k2'].map((key) => ({ key, use: 'new', title: `Case ${key}`, summary: '' }));
    const stored = JSON.stringify({ ...content, cases });
    await made.db.executeSql('update draft set content = $1::jsonb where id = $2', [stored, id]);
    await visit(id, async (page) => {
      const { key } = content.claims[2]!;
      await page.locator(`#claim-${key} select[name=case]`).selectOption('k2');
      await page.locator('.claim').first().focus();
      await press(page, 'a', 1);
      await expect.poll(() => page.locator('.progress-line [role=status]').textContent()).toContain('1 accepted');
      expect(await page.locator(`#claim-${key} select[name=case]`).inputValue()).toBe('k2');
      expect(await page.locator('select[name=case]').count()).toBe(content.claims.length);
      expect(await page.locator('.claim [data-key=e]').count()).toBe(content.claims.length);
    });
  });

  it('leave what is typed in another form of the page', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      const title = page.locator('#section-case input[name=title]');
      await page.locator('#section-case').evaluate((one) => ((one as HTMLDetailsElement).open = true));
      await title.fill('The fines of twelve papers');
      await page.locator('.claim').first().focus();
      await press(page, 'a', 2);
      await expect.poll(() => status(page).textContent()).toBe('All decisions are saved');
      await expect.poll(() => page.locator('.progress-line [role=status]').textContent()).toContain('2 accepted');
      expect(await title.inputValue()).toBe('The fines of twelve papers');
    });
  });
});

describe('filing a draft', () => {
  it('too early says what is missing beside the button, and the links lead to each place', async () => {
    const id = await begin();
    await visit(id, async (page) => {
      hold();
      await press(page, 'a', 1);
      await page.locator('#file-form .buttons .main').click();
      expect(await page.locator('#file-missing h4').textContent()).toContain('Your decisions are being saved');
      letGo();
      await expect.poll(() => page.locator('#file-missing h4').textContent()).toBe('The claims are not added yet');
      expect(await accepted(id)).toBe(1);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('file-missing');
      expect(await faults(page)).toEqual([]);
      await page.locator('#file-missing a', { hasText: 'case' }).first().click();
      expect(await page.evaluate(() => document.activeElement?.closest('details')?.id)).toBe('section-case');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    });
  });

  it('happens once, however often the button is pressed while decisions are saved', async () => {
    const id = await begin();
    const step = (edit: Edit) => run(desk.app, saveDraft, monitor.principal, { draft: id, edit });
    const { cast, works, revs } = (await read(id)).content;
    await step({ do: 'case', rev: revs.case, to: { use: 'new', title: 'The fines', summary: '' } });
    const known = cast.map((one) => ({ ...one, use: one.use ?? 'new', kind: one.kind ?? ('person' as const) }));
    await step({ do: 'cast', rev: revs.cast, cast: known, works });
    await visit(id, async (page) => {
      let sent = 0;
      page.on('request', (one) => (sent += Number(one.method() === 'POST' && one.url().includes('/file'))));
      hold();
      await press(page, 'a', 1);
      const button = page.locator('#file-form .buttons .main');
      await button.click();
      await button.click();
      letGo();
      await page.waitForURL('**/file#file-missing');
      expect(await page.locator('#file-missing').count()).toBe(0);
      expect(sent).toBe(1);
      expect((await read(id)).state).toBe('filed');
    });
  });

  it('too early leads to what is missing, also without a script', async () => {
    const id = await begin();
    await visit(
      id,
      async (page) => {
        await page.locator('#file-form .buttons .main').click();
        await page.waitForURL('**/file#file-missing');
        expect(await page.locator('#file-missing').innerText()).toContain('The claims are not added yet');
        const top = await page.locator('#file-missing').evaluate((one) => one.getBoundingClientRect().top);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(top).toBeLessThan(900);
      },
      { ...wide, javaScriptEnabled: false },
    );
  });
});

describe('the review on a phone', () => {
  it('stays at the claim to which “Next” led when the page is loaded again in the background', async () => {
    const id = await begin();
    await visit(
      id,
      async (page) => {
        const shown = page.locator('.claim:visible');
        hold();
        await shown.locator('[data-key=a]').click();
        await shown.locator('.claim-nav a').last().click();
        const there = await shown.getAttribute('id');
        await shown.evaluate((one) => one.setAttribute('data-before', ''));
        letGo();
        await expect.poll(() => page.locator('[data-before]').count()).toBe(0);
        expect([await shown.count(), await shown.getAttribute('id')]).toEqual([1, there]);
      },
      { viewport: { width: 390, height: 844 } },
    );
  });

  for (const javaScriptEnabled of [true, false])
    it(`goes claim by claim with the passage above it ${javaScriptEnabled ? 'with' : 'without'} a script`, async () => {
      const id = await begin();
      await visit(
        id,
        async (page) => {
          const shown = page.locator('.claim:visible');
          expect(await shown.count()).toBe(1);
          const key = await shown.getAttribute('data-claim');
          const { content, capture } = await read(id);
          const { passage } = content.claims.find((one) => one.key === key)!;
          const words = page.locator('.claim:visible .passage strong');
          expect(await words.textContent()).toBe(capture.text.slice(passage.start, passage.end));
          expect(await page.locator('.claim:visible .claim-nav').innerText()).toContain(
            `Claim 1 of ${content.claims.length}`,
          );
          const [above, below] = await Promise.all(
            ['.passage', '.wording'].map((one) => page.locator(`.claim:visible ${one}`).boundingBox()),
          );
          expect(above!.y).toBeLessThan(below!.y);
          await page.locator('.claim:visible .claim-nav a').last().click();
          expect(await page.locator('.claim:visible .claim-nav').innerText()).toContain('Claim 2 of');
          await page.locator('.claim:visible [data-key=a]').click();
          await expect.poll(() => page.locator('.claim:visible .claim-nav').innerText()).toContain('Claim 3 of');
          await expect.poll(() => accepted(id)).toBe(1);
          await page.locator('.to-text').click();
          const seen = async () => [await page.locator('#page-text').isVisible(), await shown.count()];
          await expect.poll(seen).toEqual([true, 0]);
          await page.locator('.to-draft').click();
          await expect.poll(seen).toEqual([false, 1]);
          const inView = () =>
            shown.evaluate((one) => {
              const [accept, nav] = ['[data-key=a]', '.claim-nav'].map((part) => one.querySelector(part)!);
              return accept!.getBoundingClientRect().bottom <= nav!.getBoundingClientRect().top;
            });
          await expect.poll(async () => !javaScriptEnabled || (await inView())).toBe(true);
          expect(javaScriptEnabled ? await faults(page) : []).toEqual([]);
        },
        { viewport: { width: 390, height: 844 }, javaScriptEnabled },
      );
    });
});
