import { expect, it } from 'vitest';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { setParagraph, writePdf, type Written } from '../../../evidence/pdf/testing/write-pdf.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { addPage } from '../../../drafting/store/add-page.ts';
import { exportedBytes } from '../../../exchange/export/testing/exported.ts';
import { readCsv } from '../../../exchange/export/testing/read-csv.ts';
import { unzip } from '../../../exchange/export/testing/unzip.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { administrator, editor, monitor } from '../../../platform/testing/test-app.ts';
import { run } from '../../../platform/operation.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { file } from '../../../record/filing/file.ts';
import { setVisibility, withdraw } from '../../../record/lifecycle/withdraw.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { routes } from '../../routes.ts';
import { deskOn, type Client } from '../../testing/desk.ts';

const fined =
  'A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Press Watch said. The paper and its publisher have both denied that the report was false.';
const appeal =
  'The editor of the paper, Lena Moroz, said that she would appeal to the highest court of the country before the end of the month, and that the paper would go on reporting.';
const note = 'The order was published in the register of the court.';

/** The first page has two columns, and a footnote under the first one. */
const pages: readonly (readonly Written[])[] = [
  [
    { text: 'Court fines the Harbour Gazette', x: 70, y: 80, size: 18 },
    ...[0, 1, 2].flatMap((part) => setParagraph(fined, { x: 70, y: 130 + part * 90, characters: 40 })),
    ...[0, 1, 2].flatMap((part) => setParagraph(appeal, { x: 320, y: 130 + part * 90, characters: 40 })),
    { text: '1', x: 70, y: 757, size: 5 },
    { text: note, x: 75, y: 760, size: 7 },
  ],
  setParagraph('On the second page the court names the sum again and refuses the motion.', {
    x: 70,
    y: 80,
    characters: 50,
  }),
];
const quoted = 'the court names the sum again';

