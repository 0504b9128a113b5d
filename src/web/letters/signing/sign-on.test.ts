import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Hono } from 'hono';
import { saveArticle } from '../../../documents/save-article.ts';
import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { changeSignOn } from '../../../letters/hosted/change-sign-on.ts';
import { openVersion } from '../../../letters/hosted/open-version.ts';
import { publishLetter } from '../../../letters/hosted/publish-letter.ts';
import { decideSignatures } from '../../../letters/signing/decide.ts';
import { endUnconfirmed } from '../../../letters/signing/end-unconfirmed.ts';
import { inviteOrganisations } from '../../../letters/signing/invite.ts';
import { checkStatement } from '../../../letters/statement/check.ts';
import { editsOf } from '../../../letters/testing/edits.ts';
import { nodeCrypto } from '../../../letters/statement/make.ts';
import type { OpenTo } from '../../../letters/tables.ts';
import { countSignatures } from '../../../letters/views/signatures.ts';
import { storedSignatures } from '../../../letters/testing/stored-signatures.ts';
import { listOpen } from '../../../letters/views/open.ts';
import { systemPrincipal, run, type App } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../../platform/testing/test-app.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { findThing } from '../../../record/refs.ts';
import { publicLetter } from '../api/letter.ts';
import { createWeb } from '../../create-web.ts';
import type { Env } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';
import { bodyOf, hashOn, linkIn, openPostOffice, visitor } from '../../testing/post-office.ts';

