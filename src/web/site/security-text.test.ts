import { expect, it } from 'vitest';
import { publicationOf } from '../../publishing/publication/publication.ts';
import { createWeb } from '../create-web.ts';
import { routes } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';

const onion = `http://${'k'.repeat(56)}.onion`;
const ask = (env: Record<string, string>, over: Partial<ReturnType<typeof testDeps>> = {}) =>
  createWeb({ ...testDeps({ env }), ...over }).request(routes.securityText(), {
    headers: { host: 'attacker.example' },
  });

it('security.txt names the contacts, the languages and the addresses of the site', async () => {
  const env = {
    KRONIKA_SECURITY_CONTACT: 'mailto:security@example.org, https://example.org/security',
    KRONIKA_URL: 'https://example.org/',
    KRONIKA_ONION: onion,
  };
  const paper = () => publicationOf({ language: 'kk', interfaceLanguages: ['ru', 'kk', 'en'] });
  const response = await ask(env, { paper });
  const text = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; ?charset=utf-8$/i);
  expect(text.replace(/^Expires: .*$/m, 'Expires: …')).toBe(
    [
      'Contact: mailto:security@example.org',
      'Contact: https://example.org/security',
      'Expires: …',
      'Preferred-Languages: kk, ru, en',
      'Canonical: https://example.org/.well-known/security.txt',
      `# Also at ${onion}/.well-known/security.txt`,
      '',
    ].join('\n'),
  );
  const lockdown = { heard: () => true } as NonNullable<ReturnType<typeof testDeps>['lockdown']>;
  expect(await (await ask(env, { paper, lockdown })).text()).toBe(text);
  const safe = await ask({ ...env, KRONIKA_ONION: onion.replace('http', 'https') });
  expect(await safe.text()).toContain(`\nCanonical: https${onion.slice(4)}/.well-known/security.txt\n`);
});

it('security.txt expires less than a year after the start of the process, however late it is read', async () => {
  const contact = { KRONIKA_SECURITY_CONTACT: 'mailto:security@example.org' };
  const days = async (env: Record<string, string>) => {
    const text = await (await ask(env)).text();
    const [, expires] = /^Expires: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/m.exec(text)!;
    return (Date.parse(expires!) - performance.timeOrigin) / 86_400_000;
  };
  expect(await days(contact)).toBeCloseTo(180, 4);
  expect(await days({ ...contact, KRONIKA_SECURITY_DAYS: '364' })).toBeCloseTo(364, 4);
});

it('security.txt does not exist without a contact, and claims no address of the request', async () => {
  expect((await ask({})).status).toBe(404);
  expect((await ask({ KRONIKA_SECURITY_CONTACT: ' , ' })).status).toBe(404);
  const text = await (await ask({ KRONIKA_SECURITY_CONTACT: 'mailto:security@example.org' })).text();
  expect(text).not.toMatch(/Canonical|attacker/);
});
