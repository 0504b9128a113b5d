import { expect, it } from 'vitest';
import { addPage } from '../../drafting/store/add-page.ts';
import { loadDraft } from '../../drafting/store/load-draft.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { PlainBrowser } from './testing/plain-browser.ts';

const report = (mark: string): string => `Two held in two towns ${mark}

12 March 2031

Police arrested Lena Moroz, the editor of the Harbour Gazette, in Drevno on 11 March 2031, her lawyer Ada Lind said.

Pavel Dorn, a photographer for the Lighthouse Weekly, was fined 200 euros in Westmark on 10 March 2031, Press Watch said.

Press Watch said that the weather had been fine.`;

const inRussian = `В двух городах преследуют журналистов

12 марта 2031 года

Журналистку «Портовой газеты» Лену Морозову задержали в Древно 11 марта 2031 года, сообщила полиция.

Фотографа «Маяка» Павла Дорнова оштрафовали на 200 евро в Вестмарке 10 марта 2031 года, сообщил суд.`;

onOneDatabase('a page of two incidents, without scripts', (db) => {
  const begin = async (text: string) => {
    const desk = deskOn(db());
    const client = await desk.join('editor');
    const { draft } = await addPage(desk.app, client.principal, { text });
    const browser = await new PlainBrowser(client).open(routes.desk.draft({ id: String(draft) }));
    const words = (selector: string): string => browser.one(selector).textContent!.replace(/\s+/g, ' ');
    const content = async () => (await loadDraft(db().read, draft))!.content;
    const claim = async (part: string): Promise<string> => {
      const found = (await content()).claims.find(({ wording }) => wording.includes(part));
      return `#claim-${found!.key}`;
    };
    const settleCast = async () => {
      for (const select of browser.document.querySelectorAll('#section-cast select[name$=".kind"]'))
        if (!select.querySelector('option[selected]')?.getAttribute('value'))
          await browser.press('#section-cast .form button.main', { [select.getAttribute('name')!]: 'person' });
    };
    return { browser, words, content, claim, settleCast };
  };
  const newCase = (browser: PlainBrowser, key: string, title: string) =>
    browser.press(`#incident-${key} form.form button.main`, { title });

  it('goes to two cases: each claim shows its case and why, and can go to the other', async () => {
    const { browser, words, claim, content, settleCast } = await begin(report('one'));
    await newCase(browser, 'i1', 'Editor held');
    expect(browser.document.querySelector('.claim-case')).toBeNull();
    expect(words('#section-case summary')).toContain('new: Editor held');

    await newCase(browser, 'i2', '');
    expect(browser.status).toBe(400);
    await newCase(browser, 'i2', 'Photographer fined');
    expect(words('#section-case summary')).toContain('First case');
    expect(words('#section-case-k2 summary')).toContain('new: Photographer fined');
    const selected = async (part: string): Promise<string> =>
      browser.one(`${await claim(part)} .claim-case option[selected]`).textContent!;
    expect(await selected('arrested Lena Moroz')).toBe('Editor held');
    expect(await selected('fined 200 euros')).toBe('Photographer fined');
    expect(await selected('weather')).toBe('Editor held');
    expect(words(`${await claim('weather')} .claim-case`)).toContain('belongs to no single incident');

    await browser.press(`${await claim('weather')} .claim-case button`, { case: 'k2' });
    expect(await selected('weather')).toBe('Photographer fined');
    expect(words(`${await claim('weather')} .claim-case`)).toContain('You or a colleague chose this case');

    // The title of each new case can still be changed.
    await browser.press('#section-case-k2 form.form button.main', { title: 'Dorn is fined', summary: 'A queue.' });
    expect((await content()).cases[1]).toMatchObject({ title: 'Dorn is fined', summary: 'A queue.' });
    await browser.press('#section-case-k2 form.form button.main', { title: '', summary: 'Not lost.' });
    expect(browser.status).toBe(400);
    expect(words('#section-case-k2 textarea[name=summary]')).toContain('Not lost.');
    expect(browser.one('#section-case-k2').hasAttribute('open')).toBe(true);

    await browser.open(browser.path.replace(/\?.*$/, ''));
    await browser.acceptNamed();
    await settleCast();
    expect(words('.panel.file')).toMatch(/will be added to “Editor held”.*will be added to “Dorn is fined”/);
    await browser.press('.panel.file .form button.main', { checked: true });
    expect(browser.path).toMatch(/\/file$/);
    expect(browser.text).toContain('In 2 cases');
    const cases = (await content()).cases.map(({ use }) => Number(use!.split('/')[1]));
    for (const number of cases)
      expect(browser.document.querySelector(`a[href="${routes.desk.publishCase({ number })}"]`)).not.toBeNull();
    const buttons = [...browser.document.querySelectorAll('.filed-cases .button.main')];
    expect(buttons.map((one) => one.textContent)).toEqual(['Go to the case', 'Go to the case']);
    for (const [index, button] of buttons.entries()) {
      expect(button.getAttribute('href')).toBe(routes.desk.case_({ number: cases[index]! }));
      const named = button.getAttribute('aria-describedby');
      expect(browser.one(`#${named}`).textContent!.trim()).toBe(['Editor held', 'Dorn is fined'][index]);
    }
    // Each claim is listed under its case, once.
    const listed = [...browser.document.querySelectorAll('.filed-cases > li')].map((one) =>
      [...one.querySelectorAll('.list a')].map((claim) => claim.textContent),
    );
    const filed = (await content()).claims.filter((one) => one.filed);
    expect(listed.flat().toSorted()).toEqual(filed.map(({ wording }) => wording).toSorted());
    expect(listed[1]!.some((wording) => wording!.includes('Dorn'))).toBe(true);
    expect([...browser.document.querySelectorAll('.filed-cases > li > a')].map((one) => one.textContent)).toEqual([
      'Editor held',
      'Dorn is fined',
    ]);
  });

  it('is not added while an incident has no case: the page says which, and links to it', async () => {
    const { browser, words, settleCast } = await begin(report('two'));
    await newCase(browser, 'i1', 'Editor held');
    await browser.acceptNamed();
    await settleCast();
    const problem = 'Choose a case for the incident “Sentence: Pavel Dorn (Lighthouse Weekly)”.';
    expect([...browser.document.querySelectorAll('.settle a')].map((one) => one.textContent!.trim())).toEqual([
      problem,
    ]);
    expect(browser.one('.settle a').getAttribute('href')).toBe('#incident-i2');
    await browser.press('.panel.file .form button.main');
    expect(browser.status).toBe(400);
    expect(words('#file-missing')).toContain(problem);

    expect(words('button[value="incidents:k1"]')).toBe('Use “Editor held” for the incident that has no case yet');
    await browser.press('button[value="incidents:k1"]');
    expect(words('#incident-i2')).toContain('Case: Editor held');
    expect(browser.document.querySelector('.settle')).toBeNull();
  });

  it('goes to one case by one choice', async () => {
    const { browser, content } = await begin(report('three'));
    await browser.press('#section-case form.form button.main', { title: 'Both' });
    expect((await content()).incidents.map((one) => one.case)).toEqual(['k1', 'k1']);
    expect(browser.document.querySelector('.settle a[href^="#incident"], .claim-case')).toBeNull();
  });

  it('in Russian goes to two cases', async () => {
    const { browser, content, claim } = await begin(inRussian);
    expect((await content()).incidents).toHaveLength(2);
    await newCase(browser, 'i1', 'Задержание');
    await newCase(browser, 'i2', 'Штраф');
    const selected = async (part: string): Promise<string> =>
      browser.one(`${await claim(part)} .claim-case option[selected]`).textContent!;
    expect(await selected('задержали')).toBe('Задержание');
    expect(await selected('оштрафовали')).toBe('Штраф');
  });

  it('refuses a case that the draft does not have', async () => {
    const { browser, claim } = await begin(report('four'));
    await newCase(browser, 'i1', 'Editor held');
    await newCase(browser, 'i2', 'Photographer fined');
    const at = `${await claim('weather')} .claim-case`;
    await browser.press(`${at} button`, { case: 'k7' });
    expect(browser.status).toBe(409);
  });
});
