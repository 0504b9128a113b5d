import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { openAccountMails } from '../testing/account-mails.ts';
import { deskOn, password } from '../testing/desk.ts';
import { faults, inBrowser, picture } from '../testing/in-browser.ts';
import { bodyOf } from '../testing/post-office.ts';

let mails: Awaited<ReturnType<typeof openAccountMails>>;

const { open, base } = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  mails = await openAccountMails();
  // The public address uses http. With https, browsers would refuse the cookies, because this server has no encryption.
  const config = { ...mails.settings, publicUrl: 'http://paper.example' };
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date(), config });
  await mails.work(desk.app);
  const chief = await desk.join('administrator', 'Zarina Akhmet');
  const close = async () => {
    await mails.close();
    await made.drop();
  };
  return { web: desk.web, session: chief.sessionToken, close };
});

const phone = { viewport: { width: 390, height: 844 } };
/** Presses Tab until the control has the focus. */
const tabTo = async (page: Page, selector: string) => {
  for (let presses = 0; presses < 80; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard does not reach ${selector}.`);
};
const type = async (page: Page, selector: string, text: string) => {
  await tabTo(page, selector);
  await page.keyboard.type(text);
};
const looked = async (page: Page, name: string) => {
  await picture(page, name);
  expect([name, await page.locator('h1').count(), await faults(page)]).toEqual([name, 1, []]);
};
const linkIn = async (email: string, wanted: number): Promise<string> => {
  const found = () =>
    mails.server.received
      .filter((mail) => mail.to.includes(email))
      .flatMap((mail) => /http:\/\/paper\.example(\/\S+)/.exec(bodyOf(mail))?.[1] ?? []);
  await mails.server.until(() => found().length >= wanted);
  return found().at(-1)!;
};

describe('links by email on a phone, by keyboard alone', () => {
  const email = 'timur@example.org';
  const other = 'several other words here';

  it('invite someone, replace a forgotten password, and confirm a new email address', async () => {
    await open(routes.desk.newAccount(), phone, async (page) => {
      await looked(page, 'invite');
      await type(page, 'input[name=name]', 'Timur Bek');
      await type(page, 'input[name=email]', email);
      await tabTo(page, 'input[name=delivery]');
      expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('mail');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/desk\/accounts\/\d+\/edit$/);
      await linkIn(email, 1);
      while (!(await page.getByText('Emailed to').count())) await page.reload();
      await looked(page, 'invited');
    });

    await open(
      await linkIn(email, 1),
      phone,
      async (page) => {
        await looked(page, 'join');
        await type(page, 'input[name=password]', password);
        await type(page, 'input[name=again]', password);
        await page.keyboard.press('Enter');
        await page.waitForURL(`${base()}/desk`);
      },
      null,
    );

    await open(
      routes.desk.signIn(),
      phone,
      async (page) => {
        await looked(page, 'sign-in');
        await tabTo(page, `a[href="${routes.desk.recover()}"]`);
        await page.keyboard.press('Enter');
        await page.waitForURL(base() + routes.desk.recover());
        await looked(page, 'forgotten');
        await page.keyboard.type('not an address');
        await page.keyboard.press('Enter');
        await page.getByText('in the correct format').first().waitFor();
        expect(await page.inputValue('input[name=email]')).toBe('not an address');
        await looked(page, 'forgotten-wrong');
        await page.fill('input[name=email]', '');
        await page.focus('input[name=email]');
        await page.keyboard.type(email);
        await page.keyboard.press('Enter');
        await page.waitForURL(base() + routes.desk.recover({ sent: '1' }));
        await looked(page, 'forgotten-sent');
      },
      null,
    );

    await open(
      await linkIn(email, 2),
      phone,
      async (page) => {
        await looked(page, 'recover');
        await type(page, 'input[name=password]', other);
        await type(page, 'input[name=again]', other);
        await page.keyboard.press('Enter');
        await page.waitForURL(`${base()}/desk`);

        await page.goto(base() + routes.desk.account());
        await looked(page, 'account');
        await tabTo(page, `a[href="${routes.desk.ownEmail()}"]`);
        await page.keyboard.press('Enter');
        await page.waitForURL(base() + routes.desk.ownEmail());
        await looked(page, 'email');
        await type(page, 'input[name=email]', 'bek@example.org');
        await page.keyboard.press('Enter');
        await page.getByText('Not confirmed yet').waitFor();
        const confirm = await linkIn('bek@example.org', 1);
        await page.reload();
        await looked(page, 'email-pending');
        await page.goto(base() + confirm);
        await looked(page, 'email-confirm');
        await tabTo(page, 'main form button.main');
        await page.keyboard.press('Enter');
        await page.waitForURL(base() + routes.desk.account());
        await page.getByText('bek@example.org').first().waitFor();
      },
      null,
    );
  });
});
