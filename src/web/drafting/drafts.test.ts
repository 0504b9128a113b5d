import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../platform/config/package-root.ts';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { run as textRun, wordParagraph, writeDocx, writeOdt, writeOle } from '../../platform/testing/write-office.ts';
import { editor as anEditor } from '../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../record/cases/change-case-entry.ts';
import { createToken } from '../../accounts/tokens/create-token.ts';
import type { Draft } from '../../drafting/schema.ts';
import { draftOf } from '../../drafting/store/draft-of.ts';
import { draftOfStored } from '../../drafting/store/draft-of-stored.ts';
import { file } from '../../record/filing/file.ts';
import { findThing } from '../../record/refs.ts';
import { loadCase } from '../../record/views/case.ts';
import { routes } from '../routes.ts';
import { deskOn, type Client } from '../testing/desk.ts';
import { PlainBrowser } from './testing/plain-browser.ts';

const seedFile = join(packageRoot, '../shared/seed/000_8b1f9d54ddd11b58.txt');
const page = (mark: string) => `Court Fines the Harbour Gazette ${mark}

12 March 2031

A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Press Watch said.

The paper's editor, Lena Moroz, said that she would appeal. The hall was empty.

It remains unclear whether the hearings were open.`;

/** More text. Kronika is sure of some of its claims, but not of others. */
const sureAndDoubtful = `

The ruling was unlawful, Press Watch said.

According to the ministry, the paper had published false information.

Some lawyers doubt that the order will hold. She supports a new hearing.

“We stand by every word of it,” Lena Moroz told reporters on Monday.`;

