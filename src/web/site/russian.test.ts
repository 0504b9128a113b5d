import { Parser } from 'htmlparser2';
import { beforeAll, expect, it } from 'vitest';
import { run, systemPrincipal } from '../../platform/operation.ts';
import { countQueries } from '../../platform/testing/count-queries.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { changePublication } from '../../publishing/publication/change-publication.ts';
import { PublicationCache } from '../../publishing/publication/publication-cache.ts';
import { loadPublication, settingsOf } from '../../publishing/publication/publication.ts';
import { withReading } from '../../record/translations/reading.ts';
import { searchThings } from '../../search/query/find.ts';
import { suggest } from '../../search/query/suggest.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { openPages, openSamples, type Samples } from '../testing/samples.ts';

/** Attributes that readers see or hear. */
const read = ['alt', 'title', 'aria-label', 'placeholder'];
/** What programs show of a page: in search results, and where its link is shared. */
const shared = new Set(['description', 'og:title', 'og:description']);
/** Elements whose content readers do not see, or only copy. */
const unread = new Set(['script', 'style', 'code', 'textarea']);
/** Elements without their own language. */
const coded = new Set(['head']);
/** Words that Russian writes in Latin letters. */
const international =
  /\b(?:PDF|JSON-LD|JSON|CSV|RSS|Atom|ISSN|SHA-256|XML|Akoma Ntoso|CC0 1\.0|CC BY 4\.0|SLAPP|HTML|PNG|SVG|oEmbed|cookie|iframe|Natural Earth|[0-9a-f]{16,64}|all|none|undated|Kronika|Facebook|Telegram|WhatsApp|Bluesky|VK|X|\d+[a-z])\b/g;
const address = /\b(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|kz|example)\b\S*/gi;

/** The texts of a page with Latin words, outside of elements that are marked with another language than Russian. */
function latinIn(html: string, names: readonly string[], skipped: ReadonlySet<string> = unread): string[] {
  const found: string[] = [];
  const open: { language: string; hidden: boolean }[] = [];
  const note = (text: string): void => {
    let rest = text;
    for (const name of names) rest = rest.replaceAll(name, '');
    if (/\p{Script=Latin}/u.test(rest.replace(address, '').replace(international, '')))
      found.push(text.trim().replace(/\s+/g, ' '));
  };
  const parser = new Parser({
    onopentag(element, attributes) {
      const above = open.at(-1) ?? { language: '', hidden: false };
      const here = { language: attributes.lang ?? above.language, hidden: above.hidden || skipped.has(element) };
      open.push(here);
      if (here.language !== 'ru' || here.hidden) return;
      for (const name of read) note(attributes[name] ?? '');
      if (shared.has(attributes.name ?? attributes.property ?? '')) note(attributes.content ?? '');
    },
    ontext(text) {
      const here = open.at(-1);
      if (here?.language === 'ru' && !here.hidden) note(text);
    },
    onclosetag() {
      open.pop();
    },
  });
  parser.end(html);
  return found;
}

/** Opens pages whose no-break spaces are plain ones. */
const spaced =
  (open: Samples['open']): Samples['open'] =>
  async (...args) =>
    (await open(...args)).replaceAll('\u00a0', ' ');

