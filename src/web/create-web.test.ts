import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { createWeb } from './create-web.ts';
import type { Pages } from './kit/context.ts';
import { routes } from './routes.ts';
import { builtAssets, testDeps } from './testing/test-deps.ts';

let assets: Awaited<ReturnType<typeof builtAssets>>;
beforeAll(async () => {
  assets = await builtAssets();
});

const failing: Pages = (web) => {
  web.get('/fails', () => {
    throw new Error('secret of the app');
  });
  web.get('/desk/fails', () => {
    throw new AppError('not_signed_in');
  });
  web.get('/gone', () => {
    throw new AppError('gone');
  });
  web.get('/api/v1/fails', () => {
    throw new AppError('invalid_input', { fields: [{ path: 'q', message: 'kit.field.missing' }] });
  });
  web.get('/long', (c) => c.html('<p>long</p>'.repeat(500)));
  web.get('/export', (c) => {
    c.set('streamed', true);
    return c.body(new Blob(['a,b\n'.repeat(5000)]).stream(), 200, { 'Content-Type': 'text/csv' });
  });
};
const web = (over: Parameters<typeof testDeps>[0] = {}) =>
  createWeb(testDeps({ assets: assets.folder, ...over }), [failing]);

describe('the web application', () => {
  it('reports that it answers', async () => {
    expect(await (await web().request(routes.healthLive())).json()).toEqual({ status: 'ok' });
  });

  it('sends a strict policy, no cookie, and no scripts or styles within the page', async () => {
    const response = await web().request('/nowhere');
    expect(response.status).toBe(404);
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('set-cookie')).toBeNull();
    const html = await response.text();
    expect(html).not.toMatch(/<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=/);
    expect(html.startsWith('<!doctype html><html lang="en">')).toBe(true);
  });

  it('requires encrypted connections only if its public address is encrypted', async () => {
    expect((await web().request('/nowhere')).headers.get('strict-transport-security')).toBeNull();
    expect(
      (await web({ env: { KRONIKA_URL: 'https://paper.example' } }).request('/nowhere')).headers.get(
        'strict-transport-security',
      ),
    ).not.toBeNull();
  });

  it('names the same page of the onion service on every page, if there is one', async () => {
    const onion = `http://${'k'.repeat(56)}.onion`;
    const there = web({ env: { KRONIKA_ONION: `${onion}/` } });
    expect((await there.request('/nowhere?a=1')).headers.get('onion-location')).toBe(`${onion}/nowhere?a=1`);
    expect((await there.request('/health/live')).headers.get('onion-location')).toBeNull();
    expect((await web().request('/nowhere')).headers.get('onion-location')).toBeNull();
  });

  it('reports errors as a page or as problem+json, and the causes of bugs only in the log', async () => {
    const logged: { level: string; fields: object; message: string }[] = [];
    const one = web({ logged });
    const page = await one.request('/fails');
    const text = await page.text();
    expect([page.status, text.includes('secret of the app')]).toEqual([500, false]);
    const id = page.headers.get('x-request-id')!;
    expect(text).toContain(id);
    expect(logged[0]).toMatchObject({ level: 'error', fields: { request: id, route: '/fails' } });

    const api = await one.request('/api/v1/fails');
    expect(api.headers.get('content-type')).toBe('application/problem+json');
    expect(await api.json()).toMatchObject({
      status: 400,
      code: 'invalid_input',
      type: 'urn:kronika:error:invalid_input',
      errors: [{ path: 'q', message: 'Fill in this field.' }],
    });
    expect((await one.request('/cases/9.json')).headers.get('content-type')).toBe('application/problem+json');
    expect((await one.request('/gone', { headers: { accept: 'application/json' } })).headers.get('content-type')).toBe(
      'application/problem+json',
    );
    const browser = await one.request('/gone', { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect([browser.status, browser.headers.get('content-type')]).toEqual([410, 'text/html; charset=UTF-8']);
  });

  it('redirects to the sign-in, with the page to return to', async () => {
    const response = await web().request('/desk/fails?a=1');
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      '/desk/sign-in?next=%2Fdesk%2Ffails%3Fa%3D1',
    ]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('compresses pages and exports with an encoding that the browser accepts', async () => {
    const one = web();
    const br = await one.request('/long', { headers: { 'accept-encoding': 'gzip, br' } });
    expect([br.headers.get('content-encoding'), br.headers.get('vary')]).toEqual(['br', 'Accept-Encoding']);
    expect(brotliDecompressSync(Buffer.from(await br.arrayBuffer())).toString()).toBe('<p>long</p>'.repeat(500));
    const gz = await one.request('/export', { headers: { 'accept-encoding': 'gzip, br;q=0' } });
    expect(gz.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await gz.arrayBuffer())).toString()).toBe('a,b\n'.repeat(5000));
    expect((await one.request('/long')).headers.get('content-encoding')).toBeNull();
    const head = await one.request('/long', { method: 'HEAD', headers: { 'accept-encoding': 'br' } });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('sends `Vary`, so that no cache gives a compressed page to a browser that cannot read it', async () => {
    const server = serve({ fetch: web().fetch, port: 0, hostname: '127.0.0.1' });
    await once(server, 'listening');
    try {
      const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/long`, {
        headers: { 'accept-encoding': 'br' },
      });
      expect([headers.get('content-encoding'), headers.get('vary')]).toEqual(['br', 'Accept-Encoding']);
    } finally {
      server.close();
    }
  });

  it('serves assets with long caching, compressed in advance, and no other files', async () => {
    const one = web();
    const address = routes.asset({ file: assets.manifest['public.css']! });
    const css = await one.request(address, { headers: { 'accept-encoding': 'br, gzip' } });
    expect([
      css.status,
      css.headers.get('content-encoding'),
      css.headers.get('cache-control'),
      css.headers.get('content-type'),
    ]).toEqual([200, 'br', 'public, max-age=31536000, immutable', 'text/css; charset=utf-8']);
    expect(brotliDecompressSync(Buffer.from(await css.arrayBuffer())).toString()).toContain('@font-face');
    expect(
      (await one.request(address, { headers: { 'accept-encoding': 'br', 'if-none-match': css.headers.get('etag')! } }))
        .status,
    ).toBe(304);
    expect(
      (await one.request(routes.asset({ file: assets.manifest['pt-serif-latin-400.woff2']! }))).headers.get(
        'content-type',
      ),
    ).toBe('font/woff2');
    const answers = await Promise.all(
      ['/assets/manifest.json', '/assets/..%2fmanifest.json', '/assets/public.css', `${address}.br`].map(
        async (bad) => (await one.request(bad)).status,
      ),
    );
    expect(answers).toEqual([404, 404, 404, 404]);
  });

  it('shows the style guide to developers only', async () => {
    const deps = testDeps({ assets: assets.folder });
    expect((await createWeb(deps).request(routes.desk.style())).status).toBe(200);
    expect((await createWeb({ ...deps, dev: false }).request(routes.desk.style())).status).toBe(404);
  });
});