onOneDatabase('a page that is added at the desk, without scripts', (db) => {
  const at = async (mark: string, more = '') => {
    const desk = deskOn(db());
    const client = await desk.join('editor');
    const browser = new PlainBrowser(client);
    await browser.open(routes.desk.newFromPage());
    await browser.press('.form button.main', { page: page(mark) + more });
    return { ...desk, client, browser };
  };

  const uploading =
    (client: Awaited<ReturnType<typeof at>>['client'], web: Awaited<ReturnType<typeof at>>['web']) =>
    async (bytes: Uint8Array<ArrayBuffer>, name: string) => {
      const data = new FormData();
      data.set('_token', client.token);
      data.set('file', new File([bytes], name));
      const answer = await web.request(routes.desk.newFromPage(), {
        method: 'POST',
        headers: { cookie: client.cookie },
        body: data,
      });
      return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
    };

  it.skipIf(!existsSync(seedFile))('becomes checked claims of a new case (with the text of the seed)', async () => {
    const desk = deskOn(db());
    await run(desk.app, file, anEditor, {
      actors: [
        { kind: 'person', names: [{ text: 'Зейнолла Какимжанов' }], visibility: 'public' },
        { kind: 'organisation', names: [{ text: 'Human Rights Watch' }], visibility: 'public' },
      ],
    });
    const browser = new PlainBrowser(await desk.join('editor'));
    await browser.open(routes.desk.newFromPage());
    await browser.press('.form button.main', { page: readFileSync(seedFile, 'utf8') });
    expect(browser.path).toMatch(/^\/desk\/drafts\/\d+$/);
    expect(browser.text).toContain('International Organizations Question');
    expect(browser.document.querySelectorAll('.reading-text mark').length).toBeGreaterThan(12);
    expect(browser.document.querySelectorAll('details.furniture').length).toBeGreaterThan(0);
    expect(browser.one('#gaps').textContent).toContain('missing');

    await browser.acceptNamed();
    expect(browser.one('.settle').textContent).toContain('Zeinulla Kakimzhanov');
    // The page suggests the record's person for the name, although the name is in another script.
    const who = [...browser.document.querySelectorAll('.who-is.open')].find((one) =>
      one.textContent!.includes('Zeinulla'),
    )!;
    const use = who.querySelector('select')!.getAttribute('name')!;
    const near = [...who.querySelectorAll('option')]
      .find((one) => one.textContent!.includes('Зейнолла'))!
      .getAttribute('value')!;
    await browser.press('#section-cast .form button.main', { [use]: near });
    await browser.press('#section-case .form button.main', { title: 'Kakimzhanov against two outlets' });
    await browser.press('button[value="visibility:public"]');
    expect(browser.one('.panel.file').textContent).toContain('will be added to “Kakimzhanov against two outlets”');
    await browser.press('.panel.file .form button.main', { checked: true });
    expect(browser.text).toContain('claims added to the record');
    const address = [...browser.document.querySelectorAll('.lead a')].at(-1)!.getAttribute('href')!;
    const number = Number(/\d+$/.exec(address)![0]);
    const view = await loadCase(db().read, (await findThing(db().read, 'case', number))!, 'public');
    expect([...view.claims.values()].every((claim) => claim.state === 'checked')).toBe(true);
    expect(view.proceedings.flatMap((one) => one.orders).length).toBe(3);
    expect(view.questions).toHaveLength(1);
    expect((await browser.follow('.lead a')).text).toContain('Kakimzhanov against two outlets');
  });

  it('has the same draft as JSON at the desk, in the API and from the command, also if its bytes are lost', async () => {
    const { app, browser, client, web, join: joins } = await at('read');
    expect(browser.one('.origin a[download]').getAttribute('href')).toBe(`${browser.path}/draft.json`);
    const file = await client.get(`${browser.path}/draft.json`);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="draft-\d+\.json"$/);
    const read = (await file.json()) as Draft;
    expect(read).toEqual(await draftOf({ text: page('read') }));
    const said = read.claims.find((claim) => claim.chain[0]!.actor === 'Lena Moroz')!;
    const {
      id,
      bytes_sha256: sha256,
      text,
      number,
    } = await db()
      .read.selectFrom('capture')
      .innerJoin('thing', 'thing.id', 'capture.id')
      .select(['capture.id', 'bytes_sha256', 'text', 'number'])
      .orderBy('capture.id', 'desc')
      .executeTakeFirstOrThrow();
    expect(said.content.map(({ start, end }) => text.slice(start, end))).toEqual(['she would appeal']);

    const monitor = await joins('monitor');
    const { token } = await run(app, createToken, monitor.principal, { name: 'a', scopes: ['read:desk'], days: 1 });
    const api = `/api/v1/captures/${number}/draft`;
    const ask = async () => web.request(api, { headers: { authorization: `Bearer ${token}` } });
    const asked = await ask();
    expect([asked.status, await asked.json()]).toEqual([200, read]);
    expect((await web.request(api)).status).toBe(401);

    // For one account, one page is read at a time, and four more can wait. All other requests get 429, and their number
    // varies.
    const asks = Array.from({ length: 20 }, () => client.get(`${browser.path}/draft.json`));
    // Another account's request to the API does not wait for these requests.
    const other = await ask();
    expect(other.status).toBe(200);
    const many = await Promise.all(asks);
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([200, 429]));
    expect(many.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);

    await app.blobs.erase(sha256);
    expect(await draftOfStored(app, id)).toEqual(read);
  });

  it('refuses to create a claim from a place that is not valid', async () => {
    const { browser, client } = await at('unmarked');
    const mark = `${browser.path}/mark`;
    for (const place of ['place', 'place[0].x', 'place.x']) {
      const answer = await client.post(mark, { [place]: '1' });
      expect([place, answer.status]).toEqual([place, 400]);
    }
  });

  it('shows how sure Kronika is of each claim, can list only doubtful ones, and accepts all sure ones together', async () => {
    const { client, browser, join: joins } = await at('sure', sureAndDoubtful);
    const start = browser.path.replace(/[?#].*$/, '');
    const sureness = () =>
      [...browser.document.querySelectorAll('.claim:not(.own) .pills')].map((one) =>
        Number(/(\d+)% sure/.exec(one.textContent!)![1]),
      );
    const all = sureness();
    expect(all.some((one) => one >= 90) && all.some((one) => one < 50)).toBe(true);
    const choice = (words: string) =>
      [...browser.document.querySelectorAll('.list-choice a')].find((one) => one.textContent!.startsWith(words))!;
    const choose = (words: string) => browser.open(choice(words).getAttribute('href')!.replace(/#.*$/, ''));
    await choose('Doubtful first');
    expect(browser.path).toBe(`${start}?order=doubtful`);
    expect(sureness()).toEqual(all.toSorted((a, b) => a - b));
    expect(choice('Doubtful first').getAttribute('aria-current')).toBe('page');
    await choose('Doubtful (');
    expect(browser.path).toBe(`${start}?order=doubtful&only=doubtful`);
    expect(sureness()).toEqual(all.filter((one) => one < 50).toSorted((a, b) => a - b));
    // This list leaves a claim out, so the claim's mark links to the list with all claims.
    const links = [...browser.document.querySelectorAll('.mark-ref')].map((one) => one.getAttribute('href')!);
    for (const link of links.filter((one) => one.startsWith('#')))
      expect(browser.document.querySelector(link), link).not.toBeNull();
    expect(links.some((one) => one.startsWith(`${start}?order=doubtful#claim-`))).toBe(true);
    // The page shows the same list after a decision, and after someone creates a claim by hand.
    await browser.press('.claim.open button[value^="skip:"]');
    expect(browser.path).toContain(`${start}?order=doubtful&only=doubtful#claim-`);
    await browser.open(`${start}?order=doubtful&only=doubtful&show=mark`);
    await browser.press('.mark-sentence');
    expect(browser.path).toMatch(/order=doubtful&only=doubtful&claim=c\d+/);
    expect(browser.document.querySelectorAll('.claim.chosen')).toHaveLength(1);

    await browser.open(start);
    const button = browser.one('button[value^="accept-above:"]');
    const above = all.filter((one) => one >= 90).length;
    expect(button.textContent).toBe(
      above === 1
        ? 'Accept the claim that is at least 90% sure'
        : `Accept the ${above} claims that are at least 90% sure`,
    );
    await browser.press('button[value^="accept-above:"]');
    const accepted = [...browser.document.querySelectorAll('.claim.accepted')];
    expect(accepted).toHaveLength(above);
    for (const card of accepted)
      expect(card.textContent).toContain('Accepted in one step with all claims that Kronika was at least 90% sure of');
    expect(browser.text).toContain('added as unchecked');
    await browser.press('button[value=undo-above]');
    expect(browser.document.querySelectorAll('.claim.accepted')).toHaveLength(0);

    // The desk has a setting for how sure Kronika must be. Only editors can change it.
    const monitor = new PlainBrowser(await joins('monitor'));
    await monitor.open(routes.desk.acceptLine());
    expect(monitor.status).toBe(403);
    const old = browser.one('button[value^="accept-above:"]').getAttribute('value')!;
    await browser.open(routes.desk.acceptLine());
    expect(browser.text).toContain('Test pages (not read by the developers)');
    await browser.press('.form button.main', { line: '40' });
    expect([browser.status, browser.text.includes('Enter a whole number from 50 to 99')]).toEqual([400, true]);
    expect(browser.one('input[name=line]').getAttribute('value')).toBe('40');
    await browser.press('.form button.main', { line: '60' });
    await browser.open(start);
    expect(browser.one('button[value^="accept-above:"]').textContent).toContain('at least 60% sure');
    const refused = await client.post(`${start}?show=act`, { _intent: old });
    expect([refused.status, (await refused.text()).includes(`href="${start}#claims"`)]).toEqual([409, true]);
    await browser.open(routes.desk.acceptLine());
    await browser.press('.form button.main', { line: '' });
    await browser.open(start);
    expect(browser.document.querySelector('button[value^="accept-above:"]')).toBeNull();
    expect(browser.text).toContain('Your desk accepts each claim on its own');
    await browser.open(routes.desk.acceptLine());
    await browser.press('.form button.main', { line: '90' });

    // Claims that were accepted together are unchecked in the record, and their pages say so.
    await browser.open(start);
    await browser.press('button[value^="accept-above:"]');
    for (let open = browser.document.querySelector('.who-is.open select'); open;) {
      await browser.press('#section-cast .form button.main', { [open.getAttribute('name')!]: 'new' });
      open = browser.document.querySelector('.who-is.open select');
    }
    await browser.press('#section-case .form button.main', { title: 'A court fined the Gazette' });
    expect(browser.one('.panel.file').textContent).toContain('accepted together, so they are added as unchecked');
    // No claim was accepted on its own. So the form does not ask whether the claims were compared with the page.
    expect(browser.document.querySelector('#file-checked')).toBeNull();
    await browser.press('.panel.file .form button.main');
    const filed = browser.one('#filed-claims').parentElement!.querySelector('li a')!.getAttribute('href')!;
    await browser.open(filed);
    expect(browser.text).toContain(
      'Accepted in one step with all claims of its page that Kronika was at least 90% sure of',
    );
    expect(browser.text).toContain('To check');

    // For other languages, no one has measured how reliable Kronika's confidence is. So their claims cannot be accepted
    // together.
    await browser.open(routes.desk.newFromPage());
    const russian = 'Суд оштрафовал газету\n\n12 марта 2031\n\n«Мы обжалуем решение», — сказала редактор Елена Мороз.';
    await browser.press('.form button.main', { page: russian });
    expect(browser.one('.claim:not(.own) .pills').textContent).toContain('Not measured');
    expect(browser.text).toContain('Kronika can say how sure it is on English pages only');
    expect(browser.document.querySelector('button[value^="accept-above:"]')).toBeNull();
  });

  it('is made public only if no one has changed its case since the page was shown', async () => {
    const { app, browser, join: joins } = await at('raced');
    const monitor = await joins('monitor');
    await browser.acceptNamed();
    for (let open = browser.document.querySelector('.who-is.open select'); open;) {
      const name = open.getAttribute('name')!;
      await browser.press('#section-cast .form button.main', { [name]: 'new' });
      const next = browser.document.querySelector('.who-is.open select');
      expect(next?.getAttribute('name')).not.toBe(name);
      open = next;
    }
    await browser.press('#section-case .form button.main', { title: 'A court fined the Gazette' });
    await browser.press('.panel.file .form button.main', { checked: true });
    const number = Number(
      /\d+$/.exec([...browser.document.querySelectorAll('.lead a')].at(-1)!.getAttribute('href')!)![0],
    );
    const theCase = async () => (await findThing(db().read, 'case', number))!;
    await browser.follow(`main a[href="${routes.desk.publishCase({ number })}"]`);
    const publish = 'main .form button.main';
    await run(app, changeCaseEntry, monitor.principal, {
      thing: `case/${number}`,
      version: (await theCase()).version,
      title: 'The Gazette took a bribe',
      visibility: 'desk',
    });
    await browser.press(publish);
    expect([browser.status, (await theCase()).visibility]).toEqual([409, 'desk']);
    expect(browser.text).toContain('The Gazette took a bribe');
    await browser.press(publish);
    expect([browser.status, (await theCase()).visibility]).toEqual([200, 'public']);
  });

  it('offers only editors to make what they add public, and says to others who can', async () => {
    const { browser, join: joins } = await at('seen');
    const shown = async (who: Client) => {
      const one = await new PlainBrowser(who).open(browser.path);
      return [one.document.querySelectorAll('button[value^="visibility:"]').length, one.text.includes('propose')];
    };
    expect(await shown(await joins('editor'))).toEqual([2, false]);
    expect(await shown(await joins('monitor'))).toEqual([0, true]);
  });

  it('saves each change of a claim, which survives a reload and can be undone', async () => {
    const { browser } = await at('steps');
    const draft = browser.path;
    await browser.follow('.claim a[data-key=e]');
    const id = browser.one('.claim.chosen').getAttribute('data-claim')!;
    const actor = browser.one('[name="chain[0].actor"]').getAttribute('value');
    await browser.press('.claim.chosen button[name=_add][value=chain]');
    expect(browser.one('[name="chain[0].actor"]').getAttribute('value')).toBe(actor);
    await browser.press('.claim.chosen button[value=save]', {
      wording: 'The paper was ordered to pay.',
      kind: 'paraphrase',
      'chain[1].actor': '',
      'chain[1].asWritten': 'a colleague',
      'chain[1].verb': 'cited',
    });
    await browser.open(draft);
    expect(browser.one(`#claim-${id}`).textContent).toContain('The paper was ordered to pay.');
    expect(browser.one(`#claim-${id}`).textContent).toContain('a colleague');
    await browser.press(`button[value="skip:${id}"]`);
    expect(browser.one(`#claim-${id}`).getAttribute('class')).toContain('skipped');
    await browser.press(`button[value="reset:${id}"]`);
    expect(browser.one(`#claim-${id}`).textContent).not.toContain('a colleague');
  });

  it('shows errors of a claim at their fields, with the input, and suggests people and organisations for a name', async () => {
    const { browser, app } = await at('fields');
    await run(app, file, anEditor, {
      actors: [{ kind: 'organisation', names: [{ text: 'Press Watch International' }] }],
    });
    await browser.follow('.claim a[data-key=e]');
    await browser.press('.claim.chosen .form button.main', {
      wording: 'Words nobody said',
      kind: 'quotation',
      'chain[0].actor': 'Пресс Вотч Интернэшнл',
    });
    expect(browser.status).toBe(400);
    expect(browser.one('[name=wording]').textContent).toContain('Words nobody said');
    expect(browser.text).toContain('must match its passage word for word');
    expect(browser.one('.claim.chosen .offered').textContent).toContain('Create: ');
    await browser.press('.claim.chosen .form button.main', {
      kind: 'paraphrase',
      'chain[0].actor': '+ organisation: Пресс Вотч',
    });
    expect(browser.status).toBe(200);
    expect(browser.one('#section-cast').textContent).toContain('Пресс Вотч');
  });

  it('lets an editor create a claim from a sentence, with a new event and its date', async () => {
    const { browser } = await at('by hand');
    const draft = browser.path;
    await browser.follow('.reading-tools a');
    const button = [...browser.document.querySelectorAll('.mark-sentence')].find((one) =>
      one.getAttribute('aria-label')!.includes('The hall was empty'),
    )!;
    await browser.press(`.mark-sentence[value="${button.getAttribute('value')}"]`);
    expect(browser.one('.claim.chosen .passage strong').textContent).toBe('The hall was empty.');
    await browser.press('.claim.chosen button[name=_add][value=statements]');
    expect(browser.document.querySelector('[name="statements[0].property"]')).toBeNull();
    await browser.press('.claim.chosen button.each', { 'statements[0].subject': '+event' });
    await browser.press('.claim.chosen button.each', { 'statements[0].property': 'date' });
    await browser.press('.claim.chosen .form button.main', { 'statements[0].value': 'the day of the third' });
    expect(browser.text).toContain('be read. Write it like 11 May 2024');
    await browser.press('.claim.chosen .form button.main', { 'statements[0].value': '2031-03-03' });
    expect(browser.status).toBe(200);
    await browser.open(draft);
    expect([...browser.document.querySelectorAll('.claim.accepted')].at(-1)!.textContent).toContain(
      'Date: 3 March 2031',
    );
  });

  it('shows both versions if two editors change the same claim', async () => {
    const { browser, join } = await at('two');
    const other = new PlainBrowser(await join('editor'));
    await browser.follow('.claim a[data-key=e]');
    await other.open(browser.path.replace(/#.*/, ''));
    await other.press('.claim.chosen button[value=save]', { wording: 'What the other wrote.' });
    await browser.press('.claim.chosen button[value=save]', { wording: 'What I wrote.' });
    expect(browser.status).toBe(409);
    expect(browser.text).toContain('What the other wrote.');
    expect(browser.one('[name=wording]').textContent).toContain('What I wrote.');
    await browser.press('.claim.chosen button[value=save]');
    expect(browser.text).toContain('What I wrote.');
  });

  it('is refused with an error and its input if it is not a page', async () => {
    const { client } = await at('bad');
    const browser = new PlainBrowser(client);
    await browser.open(routes.desk.newFromPage());
    const refused = async (typed: string, words: RegExp) => {
      await browser.press('.form button.main', { page: typed, title: 'My title' });
      expect([browser.status, browser.one('.error').textContent]).toEqual([400, expect.stringMatching(words)]);
      expect(browser.one('textarea[name=page]').textContent).toContain(typed.slice(0, 30));
      expect(browser.one('[name=title]').getAttribute('value')).toBe('My title');
    };
    await refused('http://127.0.0.1/secret', /private network/);
    await refused('http://localhost/', /private network/);
    await refused('ftp://example.org/x', /./);
    await refused('… — !!!', /No text was found/);
    await browser.press('.form button.main', {});
    await browser.open(routes.desk.newFromPage());
    await browser.press('.form button.main');
    expect(browser.one('.error').textContent).toContain('Paste a web address or text');
  });

  it('can be a text file in a wrongly declared charset, but not a binary file', async () => {
    const { client, web } = await at('files');
    const upload = uploading(client, web);
    const russian = Uint8Array.from(
      [...'<html><head><meta charset="utf-8"><title>x</title></head><body><p>']
        .map((one) => one.charCodeAt(0))
        .concat(
          [
            0xd1, 0xf3, 0xe4, 0x20, 0xee, 0xf8, 0xf2, 0xf0, 0xe0, 0xf4, 0xee, 0xe2, 0xe0, 0xeb, 0x20, 0xe3, 0xe0, 0xe7,
            0xe5, 0xf2, 0xf3, 0x20, 0xe7, 0xe0, 0x20, 0xea, 0xeb, 0xe5, 0xe2, 0xe5, 0xf2, 0xf3, 0x2e,
          ],
          [...'</p></body></html>'].map((one) => one.charCodeAt(0)),
        ),
    );
    const doubtful = await upload(russian, 'court.html');
    expect(doubtful.status).toBe(303);
    const browser = await new PlainBrowser(client).open(doubtful.location!);
    expect(browser.text).toContain('Суд оштрафовал газету');
    expect(browser.text).toContain('its text looks like');
    expect(browser.text).toContain('Kronika reads Russian less well than English');
    const binary = await upload(
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0, 1, 2, 3]),
      'x.png',
    );
    expect([binary.status, binary.text.includes('file of type')]).toEqual([400, true]);
    const damaged = await upload(new TextEncoder().encode('%PDF-1.4 and so on'), 'x.pdf');
    expect([damaged.status, damaged.text.includes('This PDF is damaged')]).toEqual([400, true]);
  });

  it('can be a DOCX or ODT document, whose draft says what its text leaves out; other documents are refused with what to do', async () => {
    const { client, web } = await at('documents');
    const upload = uploading(client, web);
    const deleted = '<w:del><w:r><w:delText>not </w:delText></w:r></w:del>';
    const docx = await upload(
      await writeDocx(
        `${wordParagraph('Court fines the Gazette', 'Nadpis')}<w:p>${textRun('The paper will ')}${deleted}${textRun('appeal, its editor Lena Moroz said on Monday.')}</w:p>`,
      ),
      'ruling.docx',
    );
    expect(docx.status).toBe(303);
    const browser = await new PlainBrowser(client).open(docx.location!);
    expect(browser.text).toContain('The paper will appeal, its editor Lena Moroz said');
    expect(browser.text).toContain('This document has tracked changes');
    const odt = await upload(
      await writeOdt(`<text:p>The court ruled for ${Date.now()} hours, she said.</text:p>`),
      'x',
    );
    expect(odt.status).toBe(303);
    for (const [bytes, words] of [
      [writeOle('EncryptedPackage'), 'Save a copy without the password'],
      [writeOle('WordDocument'), 'Files of type Word 97–2003 (DOC) cannot be read'],
      [await writeDocx(wordParagraph('Words.'), { type: 'macros' }), 'Save a copy without macros'],
      [await writeDocx(wordParagraph('Words.'), { type: 'workbook' }), 'Files of type Excel (XLSX) cannot be read'],
      [await writeDocx('<w:p>'), 'This document is damaged'],
    ] as const) {
      const { status, text } = await upload(bytes, 'x.docx');
      expect([words, status, text.includes(words)]).toEqual([words, 400, true]);
    }
    await browser.open(routes.desk.newFromPage());
    expect(browser.one('input[type=file]').getAttribute('accept')).toMatch(/\.docx,\.odt,.*wordprocessingml/);
  });

  it('shows only its beginning if it is long, and is refused with the limit if it is too large', async () => {
    const { client, web } = await at('large');
    const upload = uploading(client, web);
    const long = await upload(
      new TextEncoder().encode(
        `<html><head><title>Long</title></head><body><article><h1>Long</h1>${'<p>The court ruled on the paper in the morning, and the editor said that he would appeal.</p>'.repeat(25_000)}</article></body></html>`,
      ),
      'long.html',
    );
    expect(long.status).toBe(303);
    expect((await new PlainBrowser(client).open(long.location!)).text).toContain('only the beginning is shown');
    const large = await upload(new TextEncoder().encode('The court ruled. '.repeat(1_050_000)), 'large.txt');
    expect([large.status, /at most|larger than|the limit is/.test(large.text)]).toEqual([400, true]);
  });

  it('is recognised when it is added again, is compared with its earlier version, and its draft can be discarded', async () => {
    const { browser, client } = await at('again');
    const draft = browser.path;
    await browser.open(routes.desk.newFromPage());
    await browser.press('.form button.main', { page: page('again') });
    expect([browser.path.split('?')[0], browser.text.includes('already added')]).toEqual([draft, true]);
    const url = 'https://gazette.example/versions';
    for (const words of ['First words.', 'Second words.']) {
      await browser.open(routes.desk.newFromPage());
      await browser.press('.form button.main', { page: `${page('versions')}\n\n${words}`, url });
    }
    expect(browser.text).toContain('The page has changed');
    expect((await new PlainBrowser(client).open(routes.desk.home())).text).toContain('asked for suggested claims');
    await browser.follow('.arrived a[href*=compare]');
    expect(browser.one('.difference del').textContent).toContain('First');
    expect(browser.one('.difference ins').textContent).toContain('Second');
    await browser.open(routes.desk.drafts());
    expect(browser.document.querySelectorAll('.list.drafts li').length).toBeGreaterThan(2);
    const before = browser.document.querySelectorAll('.list.drafts li').length;
    await browser.press('.list.drafts button[value=drop]');
    expect(browser.document.querySelectorAll('.list.drafts li').length).toBe(before - 1);
    expect((await client.get(routes.desk.draft({ id: '999999' }))).status).toBe(404);
  });
});

describe('URLs of drafts', () => {
  it('contain the id and the step', () => expect(routes.desk.draftFile({ id: '7' })).toBe('/desk/drafts/7/file'));
});
