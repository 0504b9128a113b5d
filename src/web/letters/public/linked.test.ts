import { beforeAll, expect, it } from 'vitest';
import type { Hono } from 'hono';
import { postQueue } from '../../../letters/post/queue.ts';
import { makeLetter, type MadeLetter } from '../../../letters/testing/published.ts';
import { createReportedLetters } from '../../../letters/reported/create-letters.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { createLaws } from '../../../law/create-laws.ts';
import { file } from '../../../record/filing/file.ts';
import { actorLetterList } from '../api/letter.ts';
import { createWeb } from '../../create-web.ts';
import type { Env } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';

onEitherDatabase('open letters, and the actors, cases and laws that they concern', (db) => {
  let app: App;
  let web: Hono<Env>;
  let hosted: MadeLetter;
  beforeAll(async () => {
    app = testApp(db());
    await prepareJobs(db(), [postQueue]);
    web = createWeb({ ...testDeps(), app });
    const support = { kind: 'direct-word' as const, note: 'By mail.' };
    const open = { visibility: 'public' as const };
    const { actors, cases, events } = await run(app, file, editor, {
      actors: [
        ['prosecutor', 'authority', 'The General Prosecutor'],
        ['net', 'network', 'A network'],
        ['old', 'organisation', 'Left before'],
        ['new', 'organisation', 'Member still'],
        ['sealed', 'organisation', 'At risk'],
      ].map(([key, kind, text]) => ({ key: key!, kind: kind as 'network', names: [{ text: text! }], ...open })),
      cases: [{ key: 'case', title: 'A search', ...open }],
      events: [{ key: 'sent', case: '#case', title: 'A letter of 2016', ...open }],
      claims: [
        {
          wording: 'Both were members.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ actor: '#net', verb: 'said' }],
          support,
          checked: true,
          ...open,
          statements: [
            { subject: '#old', property: 'member-of', value: { actor: '#net', from: '2010', to: '2017-03' } },
            { subject: '#new', property: 'member-of', value: { actor: '#net', from: '2015' } },
          ],
        },
        {
          wording: 'The network signed a letter.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ actor: '#net', verb: 'said' }],
          support,
          checked: true,
          ...open,
          statements: [
            { subject: '#sent', property: 'event-type', value: 'letter-sent' },
            { subject: '#sent', property: 'sent', value: '2016-05-01' },
            { subject: '#sent', property: 'signatory', value: '#net' },
            { subject: '#sent', property: 'addressee', value: '#prosecutor' },
          ],
        },
      ],
    });
    await run(app, createReportedLetters, editor, {
      letters: [{ title: 'A letter of 2016', language: 'en', events: [events[0]!], ...open }],
    });
    const { laws } = await run(app, createLaws, editor, {
      laws: [{ title: 'The media law', language: 'en', ...open }],
    });
    hosted = await makeLetter(app, {
      title: 'The newest law',
      letter: {
        host: actors[1],
        addressees: [{ name: 'The General Prosecutor', actor: actors[0] }],
        about: [cases[0]!, laws[0]!],
      },
      signed: [
        { organisation: 'Member still', actor: actors[3] },
        { organisation: 'At risk', actor: actors[4] },
      ],
    });
    await db().transaction((tx) =>
      tx.updateTable('letter_signature').set({ shown: 'known' }).where('name', '=', 'At risk').execute(),
    );
    // This letter is not published, so no page may reveal it.
    await makeLetter(app, {
      title: 'Not published',
      open: true,
      letter: { host: actors[1], addressees: [{ name: 'X', actor: actors[0] }], about: [laws[0]!] },
      signed: [{ organisation: 'Member still', actor: actors[3] }],
    });
  });
  const text = async (path: string) => (await web.request(path)).text();
  const partsOf = async (actor: number) =>
    actorLetterList
      .parse(JSON.parse(await text(routes.actorLetters.json({ number: actor, slug: '-' }))))
      .letters.map((one) => [
        one.title,
        ...one.parts.map((part) =>
          part.is === 'network' ? `network${part.signed ? ' signed' : ''}${part.host ? ' host' : ''}` : part.is,
        ),
      ]);

  it('are listed for actors who signed, host or receive them, or were members of a network that did', async () => {
    expect(await partsOf(1)).toEqual([
      ['The newest law', 'addressed'],
      ['A letter of 2016', 'addressed'],
    ]);
    expect(await partsOf(2)).toEqual([
      ['The newest law', 'host'],
      ['A letter of 2016', 'signed'],
    ]);
    expect(await partsOf(3)).toEqual([['A letter of 2016', 'network signed']]);
    expect(await partsOf(4)).toEqual([
      ['The newest law', 'signed', 'network host'],
      ['A letter of 2016', 'network signed'],
    ]);
    expect(await partsOf(5)).toEqual([]);
    const page = await text(routes.actorLetters({ number: 3, slug: 'left-before' }));
    for (const words of ['A letter of 2016', 'Signed by its network:', '2010']) expect(page).toContain(words);
    expect(await text(routes.actor({ number: 4, slug: 'member-still' }))).toContain(
      routes.letter({ number: hosted.number, slug: 'the-newest-law' }),
    );
    // The page of the network lists its members, with the dates of their membership.
    const network = await text(routes.actor({ number: 2, slug: 'a-network' }));
    expect(network).toMatch(/Left before[\s\S]{0,120}2010[\s\S]{0,40}2017/);
  });

  it('are linked from their case and law, and link the case, its event and the law', async () => {
    const at = routes.letter({ number: hosted.number, slug: 'the-newest-law' });
    const inCase = await text('/cases/1/a-search');
    expect(inCase).toContain(`<a href="${at}">View the letter</a>`);
    const law = await text('/laws/1/the-media-law');
    expect(law).toContain(at);
    expect(law).not.toContain('Not published');
    const back = await text(at);
    for (const link of ['href="/cases/1/a-search"', 'href="/cases/1/a-search#event-', 'href="/laws/1/the-media-law"'])
      expect(back).toContain(link);
  });

  it('list their signatories in the alphabetical order of the letter’s language, on every page', async () => {
    const orders = { cs: ['Cech', 'Čáp', 'Dub', 'Hora', 'Chalupa'], kk: ['Азат', 'Әділ', 'Банк', 'Яр'] };
    for (const [language, names] of Object.entries(orders)) {
      const { number } = await makeLetter(app, {
        title: `In ${language}`,
        language,
        signed: names.toReversed().map((organisation) => ({ organisation })),
      });
      const namesIn = (html: string) =>
        [...html.matchAll(/<bdi[^>]*>([^<]*)<\/bdi>/g)]
          .map((match) => match[1])
          .filter((name) => names.includes(name!));
      for (const path of [
        routes.letter({ number, slug: `in-${language}` }),
        routes.letterSignatures({ number }),
        routes.letterPaper({ number, slug: `in-${language}` }),
      ])
        expect([path, namesIn(await text(path))]).toEqual([path, names]);
    }
  });
});
