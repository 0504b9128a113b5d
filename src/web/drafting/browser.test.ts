import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { loadExample } from '../../exchange/example/load.ts';
import { addPage } from '../../drafting/store/add-page.ts';
import { fileDraft } from '../../drafting/store/file-draft.ts';
import { loadDraft } from '../../drafting/store/load-draft.ts';
import { saveDraft } from '../../drafting/store/save-draft.ts';
import { acceptNamed } from '../../drafting/testing/accept-named.ts';
import { packageRoot } from '../../platform/config/package-root.ts';
import { run } from '../../platform/operation.ts';
import { oneDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { faultsInLooks, inBrowser, shots } from '../testing/in-browser.ts';
import { deskOn } from '../testing/desk.ts';

const seed = join(packageRoot, '../shared/seed/000_8b1f9d54ddd11b58.txt');
const own = `Court Fines the Harbour Gazette

12 March 2031

A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Human Rights Watch (HRW) said.

The paper's editor, Lena Moroz, said that she would appeal: “We stand by every word of it.” The hall was empty.

Zeinulla Kakimzhanov claimed that the paper had published false information.

It remains unclear whether the hearings were open.`;
const text = existsSync(seed) ? readFileSync(seed, 'utf8') : own;

const incidents = `Editor held in Drevno

12 March 2031

Police arrested Lena Moroz, the editor of the Harbour Gazette, in Drevno on 11 March 2031.

Pavel Dorn, a photographer for the Lighthouse Weekly, was fined 200 euros by the Drevno District Court on 10 March 2031 under Section 12 of the Quiet Streets Act.

In 2027 police searched the newsroom of the Harbour Gazette.

Press Watch said that both had only done their work.`;

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let monitor: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
let draft: number;
let told: number;
let count = 0;

/** Each test gets its own draft. */
const begin = async (): Promise<number> =>
  (await addPage(desk.app, monitor.principal, { text: `${text}\n\nCopy ${++count}.` })).draft;
const claimsOf = async (id: number) => (await loadDraft(made.db.read, id))!.content.claims;

const { open, base } = inBrowser(async (assets) => {
  made = await oneDatabase();
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  await loadExample(desk.app);
  monitor = await desk.join('monitor', 'Aliya Nurlan');
  draft = (await addPage(desk.app, monitor.principal, { text, url: 'https://tol.example/free-press' })).draft;
  told = (await addPage(desk.app, monitor.principal, { text: incidents })).draft;
  return { web: desk.web, session: monitor.sessionToken, close: made.drop };
});

const wide = { viewport: { width: 1280, height: 900 } };

describe('the page of a draft, in a browser', () => {
  const states: Record<string, (page: Page) => Promise<void>> = {
    new: async (page) => void (await page.goto(base() + routes.desk.newFromPage())),
    list: async (page) => void (await page.goto(base() + routes.desk.drafts())),
    draft: async (page) => void (await page.goto(base() + routes.desk.draft({ id: String(draft) }))),
    claim: async (page) =>
      void (await page.goto(
        `${base()}${routes.desk.draft({ id: String(draft) }, { claim: (await claimsOf(draft)).find((one) => one.statements.length > 3)!.key })}`,
      )),
    incidents: async (page) => {
      await page.goto(base() + routes.desk.draft({ id: String(told) }));
      await page.evaluate(() =>
        document.querySelectorAll<HTMLDetailsElement>('.incidents details').forEach((one) => (one.open = true)),
      );
    },
    marking: async (page) =>
      void (await page.goto(`${base()}${routes.desk.draft({ id: String(draft) }, { show: 'mark' })}`)),
    sections: async (page) => {
      await page.goto(base() + routes.desk.draft({ id: String(draft) }));
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    },
  };
  for (const [name, go] of Object.entries(states))
    it(`${name}: accessible, and not wider than the screen`, async () => {
      await open(routes.desk.home(), {}, async (page) => {
        await go(page);
        expect(await faultsInLooks(page, name)).toEqual([]);
      });
    });

  it('has one heading at every width, in the claims and in the text, and nothing about keys on a phone', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    for (const [options, keys] of [
      [wide, true],
      [phone, false],
    ] as const)
      await open(routes.desk.draft({ id: String(told) }), options, async (page) => {
        const headings = page.getByRole('heading', { level: 1 });
        await expect.poll(() => headings.count()).toBe(1);
        await expect.poll(() => page.locator('#keys-open').isVisible()).toBe(keys);
        await page.goto(`${page.url()}#reading-text`);
        await expect.poll(() => headings.count()).toBe(1);
      });
  });

  it('shows an incident’s words in the text, puts it into a new case, and leaves another out, by keyboard', async () => {
    const { draft: id } = await addPage(desk.app, monitor.principal, { text: `${incidents}\n\nCopy ${++count}.` });
    await open(routes.desk.draft({ id: String(id) }), wide, async (page) => {
      await page.locator('#incident-i1 a.said').first().focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('.page-text :target').textContent()).toBe('held');
      // Only the first incident is open.
      await page.locator('#incident-i2 > details > summary').focus();
      await page.keyboard.press('Enter');
      await page.locator('#incident-i2 .otherwise > details > summary').focus();
      await page.keyboard.press('Enter');
      const title = page.locator('#incident-i2 input[name=title]');
      expect(await title.inputValue()).toBe('Sentence: Pavel Dorn (Lighthouse Weekly)');
      await title.focus();
      await page.keyboard.press('End');
      await page.keyboard.type(', a photographer');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('#incident-i2').getAttribute('data-decision')).toBe('accepted');
      const skip = page.locator('#incident-i1 button[value^="incident-skip"]');
      await skip.focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('#incident-i1').getAttribute('data-decision')).toBe('skipped');
      const { content } = (await loadDraft(made.db.read, id))!;
      expect(content.cases[0]).toMatchObject({
        use: 'new',
        title: 'Sentence: Pavel Dorn (Lighthouse Weekly), a photographer',
      });
      expect(content.incidents.map(({ decision }) => decision)).toEqual(['skipped', 'accepted', 'open']);
    });
  });

  it('can be processed by keyboard, and a reload does not lose decisions', async () => {
    const id = await begin();
    await open(routes.desk.draft({ id: String(id) }), wide, async (page) => {
      const decisions = () =>
        page.locator('.claim').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.decision));
      await page.keyboard.press('j');
      const first = await page.evaluate(() => (document.activeElement as HTMLElement).dataset.claim);
      expect(first).toBe(await page.locator('.claim').first().getAttribute('data-claim'));
      await page.keyboard.press('a');
      await expect
        .poll(decisions)
        .toEqual(['accepted', ...Array.from({ length: (await decisions()).length - 1 }, () => 'open')]);
      // The next claim without a decision gets the focus, and its passage is marked.
      await expect
        .poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset.decision))
        .toBe('open');
      expect(await page.locator('mark.here').count()).toBeGreaterThan(0);
      await page.keyboard.press('s');
      await expect.poll(async () => (await decisions())[1]).toBe('skipped');
      await page.keyboard.press('k');
      await page.keyboard.press('u');
      await expect.poll(async () => (await decisions())[1]).toBe('open');
      await page.keyboard.press('e');
      await page.locator('.claim.chosen textarea[name=wording]').waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('Nothing like it. as jk?');
      // Letters that someone types in a field are not shortcuts.
      expect(await page.locator('.claim.chosen textarea[name=wording]').inputValue()).toBe('Nothing like it. as jk?');
      await page.locator('input[name=kind][value=paraphrase]').check();
      await page.locator('.claim.chosen .buttons .main').press('Enter');
      await expect
        .poll(() => page.locator('.claim', { hasText: 'Nothing like it' }).getAttribute('data-decision'))
        .toBe('accepted');
      await page.keyboard.press('?');
      expect(await page.locator('#keys').evaluate((one) => (one as HTMLDialogElement).open)).toBe(true);
      if (shots) await page.screenshot({ path: join(shots, 'keys.png') });
      await page.keyboard.press('Escape');
      await page.reload();
      expect((await decisions()).filter((one) => one === 'accepted')).toHaveLength(2);
    });
  });

  it('creates a claim from selected words, even if they begin or end within marked passages', async () => {
    const id = await begin();
    await open(routes.desk.draft({ id: String(id) }), wide, async (page) => {
      const wanted = existsSync(seed)
        ? 'closed hearings, the court verdict ordered them'
        : 'Harbour Gazette to pay 5,000 euros';
      await page.evaluate((words) => {
        const spans = [...document.querySelectorAll('#page-text [data-at]')];
        const all = spans.map((one) => one.textContent ?? '').join('');
        const from = all.indexOf(words);
        const at = (place: number): [Node, number] => {
          let left = place;
          for (const one of spans) {
            const length = one.textContent?.length ?? 0;
            if (left <= length) return [one.firstChild!, left];
            left -= length;
          }
          throw new Error('not in the text');
        };
        const range = document.createRange();
        range.setStart(...at(from));
        range.setEnd(...at(from + words.length));
        getSelection()!.removeAllRanges();
        getSelection()!.addRange(range);
      }, wanted);
      await page.evaluate(() =>
        getSelection()!.getRangeAt(0).startContainer.parentElement!.scrollIntoView({ block: 'center' }),
      );
      await page.locator('#mark-form button').waitFor();
      if (shots) await page.screenshot({ path: join(shots, 'select.png') });
      await page.keyboard.press('m');
      await page.locator('.claim.chosen').waitFor();
      expect(await page.locator('.claim.chosen textarea[name=wording]').inputValue()).toBe(wanted);
      const kept = (await loadDraft(made.db.read, id))!;
      const marked = kept.content.claims.find((one) => one.from === null)!;
      expect(kept.capture.text.slice(marked.passage.start, marked.passage.end)).toBe(wanted);
    });
  });

  it('shows the fields of a value as soon as its property is selected, without losing the input', async () => {
    const id = await begin();
    await open(routes.desk.draft({ id: String(id) }, { claim: 'c1' }), wide, async (page) => {
      const before = await page.locator('.claim.chosen .rows >> nth=1').locator('> .row').count();
      await page.locator('.claim.chosen textarea[name=wording]').fill('Typed and not lost.');
      await page.locator('button[name=_add][value=statements]').click();
      const row = `statements[${before}]`;
      await page.locator(`[name="${row}.subject"]`).selectOption('+event');
      await page.locator(`[name="${row}.property"]`).selectOption('event-type');
      await page.locator(`select[name="${row}.value"]`).selectOption('protest');
      expect(await page.locator('.claim.chosen textarea[name=wording]').inputValue()).toBe('Typed and not lost.');
      await page.locator('input[name=kind][value=paraphrase]').check();
      await page.locator('.claim.chosen .buttons .main').click();
      await expect
        .poll(async () => (await loadDraft(made.db.read, id))!.content.parts.map((one) => one.title))
        .toContain('Protest');
    });
  });

  it('shows what was added to the record, on accessible pages', async () => {
    const id = await begin();
    const step = (edit: Parameters<typeof saveDraft.write>[0]['input']['edit']) =>
      run(desk.app, saveDraft, monitor.principal, { draft: id, edit });
    await step(acceptNamed((await loadDraft(made.db.read, id))!.content));
    const { content } = await step({
      do: 'case',
      rev: 1,
      to: { use: 'new', title: 'A case of its own', summary: '' },
    });
    await step({
      do: 'cast',
      rev: content.revs.cast,
      cast: content.cast.map((one) => ({ ...one, use: one.use ?? 'new' })),
      works: content.works,
    });
    await run(desk.app, fileDraft, monitor.principal, {
      draft: id,
      version: (await loadDraft(made.db.read, id))!.version,
      checked: false,
    });
    await open(
      routes.desk.draftFile({ id: String(id) }),
      {},
      async (page) => void expect(await faultsInLooks(page, 'filed')).toEqual([]),
    );
  });
});
