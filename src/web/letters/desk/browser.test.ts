import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { App } from '../../../platform/operation.ts';
import { run } from '../../../platform/operation.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { linkKey, tokenFor } from '../../../platform/signing/link-key.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor } from '../../../platform/testing/test-app.ts';
import { changeHostedLetter } from '../../../letters/hosted/change-hosted.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { postQueue } from '../../../letters/post/queue.ts';
import { storedSignatures } from '../../../letters/testing/stored-signatures.ts';
import { inviteOrganisations } from '../../../letters/signing/invite.ts';
import { signInvited } from '../../../letters/signing/answer.ts';
import { confirmSignature } from '../../../letters/signing/confirm.ts';
import { file } from '../../../record/filing/file.ts';
import { faultsInLooks, faults, inBrowser, picture } from '../../testing/in-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

let app: App;
const { open, base } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder });
  app = desk.app;
  await prepareJobs(made.db, [postQueue]);
  await run(app, file, editor, {
    actors: [
      { key: 'prosecutor', kind: 'authority', names: [{ text: 'The General Prosecutor' }], visibility: 'public' },
      { key: 'net', kind: 'network', names: [{ text: 'Free Expression Network' }], visibility: 'public' },
      ...['Watch One', 'Watch Two'].map((name, index) => ({
        key: `m${index}`,
        kind: 'organisation' as const,
        names: [{ text: name }],
        visibility: 'public' as const,
      })),
    ],
    cases: [{ title: 'A search of two newsrooms', visibility: 'public' }],
    claims: [
      {
        wording: 'Both are members.',
        kind: 'paraphrase',
        mode: 'stated',
        chain: [{ actor: '#net', verb: 'said' }],
        support: { kind: 'direct-word', note: 'By mail.' },
        statements: ['m0', 'm1'].map((key) => ({
          subject: `#${key}`,
          property: 'member-of',
          value: { actor: '#net' },
        })),
        checked: true,
        visibility: 'public',
      },
    ],
  });
  const { sessionToken } = await desk.join('editor', 'Dana Ospanova');
  return { web: desk.web, session: sessionToken, close: () => made.drop() };
});

const look = (path: string, name: string, session?: null) =>
  open(
    path,
    {},
    async (page, status) => {
      expect([path, status]).toEqual([path, 200]);
      expect(await faultsInLooks(page, `letter-${name}`)).toEqual([]);
    },
    session,
  );

