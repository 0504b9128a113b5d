import type { Attack } from './attacks.ts';
import type { Reply } from './client.ts';
import { hugePicture, nested } from '../../src/platform/testing/bombs.ts';
import { evidencePackage, law, workbook, zip } from './files.ts';

const page = { text: (levels: number) => `<title>Deep</title>${nested('<div>', '<p>Words</p>', '</div>', levels)}` };

/** Attacks by uploads. The person who uploads a file has an account, and may not know that the file is hostile. */
export const deskAttacks: readonly Attack[] = [
  {
    name: 'a page of 400,000 nested elements',
    slow: true,
    expect: '303',
    run: ({ person, count }) =>
      inTurn(count(2), (turn) =>
        person.upload('/desk/new', {
          file: { name: `deep${turn}.html`, bytes: page.text(400_000) },
          title: `Deep ${turn}`,
        }),
      ),
  },
  {
    name: 'the same, by a client that leaves before it is read',
    expect: '303 left',
    run: ({ person, count }) =>
      inTurn(count(4), (turn) =>
        person.upload('/desk/new', { file: { name: `left${turn}.html`, bytes: page.text(300_000 + turn) } }, 100),
      ),
  },
  {
    name: 'a page of many attributes and entities',
    slow: true,
    expect: '303',
    run: ({ person, count }) =>
      inTurn(count(2), (turn) =>
        person.upload('/desk/new', {
          file: {
            name: `wide${turn}.html`,
            bytes: `<title>Wide ${turn}</title><p ${Array.from({ length: 200_000 }, (_, index) => `a${index}=1`).join(' ')}>${'&amp;&lt;'.repeat(200_000)}</p>${'<p>Ivan said: “words”.</p>'.repeat(20_000)}`,
          },
          title: 'Wide',
        }),
      ),
  },
  {
    name: 'a workbook that unpacks to 750 MB',
    slow: true,
    expect: '422',
    run: async ({ person, count }) => {
      const bomb = await workbook(count(3) > 1 ? 750 : 200);
      return inTurn(count(3), () =>
        person.upload('/desk/imports', { dataSet: 'find', title: '', file: { name: 'bomb.xlsx', bytes: bomb } }),
      );
    },
  },
  {
    name: 'an archive within an archive',
    expect: '422',
    run: async ({ person, count }) => {
      const bomb = await zip({ 'inner.zip': await zip({ a: Buffer.alloc(100 * 2 ** 20) }) });
      return inTurn(count(3), () =>
        person.upload('/desk/imports', { dataSet: 'find', title: '', file: { name: 'bomb.zip', bytes: bomb } }),
      );
    },
  },
  {
    name: 'tables of nested JSON',
    slow: true,
    expect: '422',
    run: ({ person, count }) =>
      inTurn(count(3), () =>
        person.upload('/desk/imports', {
          dataSet: 'find',
          title: '',
          file: { name: 'deep.json', bytes: `[{"b":${nested('[', '', ']', 400_000)}}]` },
        }),
      ),
  },
  {
    name: 'a table of a million rows',
    slow: true,
    expect: '303',
    run: ({ person, count }) =>
      inTurn(1, () =>
        person.upload('/desk/imports', {
          dataSet: 'find',
          title: '',
          file: { name: 'rows.csv', bytes: `name,city\n${'"A name",Almaty\n'.repeat(count(1_000_000))}` },
        }),
      ),
  },
  {
    name: 'a law of 400,000 nested elements',
    expect: '400',
    run: ({ person, count }) =>
      inTurn(count(3), () =>
        person.upload('/desk/laws/new', {
          language: 'en',
          visibility: 'desk',
          _intent: 'look',
          file: { name: 'law.xml', bytes: law(400_000) },
        }),
      ),
  },
  {
    name: 'pictures of billions of pixels',
    expect: '422',
    run: ({ person, count }) =>
      inTurn(count(5), (turn) =>
        person.upload('/desk/photos/new', {
          alt: 'Large',
          credit: 'Nobody',
          file: { name: 'large.png', bytes: hugePicture(turn % 2 ? 9_000 : 60_000) },
        }),
      ),
  },
  {
    name: 'a mailbox of one long line',
    expect: '200',
    run: ({ person, count }) =>
      inTurn(count(4), () =>
        person.upload('/desk/letters/bounces', {
          file: { name: 'bounces.mbox', bytes: `From x 1\nSubject: a\n\nb\n\nFrom x ${'1'.repeat(2_000_000)}` },
        }),
      ),
  },
  {
    name: 'a logo that draws a billion shapes',
    expect: '400',
    run: ({ person, count }) =>
      inTurn(count(4), () =>
        person.upload('/desk/settings/logo', {
          logo: {
            name: 'logo.svg',
            bytes: `<svg viewBox="0 0 9 9"><rect id="a0"/>${Array.from({ length: 9 }, (_, level) => `<g id="a${level + 1}">${`<use href="#a${level}"/>`.repeat(10)}</g>`).join('')}</svg>`,
          },
        }),
      ),
  },
  {
    name: 'posts of a website, nested',
    expect: '400',
    run: ({ person, count }) =>
      inTurn(count(3), (turn) =>
        person.upload('/desk/settings/posts', {
          language: 'en',
          address: '/{slug}',
          file: {
            name: 'posts.json',
            bytes:
              turn % 2
                ? `{"a":${nested('[', '', ']', 400_000)}}`
                : `<?xml version="1.0"?><rss>${nested('<item>', '', '</item>', 400_000)}</rss>`,
          },
        }),
      ),
  },
  {
    name: 'an evidence package that unpacks to 200 MB',
    slow: true,
    expect: '400',
    run: async ({ person, count }) => {
      // A page is added first, because an uploaded package is compared with an earlier capture.
      const added = await person.upload('/desk/new', { page: 'Police searched the office on 3 May, said Aigerim.' });
      const draft = await person.get(added.headers.location ?? '/desk/drafts');
      const source = /\/desk\/sources\/\d+/.exec(draft.text)?.[0];
      const captures = await person.get(source ?? '/desk/sources');
      const capture = /\/desk\/sources\/\d+\/captures\/\d+/.exec(captures.text)?.[0];
      if (!capture) return [{ status: 'no capture', bytes: 0 }];
      const bomb = await evidencePackage(200);
      return inTurn(count(3), () =>
        person.upload(`${capture}/compare-package`, { file: { name: 'deep.wacz', bytes: bomb } }),
      );
    },
  },
];

/** Does something several times, one after another, as a person would. */
async function inTurn(times: number, act: (turn: number) => Promise<Reply>): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (let turn = 0; turn < times; turn++) replies.push(await act(turn));
  return replies;
}
