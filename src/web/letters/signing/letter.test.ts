import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Hono } from 'hono';
import { createArticles } from '../../../documents/create-articles.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { judgeDemand, noteResponse } from '../../../letters/answers/note-response.ts';
import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { openVersion } from '../../../letters/hosted/open-version.ts';
import { publishLetter } from '../../../letters/hosted/publish-letter.ts';
import { checkStatement } from '../../../letters/statement/check.ts';
import { nodeCrypto } from '../../../letters/statement/make.ts';
import { editsOf } from '../../../letters/testing/edits.ts';
import { letterIndexer } from '../../../letters/letter-index.ts';
import { letterPost } from '../../../letters/post/send.ts';
import { inviteOrganisations, remindInvited } from '../../../letters/signing/invite.ts';
import { loadHosted } from '../../../letters/views/hosted.ts';
import { listInvitations } from '../../../letters/views/signatures.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run, type App } from '../../../platform/operation.ts';
import { RowKeys } from '../../../platform/storage/row-keys.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { openMailServer, type Received } from '../../../platform/testing/mail-server.ts';
import { editor, monitor, testApp } from '../../../platform/testing/test-app.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { file } from '../../../record/filing/file.ts';
import { findThing } from '../../../record/refs.ts';
import { recordIndexers, searchProjection } from '../../../search/index/projection.ts';
import { publicLetter } from '../api/letter.ts';
import { createWeb } from '../../create-web.ts';
import type { Env } from '../../kit/context.ts';
import { writeLetterMail } from '../mails/mails.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';

const site = 'https://paper.example';

