import { expect, it } from 'vitest';
import { newToken } from '../accounts/secrets.ts';
import { onEitherDatabase } from '../platform/testing/databases.ts';
import { routes } from './routes.ts';
import { deskOn, password } from './testing/desk.ts';

onEitherDatabase('a site that is reached over HTTPS', (db) => {
  const deskNow = () => deskOn(db(), { config: { publicUrl: 'https://desk.example.org' } });

  it('gives cookies only to its own host, over HTTPS, and not to scripts or other sites', async () => {
    const { nobody, join } = deskNow();
    const who = await join('monitor');
    const entered = await nobody.post(routes.desk.signIn(), { email: who.email, password });
    expect(entered.status).toBe(303);
    const cookies = entered.headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-kronika/);
      const parts = cookie.split('; ').slice(1);
      expect(parts).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure']));
      expect(parts.filter((part) => /^SameSite=(?:Lax|Strict)$/.test(part))).toHaveLength(1);
      expect(parts.filter((part) => part.startsWith('Domain'))).toEqual([]);
    }
  });

  it('sends with each answer its type and charset, and what browsers may load, frame and tell other sites', async () => {
    const { nobody } = deskNow();
    const paths = [
      '/',
      routes.cases(),
      routes.cases.json(),
      routes.cases.as('xml', {}),
      routes.robots(),
      routes.sitemap(),
      routes.feedXml(),
      routes.feedJson(),
      routes.health(),
      routes.desk.signIn(),
      '/api/v1/cases',
      '/nowhere',
    ];
    for (const path of paths) {
      const { headers } = await nobody.get(path);
      const type = headers.get('content-type')!;
      // JSON is UTF-8 by definition, and its types have no charset (RFC 8259).
      expect([path, type]).toEqual([path, expect.stringMatching(/; ?charset=utf-8$|^application\/[\w.+-]*json$/i)]);
      const policy = headers.get('content-security-policy')!;
      for (const part of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
        expect([path, policy.split('; ')]).toEqual([path, expect.arrayContaining([part])]);
      expect([
        path,
        headers.get('x-content-type-options'),
        headers.get('referrer-policy'),
        headers.get('strict-transport-security')?.split(';')[0],
      ]).toEqual([path, 'nosniff', 'same-origin', 'max-age=31536000']);
    }
  });

  it('keeps pages of the desk out of caches, and has a button to sign out on each', async () => {
    const who = await deskNow().join(['editor', 'administrator']);
    for (const path of [routes.desk.home(), routes.desk.newCase(), routes.desk.mirror(), routes.desk.shortcuts()]) {
      const page = await who.get(path);
      expect([path, page.status, page.headers.get('cache-control')]).toEqual([path, 200, 'no-store']);
      expect([path, (await page.text()).includes(`action="${routes.desk.signOut()}"`)]).toEqual([path, true]);
    }
  });

  it('hides passwords while they are typed, and lets password managers fill them in', async () => {
    const { nobody, join } = deskNow();
    const who = await join('monitor');
    const pages = await Promise.all([nobody.text(routes.desk.signIn()), who.text(routes.desk.account())]);
    for (const page of pages) {
      const fields = page.match(/<input[^>]* name="(?:password|again|current)"[^>]*>/g)!;
      expect(fields.length).toBeGreaterThan(0);
      for (const field of fields) {
        expect(field).toContain('type="password"');
        expect(field).toMatch(/autocomplete="(?:current|new)-password"/);
      }
    }
  });

  it('lists no folders, and serves none of its own files', async () => {
    const { nobody } = deskNow();
    for (const path of ['/assets', '/assets/', '/theme/', '/photos/', '/messages/', '/.git/config', '/package.json'])
      expect([path, (await nobody.get(path)).status]).toEqual([path, 404]);
  });
});

it('tokens have 256 random bits', () => {
  const tokens = Array.from({ length: 1000 }, newToken);
  expect(new Set(tokens).size).toBe(1000);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
});
