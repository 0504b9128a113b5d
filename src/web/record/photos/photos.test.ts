import { beforeAll, describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run, systemPrincipal } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { monitor, editor as anEditor } from '../../../platform/testing/test-app.ts';
import { publicArticleJson } from '../../../publishing/public/public-article.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { chooseSharePictures } from '../../../publishing/share/choose-share-pictures.ts';
import { fileForArticles, type Filed } from '../../../publishing/testing/filed.ts';
import { file } from '../../../record/filing/file.ts';
import { makePhotoSizes, photoSizesJob } from '../../../record/photos/make-sizes.ts';
import { setPictures } from '../../../record/photos/set-pictures.ts';
import { loadPhotos } from '../../../record/photos/view.ts';
import { findThing } from '../../../record/refs.ts';
import { picture } from '../../../record/photos/testing/pictures.ts';
import { setVisibility, withdraw } from '../../../record/lifecycle/withdraw.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

type Desk = ReturnType<typeof deskOn>;
type Person = Awaited<ReturnType<Desk['join']>>;

const send = async (
  desk: Desk,
  who: Person,
  fields: Record<string, string>,
  bytes: Uint8Array<ArrayBuffer> | null,
  name = 'IMG_4711.jpg',
  signal?: AbortSignal,
  item?: string,
): Promise<Response> => {
  const form = new FormData();
  for (const [field, value] of Object.entries({ _token: who.token, ...fields })) form.append(field, value);
  form.append('file', bytes ? new File([bytes], name) : new File([], ''));
  return desk.web.request(routes.desk.newPhoto(item ? { picture: item } : {}), {
    method: 'POST',
    headers: { cookie: who.cookie },
    body: form,
    ...(signal && { signal }),
  });
};
const said = { alt: 'Police carry a box out of a door.', credit: 'Ada Reporter' };