onOneDatabase('a Russian reader of the sample data', (db) => {
  let names: string[];
  let refs: Samples['refs'];
  let open: Samples['open'];
  const paper = new PublicationCache({ changed: () => {}, failed: () => {} });
  beforeAll(async () => {
    const samples = await openSamples(db(), { paper: () => paper.publication, listeners: [paper.listener] });
    const { desk } = samples;
    ({ refs } = samples);
    open = spaced(samples.open);
    const { publication, version } = await loadPublication(db().read);
    const translations = [{ language: 'ru', name: 'Хроника', motto: undefined }];
    const to = settingsOf({ ...publication, interfaceLanguages: ['en', 'ru'], translations });
    await run(desk.app, changePublication, systemPrincipal, { version, to });
    await paper.open(db().read);
    // The names of actors without a Russian name, long ones first.
    const { rows } = await db().executeSql(
      `select text from actor_name n where not exists (select from actor_name o where o.actor_id = n.actor_id and o.script = 'Cyrl') order by length(text) desc`,
    );
    // In a drawing, a long title is broken between words.
    const whole = rows.map((row) => String((row as { text: string }).text));
    names = [...whole, ...whole.flatMap((name) => name.split(' ').filter((word) => word.length > 3))];
  });

  const number = (key: string): number => Number(refs[key]!.split('/')[1]);
  const numbered = async (query: string): Promise<number> =>
    Number(((await db().executeSql(query)).rows[0] as { number: number }).number);
  const law = async (title: string, page?: 'changes'): Promise<string> => {
    const found = await numbered(`select t.number from thing t join law l on l.id = t.id where l.title = '${title}'`);
    return page
      ? routes.lawChanges({ number: found }, { from: '2020-01-01', to: '2026-04-01' })
      : routes.law({ number: found, slug: 'x' });
  };
  const letterNumber = (sort: string): Promise<number> =>
    numbered(`select t.number from thing t join letter l on l.id = t.id where l.sort = '${sort}'`);
  const letter = async (sort: string): Promise<string> =>
    routes.letter({ number: await letterNumber(sort), slug: 'x' });
  const provisionOf = async (label: string): Promise<string> =>
    routes.provision({
      number: await numbered(
        `select t.number from thing t join provision p on p.id = t.id where p.label like '${label}'`,
      ),
    });

  it('says of a search result which date it is, as precisely as it is known', async () => {
    const words = (await open(`/ru${routes.search({ q: 'Forbes' })}`)).replace(/<[^>]+>/g, '');
    expect(words).toContain('последнее событие 18 мая 2018 г.');
    expect(words).toMatch(/Источник · [^1-9]*апрель 2018 г\./);
    expect(words).not.toContain('1 апреля 2018 г.');
  });

  it('sees in the list of cases by which date it is sorted', async () => {
    const list = (await open(`/ru${routes.cases()}`)).replace(/<[^>]+>/g, '');
    expect(list).toContain('30 марта 2018 г. · последнее событие 18 мая 2018 г.');
    expect(await open(`/ru${routes.cases({ sort: 'changed' })}`)).not.toContain('последнее событие');
  });

  it.each([
    ['the front page', () => routes.home()],
    ['a case of the dossier', () => routes.case_({ number: number('case-probe'), slug: 'x' })],
    ['its law', () => law('Criminal Code of Kazakhstan')],
    ['a case of the invented sample', () => routes.case_({ number: number('case-removal'), slug: 'x' })],
    ['its law', () => law('Information Act of Velmoria')],
    ['the letters', () => routes.letters()],
    ['a letter known from sources', () => letter('reported')],
    ['a letter that is signed here', () => letter('hosted')],
    ['its list of signatures', async () => routes.letterSignatures({ number: await letterNumber('hosted') })],
    ['the page on which anyone signs it', async () => routes.signOn({ number: await letterNumber('hosted') })],
    ['the duties from laws', () => routes.duties()],
    ['a provision with a duty', () => provisionOf('Article 11')],
    ['a law as it changed', () => law('Information Act of Velmoria', 'changes')],
    ['a provision without a number', () => provisionOf('On those who comment%')],
    ['a statistic with names of laws', () => routes.statistics({ by: 'law' })],
    ['a country', () => routes.country({ code: 'KZ' })],
    ['a person with a quotation', () => routes.actor({ number: number('talm'), slug: 'x' })],
    ['a source with a quotation', () => routes.source({ number: number('src-port') })],
    ['a source with a title of its own', () => routes.source({ number: number('src-hrw') })],
    ['a source whose title is ours', () => routes.source({ number: number('src-post') })],
    ['a quotation', () => routes.claim({ number: number('c-true') })],
    ['a claim of a speaker without a name', () => routes.claim({ number: number('c10-adilsoz') })],
    ['a claim of a document', () => routes.claim({ number: number('c13-letter') })],
    ['an article in another language', () => routes.article({ number: 1, slug: 'x' })],
    ['the results of a Russian word', () => routes.search({ q: 'суд' })],
    ['the results of a word that means a kind of pressure', () => routes.search({ q: 'арест' })],
    ['the result of a number', () => routes.search({ q: String(number('court')) })],
    ['the cases that a word finds', () => routes.cases({ q: 'порт' })],
  ])('reads %s without English words', async (_, path) => {
    expect(latinIn(await open(`/ru${await path()}`), names)).toEqual([]);
  });

  it('reads the Russian articles, their notes and their questions without English words', async () => {
    const { articles } = JSON.parse(await open(routes.articles.json())) as {
      articles: { number: number; language: string }[];
    };
    const russian = articles.filter(({ language }) => language === 'ru');
    expect(russian).toHaveLength(3);
    const met: Record<number, string[]> = {};
    for (const { number } of russian) {
      const page = await open(`/ru${routes.article({ number, slug: 'x' })}`);
      expect(page).toContain('class="claim-words"');
      expect(page, 'our own words').not.toContain('class="claim-words"><span lang=');
      const latin = latinIn(page, names);
      if (latin.length) met[number] = latin;
    }
    expect(met).toEqual({});
  });

  it('finds the words of sources with a translation beside them', async () => {
    const invented = await open(`/ru${routes.case_({ number: number('case-removal'), slug: 'x' })}`);
    expect(invented).toContain(
      '<blockquote><p>Предписание от 16 мая 2026 года законно. Заявление отклонено. <small class="muted">(перевод редакции)</small></p></blockquote><p class="muted">В оригинале: <q lang="en">The order of 16 May 2026 is lawful.',
    );
    expect(invented).toContain('Наносит ущерб доверию к властям');
    const { rows } = await db().executeSql(
      `select t.number from thing t join provision p on p.id = t.id where p.label = 'Article 11'`,
    );
    const provision = routes.provision({ number: Number((rows[0] as { number: number }).number) });
    expect(await open(`/ru${provision}`)).toContain('Перевод редакции:</p><p>Редактор публикует ответ лица');
    // The headings of provisions are in Russian, with the original beside them.
    expect(await open(`/ru${await law('Information Act of Velmoria')}?on=2026-05-01`)).toMatch(
      />Статья 11<\/a> Ответ<span class="muted"> \(в оригинале: <span lang="en">Reply<\/span>\)/,
    );
    expect(invented).toMatch(/>Статья 12<\/a> Удаление информации<span class="muted"> \(в оригинале: /);
    expect(await open(`/ru${routes.case_({ number: number('case-blocking'), slug: 'x' })}`)).toContain(
      'Мы считаем, что это два разных шага',
    );
  });

  it('is asked to sign a letter by a host and to an addressee with Russian names', async () => {
    const page = await open(`/ru${routes.signOn({ number: await letterNumber('hosted') })}`);
    expect(page).toContain('его ведёт Ассоциация вельморских журналистов');
    expect(page).toContain('Вельморское управление связи');
    expect(page).toContain('руководителю Управления');
  });

  it('reads the words of a law that set a duty in our translation, too', async () => {
    const info = await law('Information Act of Velmoria');
    const page = await open(`/ru${info}?on=2026-05-01`);
    const duties = page.split('Словами закона:').slice(1);
    expect(duties).toHaveLength(2);
    for (const [index, words] of ['Редактор публикует ответ лица', 'Управление связи вправе'].entries())
      expect(duties[index]).toMatch(
        new RegExp(
          `^</p><div class="ours">.*?<blockquote><p>${words}.*?<details class="fold">.*?<blockquote lang="en">`,
        ),
      );
  });

  it('reads our translation of a reply on the first screen of a case, and the original in its note', async () => {
    const page = await open(`/ru${routes.case_({ number: number('case-questioning'), slug: 'x' })}`);
    const [first, notes] = [page.split('<aside')[0]!, page.split('<section class="notes"')[1]!];
    expect(first).toContain('<q>обычный разговор</q> <small class="muted">(перевод редакции)</small>');
    expect(first).not.toContain('routine');
    expect(notes).toMatch(/<q>(?:<a [^>]*>)?обычный разговор.*?В оригинале: <q lang="en">a routine conversation</);
  });

  it('sees as many details of an event as the line says, and short titles of documents that speak', async () => {
    const removal = await open(`/ru${routes.case_({ number: number('case-removal'), slug: 'x' })}`);
    for (const [, count, rows] of removal.matchAll(/>(\d+) подробност[ьией]+<\/summary>(.*?)<\/dl>/gs))
      expect(rows!.match(/<dt\b/g)).toHaveLength(Number(count));
    expect(removal).toMatch(/>2 подробности<\/summary>(?:(?!<\/dl>).)*Подписавший/s);
    const blocking = await open(`/ru${routes.case_({ number: number('case-blocking'), slug: 'x' })}`);
    expect(blocking.split('<aside')[0]).toMatch(/письмо «(?:<[^>]*>)?Законы о „ложной информации“ нельзя …/);
  });

  it('reads a speaker without a name in translation, and the original on the page of the claim', async () => {
    const suit = await open(`/ru${routes.case_({ number: number('case-suit'), slug: 'x' })}`);
    expect(suit).toContain('«суд в Алматы» (так в источнике, перевод редакции)');
    expect(suit).not.toContain('an Almaty court');
    const ruling = /\/claims\/(\d+)"[^>]*>4 апреля 2017 года суд/.exec(suit)![1];
    expect(await open(`/ru${routes.claim({ number: Number(ruling) })}`)).toContain(
      '<span lang="en">an Almaty court</span>',
    );
  });

  it('cites and prints a page by its Russian address', async () => {
    const config = { publicUrl: 'https://gazeta.example' };
    const addressed = openPages(deskOn(db(), { paper: () => paper.publication, config }).web);
    const page = await addressed(`/ru${routes.case_({ number: number('case-suit'), slug: 'x' })}`);
    expect(page).toMatch(/translate="no">https:\/\/gazeta\.example\/ru\/cases\/\d+\/isk-kakimzhanova/);
    const style = /<link rel="stylesheet" media="print" href="([^"]+)"/.exec(page)![1]!;
    const css = await open(style);
    expect(css).toContain('Иск Какимжанова');
    expect(css).toMatch(/\/ru\/cases\/\d+ · \d+ [а-я]+ \d{4} г\."/);
  });

  it('sees no line that begins with “г.” or a dash, and no date with two full stops', async () => {
    const plain = openPages(deskOn(db(), { paper: () => paper.publication }).web);
    for (const path of [
      routes.home(),
      routes.case_({ number: number('case-suit'), slug: 'x' }),
      routes.case_({ number: number('case-blocking'), slug: 'x' }),
      routes.country({ code: 'KZ' }),
      routes.laws(),
    ]) {
      const texts = (await plain(`/ru${path}`))
        .replace(/<(script|style|option|title)\b.*?<\/\1>/gs, '')
        .split(/<[^>]*>/);
      expect([path, texts.filter((text) => /\d г\.| [—–] |\d (?:января|мая|апреля|дел)/.test(text))]).toEqual([
        path,
        [],
      ]);
      expect(texts.join('')).not.toMatch(/г\.\d*\.(?!\.)/);
    }
  });

  it('reads what we wrote in Russian only, and what a source wrote as the original', async () => {
    const probe = await open(`/ru${routes.case_({ number: number('case-probe'), slug: 'x' })}`);
    expect(probe).toContain('заместитель главного редактора');
    for (const ours of ['Deputy editor-in-chief', 'Computers and documents']) expect(probe).not.toContain(ours);
    expect(probe).toContain('(в оригинале: <span lang="en">Article 274 of the Criminal Code</span>)');
    const claim = await open(`/ru${routes.claim({ number: number('c11-tol') })}`);
    expect(claim).toContain('Несмотря на решения суда');
    expect(claim).not.toMatch(/Despite the rulings|«(?:<span[^>]*>)?wrote/);
    expect(await open(routes.claim({ number: number('c11-tol') }))).toContain('wrote');
  });

  it('finds an article and its translation once, in Russian on Russian pages', async () => {
    const headlines = {
      en: 'Court in Velmoria upholds the removal of a report on a port sale',
      ru: 'Суд в Вельмории признал законным удаление статьи о продаже порта',
    };
    const caseAddress = routes.case_({ number: number('case-removal'), slug: 'x' });
    for (const path of [routes.home(), routes.articles(), caseAddress]) {
      const [english, russian] = [await open(path), await open(`/ru${path}`)];
      expect([english.includes(headlines.en), english.includes(headlines.ru)], path).toEqual([true, false]);
      expect([russian.includes(headlines.en), russian.includes(headlines.ru)], path).toEqual([false, true]);
    }
    // Files with data have both.
    const { articles } = JSON.parse(await open(routes.articles.json())) as { articles: { headline: string }[] };
    expect(articles.map((one) => one.headline)).toEqual(expect.arrayContaining(Object.values(headlines)));
  });

  it('finds the open letter first by words of its Russian title', async () => {
    for (const words of [
      'Не удаляйте публикации',
      'Не удаляйте публикации без решения суда',
      'письмо Не удаляйте публикации',
    ]) {
      const { hits } = await searchThings(db().read, { text: words }, 'public');
      expect([words, hits[0]?.ref]).toEqual([words, `letter/${await letterNumber('hosted')}`]);
    }
  });

  it('finds names and titles in Russian, and sees by which other name an actor was found', async () => {
    const found = await open(`/ru${routes.search({ q: 'Selmir City Court' })}`);
    expect(found).toContain('>Сельмирский городской суд</a>');
    expect(found).toContain('Другое имя: <span lang="und-Latn">Selmir City Court</span>');
    const english = await open(routes.search({ q: 'Selmir City Court' }));
    expect(english).not.toContain('Also called');
    const json = JSON.parse(await open(routes.search.json({ q: 'Selmir City Court' }))) as {
      hits: { title: string }[];
    };
    expect(json.hits[0]!.title).toBe('Selmir City Court');
  });

  it('gives every result of a search a title to press, and says which articles are in another language', async () => {
    for (const [language, text, other] of [
      ['', 'fine', 'Article · <time'],
      ['', 'Какимжанова', 'Article · Russian'],
      ['/ru', 'Алматы', 'Статья · английский'],
    ] as const) {
      const page = await open(language + routes.search({ q: text }));
      const links = [...page.matchAll(/<h[23]><a href="([^"]+)"[^>]*>(.*?)<\/a>/g)];
      expect(links.map(([, , words]) => words)).not.toContain('');
      expect(links.filter(([, href]) => /\/articles\/\d+\/[a-z]/.test(href!)).length, text).toBeGreaterThan(0);
      expect(page, text).toContain(other);
    }
  });

  it('shows what a search looked for in the letters of the reader, and the page of a country', async () => {
    const english = await open(routes.search({ q: 'Article 274' }));
    expect(english).not.toMatch(/(?:Law: |means the same as )[^<]*\p{Script=Cyrillic}/u);
    expect(await open(`/ru${routes.search({ q: 'закон о ложной информации' })}`)).not.toContain('жалған');
    expect(await open(`/ru${routes.search({ q: 'Казахстан' })}`)).toContain('<a href="/ru/countries/KZ">');
    expect(await open(`/ru${routes.search({ q: 'дело 1' })}`)).toContain('/ru/cases/1/');
    // The English article has the word, too, and the Russian one comes first.
    const fined = await open(`/ru${routes.search({ q: 'оштрафовали' })}`);
    const of = (language: string): number => fined.indexOf(language);
    expect(of('Статья · <time')).toBeGreaterThan(0);
    expect(of('Статья · английский')).toBeGreaterThan(of('Статья · <time'));
    expect(fined).not.toContain('«fine»');
    const nothing = (await open(routes.search({ q: 'zzzzqqq' }))).split('<div class="empty">')[1]!;
    expect(nothing.slice(0, nothing.indexOf('</div>'))).toContain('All cases');
  });

  it('finds a case by the Russian words of its open question', async () => {
    const found = await open(`/ru${routes.cases({ q: '"Оспаривает ли Какимжанов снова те же утверждения"' })}`);
    expect(found).toContain(`/ru/cases/${number('case-probe')}/`);
  });

  it('costs no more queries for many results or suggestions than for one', async () => {
    const inRussian = <T>(work: () => Promise<T>): Promise<T> => withReading({ language: 'ru', own: 'en' }, work);
    const count = (perPage: number) =>
      inRussian(() =>
        countQueries(db().read, (read) => searchThings(read, { text: 'суд', kind: ['case'], perPage }, 'public')),
      );
    // Counts that are cached are read by the first search only.
    await count(25);
    expect(await count(25)).toBe(await count(1));
    const suggested = (typed: string) =>
      inRussian(() => countQueries(db().read, (read) => suggest(read, typed, 'public')));
    expect([await suggested('Казахстан'), await suggested('сельмирский го')]).toEqual([8, 1]);
  });

  it('gets suggestions in Russian, by words in any language and by what they mean, with Russian addresses', async () => {
    const offered = async (q: string, prefix = '/ru') =>
      (
        JSON.parse(await open(prefix + routes.suggest({ q }))) as {
          suggestions: { title: string; language?: string; name: string | null; nameLanguage?: string; url: string }[];
        }
      ).suggestions;
    const court = { title: 'Сельмирский городской суд', kind: 'Люди и организации' };
    const path = `/ru/actors/${number('court')}/selmirskiy-gorodskoy-sud`;
    expect((await offered('сельмирский г'))[0]).toEqual({ ...court, name: null, url: path });
    expect((await offered('Selmir Ci'))[0]).toEqual({
      ...court,
      name: 'Selmir City Court',
      nameLanguage: 'und-Latn',
      url: path,
    });
    const removal = number('case-removal');
    for (const q of ['удаление статьи', 'removal of a rep'])
      expect([q, (await offered(q)).map((one) => one.url)]).toEqual([
        q,
        expect.arrayContaining([expect.stringMatching(`^/ru/cases/${removal}/`)]),
      ]);
    // What a word means is suggested after titles that have the word.
    expect((await offered('Казахстан')).length).toBeGreaterThan(2);
    for (const q of ['Казахстан', 'суд', 'jailed', 'removal'])
      for (const one of await offered(q))
        for (const { text, language } of [
          { text: one.title, language: one.language },
          { text: one.name ?? '', language: one.nameLanguage },
        ])
          expect([q, text, language === undefined ? latinIn(`<p lang="ru">${text}</p>`, names) : []]).toEqual([
            q,
            text,
            [],
          ]);
  });

  it('has links to feeds and calendars in Russian, and no feed changes without its parameter', async () => {
    const casePage = await open(`/ru${routes.case_({ number: number('case-probe'), slug: 'x' })}`);
    const list = await open(`/ru${routes.cases({ q: 'порт' })}`);
    const feed = routes.feeds.case_.as('xml', { number: number('case-probe') });
    for (const [page, address] of [
      [casePage, routes.feedXml()],
      [casePage, routes.feedJson()],
      [casePage, feed],
      [list, routes.calendar()],
    ] as const)
      expect([address, page.includes(`href="${address}?lang=ru"`)]).toEqual([address, true]);
    expect(list).toContain(`href="${routes.cases.as('xml')}?lang=ru&amp;q=`);
    expect(await open(routes.home())).toContain(`href="${routes.feedXml()}"`);
  });

  it('reads a feed and a calendar in Russian, with what is not translated marked', async () => {
    // Feeds leave out the sample data.
    await db().executeSql(`update thing set example = false where example`);
    const addresses = [
      routes.feedXml(),
      routes.feeds.case_.as('xml', { number: number('case-probe') }),
      routes.feeds.case_.as('xml', { number: number('case-removal') }),
      routes.feeds.letters.as('xml'),
      routes.search.as('xml', { q: 'суд' }),
    ];
    for (const address of addresses) {
      const feed = await open(`${address}${address.includes('?') ? '&' : '?'}lang=ru`);
      expect(feed).toContain('xml:lang="ru"');
      expect(feed).toMatch(/<link rel="self"[^>]*[?]lang=ru/);
      expect(feed).toMatch(/<entry>.*<link rel="alternate" type="text\/html" href="http:\/\/localhost\/ru\//);
      const titles = Array.from(
        feed.matchAll(/<(feed|entry)\b([^>]*)>(?:(?!<\/?entry).)*?<title>([^<]*)<\/title>/g),
        ([, , attributes, title]) => (/xml:lang="(?!ru)/.test(attributes!) ? '' : `<p lang="ru">${title}</p>`),
      ).join('');
      expect([address, latinIn(titles, names)]).toEqual([address, []]);
    }
    const feed = JSON.parse(await open(`${routes.feedJson()}?lang=ru`)) as {
      language: string;
      items: { title: string; language: string; content_html?: string }[];
    };
    expect(feed.language).toBe('ru');
    const links = feed.items.flatMap(({ content_html = '' }) =>
      Array.from(content_html.matchAll(/href="http:\/\/localhost(\/[^"]*)"/g), ([, path]) => path!),
    );
    expect(links.length).toBeGreaterThan(1);
    expect(links.filter((path) => !path.startsWith('/ru/'))).toEqual([]);
    const headline = 'Суд в Вельмории признал законным удаление статьи о продаже порта';
    const english = 'Court in Velmoria upholds the removal of a report on a port sale';
    const isIn = (words: string) => feed.items.some((item) => item.title.includes(words));
    expect([isIn(headline), isIn(english)]).toEqual([true, false]);
    const calendar = (await open(`${routes.calendar()}?lang=ru`)).replace(/\r\n /g, '');
    const events = Array.from(calendar.matchAll(/^(?:SUMMARY|X-WR-CALNAME):(.*)$/gm), ([, text]) => text);
    expect(events.length).toBeGreaterThan(1);
    expect(latinIn(`<p lang="ru">${events.join('</p><p>')}</p>`, names)).toEqual([]);
    // A language that the site does not have is that of the publication, as without the parameter.
    expect(await open(`${routes.feedXml()}?lang=kk`)).toBe(await open(routes.feedXml()));
    expect(await open(routes.feedXml())).toContain(english);
  });

  it('sees names in Russian, and their other names on the page of the actor', async () => {
    const page = await open(`/ru${routes.actor({ number: number('court'), slug: 'x' })}`);
    expect(page).toContain('<h1>Сельмирский городской суд</h1>');
    expect(page).toContain('<span lang="und-Latn">Selmir City Court</span>');
    const english = await open(routes.actor({ number: number('court'), slug: 'x' }));
    expect(english).toContain('<h1>Selmir City Court</h1>');
  });

  it('gets titles and names that have no translation with their language', async () => {
    await db().executeSql('delete from text_translation');
    // This change does not empty the page cache, so a new application without cached pages answers.
    open = spaced(openPages(deskOn(db(), { paper: () => paper.publication }).web));
    const { rows } = await db().executeSql(
      `select kind, number from thing where visibility = 'public' and kind in ('case', 'actor', 'source', 'claim', 'law', 'provision') order by kind, number`,
    );
    const things = rows as { kind: string; number: number }[];
    const some = (kind: string) => things.filter((one) => one.kind === kind).filter((_, index) => index % 4 === 0);
    const pages = [
      routes.home(),
      routes.disagreements(),
      routes.laws(),
      routes.letters(),
      ...['case', 'actor', 'source', 'claim', 'law', 'provision'].flatMap((kind) =>
        some(kind).map((one) => `/${kind}s/${one.number}`),
      ),
    ];
    // Some names have parts in two languages: “Information Act of Velmoria, статья 12”, “письмо «To the president»”.
    const mixed = /^Статья \d+, |, статья \d+$|^\p{L}+ «[^»]*»$|\(article number not known\)$/u;
    const found: string[] = [];
    for (const page of pages)
      for (const text of latinIn(await open(`/ru${page}`), [], new Set([...unread, ...coded])))
        if (!mixed.test(text)) found.push(`${page}: ${text}`);
    expect(found).toEqual([]);
  });
});