onEitherDatabase('an open letter', (db) => {
  let app: App;
  let web: Hono<Env>;
  let server: Awaited<ReturnType<typeof openMailServer>>;
  let now = new Date('2018-05-01T09:00:00Z');
  let [letter, number, text] = ['', 0, ''];
  const actors: string[] = [];
  /** How many received emails earlier calls of `post` have returned. */
  let read = 0;

  beforeAll(async () => {
    server = await openMailServer();
    const made = testApp(db(), { listeners: [searchProjection([...recordIndexers, letterIndexer])], now: () => now });
    app = {
      ...made,
      config: { ...made.config, publicUrl: site, mail: { url: server.url, from: 'Letters <letters@paper.example>' } },
    };
    await prepareJobs(db(), [letterPost(writeLetterMail)]);
    web = createWeb({ ...testDeps(), app });
    const filed = await run(app, file, editor, {
      actors: [
        ...['The General Prosecutor', 'The Chairman of Parliament'].map((name) => ({
          kind: 'authority' as const,
          names: [{ text: name }],
          visibility: 'public' as const,
        })),
        { kind: 'network', names: [{ text: 'A network' }], visibility: 'public' },
      ],
      cases: [{ title: 'A search of two newsrooms', visibility: 'public' }],
    });
    actors.push(...filed.actors, ...filed.cases);
  });
  afterAll(() => server.close());

  /** Sends the due emails, as the queue's worker does. @returns the emails received since the last call */
  const post = async (): Promise<Received[]> => {
    const log = { info() {}, warn() {}, error() {}, debug() {} };
    await letterPost(writeLetterMail).handler({
      input: {},
      app,
      log: log as never,
      signal: new AbortController().signal,
      last: false,
    });
    const fresh = server.received.slice(read);
    read = server.received.length;
    return fresh;
  };
  const bodyOf = (mail: Received): string => {
    const [head, ...rest] = mail.message.split(/\r?\n\r?\n/);
    const body = rest.join('\n\n');
    if (/base64/i.test(head!)) return Buffer.from(body, 'base64').toString();
    return Buffer.from(
      body
        .replace(/=\r?\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8');
  };
  const linkIn = (mail: Received): string => new RegExp(`${site}(/sign/\\S+)`).exec(bodyOf(mail))![1]!;
  const get = async (path: string) => {
    const response = await web.request(path);
    return { status: response.status, text: await response.text() };
  };
  const send = async (path: string, values: Record<string, string>) => {
    const response = await web.request(path, {
      method: 'POST',
      body: new URLSearchParams(values),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    return { status: response.status, text: await response.text() };
  };
  const hashOn = (html: string): string => /name="hash" value="([0-9a-f]{64})"/.exec(html)![1]!;
  const state = async () => {
    const thing = (await findThing(db().read, 'letter', number))!;
    const view = (await loadHosted(db().read, thing, 'desk'))!;
    const by: Record<string, number> = {};
    for (const { standing } of await listInvitations(db().read, new RowKeys(app.config.dataDir), view.id))
      by[standing] = (by[standing] ?? 0) + 1;
    return { view, by, confirmed: view.counts.confirmed };
  };
  const version = async () => (await findThing(db().read, 'letter', number))!.version;
  /** The hash of the letter's current version, from the form for signing. */
  let hash = '';
  const answer = (link: string, values: Record<string, string>) =>
    send(link, { answer: 'sign', shown: 'named', signer: 'A. Director', role: 'Director', hash, ...values });
  const confirm = (mail: Received) => send(linkIn(mail), { hash });
  const keepOwn = (mails: readonly Received[]): void => {
    for (const mail of mails)
      if (linkIn(mail).startsWith('/sign/own/')) own.set(/^(.*) has signed/m.exec(bodyOf(mail))![1]!, linkIn(mail));
  };

  let articleAt = '';
  const links = new Map<string, string>();
  const own = new Map<string, string>();

  it('is drafted by a contributor, and opened for signatures by an editor, while readers see nothing of it', async () => {
    const begun = await run(app, beginLetter, monitor, {
      title: 'The law must not silence the media',
      language: 'en',
      text: {
        headline: { text: 'The law must not silence the media', kind: 'connective', whole: true },
        language: 'en',
        blocks: [{ type: 'paragraph', sentences: [{ text: 'We ask you to look into it.', kind: 'connective' }] }],
      },
      letter: {
        host: actors[2],
        addressees: [
          { actor: actors[0], name: 'The General Prosecutor', email: 'prosecutor@authority.example' },
          { actor: actors[1], name: 'The Chairman of Parliament', email: 'chairman@authority.example' },
        ],
        demands: [{ en: 'Close the investigation.' }, { en: 'Return what was seized.' }],
        about: [actors[3]!],
        deadline: '2018-06-30T00:00:00Z',
      },
    });
    ({ letter, number, text } = begun);
    await expect(run(app, openVersion, monitor, { letter, version: 1 })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    expect(await run(app, openVersion, editor, { letter, version: await version() })).toMatchObject({
      number: 1,
      asked: 0,
    });
    await expect(run(app, openVersion, editor, { letter, version: await version() })).rejects.toMatchObject({
      code: 'letter_same',
    });
    // The text of a letter cannot be published as an article. Readers cannot see the letter yet either.
    await expect(run(app, publishArticle, editor, { article: text, version: 1 })).rejects.toMatchObject({
      code: 'letter_text',
    });
    expect((await get(`/letters/${number}/x`)).status).toBe(404);
    expect((await get(`/letters/${number}.json`)).status).toBe(404);
  });

  it('is sent to 26 organisations: two share an address, and the address of one is refused', async () => {
    const invitations = Array.from({ length: 26 }, (_, index) => ({
      organisation: `Organisation ${String(index + 1).padStart(2, '0')}`,
      email:
        index === 25 ? 'nobody@refused.example' : index < 2 ? 'shared@org.example' : `office${index + 1}@org.example`,
    }));
    expect(await run(app, inviteOrganisations, editor, { letter, invitations })).toEqual({ invited: 26, known: 0 });
    expect(await run(app, inviteOrganisations, editor, { letter, invitations: invitations.slice(0, 3) })).toEqual({
      invited: 0,
      known: 3,
    });
    const mails = await post();
    expect(mails).toHaveLength(25);
    for (const mail of mails) links.set(/Organisation \d\d/.exec(bodyOf(mail))![0], linkIn(mail));
    expect(new Set(links.values()).size).toBe(25);
    expect((await state()).by).toEqual({ invited: 25, bounced: 1 });
    expect(await post()).toEqual([]);
  });

  it('is not signed by opening a link, but by signing and then confirming a link in an email', async () => {
    const link = links.get('Organisation 01')!;
    const page = await get(link);
    expect(page.text).toContain('We ask you to look into it.');
    expect((await web.request(link)).headers.get('referrer-policy')).toBe('strict-origin');
    hash = hashOn(page.text);
    expect((await state()).by).toEqual({ invited: 25, bounced: 1 });
    // Two people sign for one organisation. The second signature replaces the first, so there is only one.
    await answer(link, { name: 'Organisation One', signer: 'The Wrong One' });
    await answer(link, { name: 'Organisation One', signer: 'The Right One' });
    expect(await state()).toMatchObject({ confirmed: 0, by: { unconfirmed: 1, invited: 24, bounced: 1 } });
    const mails = await post();
    expect(mails.map((mail) => mail.to[0])).toEqual(['shared@org.example', 'shared@org.example']);
    // The token of a link works only for the purpose of that link.
    for (const wrong of [
      linkIn(mails[1]!).replace('/confirm/', '/own/'),
      linkIn(mails[1]!).replace('/confirm/', '/'),
      `${linkIn(mails[1]!).slice(0, -3)}AAA`,
    ])
      expect([wrong, (await get(wrong)).status]).toEqual([wrong, 410]);
    expect((await confirm(mails[1]!)).status).toBe(200);
    expect((await get(linkIn(mails[0]!))).status).toBe(410);
    expect(await state()).toMatchObject({ confirmed: 1 });
    expect((await get(link)).text).toContain('Already signed');
    own.set('Organisation 01', linkIn((await post())[0]!));
    // Before publication a withdrawn signature is deleted, so the page does not ask what to do with the name.
    const ownPage = (await get(own.get('Organisation 01')!)).text;
    expect([ownPage.includes('deleted completely'), ownPage.includes('name="erase"')]).toEqual([true, false]);
  });

  it('is signed by 22 more organisations, declined by one, and not harmed by malicious names', async () => {
    for (const [organisation, link] of links) {
      const which = Number(organisation.slice(-2));
      if (which === 1 || which > 23) continue;
      const name =
        which === 2
          ? '<script>alert(1)</script> "Two"'
          : which === 3
            ? 'Three\u202Eeerht\r\nBcc: x@evil.example'
            : organisation;
      expect([organisation, (await answer(link, { name, ...(which === 4 && { shown: 'known' }) })).status]).toEqual([
        organisation,
        200,
      ]);
    }
    expect((await answer(links.get('Organisation 24')!, { answer: 'declined', reason: 'Not our field.' })).status).toBe(
      200,
    );
    expect((await answer(links.get('Organisation 25')!, { name: 'x'.repeat(10_001) })).status).toBe(400);
    for (const mail of await post()) {
      expect(mail.message.split(/\r?\n\r?\n/)[0]).not.toMatch(/^Bcc:/im);
      await confirm(mail);
    }
    keepOwn(await post());
    expect(await state()).toMatchObject({ confirmed: 23, by: { confirmed: 23, declined: 1, invited: 1, bounced: 1 } });
  });

  it('gets a second version at the request of an organisation, and each signatory must confirm it again', async () => {
    await answer(links.get('Organisation 25')!, { answer: 'changes', reason: 'Name the law.' });
    now = new Date(now.getTime() + 3_600_000);
    expect((await state()).by).toEqual({ confirmed: 23, declined: 1, changes: 1, bounced: 1 });
    const { form, version: at } = await loadDeskArticle(db().read, Number(text.split('/')[1]));
    form.blocks.push({
      ...form.blocks[0]!,
      sentences: [{ ...form.blocks[0]!.sentences[0]!, id: undefined, text: 'We ask you to change the law.' }],
    });
    await run(app, saveArticle, monitor, { ...form, article: text, version: at });
    await expect(run(app, openVersion, editor, { letter, version: await version() })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(
      await run(app, openVersion, editor, { letter, version: await version(), why: 'It names the law.' }),
    ).toMatchObject({ number: 2, asked: 23 });
    expect(await state()).toMatchObject({ confirmed: 0, by: { unconfirmed: 23, declined: 1, invited: 1, bounced: 1 } });
    const mails = await post();
    expect(mails).toHaveLength(24);
    const again = mails.filter((mail) => linkIn(mail).startsWith('/sign/confirm/'));
    const invited = mails.find((mail) => !again.includes(mail))!;
    expect(bodyOf(invited)).toContain('The letter has changed. This is version 2. It names the law.');
    const page = await get(linkIn(again[0]!));
    expect(page.text).toMatch(/<ins><span class="sr">[^<]*<\/span>We ask you to change the law\./);
    expect(page.text).toContain('It names the law.');
    // The form was opened before the new version, so it sends the old hash and is refused.
    expect((await confirm(again[0]!)).status).toBe(409);
    hash = hashOn(page.text);
    for (const mail of again) expect((await confirm(mail)).status).toBe(200);
    await answer(links.get('Organisation 25')!, { name: 'Organisation 25' });
    const later = await post();
    keepOwn(later);
    for (const mail of later) if (linkIn(mail).startsWith('/sign/confirm/')) await confirm(mail);
    keepOwn(await post());
    expect(await state()).toMatchObject({ confirmed: 24, by: { confirmed: 24, declined: 1, bounced: 1 } });
    await expect(run(app, remindInvited, editor, { letter })).rejects.toMatchObject({ code: 'letter_reminded' });
  });

  it('is published with 24 signatures, sent to its addressees, and becomes an event in its case', async () => {
    now = new Date('2018-05-18T09:00:00Z');
    expect(await run(app, publishLetter, editor, { letter, version: await version() })).toEqual({
      events: 1,
      mails: 2,
    });
    const mails = await post();
    expect(mails.map((mail) => mail.to[0])).toEqual(['prosecutor@authority.example', 'chairman@authority.example']);
    expect(bodyOf(mails[0]!)).toContain('1. Close the investigation.');
    const json = publicLetter.parse(JSON.parse((await get(`/letters/${number}.json`)).text));
    expect(json.signed).toMatchObject({
      version: 2,
      counts: { confirmed: 24, known: 1, organisations: 24, people: 0, withdrawn: 0 },
    });
    expect(json.signed!.signatures).toHaveLength(23);
    const { text: page } = await get(json.url);
    expect(page).toContain('24 confirmed signatures.');
    expect(page).toMatch(/A network knows the name of 1 of them\./);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/Organisation 04|\u202E|authority\.example|org\.example/);
    const inCase = (await get('/cases/1/a-search-of-two-newsrooms')).text;
    for (const words of ['Letter sent', 'The law must not silence the media', 'The Chairman of Parliament'])
      expect(inCase).toContain(words);
    const csv = (await get(routes.letterSignatures.as('csv', { number }))).text.trim().split('\r\n');
    expect(csv).toHaveLength(24);
    expect((await get(routes.letters())).text).toContain('24 signatories');
    // An article that embeds the letter shows its current signatories.
    const [article] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'With a letter', kind: 'connective' },
          blocks: [
            { type: 'letter', ref: `https://paper.example/letters/${number}/the-law` },
            { sentences: [{ text: 'Here is what is known so far.', kind: 'connective' }] },
          ],
        },
      ],
    });
    await run(app, publishArticle, editor, { article: article!.article, version: 1 });
    articleAt = routes.article({ number: article!.number, slug: 'with-a-letter' });
    const shown = (await get(articleAt)).text;
    for (const words of [
      '24 confirmed signatures. The initiators know the name of 1 of them.',
      'and 11 more',
      routes.letterSignatures({ number }),
    ])
      expect(shown).toContain(words);
    expect(shown.match(/<bdi>/g)).toHaveLength(12);
    expect(shown).not.toMatch(/Organisation 04|\u202E|org\.example|<script>alert/);
  });

  it('shows that a signature was withdrawn after publication, and no longer counts it', async () => {
    const link = own.get('Organisation 05')!;
    expect((await get(link)).text).toContain('name="erase"');
    expect((await send(link, {})).status).toBe(400);
    expect((await send(link, { sure: '1' })).status).toBe(200);
    const json = publicLetter.parse(JSON.parse((await get(`/letters/${number}.json`)).text));
    expect(json.signed!.counts).toMatchObject({ confirmed: 23, withdrawn: 1 });
    expect((await get(json.url)).text).toContain('Withdrawn after publication');
    expect((await get(articleAt)).text).toContain('23 confirmed signatures.');
    // The signature record can be verified, and any change of it is detected.
    const text = (await get(`/letters/${number}/the-law/statement.json`)).text;
    expect(await checkStatement(text, nodeCrypto)).toMatchObject({
      faults: [],
      statement: { version: { number: 2 }, counts: { confirmed: 23, known: 1, withdrawn: 1 } },
    });
    expect((await get(`/letters/${number}/the-law/statement.json`)).text).toBe(text);
    const unnoticed = [];
    const edits = editsOf(text);
    for (const [where, edited] of edits)
      if ((await checkStatement(edited, nodeCrypto)).faults.length === 0) unnoticed.push(where);
    expect([edits.length > 800, unnoticed]).toEqual([true, []]);
    expect((await checkStatement(text.replace('"confirmed":23', '"confirmed":24'), nodeCrypto)).faults).toEqual([
      'counts',
      'signature',
    ]);
    expect((await checkStatement(JSON.stringify(JSON.parse(text), null, 2), nodeCrypto)).faults).toEqual([]);
    // If the signatory asks for it, the name is removed too.
    expect((await send(link, { sure: '1', erase: '1' })).status).toBe(200);
    expect((await get(json.url)).text).not.toContain('Organisation 05');
    expect(
      await db().read.selectFrom('letter_signature').select('email').where('state', '=', 'withdrawn').execute(),
    ).toEqual([{ email: '' }]);
    // The history contains neither names nor addresses of signatories, and no reasons.
    const changes = await db()
      .read.selectFrom('change')
      .select(['before', 'after'])
      .where('kind', '=', 'letter')
      .execute();
    expect(JSON.stringify(changes)).not.toMatch(/org\.example|A\. Director|Not our field/);
  });

  it('shows the responses of its addressees, with date and source, and the outcome of each demand', async () => {
    now = new Date('2018-06-01T09:00:00Z');
    const json = async () => publicLetter.parse(JSON.parse((await get(`/letters/${number}.json`)).text)).signed!;
    const { url } = publicLetter.parse(JSON.parse((await get(`/letters/${number}.json`)).text));
    expect((await get(url)).text.match(/no response after 14 days/g)).toHaveLength(2);
    const { view } = await state();
    const filed = await run(app, file, editor, {
      sources: [{ kind: 'letter', title: 'A reply of the Prosecutor', visibility: 'public' }],
      claims: (['public', 'desk'] as const).map((visibility) => ({
        wording: 'The investigation was closed.',
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        chain: [{ actor: actors[0], verb: 'said' }],
        support: { kind: 'direct-word' as const, note: 'By mail.' },
        checked: true,
        visibility,
      })),
    });
    const [prosecutor, chairman] = view.addressees;
    await run(app, noteResponse, editor, {
      letter,
      addressee: prosecutor!.id,
      kind: 'commitment',
      on: '2018-05-22',
      source: filed.sources[0],
      claim: filed.claims[0],
    });
    await run(app, noteResponse, editor, {
      letter,
      addressee: chairman!.id,
      kind: 'token',
      on: '2018-05-30',
      note: 'It was received.',
      source: filed.sources[0],
    });
    await expect(
      run(app, noteResponse, editor, { letter, addressee: chairman!.id, kind: 'token', on: '2018-05-30' }),
    ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path: 'source' }] });
    await expect(
      run(app, judgeDemand, editor, { letter, demand: view.demands[0]!.id, state: 'met' }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    // One of these claims is hidden. The other is enough for readers to see the outcome.
    await run(app, judgeDemand, editor, {
      letter,
      demand: view.demands[0]!.id,
      state: 'met',
      claims: [filed.claims[0]!, filed.claims[1]!],
    });
    // This outcome is based only on a hidden claim, so readers see it as unknown.
    await run(app, judgeDemand, editor, {
      letter,
      demand: view.demands[1]!.id,
      state: 'not-met',
      claims: [filed.claims[1]!],
    });
    expect(await json()).toMatchObject({
      responses: [
        {
          addressee: 'The General Prosecutor',
          kind: 'commitment',
          on: '2018-05-22',
          source: { name: 'A reply of the Prosecutor' },
        },
        { kind: 'token', note: 'It was received.' },
      ],
      outcomes: [
        { demand: 1, state: 'met', claims: [{}] },
        { demand: 2, state: 'unknown', claims: [] },
      ],
    });
    const page = (await get(url)).text;
    for (const words of ['Made a promise', 'Token response', 'A reply of the Prosecutor', 'It was received.'])
      expect(page).toContain(words);
    expect(page).not.toMatch(/no response/);
    const table = (await get(routes.letterAnswers())).text;
    expect(
      [...table.matchAll(/<td[^>]*>([^<]*(?:<a[^>]*>)?[^<]+)/g)].map((match) => match[1]!.replace(/<[^>]*>/, '')),
    ).toEqual(expect.arrayContaining(['The General Prosecutor', '1', '4', 'The Chairman of Parliament', '12']));
  });
});
