import { expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { letterPost } from '../../letters/post/send.ts';
import { makeLetter } from '../../letters/testing/published.ts';
import type { AppError } from '../../platform/errors.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type App, type ChangeListener } from '../../platform/operation.ts';
import type { Database } from '../../platform/database/database.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { untilWaiting } from '../../platform/testing/until-waiting.ts';
import { file } from '../../record/filing/file.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { lookUpAddress } from '../../record/views/address.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { forgetSealed } from './delete-sealed.ts';
import { publishArticle } from './publish-article.ts';

let pages = 0;

/** A preserved page, and claims about it. */
async function ground(app: App) {
  const text = `Officials searched the newsroom, Aida Openova said on page ${++pages}.`;
  const page = await run(app, storeCapture, monitor, {
    title: 'A page',
    method: 'text',
    mediaType: 'text/plain',
    bytes: new TextEncoder().encode(text),
    text,
  });
  const said = {
    case: '#c',
    wording: 'Officials searched the newsroom.',
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    chain: [{ actor: '#a', verb: 'said' }],
    checked: true,
    support: { kind: 'passage' as const, capture: page.capture, start: 0, end: 31, visibility: 'public' as const },
  };
  const filed = await run(app, file, editor, {
    actors: [{ key: 'a', kind: 'person', names: [{ text: 'Aida Openova' }] }],
    cases: [{ key: 'c', title: 'A search', visibility: 'public' }],
    claims: [said, { ...said, wording: 'The newsroom was searched.' }],
  });
  const [claim, other] = filed.claims as [string, string];
  return { page, claim, other, actor: filed.actors[0]! };
}

const article = async (app: App, claim: string) => {
  const [made] = await run(app, createArticles, monitor, {
    articles: [
      {
        headline: { text: 'Newsroom searched', claims: [claim] },
        byline: { names: ['Ada Reporter'] },
        blocks: [{ sentences: [{ text: 'Officials searched the newsroom.', claims: [claim] }] }],
      },
    ],
  });
  return made!;
};
const access = async (db: Database, ref: string) =>
  (await findThing(db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!.visibility;

onBothDatabases('sealing a public item', (db) => {
  it('needs an editor if the item is public, or a public item contains it', async () => {
    const app = testApp(db());
    const { page, claim, other, actor } = await ground(app);
    const [one, chief] = [await newKeyHolder(app, 'monitor'), await newKeyHolder(app, 'editor')];
    const needsEditor = (by: string | null) => ({
      code: 'seal_needs_editor',
      details: { why: by ? 'named' : 'public', by: by ?? '', editors: expect.stringContaining('N') as string },
    });
    await run(app, setVisibility, editor, { things: [claim], visibility: 'public' });
    for (const [ref, by] of [
      [claim, null],
      [page.capture, claim],
      [page.source, claim],
    ] as const) {
      await expect(one.seal(ref)).rejects.toMatchObject(needsEditor(by));
      expect(await access(db(), ref)).toBe(by ? 'desk' : 'public');
    }
    // The page of a withdrawn claim still says that there was a claim.
    await run(app, withdraw, editor, { things: [claim], reason: 'It was filed twice, by mistake.' });
    await expect(one.seal(claim)).rejects.toMatchObject(needsEditor(null));
    // Public claims hide a person who is not public. So sealing this person takes nothing from readers.
    await one.seal(actor);
    // Someone who is not an editor can seal an item that readers never saw.
    await one.seal(other);
    for (const ref of [claim, page.capture, page.source]) await chief.seal(ref);
  });

  it('can be undone only by an editor; until then no one else can withdraw or limit the item', async () => {
    const app = testApp(db());
    const { claim, page } = await ground(app);
    const [one, chief] = [await newKeyHolder(app, 'monitor'), await newKeyHolder(app, 'editor')];
    await run(app, setVisibility, editor, { things: [claim, page.source], visibility: 'public' });
    for (const ref of [claim, page.source]) await chief.sealFor(ref, [chief.id, one.id]);
    const { id: team } = await run(app, createTeam, administrator, {
      name: `Team ${Math.random()}`,
      members: [one.id],
    });
    const { id: own } = await run(app, createTeam, administrator, {
      name: `Team ${Math.random()}`,
      members: [chief.id],
    });
    for (const [work, code] of [
      [() => one.unseal(claim), 'editor_needed'],
      [() => run(app, withdraw, monitor, { things: [claim], reason: 'As if it had never been.' }), 'editor_needed'],
      [() => run(app, limitItem, one.principal, { thing: page.source, team }), 'others_work'],
      [() => run(app, limitItem, chief.principal, { thing: page.source, team: own }), 'limited_to_team'],
    ] as const)
      await expect(work()).rejects.toMatchObject({ code });
    const number = parseRef(claim)!.number;
    expect(await lookUpAddress(db().read, 'claim', number, 'public')).toMatchObject({ is: 'closed' });
    await chief.unseal(claim);
    expect(await access(db(), claim)).toBe('desk');
  });

  it('needs an editor if it was merged with something public', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, {
      actors: [
        { kind: 'person', names: [{ text: 'Bota Twiceova' }], visibility: 'public' },
        { kind: 'person', names: [{ text: 'Bota Twiceova' }] },
      ],
    });
    const [known, hidden] = filed.actors as [string, string];
    await run(app, merge, editor, { from: known, into: hidden });
    const one = await newKeyHolder(app, 'monitor');
    for (const ref of [hidden, known]) await expect(one.seal(ref)).rejects.toMatchObject({ code: 'seal_needs_editor' });
  });

  it('needs an editor if a published article cites it, even if it is desk only now; a draft does not count', async () => {
    const app = testApp(db(), { listeners: [forgetSealed] });
    const { claim, other } = await ground(app);
    const one = await newKeyHolder(app, 'monitor');
    await run(app, setVisibility, editor, { things: [claim], visibility: 'public' });
    const { article: ref } = await article(app, claim);
    await article(app, other);
    await run(app, publishArticle, editor, { article: ref, version: 1 });
    await run(app, setVisibility, editor, { things: [claim], visibility: 'desk' });
    await expect(one.seal(claim)).rejects.toMatchObject({ code: 'seal_needs_editor', details: { by: ref } });
    await one.seal(other);
  });

  it('needs an editor if a letter that can be signed cites it', async () => {
    const app = testApp(db());
    const { claim, other } = await ground(app);
    await run(app, setVisibility, editor, { things: [claim], visibility: 'public' });
    await prepareJobs(db(), [
      letterPost(async () => ({ to: 'office@org.example', subject: 'A letter', text: 'Sign.' })),
    ]);
    const { letter } = await makeLetter(app, {
      open: true,
      blocks: [{ sentences: [{ text: 'Officials searched the newsroom.', claims: [claim] }] }],
    });
    await run(app, setVisibility, editor, { things: [claim], visibility: 'desk' });
    const one = await newKeyHolder(app, 'monitor');
    await expect(one.seal(claim)).rejects.toMatchObject({ code: 'seal_needs_editor', details: { by: letter } });
    await one.seal(other);
  });

  it('at the same time as publishing it leaves it public or sealed, whichever came first', async () => {
    const app = testApp(db());
    for (const first of ['public', 'sealed'] as const) {
      const { other: ref } = await ground(app);
      const one = await newKeyHolder(app, 'monitor');
      const show = (on: App) => run(on, setVisibility, editor, { things: [ref], visibility: 'public' });
      const [begun, follows] = first === 'public' ? [show, one.sealOn] : [one.sealOn, show];
      const [did, refused] = await inTurn(
        app,
        (on) => begun(on, ref),
        (on) => follows(on, ref),
      );
      expect(did).toMatchObject({ status: 'fulfilled' });
      expect(refused).toMatchObject({
        status: 'rejected',
        reason: {
          code: expect.stringMatching(first === 'public' ? /^(conflict|seal_needs_editor)$/ : /^sealed$/) as string,
        },
      });
      expect(await access(db(), ref)).toBe(first);
    }
  });

  it('while an article that cites it is being published leaves none of its words in the edition', async () => {
    const app = testApp(db(), { listeners: [forgetSealed] });
    for (const first of ['published', 'sealed'] as const) {
      const { claim, page } = await ground(app);
      const chief = await newKeyHolder(app, 'editor');
      await run(app, setVisibility, editor, { things: [claim, page.source], visibility: 'public' });
      const made = await article(app, claim);
      const publish = (on: App) => run(on, publishArticle, editor, { article: made.article, version: 1 });
      const seal = (on: App) => chief.sealOn(on, page.capture);
      const done = first === 'published' ? await inTurn(app, publish, seal) : await inTurn(app, seal, publish);
      const codes = done.map((one) => (one.status === 'rejected' ? (one.reason as AppError).code : 'done'));
      // The sentence was compared with words that are now sealed. So the comparison must be repeated.
      expect(['done,done', ...(first === 'sealed' ? ['done,conflict'] : [])]).toContain(codes.join());
      if (codes[1] === 'conflict') await publish(app);
      const { rows } = await db().executeSql(
        `select c.frozen from published_citation c join edition e on e.id = c.edition_id join thing t on t.id = e.document_id where t.number = $1 and t.kind = 'article'`,
        [made.number],
      );
      expect(rows).toMatchObject([{ frozen: { wording: 'Officials searched the newsroom.', passage: null } }]);
    }
  });
});

/**
 * Runs two operations at the same time. `second` starts while the transaction of `first` is about to commit. That
 * transaction continues as soon as `second` waits for it.
 */
async function inTurn(
  app: App,
  first: (on: App) => Promise<unknown>,
  second: (on: App) => Promise<unknown>,
): Promise<PromiseSettledResult<unknown>[]> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let begun!: Promise<unknown>;
  await new Promise<void>((resolve, reject) => {
    const pause: ChangeListener = {
      name: 'pause',
      async onChange() {
        resolve();
        await released;
      },
    };
    begun = first({ ...app, listeners: [...app.listeners, pause] });
    begun.catch(reject);
  });
  const follows = second(app);
  // The embedded database runs only one transaction at a time.
  if (app.db.kind === 'server') await untilWaiting(app.db, 1);
  release();
  return Promise.allSettled([begun, follows]);
}
