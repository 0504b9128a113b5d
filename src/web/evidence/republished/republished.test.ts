import { beforeAll, expect, it } from 'vitest';
import { preservePage, readAll, story } from '../../../evidence/republished/testing/texts.ts';
import { compareQuotations } from '../../../evidence/quotations/keep.ts';
import { readCaptures } from '../../../evidence/republished/read-captures.ts';
import { readCapture } from '../../../drafting/page/read-capture.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef } from '../../../record/refs.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

const links = (html: string, pattern: RegExp): string[] => [
  ...new Set([...html.matchAll(/href="([^"]+)"/g)].map((match) => match[1]!).filter((href) => pattern.test(href))),
];

onEitherDatabase('republished stories at the desk', (db) => {
  const letter =
    'We are concerned that the pattern of illegal actions taken by the prosecutor and the judiciary against Ratel.kz and a number of other media suggests misuse of the legal system';
  let made: Awaited<ReturnType<typeof make>>;

  async function make() {
    const { app, join, nobody } = deskOn(db());
    const origin = await preservePage(app, { title: 'Law unmasks commenters', published: '2017-12-28' });
    const copy = await preservePage(app, {
      title: 'Kazakh websites curbed',
      paragraphs: story.slice(0, 4),
      published: '2017-12-29',
      line: 'Source: AFP',
    });
    const whole = await preservePage(app, {
      title: 'Groups write',
      paragraphs: [
        'Press groups wrote to the authorities on Friday about how reporters are treated.',
        `“${letter},” their letter says.`,
        'Nobody at the ministry had answered by the evening, and its spokeswoman did not pick up.',
      ],
    });
    const lossy = await preservePage(app, {
      title: 'A letter to Astana',
      paragraphs: [
        'Twenty-six organisations signed a letter that was made public this week.',
        `"${letter.replace(' Ratel.kz', '')}," it reads.`,
        'Those who signed it are members of a network that works in forty countries.',
      ],
    });
    const quoted = `“${letter.replace(' Ratel.kz', '')},”`;
    const text = (
      await db().read.selectFrom('capture').select('text').where('id', '=', lossy.captureId).executeTakeFirstOrThrow()
    ).text;
    const start = text.indexOf(letter.slice(0, 30)) - 1;
    const filed = await run(app, file, editor, {
      cases: [{ key: 'c', title: 'The law of December', visibility: 'public' }],
      claims: [
        ...[origin, copy].map(({ source }) => ({
          case: '#c',
          wording: 'The law was signed.',
          kind: 'paraphrase' as const,
          mode: 'stated' as const,
          checked: true,
          visibility: 'public' as const,
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference' as const, source },
          statements: [{ subject: '#c', property: 'place', value: { country: 'KZ' } }],
        })),
        {
          case: '#c',
          wording: quoted,
          kind: 'quotation',
          mode: 'quoted',
          visibility: 'desk',
          chain: [{ asWritten: 'The letter', verb: 'reads' }],
          support: {
            kind: 'passage',
            capture: lossy.capture,
            start,
            end: start + letter.replace(' Ratel.kz', '').length + 3,
          },
        },
      ],
    });
    await run(app, setVisibility, editor, { things: [origin.source, copy.source], visibility: 'public' });
    await readCaptures({ app, reader: readCapture, more: [compareQuotations] });
    return {
      app,
      client: await join('editor'),
      nobody,
      origin,
      copy,
      whole,
      lossy,
      claim: parseRef(filed.claims[2]!)!.number,
      theCase: parseRef(filed.cases[0]!)!.number,
    };
  }
  beforeAll(async () => {
    made = await make();
  });

  const originsShown = async () =>
    ((await (await made.nobody.get(`/cases/${made.theCase}.json`)).json()) as { origins: number }).origins;

  it('are suggested for two pages with the same text, and once confirmed, the case counts one independent source', async () => {
    const { client, origin, copy } = made;
    expect(await originsShown()).toBe(2);
    expect(await client.text(routes.desk.case_({ number: made.theCase }))).toMatch(
      /that need a decision.*Matching texts \(1\).*Credits to news agencies \(1\).*Quotations that differ between pages \(1\)/s,
    );
    expect(await client.text(routes.desk.home())).toContain(`href="${routes.desk.origins()}"`);
    const queue = await client.text(routes.desk.origins());
    expect(queue).toContain('Law unmasks commenters');
    expect(queue).toContain('the suggested original was published earlier');
    const [address] = links(queue, /\/desk\/origins\/copies\/\d+$/);
    expect(await client.text(routes.desk.source({ number: copy.number }))).toContain(`href="${address}"`);

    const pair = await client.text(address!);
    expect(pair).toContain(
      '<mark>Under the amendments an outlet must keep what it knows of its commenters for three months',
    );
    expect(links(pair, /^#(?:copy|origin)-1$/)).toEqual(['#copy-1', '#origin-1']);
    expect(pair).toMatch(
      new RegExp(`value="source/${copy.number}"[^>]*checked|checked[^>]*value="source/${copy.number}"`),
    );
    const wrong = await client.post(address!, { kind: 'republishes' });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('Choose which page took its text from the other.');
    const done = await client.post(address!, {
      copy: `source/${copy.number}`,
      kind: 'republishes',
      basis: valueOf(pair, 'basis')!,
    });
    expect([done.status, done.headers.get('location')]).toEqual([303, routes.desk.source({ number: copy.number })]);
    expect(await originsShown()).toBe(1);
    expect(await client.text(routes.desk.source({ number: copy.number }))).toContain(
      `href="${routes.desk.source({ number: origin.number })}"`,
    );
    expect(links(await client.text(routes.desk.origins()), /copies\/\d+$/)).toEqual([]);
    expect(await client.text(address!)).toContain('Recorded as republished');
  });

  it('can get their agency’s story added to the record from a page that credits the agency', async () => {
    const { client, copy, app } = made;
    const [address] = links(await client.text(routes.desk.origins({ show: 'credits' })), /credits\/\d+$/);
    const page = await client.text(address!);
    expect(page).toContain('Source: AFP');
    expect((await client.post(address!, { origin: 'new', kind: 'republishes' })).status).toBe(400);
    const done = await client.post(address!, {
      origin: 'new',
      title: 'Kazakhstan passes media law',
      published: '2017-12-28',
      kind: 'republishes',
      basis: valueOf(page, 'basis')!,
    });
    expect([done.status, done.headers.get('location')]).toEqual([303, routes.desk.source({ number: copy.number })]);
    const story = await app.db.read
      .selectFrom('source')
      .selectAll()
      .where('title', '=', 'Kazakhstan passes media law')
      .executeTakeFirstOrThrow();
    expect(story).toMatchObject({ kind: 'agency-wire', published: '2017-12-28' });
    expect(
      await app.db.read
        .selectFrom('actor_name')
        .select('text')
        .where('actor_id', '=', story.publisher_id)
        .orderBy('position')
        .execute(),
    ).toEqual([{ text: 'Agence France-Presse' }, { text: 'AFP' }]);
    expect(links(await client.text(routes.desk.origins({ show: 'credits' })), /credits\/\d+$/)).toEqual([]);
  });

  it('include quotations that lack a word, with a warning in the list and beside the claim until it is dismissed', async () => {
    const { client, claim, lossy, whole } = made;
    const queue = await client.text(routes.desk.origins({ show: 'quotations' }));
    expect(queue).toContain('“Ratel.kz”, possibly a name, is missing on one page');
    expect(queue).toContain('<mark class="extra">Ratel.kz</mark>');
    expect(queue).toContain('words missing here');
    for (const page of [lossy, whole]) expect(queue).toContain(`href="${routes.desk.source({ number: page.number })}"`);
    const [address] = links(queue, /quotations\/\d+$/).length
      ? links(queue, /quotations\/\d+$/)
      : links(queue, /quotations\/\d+\/dismiss$/).map((href) => href.replace('/dismiss', ''));
    const shown = await client.text(routes.desk.claim({ number: claim }));
    expect(shown).toContain('“Ratel.kz” is missing on one page');
    expect(shown).toContain('the claim is missing “Ratel.kz”');
    expect(shown).toContain(`href="${address}"`);

    const dismiss = `${address}/dismiss`;
    expect((await client.post(dismiss, { reason: '' })).status).toBe(400);
    expect((await client.post(dismiss, { reason: 'The other page put the name in.' })).status).toBe(303);
    expect(await client.text(routes.desk.origins({ show: 'quotations' }))).toContain('No quotations to review');
    expect(await client.text(routes.desk.origins({ show: 'dismissed' }))).toContain('The other page put the name in.');
    expect(await client.text(routes.desk.claim({ number: claim }))).not.toContain('is missing on one page');
    const number = String(address!.split('/').at(-1));
    expect((await client.post(routes.desk.originAct(), { _intent: 'reopen', loss: number })).status).toBe(303);
    expect((await client.post(routes.desk.originAct(), { _intent: 'confirm', loss: number })).status).toBe(303);
    expect(await client.text(routes.desk.claim({ number: claim }))).toContain('“Ratel.kz” was lost from this page');
  });

  it('are not shown to readers while they are only suggested', async () => {
    const { nobody, client, app, origin } = made;
    const again = await preservePage(app, {
      title: 'A third page with it',
      paragraphs: story.slice(1),
      published: '2018-01-02',
      line: 'Source: Reuters',
    });
    await run(app, setVisibility, editor, { things: [again.source], visibility: 'public' });
    await readAll(app);
    const [pair] = links(await client.text(routes.desk.origins()), /copies\/\d+$/);
    const [credit] = links(await client.text(routes.desk.origins({ show: 'credits' })), /credits\/\d+$/);
    for (const address of [routes.desk.origins(), pair!, credit!, `${pair}/dismiss`])
      expect([address, (await nobody.get(address)).status]).toEqual([address, 303]);
    for (const number of [origin.number, again.number])
      for (const address of [routes.source({ number }), routes.source.json({ number })]) {
        const text = await nobody.get(address).then((answer) => answer.text());
        expect(text).toContain(number === origin.number ? 'Law unmasks commenters' : 'A third page with it');
        expect(text).not.toMatch(/Reuters|in common|likely|suggest/i);
        expect(text).not.toContain(number === origin.number ? 'A third page with it' : 'Law unmasks commenters');
      }
  });

  it('can be dismissed only with a reason, which the list of dismissed ones shows', async () => {
    const { client } = made;
    const [pair] = links(await client.text(routes.desk.origins()), /copies\/\d+$/);
    const typed = await client.post(`${pair}/dismiss`, { reason: 'x' });
    expect([typed.status, (await typed.text()).match(/>\s*x<\/textarea>/) !== null]).toEqual([400, true]);
    expect(
      (await client.post(`${pair}/dismiss`, { reason: 'Both print one press release.' })).headers.get('location'),
    ).toBe(routes.desk.origins());
    expect(await client.text(routes.desk.origins({ show: 'dismissed' }))).toContain('Both print one press release.');
    for (const address of [
      routes.desk.originPair({ number: 999999 }),
      routes.desk.originCredit({ number: 999999 }),
      routes.desk.originQuotation({ number: 999999 }),
      routes.desk.originDismiss({ what: 'nothing', number: 1 }),
    ])
      expect((await client.get(address)).status).toBe(404);
    expect((await client.post(routes.desk.originAct(), { _intent: 'accept', pairs: '12:x 3' })).status).toBe(404);
    expect((await client.post(routes.desk.originAct(), { _intent: 'nonsense' })).status).toBe(400);
  });
});
