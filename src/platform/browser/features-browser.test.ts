import { expect, it } from 'vitest';
import { testBrowser } from '../testing/browser.ts';

it('disables the suggestions below the address bar, and what Playwright disables', async () => {
  const devtools = await (await testBrowser()).newBrowserCDPSession();
  const { commandLine } = await devtools.send('SystemInfo.getInfo');
  // Chromium uses only the last list of disabled features.
  const [playwrights, ours] = [...commandLine.matchAll(/--disable-features=(\S+)/g)].map(([, list]) =>
    list!.split(','),
  );
  expect(playwrights!.length).toBeGreaterThan(10);
  expect(ours).toEqual([...playwrights!, 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']);
});
