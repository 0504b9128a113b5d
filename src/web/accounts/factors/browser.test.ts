import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { codeOf, stepAt } from '../../../accounts/factors/totp.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { deskOn, password } from '../../testing/desk.ts';
import { fromBase32 } from '../../testing/factors.ts';
import { faultsInLooks, faults, inBrowser, picture } from '../../testing/in-browser.ts';

/** By how many milliseconds the desk's clock is ahead. So tests need not wait for the next code of an app. */
let ahead = 0;
const now = (): Date => new Date(Date.now() + ahead);
let email = '';
let join: ReturnType<typeof deskOn>['join'];

const { open, base, browser } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder, now });
  ({ join } = desk);
  const monitor = await join('monitor', 'Aliya Nurlan');
  ({ email } = monitor);
  return { web: desk.web, session: monitor.sessionToken, close: made.drop };
});

const keyboard = { viewport: { width: 1280, height: 900 } };
const codeOn = async (page: Page): Promise<() => string> => {
  const secret = fromBase32(await page.inputValue('#secret'));
  return () => codeOf(secret, stepAt(now()));
};
/** Presses Tab until the control has the focus. */
const tabTo = async (page: Page, selector: string) => {
  for (let presses = 0; presses < 60; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard does not reach ${selector}.`);
};

/** A virtual device with passkeys that can verify its owner. */
const device = {
  options: {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  },
} as const;

describe('two-step sign-in in a browser', () => {
  const pages = {
    'two-step': routes.desk.twoStep(),
    authenticator: routes.desk.authenticator(),
    'new-passkey': routes.desk.newPasskey(),
  };
  for (const [name, path] of Object.entries(pages))
    it(`${name}: accessible, and not wider than the screen`, async () => {
      await open(path, {}, async (page) => {
        expect(await page.locator('h1').count()).toBe(1);
        expect(await faultsInLooks(page, name)).toEqual([]);
      });
    });

  it('an authenticator app is set up, and used to sign in, by keyboard', async () => {
    let code = (): string => '';
    await open(routes.desk.account(), keyboard, async (page) => {
      await tabTo(page, `a[href="${routes.desk.twoStep()}"]`);
      await page.keyboard.press('Enter');
      await page.waitForURL(base() + routes.desk.twoStep());
      await tabTo(page, `a[href="${routes.desk.authenticator()}"]`);
      await page.keyboard.press('Enter');
      await page.waitForURL(base() + routes.desk.authenticator());
      code = await codeOn(page);
      await tabTo(page, 'input[name=code]');
      await page.keyboard.type(code());
      await page.keyboard.press('Enter');
      await page.waitForSelector('#shown-once');
      expect((await page.inputValue('#shown-once')).split('\n').length).toBe(10);
      await picture(page, 'recovery-codes');
      expect(await faults(page)).toEqual([]);
    });
    ahead += 60_000;
    await open(
      routes.desk.signIn({ next: routes.desk.account() }),
      keyboard,
      async (page) => {
        await tabTo(page, 'input[name=email]');
        await page.keyboard.type(email);
        await tabTo(page, 'input[name=password]');
        await page.keyboard.type(password);
        await page.keyboard.press('Enter');
        await page.waitForURL(base() + routes.desk.secondStep({ next: routes.desk.account() }));
        await picture(page, 'second-step');
        expect(await faults(page)).toEqual([]);
        await tabTo(page, 'input[name=code]');
        await page.keyboard.type('000 000');
        await page.keyboard.press('Enter');
        await page.getByText('This code is not correct').first().waitFor();
        expect([await page.inputValue('input[name=code]'), await faults(page)]).toEqual(['000 000', []]);
        await page.fill('input[name=code]', '');
        await page.focus('input[name=code]');
        await page.keyboard.type(code());
        await page.keyboard.press('Enter');
        await page.waitForURL(base() + routes.desk.account());
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Aliya Nurlan');
      },
      null,
    );
  });

  it('a passkey is added, listed, used to sign in and as the second step, and removed, by keyboard', async () => {
    const other = await join('monitor', 'Dana Ospanova');
    // Passkeys work only with a host name, not with a numeric address.
    const site = base().replace('127.0.0.1', 'localhost');
    const context = await browser().newContext({ reducedMotion: 'reduce', ...keyboard });
    await context.addCookies([{ name: 'kronika', value: other.sessionToken, url: site }]);
    const page = await context.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    const devices = await context.newCDPSession(page);
    await devices.send('WebAuthn.enable');
    const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', device);
    try {
      await page.goto(site + routes.desk.twoStep());
      await tabTo(page, `a[href="${routes.desk.newPasskey()}"]`);
      await page.keyboard.press('Enter');
      await page.waitForURL(site + routes.desk.newPasskey());
      await picture(page, 'new-passkey-localhost');
      expect(await faults(page)).toEqual([]);
      await tabTo(page, 'input[name=name]');
      await page.keyboard.type('Work laptop');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#shown-once');
      const codes = (await page.inputValue('#shown-once')).split('\n');
      await page.goto(site + routes.desk.twoStep());
      expect(await page.getByRole('row', { name: /Work laptop/ }).textContent()).toContain('localhost');
      await picture(page, 'two-step-passkey');
      expect(await faults(page)).toEqual([]);

      await context.clearCookies();
      await page.goto(site + routes.desk.signIn());
      await tabTo(page, `a[href^="${routes.desk.passkeySignIn()}"]`);
      await page.keyboard.press('Enter');
      await page.waitForURL(/passkey/);
      await picture(page, 'passkey-sign-in');
      expect(await faults(page)).toEqual([]);
      await tabTo(page, '.button.main');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${site}/desk`);
      expect(await page.textContent('body')).toContain('Dana Ospanova');

      await context.clearCookies();
      await page.goto(site + routes.desk.signIn());
      await tabTo(page, 'input[name=email]');
      await page.keyboard.type(other.email);
      await tabTo(page, 'input[name=password]');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      await page.waitForURL(/second-step/);
      await picture(page, 'second-step-passkey');
      expect(await faults(page)).toEqual([]);
      await tabTo(page, '[data-passkey] .button.main');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${site}/desk`);

      // On a device without the passkey, the page says that no passkey was used. A recovery code works there.
      await devices.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
      await devices.send('WebAuthn.addVirtualAuthenticator', device);
      await context.clearCookies();
      await page.goto(site + routes.desk.passkeySignIn());
      await tabTo(page, '.button.main');
      await page.keyboard.press('Enter');
      await page.getByText('No passkey was used').waitFor();
      expect(await faults(page)).toEqual([]);
      await page.goto(site + routes.desk.signIn());
      await page.fill('input[name=email]', other.email);
      await page.fill('input[name=password]', password);
      await page.keyboard.press('Enter');
      await page.waitForURL(/second-step/);
      await tabTo(page, 'input[name=code]');
      await page.keyboard.type(codes[3]!);
      await page.keyboard.press('Enter');
      await page.waitForURL(`${site}/desk`);
      await page.goto(site + routes.desk.twoStep());
      await page.getByRole('button', { name: 'Remove “Work laptop”' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('No passkeys.').waitFor();
      expect(failures).toEqual([]);
    } finally {
      await context.close();
    }
  });

  it('a second step is required by an administrator, and then has to be set up before anything else, by keyboard', async () => {
    const [chief, editor] = [await join('administrator'), await join('editor')];
    await open(
      routes.desk.accounts(),
      keyboard,
      async (page) => {
        await tabTo(page, `a[href="${routes.desk.accountsSecondStep()}"]`);
        await page.keyboard.press('Enter');
        await page.waitForURL(base() + routes.desk.accountsSecondStep());
        await picture(page, 'require');
        expect(await faults(page)).toEqual([]);
        await tabTo(page, 'input[value=editor]');
        await page.keyboard.press('Space');
        await page.keyboard.press('Enter');
        await page.waitForURL(base() + routes.desk.accounts());
      },
      chief.sessionToken,
    );
    await open(
      routes.desk.home(),
      keyboard,
      async (page) => {
        expect(page.url()).toBe(base() + routes.desk.twoStep());
        await picture(page, 'two-step-needed');
        expect(await faults(page)).toEqual([]);
        await tabTo(page, `a[href="${routes.desk.authenticator()}"]`);
        await page.keyboard.press('Enter');
        await page.waitForURL(base() + routes.desk.authenticator());
        const code = await codeOn(page);
        await tabTo(page, 'input[name=code]');
        await page.keyboard.type(code());
        await page.keyboard.press('Enter');
        await page.waitForSelector('#shown-once');
        await page.goto(base() + routes.desk.home());
        expect(page.url()).toBe(base() + routes.desk.home());
      },
      editor.sessionToken,
    );
    await open(
      routes.desk.editAccount({ number: editor.accountId }),
      keyboard,
      async (page) => {
        expect(await faults(page)).toEqual([]);
        await tabTo(page, `form[action="${routes.desk.removeFactors({ number: editor.accountId })}"] button`);
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Remove the second step' }).waitFor({ state: 'detached' });
      },
      chief.sessionToken,
    );
  });

  it('a proof is given by keyboard before a token is created, without losing the input', async () => {
    const who = await join('monitor');
    await open(
      routes.desk.tokens(),
      keyboard,
      async (page) => {
        await tabTo(page, 'input[name=name]');
        await page.keyboard.type('An archive of ours');
        await tabTo(page, 'input[name=scopes]');
        await page.keyboard.press('Space');
        ahead += 6 * 60_000;
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
        await picture(page, 'proof');
        expect(await faults(page)).toEqual([]);
        await tabTo(page, 'input[type=password]');
        await page.keyboard.type('not my password');
        await page.keyboard.press('Enter');
        await page.getByText('The password is not correct').first().waitFor();
        expect(await faults(page)).toEqual([]);
        await tabTo(page, 'input[type=password]');
        await page.keyboard.type(password);
        await page.keyboard.press('Enter');
        await page.waitForSelector('#shown-once');
        expect(await page.inputValue('#shown-once')).toMatch(/^kronika_/);
        expect(await page.textContent('h1')).toContain('An archive of ours');
      },
      who.sessionToken,
    );
  });
});