onEitherDatabase('photos at the desk', (db) => {
  let desk: Desk;
  let who: Person;
  let editor: Person;
  let filed: Filed;
  let seed = 100;
  beforeAll(async () => {
    desk = deskOn(db());
    await prepareJobs(db(), [photoSizesJob]);
    [who, editor] = [await desk.join('monitor'), await desk.join('editor')];
    filed = await fileForArticles(desk.app);
  });
  /** Sizes of a small picture are made quickly. */
  const small = { width: 480, height: 320 };
  const add = async (fields: Record<string, string> = {}, size = {}): Promise<number> => {
    const answer = await send(desk, who, { ...said, ...fields }, await picture((seed += 1), size));
    expect(answer.status).toBe(303);
    return Number(answer.headers.get('location')!.split('/').at(-1));
  };
  const view = async (number: number) => {
    const { id } = (await findThing(db().read, 'photo', number))!;
    return (await loadPhotos(db().read, [id], 'public'))[0]!;
  };
  const makeSizes = async (number: number) =>
    run(desk.app, makePhotoSizes, systemPrincipal, { photo: (await view(number)).id });

  it('are not read for someone who has left', async () => {
    const bytes = await picture((seed += 1));
    const gone = await send(desk, who, said, bytes, undefined, AbortSignal.abort());
    expect(gone.status).toBe(499);
    // Another upload of a picture that already exists would be refused.
    expect((await send(desk, who, said, bytes)).status).toBe(303);
  });

  const articleWith = async (photo: number, more: { alt?: string; caption?: string } = {}) => {
    const [made] = await run(desk.app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [filed.dated] },
          blocks: [
            {
              type: 'photo',
              ref: `photo/${photo}`,
              alt: more.alt,
              sentences: [{ text: more.caption ?? 'The case was opened on 30 March 2018.', claims: [filed.dated] }],
            },
            { sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] },
          ],
        },
      ],
    });
    return made!;
  };
  const publish = (made: { article: string; version: number }) =>
    run(desk.app, publishArticle, editor.principal, { article: made.article, version: made.version });

  it('are uploaded and shown; a form with missing fields says which, and returns with its input', async () => {
    const number = await add({ licence: 'CC BY 4.0', 'pictured[0].actor': 'Zeinulla Kakimzhanov' });
    const page = await who.text(routes.desk.photo({ number }));
    for (const words of [said.alt, said.credit, 'CC BY 4.0', 'Zeinulla Kakimzhanov', 'Not used in any article yet'])
      expect(page).toContain(words);
    const src = /<img src="([^"]+)"/.exec(page)![1]!;
    const sent = await who.get(src);
    expect([sent.status, sent.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect((await desk.nobody.get(src)).status).toBe(303);
    expect(await who.text(routes.desk.photos({ q: 'kakimzhanov' }))).toContain(routes.desk.photo({ number }));
    expect(await who.text(routes.desk.photos({ q: 'nobodyofthatname' }))).toContain('No photos found');

    const refused = await send(desk, who, { ...said, credit: '', note: 'From a friend' }, await picture(7));
    const again = await refused.text();
    expect([refused.status, valueOf(again, 'pictured[0].actor')]).toEqual([400, '']);
    for (const words of ['From a friend', said.alt, 'Enter who took the photo']) expect(again).toContain(words);
    const unclear = await send(desk, who, { ...said, 'pictured[0].actor': 'Nobody Ofthatname' }, await picture(7));
    expect([unclear.status, (await unclear.text()).includes('Nobody Ofthatname')]).toEqual([400, true]);
  });

  it('are uploaded as a whole or not at all: after an error, neither the text nor the file is lost', async () => {
    const { cases } = await run(desk.app, file, anEditor, {
      cases: [{ key: 'c', title: 'A case that waits for its picture', visibility: 'public' }],
    });
    const count = async () => (await db().read.selectFrom('photo').select('id').execute()).length;
    const before = await count();
    const bytes = await picture((seed += 1), small);
    const typed = { ...said, credit: '', licence: 'CC BY 4.0', consent: 'given', consent_note: 'By email on 4 May.' };
    const refused = await send(desk, editor, typed, bytes, 'IMG_0815.jpg', undefined, cases[0]);
    const again = await refused.text();
    expect([refused.status, await count()]).toEqual([400, before]);
    for (const words of ['IMG_0815.jpg', 'You do not have to select it again', 'By email on 4 May.', 'CC BY 4.0'])
      expect(again).toContain(words);
    const kept = valueOf(again, '_file')!;
    // Someone else cannot use the file.
    const other = await send(desk, who, { ...said, _file: kept }, null);
    expect([other.status, (await other.text()).includes('Select a file')]).toEqual([400, true]);
    // A second error keeps the file, too.
    const twice = await send(desk, editor, { ...typed, _file: kept }, null, undefined, undefined, cases[0]);
    expect([twice.status, valueOf(await twice.text(), '_file')]).toEqual([400, kept]);
    // So does a form that expired; only a file that came with it has to be selected again.
    const stale = await send(desk, editor, { ...said, _token: 'expired', _file: kept }, null);
    expect([stale.status, valueOf(await stale.text(), '_file')]).toEqual([403, kept]);
    const lost = await send(desk, editor, { ...said, _token: 'expired' }, bytes);
    expect([lost.status, (await lost.text()).includes('Select it again before you save.')]).toEqual([403, true]);
    // Another form without an error leaves the file where it is.
    expect((await send(desk, editor, said, await picture((seed += 1), small))).status).toBe(303);
    const sent = await send(
      desk,
      editor,
      { ...typed, credit: 'Ada Reporter', _file: kept },
      null,
      undefined,
      undefined,
      cases[0],
    );
    expect([sent.status, await count()]).toEqual([303, before + 2]);
    const { number } = (await findThing(db().read, 'case', Number(cases[0]!.split('/')[1])))!;
    const page = await desk.nobody.text(routes.case_({ number, slug: 'a-case-that-waits-for-its-picture' }));
    expect(page).toContain('Photo: Ada Reporter · CC BY 4.0');
    const gone = await send(desk, editor, { ...said, _file: kept }, null);
    expect([gone.status, await count()]).toEqual([400, before + 2]);
  });

  it.each([
    ['an HTML file', Buffer.from('<html>not a picture</html>'), 422, 'This picture can’t be read'],
    ['no file', null, 400, 'Select a file'],
    ['a file of 31 MB', Buffer.alloc(31 * 1024 * 1024, 0xff), 413, '30 MB'],
  ])('need a picture: the form refuses %s with a reason, and keeps its input', async (_what, bytes, status, words) => {
    const answer = await send(desk, who, said, bytes);
    const page = await answer.text();
    expect([answer.status, page.includes(words), page.includes(said.alt)]).toEqual([status, true, true]);
  });

  it('have data that can be changed, and the second of two people who change it is warned', async () => {
    const number = await add();
    const path = routes.desk.editPhoto({ number });
    const version = valueOf(await who.text(path), '_version')!;
    expect((await who.post(path, { ...said, credit: 'Ada Reporter / Ratel', _version: version })).status).toBe(303);
    const late = await editor.post(path, { ...said, credit: 'Somebody', _version: version });
    expect([late.status, (await late.text()).includes('Ada Reporter / Ratel')]).toEqual([409, true]);
    expect(await who.text(routes.desk.photo({ number }))).toContain('Ada Reporter / Ratel');
  });

  it('get a focal point and a consent in the form, which says what is missing and returns with its input', async () => {
    const number = await add();
    const path = routes.desk.editPhoto({ number });
    const form = await who.text(path);
    expect([valueOf(form, 'focus.x'), valueOf(form, 'focus.y')]).toEqual(['50', '50']);
    for (const [wrong, words] of [
      [{ 'focus.x': '101', 'focus.y': '5' }, 'Enter a whole number from 0 to 100'],
      [{ 'focus.x': '12', 'focus.y': '' }, 'Enter a whole number from 0 to 100'],
      [{ consent: 'given' }, 'Say how the people agreed'],
      [{ consent_note: 'By email.' }, 'Select whether the people'],
    ] as const) {
      const answer = await who.post(path, { ...said, note: 'From a friend', ...wrong, _version: '1' });
      const again = await answer.text();
      expect([answer.status, again.includes(words), again.includes('From a friend')]).toEqual([400, true, true]);
    }
    const sent = await who.post(path, {
      ...said,
      'focus.x': '12',
      'focus.y': '80',
      consent: 'given',
      consent_note: 'By email on 4 May.',
      _version: '1',
    });
    expect(sent.status).toBe(303);
    const page = await who.text(routes.desk.photo({ number }));
    for (const words of ['They agreed', 'By email on 4 May.', 'crops for this focal point are being created'])
      expect(page).toContain(words);
    expect(valueOf(await who.text(path), 'focus.y')).toBe('80');
  });

  it('are added to an article through its form, with caption and description, and are in the form again', async () => {
    const number = await add();
    const path = routes.desk.newPlainArticle();
    const answer = await who.post(path, {
      'headline.text': 'A case was opened',
      'headline.kind': 'cited',
      language: 'en',
      'byline.kind': 'by',
      'blocks[0].type': 'photo',
      'blocks[0].ref': String(number),
      'blocks[0].alt': 'A box.',
      'blocks[0].text': 'The case was opened.',
    });
    expect(answer.status).toBe(303);
    const edit = await who.text(answer.headers.get('location')!);
    expect([valueOf(edit, 'blocks[0].ref'), valueOf(edit, 'blocks[0].alt')]).toEqual([
      expect.stringMatching(new RegExp(` · photo/${number}$`)),
      'A box.',
    ]);
    expect(edit).toContain('The case was opened.');
    const missing = await who.post(path, {
      'headline.text': 'A case',
      language: 'en',
      'blocks[0].type': 'photo',
      'blocks[0].ref': '99999',
      'blocks[0].text': 'A caption to keep.',
    });
    expect([missing.status, (await missing.text()).includes('A caption to keep.')]).toEqual([400, true]);
  });

  it('become the picture of a case: chosen on a page, by an upload, or removed; readers get it with its credit', async () => {
    const { cases } = await run(desk.app, file, anEditor, {
      cases: [{ key: 'c', title: 'A case with a face', visibility: 'public' }],
    });
    const number = Number(cases[0]!.split('/')[1]);
    const photo = await add({ licence: 'CC BY 4.0' });
    const path = routes.desk.pictureOf({ kind: 'case', number });
    expect(await editor.text(routes.desk.case_({ number }))).toContain('Add a picture');
    const choice = await editor.text(path);
    expect(choice).toContain(`value="photo/${photo}"`);
    const version = valueOf(choice, '_version')!;
    const refused = await who.post(path, { photo: `photo/${photo}`, _version: version });
    expect([refused.status, (await refused.text()).includes('editor')]).toEqual([403, true]);
    expect(choice).not.toContain('name="photo" type="text"');
    expect(await editor.text(`${path}?q=${photo}`)).toContain(`value="photo/${photo}"`);
    const missing = await editor.post(path, { photo: '', _version: version });
    expect([missing.status, (await missing.text()).includes('Choose a photo.')]).toEqual([400, true]);
    expect((await editor.post(path, { photo: `photo/${photo}`, _version: version })).status).toBe(303);

    const address = routes.case_({ number, slug: 'a-case-with-a-face' });
    const page = await desk.nobody.text(address);
    const figure = /<figure class="head-picture.*?<\/figure>/s.exec(page)![0];
    for (const words of [said.alt, said.credit, 'CC BY 4.0', 'width="1200" height="800"'])
      expect(figure).toContain(words);
    const src = /<img src="([^"]+)"/.exec(figure)![1]!;
    expect((await desk.nobody.get(src)).status).toBe(200);
    const json = (await (await desk.nobody.get(`${address}.json`)).json()) as { picture: { sizes: { url: string }[] } };
    expect(json.picture).toMatchObject({ number: photo, alt: said.alt, credit: said.credit, licence: 'CC BY 4.0' });
    expect((await desk.nobody.get(json.picture.sizes[0]!.url)).status).toBe(200);
    expect(await who.text(routes.desk.photo({ number: photo }))).toContain('Picture of 1 item');

    const now = valueOf(await editor.text(path), '_version')!;
    expect((await editor.post(path, { photo: `photo/${photo}`, _intent: 'remove', _version: now })).status).toBe(303);
    expect(await desk.nobody.text(address)).not.toContain('head-picture');
    expect((await desk.nobody.get(src)).status).toBe(404);
    const sent = await send(desk, editor, said, await picture((seed += 1)), undefined, undefined, `case/${number}`);
    expect([sent.status, sent.headers.get('location')]).toEqual([303, routes.desk.case_({ number })]);
    expect(await desk.nobody.text(address)).toContain('head-picture');
    const barred = await send(desk, who, said, await picture((seed += 1)), undefined, undefined, `case/${number}`);
    expect(barred.status).toBe(403);
  });

  it('are small in lists, with a size for each screen, and disappear from them at once', async () => {
    const { cases, actors } = await run(desk.app, file, anEditor, {
      cases: [{ key: 'c', title: 'The silence of Thumbnailville', visibility: 'public' }],
      actors: [{ key: 'a', kind: 'person', names: [{ text: 'Thumbelina Reporter' }], visibility: 'public' }],
    });
    const number = await add({ consent: 'given', consent_note: 'By email on 4 May.' }, small);
    await makeSizes(number);
    await run(desk.app, setPictures, editor.principal, {
      items: [...cases, ...actors].map((item) => ({ item, photo: `photo/${number}` })),
    });
    const lists = [
      [routes.cases({ q: 'Thumbnailville' }), 'list', '320', '213'],
      [routes.search({ q: 'Thumbnailville' }), 'list', '320', '213'],
      [routes.search({ q: 'Thumbelina' }), 'name', '160', '160'],
      [routes.actors({ q: 'Thumbelina' }), 'name', '160', '160'],
    ] as const;
    for (const [address, place, width, height] of lists) {
      const [thumb = '', ...more] =
        (await desk.nobody.text(address)).match(/<picture class="thumb.*?<\/picture>/gs) ?? [];
      expect([address, more, thumb]).toEqual([address, [], expect.stringContaining(`thumb ${place}"`)]);
      expect(thumb).toContain(`width="${width}" height="${height}" alt=""`);
      expect(thumb).toMatch(new RegExp(`<source type="image/avif" srcset="/photos/\\S+ ${width}w, `));
    }
    const version = valueOf(await editor.text(routes.desk.editPhoto({ number })), '_version')!;
    const change = { ...said, consent: 'withdrawn', consent_note: 'She called on 9 May.', _version: version };
    expect((await editor.post(routes.desk.editPhoto({ number }), change)).status).toBe(303);
    for (const [address] of lists) expect(await desk.nobody.text(address)).not.toContain('class="thumb');
  });

  describe('in an article', () => {
    it('are under the headline, in a crop for phones and one for wide screens, if they come first or an editor says so', async () => {
      const [first, chosen] = [await add(), await add({ credit: 'Berik Photographer' }, small)];
      await makeSizes(chosen);
      const [made] = await run(desk.app, createArticles, monitor, {
        articles: [
          {
            headline: { text: 'A case was opened', claims: [filed.dated] },
            blocks: [
              { type: 'photo', ref: `photo/${first}` },
              { sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] },
              { type: 'photo', ref: `photo/${chosen}` },
            ],
          },
        ],
      });
      await publish(made!);
      const address = routes.article({ number: made!.number, slug: 'a-case-was-opened' });
      const look = async () => {
        const page = await desk.nobody.text(address);
        const under = /<header class="article-head">.*?<\/header>/s.exec(page)![0];
        return { page, under, all: page.match(/<figure class="photo">.*?<\/figure>/gs)! };
      };
      const before = await look();
      expect(before.all.map((one) => before.under.includes(one))).toEqual([true, false]);
      expect(before.all[0]).toContain(`/photos/${first}/`);
      await run(desk.app, chooseSharePictures, editor.principal, {
        articles: [{ article: made!.article, photo: `photo/${chosen}` }],
      });
      const { page, under, all } = await look();
      expect(all.map((one) => [one.includes('Berik'), under.includes(one)])).toEqual([
        [true, true],
        [false, false],
      ]);
      const [lead, other] = all as [string, string];
      expect(under.indexOf(lead)).toBeLessThan(under.indexOf('class="byline"'));
      expect(lead).toMatch(/<source media="\(min-width: 48rem\)" type="image\/avif" [^>]* width="480" height="270"/);
      expect(lead).toMatch(/<source type="image\/avif" srcset="[^"]* 320w, [^"]* 480w"/);
      expect(lead).toContain('width="480" height="320"');
      expect(
        [lead, other].map((one) => [one.includes('fetchpriority="high"'), one.includes('loading="lazy"')]),
      ).toEqual([
        [true, false],
        [false, true],
      ]);
      // Shared links, the data for search engines, the feeds and the JSON name the same photo.
      const card = (await view(chosen)).crops.card.findLast((one) => one.format === 'jpeg')!.file;
      expect(page).toContain(`"url":"${routes.photo({ number: chosen, file: card })}"`);
      expect(page).toContain('"creditText":"Photo: Berik Photographer"');
      const json = await publicArticleJson(db().read, made!.number);
      expect(json.blocks.map((one) => (one.type === 'photo' ? one.photo.number : one.type))).toEqual([
        chosen,
        first,
        'paragraph',
      ]);
      const feed = await desk.nobody.text(routes.feedJson());
      expect(feed).toContain(routes.photo({ number: chosen, file: card }));
      // A document is not cropped.
      const version = valueOf(await editor.text(routes.desk.editPhoto({ number: chosen })), '_version')!;
      await editor.post(routes.desk.editPhoto({ number: chosen }), {
        ...said,
        kind: 'document',
        _version: version,
      });
      const whole = (await look()).all[0]!;
      expect([whole.includes('Document: '), whole.includes('media=')]).toEqual([true, false]);
    });

    it('are public with description, credit and several sizes once it is published, and can be cached for a year', async () => {
      const number = await add({ licence: 'CC BY 4.0', 'pictured[0].actor': `Zeinulla Kakimzhanov · ${filed.suitor}` });
      const made = await articleWith(number, { alt: 'In the article’s words.' });
      const deskPage = await who.text(routes.desk.photo({ number }));
      const file = /<img src="[^"]*\/files\/([^"]+)"/.exec(deskPage)![1]!;
      expect((await desk.nobody.get(routes.photo({ number, file }))).status).toBe(404);
      await publish(made);
      expect(deskPage).toContain('Not published');
      expect(await who.text(routes.desk.photo({ number }))).toContain('Public');

      const page = await desk.nobody.text(routes.article({ number: made.number, slug: 'a-case-was-opened' }));
      const figure = /<figure class="photo">.*?<\/figure>/s.exec(page)![0];
      for (const words of [
        'In the article’s words.',
        'Ada Reporter',
        'CC BY 4.0',
        'Zeinulla Kakimzhanov',
        'opened on 30 March 2018',
        'width="1200" height="800"',
        'fetchpriority="high"',
      ])
        expect(figure).toContain(words);
      const links = [...figure.matchAll(/(\/photos\/\S+)(?: \d+w|")/g)].map((match) => match[1]!.replace(/"$/, ''));
      expect(links.length).toBeGreaterThan(6);
      for (const link of links) {
        const sent = await desk.nobody.get(link);
        expect([
          sent.status,
          sent.headers.get('content-type'),
          sent.headers.get('cache-control'),
          sent.headers.get('set-cookie'),
        ]).toEqual([200, `image/${link.split('.').at(-1)}`, 'public, max-age=31536000, immutable', null]);
        expect((await sent.arrayBuffer()).byteLength).toBe(Number(sent.headers.get('content-length')));
      }
      expect(
        (await desk.nobody.get(routes.photo({ number, file: file.replace(/^.{20}/, '0'.repeat(20)) }))).status,
      ).toBe(404);
      const json = await publicArticleJson(db().read, made.number);
      expect(json.blocks[0]).toMatchObject({
        type: 'photo',
        photo: {
          status: 'shown',
          number,
          alt: 'In the article’s words.',
          credit: 'Ada Reporter',
          licence: 'CC BY 4.0',
          pictured: [{ name: 'Zeinulla Kakimzhanov' }],
        },
        sentences: [{ notes: [1] }],
      });
      expect(JSON.stringify(json)).not.toContain('master');
      const feed = (await (await desk.nobody.get(routes.feedJson())).json()) as {
        items: { url: string; image?: string }[];
      };
      const { image } = feed.items.find((one) =>
        one.url.endsWith(routes.article({ number: made.number, slug: 'a-case-was-opened' })),
      )!;
      const shared = await desk.nobody.get(new URL(image!).pathname);
      expect([shared.status, shared.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    });

    it('disappear when a person in them is hidden or they are withdrawn, and a note takes their place', async () => {
      const { actors } = await run(desk.app, file, anEditor, {
        actors: [{ key: 'a', kind: 'person', names: [{ text: 'Meruert Seitova' }], visibility: 'public' }],
      });
      const number = await add({ 'pictured[0].actor': actors[0]! });
      const made = await articleWith(number);
      await publish(made);
      const address = routes.article({ number: made.number, slug: 'a-case-was-opened' });
      const src = /<img src="([^"]+)"/.exec(await desk.nobody.text(address))![1]!;
      const look = async () => [
        (await desk.nobody.get(src)).status,
        /A photo that was here[^<]*/.exec(await desk.nobody.text(address))?.[0],
        (await desk.nobody.text(address)).includes(said.credit),
      ];
      expect(await look()).toEqual([200, undefined, true]);
      await run(desk.app, setVisibility, editor.principal, { things: actors, visibility: 'desk' });
      expect(await look()).toEqual([404, 'A photo that was here is no longer shown.', false]);
      await run(desk.app, setVisibility, editor.principal, { things: actors, visibility: 'public' });
      await run(desk.app, withdraw, editor.principal, {
        things: [`photo/${number}`],
        reason: 'The photographer asked for it.',
      });
      expect(await look()).toEqual([404, 'A photo that was here was withdrawn.', false]);
    });

    it('disappear at once when someone in them withdraws their consent, and the desk is notified', async () => {
      const number = await add({ consent: 'given', consent_note: 'By email on 4 May.' });
      const made = await articleWith(number);
      await publish(made);
      const address = routes.article({ number: made.number, slug: 'a-case-was-opened' });
      const public1 = await desk.nobody.text(address);
      const src = /<img src="([^"]+)"/.exec(public1)![1]!;
      expect([(await desk.nobody.get(src)).status, public1.includes('By email on 4 May')]).toEqual([200, false]);
      const taken = await editor.post(routes.desk.editPhoto({ number }), {
        ...said,
        consent: 'withdrawn',
        consent_note: 'She called on 9 May.',
        _version: '1',
      });
      expect(taken.status).toBe(303);
      expect((await desk.nobody.get(src)).status).toBe(404);
      const public2 = await desk.nobody.text(address);
      expect(public2).toContain('A photo that was here was withdrawn.');
      expect(public2).not.toContain('She called');
      expect(await who.text(routes.desk.photo({ number }))).toContain('Readers no longer see this photo');
      expect(await who.text(routes.desk.photos())).toContain('Consent withdrawn');
      const again = await articleWith(number);
      expect(await editor.text(routes.desk.publishArticle({ number: again.number }))).toContain(
        'withdrew their consent',
      );
    });

    it('prevent its publication if a person in them is not public, or the caption does not say who is “(pictured)”', async () => {
      const { actors } = await run(desk.app, file, anEditor, {
        actors: [{ key: 'b', kind: 'person', names: [{ text: 'Hidden Facesomewhere' }] }],
      });
      const hidden = await articleWith(await add({ 'pictured[0].actor': actors[0]! }));
      const refusal = await publish(hidden).then(
        () => null,
        (error: { fields: { message: string }[] }) => error.fields.map((field) => field.message),
      );
      expect(refusal).toEqual(['documents.problem.photo-shows-hidden']);
      const page = await editor.text(routes.desk.publishArticle({ number: hidden.number }));
      expect(page).toContain('shows a person who is not public');
      const nobody = await articleWith(await add(), {
        caption: 'The case of the editor (pictured) was opened on 30 March 2018.',
      });
      expect(await editor.text(routes.desk.publishArticle({ number: nobody.number }))).toContain(
        'does not say who is in it',
      );
    });
  });
});
