import { describe, expect, it } from 'vitest';
import { readCapture } from '../../../drafting/page/read-capture.ts';
import { readCaptures } from '../../../evidence/republished/read-captures.ts';
import { preservePage, story } from '../../../evidence/republished/testing/texts.ts';
import { compareQuotations } from '../../../evidence/quotations/keep.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { faults, inBrowser, picture } from '../../testing/in-browser.ts';
import { deskOn } from '../../testing/desk.ts';

const at = { pair: 0, credit: 0, loss: 0 };

const { open } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  const letter =
    'We ask the court to hear the four witnesses whom Zarina Erasova named, and to open the doors of the hearing to the press';
  await preservePage(desk.app, { title: 'Law unmasks commenters', published: '2017-12-28' });
  await preservePage(desk.app, {
    title: 'Kazakh websites curbed',
    paragraphs: story.toReversed(),
    published: '2017-12-29',
    line: 'Source: AFP',
  });
  await preservePage(desk.app, {
    title: 'The letter',
    paragraphs: [
      'Lawyers of the paper wrote to the court on Friday, a clerk confirmed.',
      `“${letter},” they wrote.`,
      'The next hearing is set for the end of the month.',
    ],
  });
  await preservePage(desk.app, {
    title: 'A plea to the court',
    paragraphs: [
      'Counsel of the weekly turned to the judges again, in a page and a half.',
      `“${letter.replace(' Zarina Erasova', '')},” it says.`,
      'Nobody expects an answer before the holidays.',
    ],
  });
  await readCaptures({ app: desk.app, reader: readCapture, more: [compareQuotations] });
  at.pair = (await made.db.read.selectFrom('copy_pair').select('id').executeTakeFirstOrThrow()).id;
  at.credit = (await made.db.read.selectFrom('agency_credit').select('id').executeTakeFirstOrThrow()).id;
  at.loss = (await made.db.read.selectFrom('quotation_warning').select('id').executeTakeFirstOrThrow()).id;
  return { web: desk.web, session: (await desk.join('monitor', 'Aliya Nurlan')).sessionToken, close: made.drop };
});

const pages: Readonly<Record<string, () => string>> = {
  copies: () => routes.desk.origins(),
  credits: () => routes.desk.origins({ show: 'credits' }),
  quotations: () => routes.desk.origins({ show: 'quotations' }),
  dismissed: () => routes.desk.origins({ show: 'dismissed' }),
  pair: () => routes.desk.originPair({ number: at.pair }),
  credit: () => routes.desk.originCredit({ number: at.credit }),
  quotation: () => routes.desk.originQuotation({ number: at.loss }),
  dismiss: () => routes.desk.originDismiss({ what: 'copies', number: at.pair }),
};

describe('republished stories in a browser', () => {
  it.each(Object.keys(pages))(
    'have no axe errors, in light mode and on a phone in dark mode, and do not overflow: %s',
    async (name) => {
      for (const [kind, options] of [
        ['desk', { viewport: { width: 1280, height: 900 } }],
        ['phone', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const }],
      ] as const)
        await open(pages[name]!(), options, async (page) => {
          expect(await faults(page)).toEqual([]);
          await picture(page, `${name}-${kind}`);
        });
    },
  );

  it('link a passage to its place in the other text, and are confirmed, by keyboard', async () => {
    await open(
      routes.desk.originPair({ number: at.pair }),
      { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
      async (page) => {
        const mark = page.locator('#origin-1');
        await mark.focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/#copy-1$/);
        await page.locator('input[name="basis"]').focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/desk\/sources\/\d+(?:#.*)?$/);
        expect(await page.locator('main').innerText()).toContain('Republishes');
      },
    );
  });
});
