import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { webServer } from '../fetch/fetch-servers.factory.ts';

const picture = (width: number): Promise<Buffer> =>
  sharp({ create: { width, height: Math.ceil(width / 2), channels: 3, background: '#a33' } })
    .png()
    .toBuffer();

const page = (other: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The search</title>
<link rel="stylesheet" href="/a.css"><style>.far{height:3000px} .banner{position:fixed;bottom:0}</style></head><body>
<h1>They took every computer</h1>
<img src="/near.png" srcset="/near-400.png 400w, /near-800.png 800w, /near-1600.png 1600w" sizes="100vw" alt="">
<img src="/broken.jpg" alt=""><p id="json"></p><p id="post"></p><p id="gone"></p>
<iframe src="${other}/frame.html" title="a frame"></iframe>
<video src="/film.webm"></video>
<div class="far"></div><img loading="lazy" src="/lazy.png" alt="">
<div class="banner" id="banner">We use cookies for personal data. <button>Accept all</button> <button onclick="document.getElementById('banner').remove();document.cookie='consent=no';fetch('/refused')">Reject all</button></div>
<script>
fetch('/data.json').then((a) => a.json()).then((a) => { document.getElementById('json').textContent = a.words; });
fetch('/post', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ page: 2 }) }).then((a) => a.text()).then((a) => { document.getElementById('post').textContent = a; });
fetch('/missing').then((a) => { document.getElementById('gone').textContent = 'missing: ' + a.status; });
fetch('/redirected.json');
</script></body></html>`;

/**
 * A page with typical contents: styles that import styles, images in several sizes and far down, a frame of another
 * origin, JSON, POST, a video in parts, a redirect, a 404, a banner.
 */
export async function newsPage(): Promise<{ address: string; origin: string; other: string; asked: string[] }> {
  const sizes = new Map(
    await Promise.all(
      [
        ['/near.png', 200],
        ['/near-400.png', 400],
        ['/near-800.png', 800],
        ['/near-1600.png', 1600],
        ['/lazy.png', 300],
      ].map(async ([path, width]) => [path as string, await picture(width as number)] as const),
    ),
  );
  const asked: string[] = [];
  let other = '';
  const film = Buffer.alloc(60_000, 7);
  const handler: RequestListener = (request, response) => {
    const path = request.url!;
    asked.push(`${request.method} ${path}`);
    const send = (type: string, body: string | Buffer, status = 200): void =>
      void response.writeHead(status, { 'content-type': type }).end(body);
    if (path === '/old') return void response.writeHead(301, { location: '/story' }).end();
    if (path === '/story')
      return void response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' })
        .end(gzipSync(page(other)));
    if (path === '/a.css') return send('text/css', '@import "/b.css"; body { color: #111 }');
    if (path === '/b.css') return send('text/css', 'h1 { color: #222 }');
    if (path === '/frame.html')
      return send('text/html', '<p>Words in a frame.</p><script>fetch("/frame.json")</script>');
    if (path === '/frame.json') return send('application/json', '{"in":"a frame"}');
    if (path === '/data.json') return send('application/json', '{"words":"Words that a script brought."}');
    if (path === '/redirected.json') return void response.writeHead(302, { location: '/data.json?again' }).end();
    if (path === '/data.json?again') return send('application/json', '{}');
    if (path === '/post')
      return void request.on('data', () => {}).on('end', () => send('text/plain', 'Words for a question.'));
    if (path === '/refused') return send('text/plain', 'noted');
    if (path === '/robots.txt') return send('text/plain', 'User-agent: *\nDisallow: /story\n');
    if (path === '/film.webm') {
      const [, from] = /bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
      if (from === undefined) return send('video/webm', film);
      return void response
        .writeHead(206, {
          'content-type': 'video/webm',
          'content-range': `bytes ${from}-${film.length - 1}/${film.length}`,
          'accept-ranges': 'bytes',
        })
        .end(film.subarray(Number(from)));
    }
    if (path === '/broken.jpg') return send('image/jpeg', Buffer.alloc(200_000, 9));
    const size = sizes.get(path);
    return size ? send('image/png', size) : send('text/plain', 'no such thing', 404);
  };
  const origin = `http://127.0.0.1:${await webServer(handler)}`;
  other = `http://localhost:${await webServer(handler)}`;
  return { address: `${origin}/old`, origin, other, asked };
}
