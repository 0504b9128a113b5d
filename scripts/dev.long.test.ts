import { spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { launchBrowser } from '../src/platform/testing/browser.ts';
import { tempDir } from '../src/platform/testing/temp-dir.ts';

/** A port that is probably free: it was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('npm run dev, on a copy of the tree', () => {
  const root = tempDir();
  let browser: Browser;
  let page: Page;
  let said = '';
  const heard = new Set<() => void>();
  let dev: ReturnType<typeof spawn>;

  /** Resolves once the command has printed all of `words` after this call. */
  const says = (...words: string[]): Promise<void> => {
    const from = said.length;
    return new Promise((resolve) => {
      const look = (): void => {
        if (!words.every((each) => said.includes(each, from))) return;
        heard.delete(look);
        resolve();
      };
      heard.add(look);
    });
  };
  const edit = (file: string, from: string, to: string): void => {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };
  const shows = (selector: string, state: 'attached' | 'hidden' = 'attached'): Promise<boolean> =>
    page
      .locator(selector)
      .waitFor({ state, timeout: 60_000 })
      .then(() => true);

  beforeAll(async () => {
    for (const name of ['src', 'messages', 'migrations', 'scripts', 'package.json', 'package-lock.json'])
      cpSync(join(packageRoot, name), join(root, name), { recursive: true });
    symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
    const port = await freePort();
    const env = { ...process.env, PORT: String(port), KRONIKA_DATA: join(root, 'data'), KRONIKA_EXAMPLE: '0' };
    const runs = says('Kronika is running at');
    dev = spawn(process.execPath, ['scripts/dev.mjs'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [dev.stdout!, dev.stderr!])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        for (const look of heard) look();
      });
    await runs;
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/reading-list`);
  });
  afterAll(async () => {
    await browser?.close();
    dev?.kill('SIGKILL');
  });

  it.each([
    ['a component', 'src/web/publishing/articles/public/reading-list.tsx', '<h1>', '<h1>Component ', 'Component'],
    ['a message', 'messages/en/publishing.json', '"public.list.title": "', '"public.list.title": "Message ', 'Message'],
    [
      'a module that nearly all import',
      'src/platform/messages/messages.ts',
      'return { text: from[rest]!,',
      'return { text: from[rest]! + " everywhere",',
      'everywhere',
    ],
  ])('shows %s that was changed', async (_what, file, from, to, words) => {
    edit(file, from, to);
    expect(await shows(`h1:has-text("${words}")`)).toBe(true);
  });

  it('shows a style sheet that was changed', async () => {
    edit('src/web/kit/design/base.css', 'html {', '.standfirst { display: none; }\nhtml {');
    expect(await shows('.standfirst', 'hidden')).toBe(true);
  });

  it('shows a script that was changed', async () => {
    const file = 'src/web/kit/islands/reader.ts';
    writeFileSync(
      join(root, file),
      `${readFileSync(join(root, file), 'utf8')}\ndocument.documentElement.lang = 'changed';\n`,
    );
    expect(await shows('html[lang=changed]')).toBe(true);
  });

  it('says what is wrong with a file, keeps serving the old version, and continues after the correction', async () => {
    const file = 'src/web/publishing/articles/public/reading-list.tsx';
    for (const [right, wrong, error] of [
      ['<h1>', '<h1', 'reading-list.tsx'],
      ["from '../../../kit/components/layout.tsx'", "from './missing.tsx'", 'missing.tsx'],
      ['export function', "throw new Error('as it loads');\nexport function", 'as it loads'],
    ] as const) {
      const failed = says(error, 'The build failed. Save a correction; until then the server runs as before.');
      edit(file, right, wrong);
      await failed;
      await page.reload();
      expect(await shows('h1:has-text("everywhere")')).toBe(true);
      edit(file, wrong, right);
    }
    edit(file, '<h1>', '<h1>Corrected ');
    expect(await shows('h1:has-text("Corrected")')).toBe(true);
  }, 240_000);

  it('keeps the policy of the pages as it is', async () => {
    const response = await page.reload();
    expect(response!.headers()['content-security-policy']).toContain("script-src 'self'; ");
  });

  it('ends on request', async () => {
    const ended = new Promise((resolve) => dev.once('exit', resolve));
    dev.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