onEitherDatabase('public signing of a letter', (db) => {
  let app: App;
  let web: Hono<Env>;
  let office: Awaited<ReturnType<typeof openPostOffice>>;
  let now = new Date('2018-05-01T09:00:00Z');
  let [letter, text, hash] = ['', '', ''];
  const number = 1;
  const page = routes.signOn({ number });
  const { get, send } = visitor(() => web);

  beforeAll(async () => {
    office = await openPostOffice();
    const made = testApp(db(), { now: () => now });
    app = { ...made, config: { ...made.config, ...office.settings } };
    await office.prepare(app);
    web = createWeb({ ...testDeps(), app });
    ({ letter, text } = await run(app, beginLetter, monitor, {
      title: 'The law must not silence the media',
      language: 'en',
      text: {
        headline: { text: 'The law must not silence the media', kind: 'connective', whole: true },
        language: 'en',
        blocks: [{ type: 'paragraph', sentences: [{ text: 'We ask you to look into it.', kind: 'connective' }] }],
      },
      letter: { addressees: [{ name: 'The General Prosecutor' }] },
    }));
    await run(app, openVersion, editor, { letter, version: await version() });
  });
  afterAll(() => office.close());

  const version = async () => (await findThing(db().read, 'letter', number))!.version;
  const letterId = async () => (await findThing(db().read, 'letter', number))!.id;
  const counts = async () => countSignatures(db().read, await letterId());
  const openTo = async (to: { openTo: OpenTo; moderation?: 'before' | 'after'; hourly?: number }) =>
    run(app, changeSignOn, editor, { letter, version: await version(), to });
  const post = () => office.post(app);
  const sign = (email: string, over: Record<string, string> = {}) =>
    send(page, {
      kind: 'person',
      name: 'Ada Reader',
      role: 'Teacher',
      place: 'Almaty',
      shown: 'named',
      email,
      hash,
      ...over,
    });
  /** Sends the due emails. @returns the link that an address received to confirm a signature */
  const asks = async (email: string): Promise<string> =>
    (await post())
      .flatMap((mail) => (mail.to[0] === email ? linkIn(mail) : []))
      .find((link) => link.startsWith('/sign/confirm/'))!;
  const confirmAll = async () => {
    const links = [];
    for (const mail of await post()) {
      expect(await send(linkIn(mail), { hash })).toMatchObject({ status: 200 });
      links.push(mail.to[0]!);
    }
    return links;
  };
  const queue = async (list: 'open' | 'accepted' | 'refused' = 'open') =>
    listOpen(app, await letterId(), list, { limit: 50, offset: 0 });
  const decide = (signature: number, over: object = { state: 'accepted' }) =>
    run(app, decideSignatures, editor, { letter, decisions: [{ signature, ...over } as never] });

  it('is open only to organisations or people, as an editor selects', async () => {
    expect((await get(page)).status).toBe(404);
    await expect(
      run(app, changeSignOn, monitor, { letter, version: await version(), to: { openTo: 'people' } }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
    await openTo({ openTo: 'organisations' });
    const html = (await get(page)).text;
    expect(html).toContain('We ask you to look into it.');
    hash = hashOn(html);
    expect((await sign('ada@reader.example')).status).toBe(410);
    await openTo({ openTo: 'anyone' });
    // Before publication, readers can see the letter only on the page for signing.
    expect((await get(`/letters/${number}/x`)).status).toBe(404);
    expect((await get(routes.letters())).text).not.toContain('must not silence');
  });

  it('counts only signatures that were confirmed by email and accepted by the desk', async () => {
    expect((await sign('ada@reader.example')).text).toContain('One more step');
    expect(await counts()).toMatchObject({ confirmed: 0, people: 0 });
    const [mail] = await post();
    // Programs that check emails open links. Opening the link does not confirm the signature.
    expect((await get(linkIn(mail!))).text).toContain('Ada Reader');
    expect(await queue()).toEqual([]);
    expect((await send(linkIn(mail!), { hash })).text).toContain('The desk checks signatures before they are shown');
    expect(await counts()).toMatchObject({ confirmed: 0 });
    const [waiting] = await queue();
    await decide(waiting!.id);
    expect(await counts()).toMatchObject({ confirmed: 1, people: 1, organisations: 0 });
    await post();
  });

  it('says only by email that an address has already signed, and accepts one signature for an address', async () => {
    const first = (await sign('new@reader.example', { name: 'Somebody New' })).text;
    const again = (await sign('ADA@reader.example', { name: 'Eve Reader' })).text;
    const plain = (html: string) => html.replace(/[\w-]{20,}/g, '');
    expect(plain(again)).toBe(plain(first));
    const [asked, told] = await post();
    expect([asked!.to, told!.to]).toEqual([['new@reader.example'], ['ada@reader.example']]);
    expect(bodyOf(told!)).toMatch(/It has already been used to sign it, as Ada Reader, and nothing has changed/);
    expect((await get(linkIn(told!))).text).toContain('Ada Reader');
    // Two people sign with the same address, and neither has confirmed it. The first person to confirm gets the
    // signature.
    await sign('new@reader.example', { name: 'Another New' });
    const [other] = await post();
    expect((await send(linkIn(asked!), { hash })).status).toBe(200);
    expect(await send(linkIn(other!), { hash })).toMatchObject({
      status: 409,
      text: expect.stringContaining('This email address has already signed the letter'),
    });
    // The link of the other signatory was refused for confirming. It can still delete their data.
    expect((await send(linkIn(other!), { hash, _intent: 'drop' })).text).toContain('Deleted');
    // The desk sees that someone with the same name has signed with another address.
    await sign('ada@elsewhere.example', { name: 'ADA READER' });
    await send(await asks('ada@elsewhere.example'), { hash });
    const [, same] = await queue();
    expect(same).toMatchObject({ name: 'ADA READER', same: [{ email: 'ada@reader.example', state: 'confirmed' }] });
    await decide(same!.id, { state: 'refused', reason: 'duplicate' });
    expect((await post()).map((mail) => [mail.to[0], /^Subject: (.*)$/m.exec(mail.message)![1]])).toContainEqual([
      'ada@elsewhere.example',
      'Signature refused: The law must not silence the media',
    ]);
    await decide((await queue())[0]!.id);
    expect(await counts()).toMatchObject({ confirmed: 2 });
  });

  it('asks signatories to confirm again when there is a new version', async () => {
    const { form, version: at } = await loadDeskArticle(db().read, Number(text.split('/')[1]));
    form.blocks.push({
      ...form.blocks[0]!,
      sentences: [{ ...form.blocks[0]!.sentences[0]!, id: undefined, text: 'We ask you to change the law.' }],
    });
    await run(app, saveArticle, monitor, { ...form, article: text, version: at });
    expect(
      await run(app, openVersion, editor, { letter, version: await version(), why: 'It names the law.' }),
    ).toMatchObject({ asked: 2 });
    expect(await counts()).toMatchObject({ confirmed: 0 });
    expect((await sign('late@reader.example')).status).toBe(409);
    hash = hashOn((await get(page)).text);
    expect(await confirmAll()).toEqual(['ada@reader.example', 'new@reader.example']);
    // Signatures that the desk has accepted need not be accepted again.
    expect(await counts()).toMatchObject({ confirmed: 2 });
    await post();
  });

  it('shows unusual names safely or refuses them, and refuses wrong addresses', async () => {
    const names = [
      '<b onmouseover=alert(1)>Bold</b>',
      'Grace\u202E\u2066 rettirw\u200B\u0000',
      'Line\r\nBcc: x@evil.example',
      'صحفيون بلا قيود',
    ];
    for (const [index, name] of names.entries())
      expect([name, (await sign(`name${index}@reader.example`, { name, role: name, place: name })).status]).toEqual([
        name,
        200,
      ]);
    for (const over of [
      { name: 'x'.repeat(10_001) },
      { name: 'x'.repeat(201) },
      { place: 'x'.repeat(101) },
      { name: ' \u200B ' },
      { name: 'Cheap pills at https://spam.example' },
      { role: 'www.spam.example' },
      { shown: 'loudly' },
      { kind: 'robot' },
      { kind: 'organisation' },
    ])
      expect([over, (await sign('bad@reader.example', over as never)).status]).toEqual([over, 400]);
    for (const email of [
      'x@reader.example\r\nBcc: y@evil.example',
      'x@reader.example, y@evil.example',
      '"x" <x@reader.example>',
      `${'x'.repeat(250)}@reader.example`,
      'nobody',
    ])
      expect([email, (await sign(email)).status]).toEqual([email, 400]);
    // People cannot see this field, so a program has filled it in. The site ignores the signature without saying so.
    expect((await sign('robot@reader.example', { website: 'https://spam.example' })).text).toContain('One more step');
    await sign('sen@org.example', {
      kind: 'organisation',
      organisation: 'Watch & Co',
      name: 'Sen Chair',
      role: 'Chair',
      shown: 'name',
    });
    await sign('risk@reader.example', { name: 'Somebody At Risk', shown: 'known' });
    const mails = await post();
    expect(mails).toHaveLength(names.length + 2);
    for (const mail of mails) {
      expect(mail.to).toHaveLength(1);
      expect(mail.message.split(/\r?\n\r?\n/)[0]).not.toMatch(/^Bcc:/im);
      // Anyone can type any address. So the email contains nothing else that was typed, such as names.
      expect(bodyOf(mail)).toContain('We received a signature with this email address');
      // Links are removed first, because their random letters could contain such a word.
      expect(bodyOf(mail).replaceAll(/https?:\S+/g, '')).not.toMatch(
        /Bold|Grace|Line|evil|بلا|Watch|Sen|Chair|Somebody/,
      );
      expect((await send(linkIn(mail), { hash })).status).toBe(200);
    }
    for (const one of await queue()) await decide(one.id);
    expect(await counts()).toMatchObject({ confirmed: 8, organisations: 1, people: 7, known: 1 });
  });

  it('shows each signatory as they chose on the page, in files and in the signature record, without email addresses', async () => {
    now = new Date('2018-05-18T09:00:00Z');
    await post();
    await run(app, publishLetter, editor, { letter, version: await version() });
    const answer = await get(`/letters/${number}.json`);
    const { signed, url } = publicLetter.parse(JSON.parse(answer.text));
    expect(signed!.counts).toEqual({ confirmed: 8, known: 1, organisations: 1, people: 7, withdrawn: 0, removed: 0 });
    expect(signed!.signatures.find((one) => one.name === 'Watch & Co')).toMatchObject({
      signer: '',
      role: '',
      place: '',
    });
    const html = (await get(url)).text;
    const csv = (await get(routes.letterSignatures.as('csv', { number }))).text;
    const statement = (await get(`/letters/${number}/the-law/statement.json`)).text;
    for (const words of [
      '1 organisation, 7 people.',
      'Kronika knows the name of 1 of them',
      '&lt;b onmouseover=alert(1)&gt;Bold&lt;/b&gt;',
      '<bdi>Teacher</bdi>, <bdi>Almaty</bdi>',
      routes.signOn({ number }),
    ])
      expect(html).toContain(words);
    for (const shown of [answer.text, html, csv, statement]) {
      expect(shown).not.toMatch(/\u202E|\u2066|reader\.example|org\.example|Somebody At Risk|Sen Chair/);
      expect(shown).toContain('Watch &'.replace('&', shown === html ? '&amp;' : '&'));
    }
    expect(await checkStatement(statement, nodeCrypto)).toMatchObject({
      faults: [],
      statement: { counts: { confirmed: 8, known: 1, withdrawn: 0 } },
    });
    const unnoticed = [];
    for (const [where, edited] of editsOf(statement))
      if ((await checkStatement(edited, nodeCrypto)).faults.length === 0) unnoticed.push(where);
    expect(unnoticed).toEqual([]);
    expect((await get(`${routes.letterSignatures({ number })}?q=grace`)).text).toContain('1 result');
    expect((await get(`${routes.letterSignatures({ number })}?q=somebody+at`)).text).toContain('No results');
  });

  it('shows signatures before the desk checks them if it allows that, and says if it removed one later', async () => {
    await openTo({ openTo: 'people', moderation: 'after' });
    await sign('quick@reader.example', { name: 'Quick Signer' });
    await send(await asks('quick@reader.example'), { hash });
    expect(await counts()).toMatchObject({ confirmed: 9 });
    const [own] = await post();
    await decide((await queue())[0]!.id, { state: 'refused', reason: 'other', note: 'We know who writes this.' });
    expect(await counts()).toMatchObject({ confirmed: 8, removed: 1 });
    const html = (await get(`/letters/${number}/the-law-must-not-silence-the-media`)).text;
    expect(html).toContain('1 was removed by the desk after publication');
    expect(html).not.toContain('Quick Signer');
    // After the desk has refused a signature, another one from the same address is shown only after the desk has
    // accepted it.
    await sign('quick@reader.example', { name: 'Quick Signer' });
    await send(await asks('quick@reader.example'), { hash });
    expect(await counts()).toMatchObject({ confirmed: 8 });
    // The signatory deletes both signatures. Readers had seen one of them, which still counts as removed by the desk.
    expect((await get(linkIn(own!))).text).toContain('We know who writes this.');
    expect((await send(linkIn(own!), { sure: '1' })).text).toContain('Everything you entered is deleted.');
    const [later] = await post();
    expect((await send(linkIn(later!), { sure: '1' })).text).toContain(
      'We no longer store anything about the signature.',
    );
    expect(await counts()).toMatchObject({ confirmed: 8, removed: 1 });
    expect((await storedSignatures(app)).filter((one) => one?.email === 'quick@reader.example')).toEqual([]);
  });

  it('confirms only one of two signatures of an address, even if both are confirmed at the same time', async () => {
    const before = (await counts()).confirmed;
    for (const round of [1, 2, 3]) {
      const email = `both${round}@reader.example`;
      await sign(email, { name: 'One', kind: 'person' });
      await sign(email, { name: 'Two', kind: 'person' });
      const links = (await post()).filter((mail) => mail.to[0] === email).map(linkIn);
      const answers = await Promise.all([...links, ...links.toReversed()].map((link) => send(link, { hash })));
      const codes = answers.map(({ status }) => status).toSorted();
      expect([codes.length, codes.filter((one) => one === 200).length, codes.some((one) => one >= 500)]).toEqual([
        4,
        1,
        false,
      ]);
    }
    expect((await counts()).confirmed).toBe(before + 3);
  });

  it('limits signatures by client address and by hour, and sends an address at most three emails a day', async () => {
    const tries = [];
    for (let index = 0; index < 31; index++) tries.push((await send(page, { name: 'x' }, '192.0.2.1')).status);
    expect([tries.filter((one) => one === 400).length, tries.at(-1)]).toEqual([expect.any(Number), 429]);
    now = new Date('2018-05-19T10:00:00Z');
    await openTo({ openTo: 'people', hourly: 4 });
    for (let index = 0; index < 5; index++) expect((await sign('often@reader.example')).status).toBe(200);
    expect((await post()).filter((mail) => mail.to[0] === 'often@reader.example')).toHaveLength(3);
    await sign('last@reader.example');
    expect(await sign('toomuch@reader.example', { name: 'Kept In The Form' })).toMatchObject({
      status: 429,
      text: expect.stringContaining('Kept In The Form'),
    });
    now = new Date('2018-05-19T11:01:00Z');
    // One client address can use only a part of the hourly limit. So it cannot keep other people from signing.
    await openTo({ openTo: 'people', hourly: 10 });
    const fromOne = [];
    for (let index = 0; index < 4; index++)
      fromOne.push(
        (
          await send(
            page,
            { kind: 'person', name: 'Flood', shown: 'named', email: `flood${index}@reader.example`, hash },
            '192.0.2.7',
          )
        ).status,
      );
    expect(fromOne).toEqual([200, 200, 429, 429]);
    expect((await sign('toomuch@reader.example')).status).toBe(200);
  });

  it('deletes signatures that were not confirmed in thirty days, and accepts none after the deadline', async () => {
    await run(app, inviteOrganisations, editor, {
      letter,
      invitations: [{ organisation: 'Watch One', email: 'one@org.example' }],
    });
    const invitation = (await post()).map(linkIn).find((link) => !/confirm|own/.test(link))!;
    await send(invitation, { answer: 'sign', name: 'Watch One', signer: 'Ida', shown: 'named', hash });
    const left = async () =>
      Object.fromEntries(
        (
          await db()
            .read.selectFrom('letter_signature')
            .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
            .groupBy('state')
            .execute()
        ).map((row) => [row.state, Number(row.count)]),
      );
    const before = await left();
    expect(before).toMatchObject({ confirmed: 11, refused: 1, unconfirmed: 9 });
    now = new Date('2018-06-18T10:30:00Z');
    await run(app, endUnconfirmed, systemPrincipal, {});
    expect(await left()).toEqual({ ...before, unconfirmed: 4, refused: undefined });
    now = new Date('2018-06-19T12:00:00Z');
    await run(app, endUnconfirmed, systemPrincipal, {});
    expect(await left()).toEqual({ confirmed: 11, removed: 1 });
    // The stored counts equal the counts of all signatures.
    const counted = await db()
      .read.selectFrom('letter_signature')
      .select((eb) => ['state', 'shown', 'kind', eb.fn.countAll<number>().as('count')])
      .groupBy(['state', 'shown', 'kind'])
      .orderBy('state')
      .orderBy('shown')
      .orderBy('kind')
      .execute();
    const kept = await db()
      .read.selectFrom('letter_count')
      .select(['state', 'shown', 'kind', 'count'])
      .where('count', '<>', 0)
      .orderBy('state')
      .orderBy('shown')
      .orderBy('kind')
      .execute();
    expect(kept).toEqual(counted.map((row) => ({ ...row, count: Number(row.count) })));
    // The organisation's signature was deleted, but its invitation is still valid. So it can sign again.
    expect(
      (await send(invitation, { answer: 'sign', name: 'Watch One', signer: 'Ida', shown: 'named', hash })).status,
    ).toBe(200);
    await db().transaction((tx) =>
      tx
        .updateTable('letter')
        .set({ deadline: new Date('2018-06-19T11:00:00Z') })
        .execute(),
    );
    expect([(await get(page)).status, (await sign('after@reader.example')).status]).toEqual([410, 410]);
    // The history contains neither names nor addresses of signatories.
    const changes = await db()
      .read.selectFrom('change')
      .select(['before', 'after'])
      .where('kind', '=', 'letter')
      .execute();
    expect(JSON.stringify(changes)).not.toMatch(/reader\.example|Ada Reader|Quick Signer|We know who/);
  });
});