onOneDatabase('the page of a passage', (db) => {
  let count = 0;
  type Desk = ReturnType<typeof deskOn>;
  const judgment = async ({ app }: Desk) => {
    const { source, capture } = await addPage(app, monitor, {
      file: { name: `judgment-${(count += 1)}.pdf`, bytes: writePdf(pages, { title: `Judgment ${count}` }) },
    });
    const { id } = (await findThing(db().read, 'capture', parseRef(capture)!.number))!;
    const { text } = await db()
      .read.selectFrom('capture')
      .select('text')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return { source, capture, text, at: { number: parseRef(source)!.number, capture: parseRef(capture)!.number } };
  };
  type Judgment = Awaited<ReturnType<typeof judgment>>;
  const claimOn = async ({ app }: Desk, { text, capture }: Pick<Judgment, 'text' | 'capture'>, words: string) => {
    const start = text.indexOf(words);
    expect(start).toBeGreaterThan(-1);
    const { claims } = await run(app, file, editor, {
      claims: [
        {
          wording: `The court said it ${(count += 1)} times.`,
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ asWritten: 'The court', verb: 'said' }],
          support: { kind: 'passage', capture, start, end: start + words.length, visibility: 'public' },
        },
      ],
    });
    return { ref: claims[0]!, number: parseRef(claims[0]!)!.number };
  };
  const publicClaim = async (desk: Desk) => {
    const made = await judgment(desk);
    await run(desk.app, setVisibility, editor, { things: [made.source], visibility: 'public' });
    return { ...made, ...(await claimOn(desk, made, quoted)) };
  };
  /** Where readers find the number of the page: the pages of the claim and the source, their data, and the table. */
  const found = async (
    { app, nobody }: Desk,
    { at, ref, number }: { at: Judgment['at']; ref: string; number: number },
  ) => {
    const words = (html: string) => html.includes('Page 2, upper third.');
    const data = await nobody.get(routes.claim.json({ number }));
    const rows = readCsv((await unzip(await exportedBytes(app, 'record.zip'))).get('claims.csv')!);
    return {
      claim: words(await nobody.text(routes.claim({ number }))),
      source: words(await nobody.text(routes.source({ number: at.number }))),
      data: data.ok
        ? ((await data.json()) as { claim: { passage: { page: number } | null } }).claim.passage?.page
        : undefined,
      table: rows.find((row) => row['claim'] === String(parseRef(ref)!.number))?.['page'],
    };
  };

  it('is stated beside its words on the pages of the claim and the source, in their data and in the table', async () => {
    const desk = deskOn(db());
    const claim = await publicClaim(desk);
    expect(await found(desk, claim)).toEqual({ claim: true, source: true, data: 2, table: '2' });
    // The same words in a text have no page.
    const text = `A report says that ${quoted}.`;
    const { source, capture } = await run(desk.app, storeCapture, monitor, {
      title: 'A report',
      method: 'text',
      mediaType: 'text/plain',
      bytes: Buffer.from(text),
      text,
    });
    await run(desk.app, setVisibility, editor, { things: [source], visibility: 'public' });
    const { number } = await claimOn(desk, { text, capture }, quoted);
    const data = await (await desk.nobody.get(routes.claim.json({ number }))).json();
    expect(data).toHaveProperty('claim.passage', { quotation: quoted, shortened: false, page: null, pagePart: null });
    expect(await desk.nobody.text(routes.claim({ number }))).not.toContain('Page ');
  });

  it('is not stated to readers after the claim is withdrawn, or the source is hidden or redacted', async () => {
    const desk = deskOn(db());
    const none = { claim: false, source: false };
    const withdrawn = await publicClaim(desk);
    await run(desk.app, withdraw, editor, { things: [withdrawn.ref], reason: 'It was filed twice.' });
    expect(await found(desk, withdrawn)).toMatchObject({ ...none, table: undefined });
    for (const change of [
      (claim: Judgment) => run(desk.app, setVisibility, editor, { things: [claim.source], visibility: 'desk' }),
      (claim: Judgment) => redacted(claim.source),
    ]) {
      const claim = await publicClaim(desk);
      await change(claim);
      const { data, table, ...pagesOf } = await found(desk, claim);
      expect([pagesOf, data ?? null, table || null]).toEqual([none, null, null]);
    }
  });
  const redacted = async (ref: string) => {
    const { kind, number } = parseRef(ref)!;
    await db().transaction((tx) =>
      tx
        .updateTable('thing')
        .set({ redacted_at: new Date() })
        .where('kind', '=', kind)
        .where('number', '=', number)
        .execute(),
    );
  };

  it('is stated with the third in which the words begin', async () => {
    const desk = deskOn(db());
    const made = await judgment(desk);
    await run(desk.app, setVisibility, editor, { things: [made.source], visibility: 'public' });
    const third = async (words: string) => {
      const { number } = await claimOn(desk, made, words);
      return /Page \d, [a-z]+ third\./.exec(await desk.nobody.text(routes.claim({ number })))?.[0];
    };
    expect(await third('Court fines')).toBe('Page 1, upper third.');
    // These words begin in the last line of the first column.
    expect(await third(made.text.slice(made.text.lastIndexOf('was false'), made.text.indexOf('Lena Moroz')))).toBe(
      'Page 1, middle third.',
    );
    expect(await third(note)).toBe('Page 1, lower third.');
  });

  it('is in the notes of an article and in its feeds as it was published, until the source is hidden', async () => {
    const desk = deskOn(db());
    const { source, ref } = await publicClaim(desk);
    const [article] = await run(desk.app, createArticles, editor, {
      articles: [
        {
          headline: { text: 'The court named the sum', claims: [ref], whole: true },
          blocks: [{ type: 'paragraph', sentences: [{ text: 'The court said it.', claims: [ref] }] }],
        },
      ],
    });
    await run(desk.app, publishArticle, editor, article!);
    const path = routes.article({ number: parseRef(article!.article)!.number, slug: 'the-court-named-the-sum' });
    const stated = async () => {
      const texts = [path, routes.feedJson(), routes.feedXml()].map((one) => desk.nobody.text(one));
      return (await Promise.all(texts)).map((text) => /Page \d, [a-z]+ third\./.exec(text)?.[0]);
    };
    expect(await stated()).toEqual(Array(3).fill('Page 2, upper third.'));
    // An edition does not change with the record.
    await db().transaction((tx) => tx.updateTable('passage').set({ page: 7, page_part: 'lower' }).execute());
    expect(await stated()).toEqual(Array(3).fill('Page 2, upper third.'));
    await run(desk.app, setVisibility, editor, { things: [source], visibility: 'desk' });
    expect(await stated()).toEqual([undefined, undefined, undefined]);
  });

  it('is gone with its claim if the filing is undone', async () => {
    const desk = deskOn(db());
    const claim = await publicClaim(desk);
    const { id } = (await findThing(db().read, 'claim', claim.number))!;
    const { change_set_id } = await db()
      .read.selectFrom('change')
      .select('change_set_id')
      .where('thing_id', '=', id)
      .executeTakeFirstOrThrow();
    const client = await desk.join('editor');
    const path = routes.desk.undoChangeSet({ number: change_set_id });
    expect((await client.post(path, { conflicts: 'stop', reason: 'It was filed twice.' })).status).toBe(303);
    expect(await found(desk, claim)).toMatchObject({ claim: false, source: false, table: undefined });
  });

  const isThere = async (client: Client, at: Judgment['at']) => {
    const page = await client.get(routes.desk.capturePage({ ...at, page: 1 }));
    const jump = await client.get(routes.desk.capturePages(at));
    return [page.status, (await page.text()).includes('Harbour'), jump.status];
  };

  it('has a view that people see only if they see the source', async () => {
    const desk = deskOn(db());
    const [member, other] = [await desk.join('editor'), await desk.join('editor')];
    const { id: team } = await run(desk.app, createTeam, administrator, {
      name: `Team ${(count += 1)}`,
      members: [member.accountId],
    });
    const { source, at } = await judgment(desk);
    expect(await isThere(other, at)).toEqual([200, true, 303]);
    await run(desk.app, limitItem, member.principal, { thing: source, team });
    expect(await isThere(member, at)).toEqual([200, true, 303]);
    expect(await isThere(other, at)).toEqual([404, false, 404]);
    // Readers have no view at all.
    expect((await isThere(desk.nobody, at)).slice(0, 2)).toEqual([303, false]);
  });

  it('has two columns and a footnote at their places, and a passage that goes on in the next column', async () => {
    const desk = deskOn(db());
    const made = await judgment(desk);
    const { text, at } = made;
    const client = await desk.join('monitor');
    const html = await client.text(routes.desk.capturePage({ ...at, page: 1 }));
    const lines = [...html.matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"[^>]*>([^<]*)\n/g)].map(
      ([, x, y, size, words]) => ({ x: Number(x), y: Number(y), size: Number(size), words: words! }),
    );
    const placeOf = (words: string) => lines.filter((line) => line.words.startsWith(words)).map(({ x, y }) => [x, y]);
    expect(placeOf('A court ordered')).toEqual([130, 220, 310].map((y) => [70, y]));
    expect(placeOf('The editor of')).toEqual([130, 220, 310].map((y) => [320, y]));
    expect(lines.find(({ words }) => words.includes('published in the register'))).toMatchObject({ y: 760, size: 7 });
    // In the order of reading: the first column, the second one, and the footnote.
    const order = lines.map(({ words }) => words).join('\n');
    expect(order.lastIndexOf('A court ordered')).toBeLessThan(order.indexOf('The editor of'));
    expect(order.lastIndexOf('The editor of')).toBeLessThan(order.indexOf('published in the register'));

    const from = text.lastIndexOf('was false');
    const to = text.indexOf('The editor of') + 'The editor'.length;
    const marked = await client.text(routes.desk.capturePage({ ...at, page: 1 }, { from, to }));
    const boxes = [
      ...marked
        .split('id="here"')[1]!
        .split('</g>')[0]!
        .matchAll(/<rect x="([\d.]+)" y="([\d.]+)"/g),
    ];
    // The words begin in the last line of the first column, after five letters, and end in the first line of the second.
    expect(boxes.map(([, x, y]) => [Number(x), Number(y)])).toEqual([
      [70 + 5 * 'report '.length, 350],
      [320, 122],
    ]);
  });
});
