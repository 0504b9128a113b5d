import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { editor as anEditor } from '../../platform/testing/test-app.ts';
import { loadDraft } from '../../drafting/store/load-draft.ts';
import { addPage } from '../../drafting/store/add-page.ts';
import { file } from '../../record/filing/file.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { PlainBrowser } from './testing/plain-browser.ts';

const page = (mark: string): string => `Two held in Drevno ${mark}

12 March 2031

Police arrested Lena Moroz, the editor of the Harbour Gazette, in Drevno on 11 March 2031.

Pavel Dorn, a photographer for the Lighthouse Weekly, was fined 200 euros by the Drevno District Court on 10 March 2031 under Section 12 of the Quiet Streets Act.

In 2027 police searched the newsroom of the Harbour Gazette.

Press Watch said that both had only done their work.`;

onOneDatabase('the incidents of a draft, without scripts', (db) => {
  const begin = async (mark: string, text = page(mark)) => {
    const desk = deskOn(db());
    const client = await desk.join('editor');
    const { draft } = await addPage(desk.app, client.principal, { text });
    const browser = new PlainBrowser(client);
    await browser.open(routes.desk.draft({ id: String(draft) }));
    const card = (key: string): Element => browser.one(`#incident-${key}`);
    const words = (element: Element): string => element.textContent!.replace(/\s+/g, ' ');
    const content = async () => (await loadDraft(db().read, draft))!.content;
    return { ...desk, browser, card, words, content, draft };
  };
  const caseOf = async (app: Awaited<ReturnType<typeof begin>>['app'], title: string, target: string, date: string) => {
    const made = await run(app, file, anEditor, {
      actors: [{ key: 'who', kind: 'person', names: [{ text: target }], visibility: 'public' }],
      sources: [{ key: 'page', kind: 'article', title: `${title}, an article`, visibility: 'public' }],
      cases: [{ key: 'case', title, visibility: 'public' }],
      events: [{ key: 'arrest', case: '#case', title: 'Arrest', visibility: 'public' }],
      claims: [
        {
          case: '#case',
          wording: `${target} was arrested.`,
          kind: 'paraphrase',
          language: 'en',
          mode: 'stated',
          certainty: 'unknown',
          chain: [{ asWritten: 'the police' }],
          support: { kind: 'reference', source: '#page' },
          statements: [
            { subject: '#arrest', property: 'event-type', value: 'arrest' },
            { subject: '#arrest', property: 'target', value: '#who' },
            { subject: '#arrest', property: 'date', value: date },
          ],
          checked: true,
          visibility: 'public',
        },
      ],
    });
    return made.cases[0]!;
  };

  it('are cards with values that link the words that say them, and earlier incidents are folded', async () => {
    const { browser, card, words } = await begin('one');
    expect([...browser.document.querySelectorAll('article.incident')].map(words)).toHaveLength(3);
    const arrest = words(card('i1'));
    for (const said of ['Arrest', '11 March 2031', 'Drevno', 'Lena Moroz', 'editor', 'Harbour Gazette', 'police'])
      expect(arrest).toContain(said);
    const fine = words(card('i2'));
    for (const said of [
      'Pavel Dorn',
      'photographer',
      'Lighthouse Weekly',
      'Drevno District Court',
      'Section 12 of the Quiet Streets Act',
      'fine: €200',
    ])
      expect(fine).toContain(said);
    expect(card('i3').closest('details')?.querySelector('summary')?.textContent).toBe(
      'One earlier incident that the page mentions',
    );
    // Each value links to its words in the text.
    for (const row of browser.document.querySelectorAll('.incident-said > div')) {
      const links = [...row.querySelectorAll('a.said')];
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) {
        const there = browser.one(`[id="${link.getAttribute('href')!.slice(1)}"]`);
        expect(link.textContent!.startsWith(there.textContent!.trim().slice(0, 4))).toBe(true);
      }
    }
  });

  it('show a prison term with its years and months', async () => {
    const { card, words } = await begin(
      'term',
      `Editor sentenced in Drevno

12 March 2031

The Drevno District Court sentenced Lena Moroz, the editor of the Harbour Gazette, to two years and six months in prison on 11 March 2031.`,
    );
    expect(words(card('i1'))).toContain('prison: 2 years and 6 months');
  });

  it('can be put into an existing case: the one with the same target and days is suggested first', async () => {
    const { app, browser, card, words, content } = await begin('two');
    const other = await caseOf(app, 'Moroz in 2019', 'Lena Moroz', '2019-04-04');
    const same = await caseOf(app, 'Moroz held in March', 'Lena Moroz', '2031-03-11');
    await browser.open(browser.path);
    const matches = [...card('i1').querySelectorAll('.matches li')].map(words);
    expect(matches[0]).toContain('Moroz held in March same journalist: Lena Moroz · same days · same kind of incident');
    expect(matches[1]).toContain('Moroz in 2019');
    expect(card('i2').querySelector('.matches')).toBeNull();

    await browser.press(`#incident-i1 button[value$=".${same}"]`);
    expect(card('i1').getAttribute('data-decision')).toBe('accepted');
    expect(words(card('i1'))).toContain('Case: Moroz held in March');
    expect((await content()).cases[0]!.use).toBe(same);
    // The other incidents can join this case, go into another one, or be left out.
    expect(words(card('i2').querySelector('button[value^="incident-join"]')!)).toBe('Add to “Moroz held in March”');
    expect(card('i2').querySelector('form.form')).not.toBeNull();
    await browser.press('#incident-i2 button[value^="incident-skip"]');
    expect(words(card('i2'))).toContain('Background, no case');
    await browser.press('#incident-i3 button[value^="incident-join"]');
    expect((await content()).incidents.map((one) => [one.decision, one.case])).toEqual([
      ['accepted', 'k1'],
      ['skipped', null],
      ['accepted', 'k1'],
    ]);

    await browser.press('#incident-i3 button[value^="incident-undo"]');
    await browser.press('#incident-i1 button[value^="incident-undo"]');
    expect((await content()).cases).toMatchObject([{ use: null }]);
    expect(other).not.toBe(same);
  });

  it('can be put into a new case with a suggested title, and an error does not lose the input', async () => {
    const { browser, card, words, content } = await begin('three');
    const title = () => card('i2').querySelector('input[name=title]')!.getAttribute('value');
    expect(title()).toBe('Sentence: Pavel Dorn (Lighthouse Weekly)');
    await browser.press('#incident-i2 form.form button.main', { title: '', summary: 'He took pictures of a queue.' });
    expect(browser.status).toBe(400);
    expect(card('i2').querySelector('textarea[name=summary]')!.textContent).toContain('He took pictures of a queue.');
    expect(card('i2').querySelector('.error')).not.toBeNull();
    await browser.press('#incident-i2 form.form button.main', { title: 'Photographer fined in Drevno' });
    expect(words(card('i2'))).toContain('Case: Photographer fined in Drevno');
    expect((await content()).cases[0]).toMatchObject({
      use: 'new',
      title: 'Photographer fined in Drevno',
      summary: 'He took pictures of a queue.',
    });

    await browser.acceptNamed();
    for (const select of browser.document.querySelectorAll('#section-cast select[name$=".kind"]'))
      await browser.press('#section-cast .form button.main', { [select.getAttribute('name')!]: 'organisation' });
    await browser.press('.panel.file .form button.main', { checked: true });
    expect((await content()).incidents[1]).toMatchObject({ decision: 'filed', case: 'k1' });
    expect((await content()).cases[0]!.use).toMatch(/^case\/\d+$/);
    // Another case can be selected for the next incident.
    await browser.open(browser.path.replace(/\/file$/, ''));
    expect(card('i1').querySelector('form.form')).not.toBeNull();
  });

  it('can all go into one new case, whose title is suggested but decides nothing against suggested cases', async () => {
    const { app, browser, content } = await begin('whole');
    const title = () => browser.one('#section-case input[name=title]').getAttribute('value');
    expect(title()).toMatch(/^Arrest: Lena Moroz/);
    await caseOf(app, 'Moroz held again', 'Lena Moroz', '2031-03-11');
    await browser.open(browser.path);
    const choose = '#section-case form.form button.main';
    await browser.press(choose);
    expect([browser.status, (await content()).cases[0]!.use]).toEqual([400, null]);
    await browser.press(choose, { use: 'new' });
    expect((await content()).cases[0]).toMatchObject({ use: 'new', title: title() });
    expect((await content()).incidents.filter(({ background }) => !background).map((one) => one.case)).toEqual([
      'k1',
      'k1',
    ]);
  });

  it('cannot be changed from a page that is out of date', async () => {
    const { browser, card } = await begin('four');
    const old = browser.one('#incident-i1 button[value^="incident-skip"]').getAttribute('value')!;
    await browser.press('#incident-i1 button[value^="incident-skip"]');
    await browser.press('#incident-i1 button[value^="incident-undo"]');
    card('i1').querySelector('button[value^="incident-skip"]')!.setAttribute('value', old);
    await browser.press('#incident-i1 button[value^="incident-skip"]');
    expect(browser.status).toBe(409);
  });

  it('say how near in time a suggested case is', async () => {
    const { app, browser, card, words } = await begin('near');
    await caseOf(app, 'Moroz warned', 'Lena Moroz', '2031-03-14');
    await caseOf(app, 'Moroz fined', 'Lena Moroz', '2031-03-15');
    await browser.open(browser.path);
    const match = (title: string): string =>
      words([...card('i1').querySelectorAll('.matches li')].find((one) => one.textContent!.includes(title))!);
    expect(match('Moroz warned')).toContain('· at most three days apart');
    expect(match('Moroz fined')).toContain('· within a month');
  });
});