it('a letter is written, opened, signed, published and answered, on accessible pages, mostly without scripts', async () => {
  const plain = { javaScriptEnabled: false };
  await open(routes.desk.newLetter(), plain, async (page) => {
    await page.getByLabel('Title', { exact: false }).first().fill('The law must not silence the media');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/desk/letters/1');
  });
  const version = async () =>
    (await app.db.read.selectFrom('thing').select('version').where('kind', '=', 'letter').executeTakeFirstOrThrow())
      .version;
  const { form, version: at } = await loadDeskArticle(app.db.read, 1);
  const say = (text: string) => ({ type: 'paragraph' as const, sentences: [{ text, kind: 'connective' as const }] });
  await run(app, saveArticle, monitor, {
    ...form,
    blocks: [
      say('We ask you to look into it.'),
      { ...say('Look into it.'), type: 'bullet' as const },
      { ...say('Give it back.'), type: 'bullet' as const },
    ],
    article: 'article/1',
    version: at,
  });
  await run(app, changeHostedLetter, monitor, {
    letter: 'letter/1',
    version: await version(),
    title: 'The law must not silence the media',
    to: {
      host: 'actor/2',
      addressees: [
        {
          actor: 'actor/1',
          name: 'The General Prosecutor',
          office: 'General Prosecutor’s Office',
          email: 'office@authority.example',
        },
      ],
      demands: [{ en: 'Close the investigation.' }, { en: 'Return what was seized.' }],
      about: ['case/1'],
      deadline: '2018-12-31T00:00:00Z',
    },
  });
  await look(routes.desk.editLetter({ number: 1 }), 'edit');
  await open(routes.desk.openLetter({ number: 1 }), plain, async (page) => {
    await page.getByRole('button', { name: 'Open for signatures' }).last().click();
    await page.waitForURL('**/desk/letters/1');
  });
  // The page lists the members of a network. The desk still has to enter their email addresses.
  await open(routes.desk.inviteToLetter({ number: 1 }), plain, async (page) => {
    await page.getByLabel('Members of a network', { exact: false }).fill('Free Expression Network');
    await page.getByRole('button', { name: 'Show members of the network' }).click();
    const addresses = page.getByLabel('Email address', { exact: false });
    expect(await addresses.count()).toBe(2);
    await addresses.nth(0).fill('one@org.example');
    await page
      .getByLabel('Or a list', { exact: false })
      .fill('Watch Three; three@org.example; en\nWatch Four <four@org.example>');
    await picture(page, 'letter-invite-filled');
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.waitForURL('**/desk/letters/1');
  });
  expect(
    (
      await app.db.read.selectFrom('letter_invitation').select(['organisation', 'actor_id']).orderBy('id').execute()
    ).map((row) => [row.organisation, row.actor_id !== null]),
  ).toEqual([
    ['Watch One', true],
    ['Watch Three', false],
    ['Watch Four', false],
  ]);
  await look(routes.desk.inviteToLetter({ number: 1 }), 'invite');

  const key = await linkKey(app.config.dataDir);
  const [first, second] = await app.db.read.selectFrom('letter_invitation').selectAll().orderBy('id').execute();
  const link = routes.signLetter({ token: tokenFor(key, 'invitation', first!.nonce) });
  await look(link, 'sign', null);
  await open(
    link,
    plain,
    async (page) => {
      await page.getByRole('textbox', { name: 'Who signs' }).fill('Ada Director');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'One more step' }).waitFor();
    },
    null,
  );
  const signature = async () =>
    (await app.db.read.selectFrom('letter_signature').selectAll().orderBy('id').execute())[0]!;
  const confirm = routes.confirmSignature({ token: tokenFor(key, 'confirm', (await signature()).nonce) });
  await look(confirm, 'confirm', null);
  await open(
    confirm,
    plain,
    async (page) => {
      await page.getByRole('button', { name: 'Confirm', exact: true }).click();
      await page.getByRole('heading', { name: 'Confirmed' }).waitFor();
    },
    null,
  );
  // A second organisation signs. Its name is Arabic, which is written from right to left.
  const { hash } = await app.db.read.selectFrom('letter_version').select('hash').executeTakeFirstOrThrow();
  await run(app, signInvited, null, {
    token: tokenFor(key, 'invitation', second!.nonce),
    hash,
    name: 'صحفيون بلا قيود',
    signer: 'Grace',
    role: 'Chair',
  });
  const { nonce } = (await app.db.read
    .selectFrom('letter_signature')
    .select('nonce')
    .orderBy('id', 'desc')
    .executeTakeFirst())!;
  await run(app, confirmSignature, null, { token: tokenFor(key, 'confirm', nonce), hash });
  await run(app, inviteOrganisations, editor, {
    letter: 'letter/1',
    invitations: [{ organisation: 'Watch Five', email: 'five@org.example' }],
  });
  await open(routes.desk.publishLetter({ number: 1 }), plain, async (page) => {
    await page.getByRole('button', { name: 'Publish letter' }).click();
    await page.waitForURL('**/desk/letters/1');
  });
  await open(routes.desk.editLetter({ number: 1 }), plain, async (_page, status) => void expect(status).toBe(409));
  await open(routes.desk.noteResponse({ number: 1 }), {}, async (page) => {
    await page.getByLabel('Response', { exact: true }).selectOption({ label: 'Promised better laws' });
    await page.getByLabel('Summary of the response', { exact: false }).fill('They will look into it.');
    await page.locator('[name="claim"]').fill('claim/1');
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/desk/letters/1');
  });
  await open(routes.desk.judgeDemand({ number: 1, which: '1' }), plain, async (page) => {
    await page.getByLabel('Partly met').check();
    await page.locator('[name="claims[0].claim"]').fill('claim/1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/desk/letters/1');
  });
  // The letter is opened to everyone. Two people with the same name sign without scripts, and the desk gets a warning.
  await open(routes.desk.signOn({ number: 1 }), plain, async (page) => {
    await page.getByLabel('Any organisation or person').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/desk/letters/1');
  });
  for (const email of ['aya@reader.example', 'aya@elsewhere.example']) {
    await open(
      routes.signOn({ number: 1 }),
      plain,
      async (page) => {
        await page.getByRole('textbox', { name: 'Your name' }).fill('Aya Reader');
        await page.getByRole('textbox', { name: 'Role or profession' }).fill('Teacher');
        await page.getByRole('textbox', { name: 'Email' }).fill(email);
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'One more step' }).waitFor();
      },
      null,
    );
    const { nonce: of } = (await storedSignatures(app)).find((one) => one?.email === email)!;
    const link = routes.confirmSignature({ token: tokenFor(key, 'confirm', of) });
    if (email.includes('elsewhere')) await look(link, 'sign-on-confirm', null);
    await run(app, confirmSignature, null, { token: tokenFor(key, 'confirm', of), hash });
  }
  await look(routes.signOn({ number: 1 }), 'sign-on', null);
  await look(routes.desk.openSignatures({ number: 1 }), 'open-signatures');
  await open(
    routes.desk.home(),
    plain,
    async (page) =>
      void (await page.getByRole('link', { name: '2 signatures from readers need a decision' }).waitFor()),
  );
  await open(routes.desk.openSignatures({ number: 1 }), plain, async (page) => {
    await page.getByText('Check whether it is the same person', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Accept' }).first().click();
    await page.waitForURL('**/signatures');
    await page.getByText('Refuse', { exact: true }).first().click();
    await page.getByLabel('Reason').selectOption('duplicate');
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('No signatures').waitFor();
  });
  expect(
    (await storedSignatures(app)).flatMap((row) => (row?.name === 'Aya Reader' ? [[row.email, row.state]] : [])),
  ).toEqual([
    ['aya@reader.example', 'confirmed'],
    ['aya@elsewhere.example', 'refused'],
  ]);
  await look(routes.desk.signOn({ number: 1 }), 'sign-on-settings');
  await look(routes.desk.letterBounces(), 'bounces');
  await look(routes.desk.letter({ number: 1 }), 'desk');
  // A page verifies the signature record in the browser. It also detects that another record was altered.
  const statement = await (await fetch(`${base()}${routes.letterStatement.json({ number: 1, slug: 'x' })}`)).text();
  await open(
    routes.checkStatement(),
    {},
    async (page) => {
      const said = page.getByRole('status');
      const give = (text: string) =>
        page
          .getByLabel('Signature record', { exact: false })
          .setInputFiles({ name: 'statement.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await give(statement);
      await expect.poll(() => said.textContent()).toContain('Valid, signed with this installation’s key.');
      await give(statement.replace('Ada Director', 'Ada Dictator'));
      await expect.poll(() => said.textContent()).toContain('The record was altered');
      expect(await faults(page)).toEqual([]);
    },
    null,
  );
  await look(routes.letter({ number: 1, slug: 'the-law-must-not-silence-the-media' }), 'public', null);
  const slug = 'the-law-must-not-silence-the-media';
  await look(routes.letterEmbed({ number: 1, slug }), 'embed', null);
  await look(routes.letterPaper({ number: 1, slug }), 'paper', null);
  await look(routes.actorLetters({ number: 2, slug: 'free-expression-network' }), 'actor', null);
  // Another site shows the letter in a frame. The letter's link opens in a new tab.
  const elsewhere = createServer((_, response) =>
    response
      .setHeader('Content-Type', 'text/html')
      .end(`<iframe src="${base()}${routes.letterEmbed({ number: 1, slug })}"></iframe>`),
  ).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  await open(
    routes.letterEmbed({ number: 1, slug }),
    {},
    async (page) => {
      await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
      const link = page.frameLocator('iframe').getByRole('link', { name: 'The law must not silence the media' });
      await link.waitFor({ timeout: 200_000 });
      expect(await link.getAttribute('target')).toBe('_blank');
    },
    null,
  ).finally(() => elsewhere.close());
});
