import { beforeAll, expect, it } from 'vitest';
import type { Hono } from 'hono';
import sharp from 'sharp';
import { publishLetter } from '../../../letters/hosted/publish-letter.ts';
import { postQueue } from '../../../letters/post/queue.ts';
import { inviteOrganisations } from '../../../letters/signing/invite.ts';
import { eraseLogos } from '../../../letters/signing/logos.ts';
import { withdrawSignature } from '../../../letters/signing/confirm.ts';
import { makeLetter } from '../../../letters/testing/published.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { linkKey, tokenFor } from '../../../platform/signing/link-key.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { findThing } from '../../../record/refs.ts';
import { createWeb } from '../../create-web.ts';
import type { Env } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';

onOneDatabase('the logo of an organisation that signs a letter', (db) => {
  let app: App;
  let web: Hono<Env>;
  beforeAll(async () => {
    app = testApp(db());
    await prepareJobs(db(), [postQueue]);
    web = createWeb({ ...testDeps(), app });
  });

  const picture = () =>
    sharp({ create: { width: 900, height: 300, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } } }).png();
  const logos = () => db().read.selectFrom('letter_logo').selectAll().orderBy('width').execute();
  const tokenOf = async (purpose: string, table: 'letter_invitation' | 'letter_signature'): Promise<string> =>
    tokenFor(
      await linkKey(app.config.dataDir),
      purpose,
      (await db().read.selectFrom(table).select('nonce').executeTakeFirstOrThrow()).nonce,
    );

  it('is refused with a reason or scaled down without metadata, shown with its signature, and erased with it', async () => {
    const { letter, number, id } = await makeLetter(app, { open: true, signed: [] });
    await run(app, inviteOrganisations, editor, {
      letter,
      invitations: [{ organisation: 'Watch One', email: 'office@org.example' }],
    });
    const link = routes.signLetter({ token: await tokenOf('invitation', 'letter_invitation') });
    const hash = /name="hash" value="([0-9a-f]{64})"/.exec(await (await web.request(link)).text())![1]!;
    const sign = async (bytes: Uint8Array | string, name = 'Watch One') => {
      const body = new FormData();
      for (const [key, value] of Object.entries({
        answer: 'sign',
        shown: 'named',
        name,
        signer: 'A. Director',
        role: '',
        hash,
      }))
        body.set(key, value);
      body.set('logo', new File([bytes as never], 'logo.png'));
      const response = await web.request(link, { method: 'POST', body });
      return { status: response.status, text: await response.text() };
    };
    for (const [bytes, words] of [
      ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'SVG files are not accepted'],
      ['just words that are no picture', 'This file is not a readable image'],
      [new Uint8Array(2.5 * 1024 * 1024), 'This logo is too large'],
      [(await picture().toBuffer()).subarray(0, 300), 'damaged'],
    ] as const) {
      const refused = await sign(bytes, 'As typed');
      expect([words, refused.status, refused.text.includes(words), refused.text.includes('value="As typed"')]).toEqual([
        words,
        400,
        true,
        true,
      ]);
    }
    expect(await logos()).toEqual([]);

    const told = await picture()
      .withExif({ IFD0: { Copyright: 'secretplace' } })
      .toBuffer();
    expect(told.includes('secretplace')).toBe(true);
    expect((await sign(told)).status).toBe(200);
    const kept = await logos();
    expect(kept.map(({ width, height }) => [width, height])).toEqual([
      [240, 80],
      [480, 160],
    ]);
    for (const { sha256 } of kept)
      expect(Buffer.from((await app.blobs.get(sha256))!).includes('secretplace')).toBe(false);

    const confirm = await tokenOf('confirm', 'letter_signature');
    expect(await (await web.request(routes.confirmSignature({ token: confirm }))).text()).toContain(
      routes.signedLogo({ token: confirm }),
    );
    expect((await web.request(routes.signedLogo({ token: confirm }))).headers.get('content-type')).toBe('image/webp');
    const at = routes.letterLogo({ number, file: `${kept[0]!.sha256}.webp` });
    await web.request(routes.confirmSignature({ token: confirm }), {
      method: 'POST',
      body: new URLSearchParams({ hash }),
    });
    expect((await web.request(at)).status).toBe(404);
    await run(app, publishLetter, editor, {
      letter,
      version: (await findThing(db().read, 'letter', number))!.version,
    });
    expect((await web.request(at)).status).toBe(200);
    for (const path of [
      routes.letter({ number, slug: 'the-law-must-not-silence-the-media' }),
      routes.letterSignatures({ number }),
      routes.letterPaper({ number, slug: 'x' }),
      `/letters/${number}.json`,
    ])
      expect([
        path,
        (await (await web.request(path)).text()).includes(routes.letterLogo({ number, file: kept.at(-1)!.sha256 })),
      ]).toEqual([path, true]);

    await run(app, withdrawSignature, null, { token: await tokenOf('own', 'letter_signature'), erase: true });
    expect((await web.request(at)).status).toBe(404);
    await eraseLogos.handler({ app } as never);
    expect([await logos(), await Promise.all(kept.map(({ sha256 }) => app.blobs.get(sha256)))]).toEqual([
      [],
      [null, null],
    ]);
    expect(id).toBeGreaterThan(0);
  });
});
