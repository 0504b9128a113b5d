import { beforeAll, expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { file } from '../../../record/filing/file.ts';
import { findThing } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { testDeps } from '../../testing/test-deps.ts';

onEitherDatabase('the page that translates a case', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let number: number;
  const wording = 'The court fined the newspaper.';
  beforeAll(async () => {
    const paper = testDeps().paper();
    desk = deskOn(db(), { paper: () => ({ ...paper, interfaceLanguages: ['en', 'ru', 'cs'] }) });
    editor = await desk.join('editor');
    const filed = await run(desk.app, file, editor.principal, {
      sources: [{ key: 's', kind: 'article', title: 'A report', note: 'Quoted in a letter', visibility: 'public' }],
      actors: [{ key: 'p', kind: 'person', names: [{ text: 'Ada Byron' }], visibility: 'public' }],
      cases: [{ key: 'c', title: 'The fine', summary: 'A newspaper was fined.', visibility: 'public' }],
      events: [{ key: 'e', case: '#c', title: 'The verdict', visibility: 'public' }],
      questions: [{ case: '#c', wording: 'Who complained?' }],
      claims: (['paraphrase', 'quotation'] as const).map((kind) => ({
        case: '#c',
        wording: kind === 'paraphrase' ? wording : 'We will appeal.',
        kind,
        mode: 'stated' as const,
        chain: [{ pagesOwn: true }],
        support: { kind: 'reference' as const, source: '#s' },
        statements: [
          { subject: '#e', property: 'date', value: '2017-05-06' },
          ...(kind === 'quotation'
            ? [{ subject: '#p', property: 'position', value: { title: { text: 'Editor', language: 'en' } } }]
            : []),
        ],
        checked: true,
        visibility: 'public' as const,
      })),
    });
    number = Number(filed.cases[0]!.split('/')[1]);
  });
  const here = (language?: string): string => routes.desk.translate({ kind: 'case', number }, { language });
  /** The fields of the form as a browser would send them, with some of them changed. */
  const filledIn = async (typed: Record<string, string>): Promise<Record<string, string>> => {
    const html = await editor.text(here('ru'));
    const hidden = Array.from(html.matchAll(/<input type="hidden" name="(seen_[^"]+)" value="([^"]*)"/g));
    return { ...Object.fromEntries(hidden.map(([, name, value]) => [name!, value!])), ...typed };
  };
  const read = (path: string) => Promise.resolve(desk.web.request(path));
  const followed = async (path: string): Promise<string> => {
    const answer = await read(path);
    const to = answer.headers.get('location');
    return to ? followed(to) : answer.text();
  };

  it('lists all texts in our own words beside their translations, and saves them as one change', async () => {
    expect(await editor.text(routes.desk.case_({ number }))).toContain(here());
    const html = await editor.text(here('ru'));
    for (const text of [
      'The fine',
      'A newspaper was fined.',
      'The verdict',
      'Who complained?',
      wording,
      'Not translated',
    ])
      expect([text, html.includes(text)]).toEqual([text, true]);
    for (const text of ['We will appeal.', 'Quotation', 'Value: Job or position', 'Quoted in a letter'])
      expect([text, html.includes(text)]).toEqual([text, true]);
    expect(html).toContain('A report');
    const event = /name="(event_\d+_title)"/.exec(html)![1]!;
    const sent = await editor.post(
      here('ru'),
      await filledIn({ [`case_${number}_title`]: 'Штраф', [event]: 'Приговор & «пеня»' }),
    );
    expect([sent.status, sent.headers.get('location')]).toEqual([303, expect.stringContaining(here('ru'))]);
    const again = await editor.text(here('ru'));
    expect(again).toContain('value="Штраф"');
    const history = await editor.text(routes.desk.historyOf({ kind: 'case', number }));
    expect(history).toContain('Штраф');
    expect(history).toContain('Title (Russian)');
  });

  it('shows readers the translations under an address in their language, and says once what is not translated', async () => {
    const html = await followed(`/ru/cases/${number}/the-fine`);
    expect(html).toContain('<h1>Штраф</h1>');
    expect(html).toContain('<title>Штраф');
    expect(html).toContain('Приговор &amp; «пеня»');
    expect(html).not.toContain('The verdict');
    expect(html).toMatch(/<p class="standfirst" lang="en">A newspaper was fined\.<\/p>/);
    expect(html.match(/class="muted untranslated"/g)).toHaveLength(1);
    expect(html).not.toContain('data-untranslated');
    expect(html).toContain(`href="/ru/cases/${number}/shtraf"`);
    expect(html).toContain(`href="/cases/${number}/the-fine"`);
    const english = await (await read(`/cases/${number}/the-fine`)).text();
    expect(english).toContain('<h1>The fine</h1>');
    expect(english).not.toContain('untranslated');
    expect(english).toContain(`/ru/cases/${number}/shtraf`);
    const czech = await followed(`/cs/cases/${number}/the-fine`);
    expect(czech).toMatch(/<h1 lang="en">The fine<\/h1><p class="muted untranslated">/);
    for (const path of ['/ru/cases', '/ru/', '/ru/search?q=Штраф', '/ru/search?q=Приговор', '/ru/search?q=fine'])
      expect([path, (await followed(path)).includes('Штраф')]).toEqual([path, true]);
    const json = (await (await read(`/cases/${number}/the-fine.json`)).json()) as {
      title: string;
      translations: object[];
    };
    expect(json).toMatchObject({ title: 'The fine' });
    expect(json.translations).toContainEqual({
      item: `case/${number}`,
      field: 'title',
      language: 'ru',
      text: 'Штраф',
      outdated: false,
    });
  });

  it('keeps what was typed if someone has changed the original, and saves it the second time', async () => {
    const form = await filledIn({ [`case_${number}_title`]: 'Большой штраф' });
    const thing = (await findThing(desk.app.db.read, 'case', number))!;
    await run(desk.app, changeCaseEntry, editor.principal, {
      thing: `case/${number}`,
      version: thing.version,
      title: 'The large fine',
      visibility: 'public',
    });
    const refused = await editor.post(here('ru'), form);
    const html = await refused.text();
    expect(refused.status).toBe(400);
    for (const text of [
      'Someone changed the original',
      'value="Большой штраф"',
      'The large fine',
      'Outdated',
      'The fine',
    ])
      expect([text, html.includes(text)]).toEqual([text, true]);
    expect(await followed(`/ru/cases/${number}/x`)).toContain('<h1 lang="en">The large fine</h1>');
    expect((await editor.post(here('ru'), await filledIn({ [`case_${number}_title`]: 'Большой штраф' }))).status).toBe(
      303,
    );
    expect(await followed(`/ru/cases/${number}/x`)).toContain('<h1>Большой штраф</h1>');
  });

  it('confirms an outdated translation with one click, and refuses other languages and kinds', async () => {
    const thing = (await findThing(desk.app.db.read, 'case', number))!;
    await run(desk.app, changeCaseEntry, editor.principal, {
      thing: `case/${number}`,
      version: thing.version,
      title: 'The largest fine',
      visibility: 'public',
    });
    const name = `case_${number}_title`;
    await editor.post(here('ru'), await filledIn({ [name]: 'Большой штраф' }));
    expect(await followed(`/ru/cases/${number}/x`)).toContain('<h1 lang="en">The largest fine</h1>');
    await editor.post(here('ru'), await filledIn({ [name]: 'Большой штраф', [`right_${name}`]: '1' }));
    expect(await followed(`/ru/cases/${number}/x`)).toContain('<h1>Большой штраф</h1>');
    const wrong = await editor.post(here('ru'), await filledIn({ [name]: 'Большой штраф', written: 'Russian' }));
    expect([wrong.status, (await wrong.text()).includes('Russian')]).toEqual([400, true]);
    expect((await editor.get(routes.desk.translate({ kind: 'capture', number: 1 }))).status).toBe(404);
    expect((await editor.get(here('english; drop'))).status).toBe(200);
  });

  it('shows readers our translation before a quotation or value, always with the original', async () => {
    const names = Array.from(
      (await editor.text(here('ru'))).matchAll(/name="((?:claim|source)_\d+_[^"]+)"/g),
      ([, name]) => name!,
    );
    const name = (end: string): string => names.filter((one) => one.endsWith(end)).at(-1)!;
    const quotation = name('_wording');
    const { status } = await editor.post(
      here('ru'),
      await filledIn({
        [quotation]: 'Мы обжалуем.',
        [name('_value__position')]: 'редактор',
        [name('_note')]: 'Процитировано в письме',
      }),
    );
    expect(status).toBe(303);
    const claim = quotation.split('_')[1]!;
    const page = (await followed(`/ru/claims/${claim}`)).replaceAll('\u00a0', ' ');
    expect(page).toMatch(
      /<q>(?:<a [^>]*>)?Мы обжалуем(?:<\/a>)?<\/q> <small class="muted">\(перевод редакции\)<\/small>[^]*?В оригинале: <q lang="en">We will appeal\.<\/q>/,
    );
    expect(page).toContain('редактор<span class="muted"> (в оригинале: <span lang="en">Editor</span>)</span>');
    expect(await followed('/ru/actors/1')).toContain('редактор');
    expect((await followed('/ru/sources/1')).replaceAll('\u00a0', ' ')).toContain('Процитировано в письме');
    expect(await followed(`/claims/${claim}`)).not.toContain('обжалуем');
    expect(await followed(`/cs/claims/${claim}`)).not.toContain('обжалуем');
  });
});
