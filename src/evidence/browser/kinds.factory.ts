import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { Answer, Asked, PageKind } from './kind.factory.ts';
import { bitmap, film, sound } from './media.factory.ts';

const html = (body: string, head = ''): Answer => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The search</title>${head}</head><body>${body}</body></html>`,
});
const text = (body: string): Answer => ({ headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
const json = (value: unknown): Answer => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const css = (body: string): Answer => ({ headers: { 'content-type': 'text/css' }, body });
const script = (body: string): Answer => ({ headers: { 'content-type': 'text/javascript' }, body });
const none: Answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Nothing is here.' };
const to = (location: string, status = 302): Answer => ({ status, headers: { location } });
const drawing: Answer = {
  headers: { 'content-type': 'image/svg+xml' },
  body: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#a33"/></svg>',
};
const photo = async (width: number): Promise<Answer> => ({
  headers: { 'content-type': 'image/png' },
  body: await sharp({ create: { width, height: 60, channels: 3, background: '#a33' } })
    .png()
    .toBuffer(),
});
const found =
  (table: Record<string, Answer | (() => Answer | Promise<Answer>)>) =>
  async ({ path }: Asked) => {
    const one = Object.hasOwn(table, path) ? table[path]! : none;
    return typeof one === 'function' ? one() : one;
  };
/** Answers with a part, as servers do for videos. */
function inParts(type: string, body: Buffer, { request }: Asked): Answer {
  const [, from, until] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const headers = { 'content-type': type, 'accept-ranges': 'bytes' };
  if (from === undefined) return { headers, body };
  const end = Math.min(until ? Number(until) : body.length - 1, body.length - 1);
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${from}-${end}/${body.length}` },
    body: body.subarray(Number(from), end + 1),
  };
}
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};
const news = '<h1>They took every computer</h1><p>The police came at six in the morning.</p>';
/** Windows-1251, for the letters that the pages use. */
const cyrillic = (words: string): Buffer =>
  Buffer.from([...words].map((one) => (one >= 'А' && one <= 'я' ? one.charCodeAt(0) - 0x350 : one.charCodeAt(0))));

export const kinds: PageKind[] = [
  { name: 'an article', answer: found({ '/': html(news) }), words: 'They took every computer' },
  {
    name: 'style sheets, and images that style sheets show',
    usual: true,
    answer: found({
      '/': html(`${news}<p class="sign">A sign.</p>`, '<link rel="stylesheet" href="/a.css">'),
      '/a.css': css('@import "/b.css"; .sign { background: url(/sign.svg) }'),
      '/b.css': css('h1 { color: #222 } .sign::before { content: ""; padding: 9px; background: url("/before.svg") }'),
      '/sign.svg': drawing,
      '/before.svg': { ...drawing, body: (drawing.body as string).replace('#a33', '#3a3') },
    }),
    words: 'A sign.',
  },
  {
    name: 'a single-page app that changes its address',
    usual: true,
    answer: found({
      '/': html('<main></main><script src="/app.js"></script>'),
      '/app.js': script(
        `fetch('/story.json').then((a) => a.json()).then((a) => { history.pushState({}, '', '/stories/7'); document.querySelector('main').textContent = a.words; });`,
      ),
      '/story.json': json({ words: 'Words that a script brought.' }),
    }),
    words: 'Words that a script brought.',
  },
  {
    name: 'a page that strips its query',
    start: '/story?utm_source=feed',
    answer: found({ '/story': html(`${news}<script>history.replaceState({}, '', location.pathname + '?')</script>`) }),
    words: 'They took every computer',
  },
  {
    name: 'an app with its route in the fragment',
    start: '/#/stories/7',
    answer: found({
      '/': html(
        `<main></main><script>fetch('/api' + location.hash.slice(1)).then((a) => a.text()).then((a) => { document.querySelector('main').textContent = a; })</script>`,
      ),
      '/api/stories/7': text('The seventh story.'),
    }),
    words: 'The seventh story.',
  },
  {
    name: 'shadow DOM',
    usual: true,
    answer: found({
      '/': html(
        `${news}<x-quote></x-quote><div><template shadowrootmode="open"><p>Words declared in a shadow.</p></template></div>
<script>customElements.define('x-quote', class extends HTMLElement { async connectedCallback() { const root = this.attachShadow({ mode: 'open' }); root.innerHTML = '<p>' + await (await fetch('/quote')).text() + '</p><img src="/photo.png">'; } })</script>`,
      ),
      '/quote': text('Words in a shadow.'),
      '/photo.png': () => photo(120),
    }),
    words: 'They took every computer',
  },
  {
    name: 'text that is requested by POST',
    usual: true,
    answer: async (asked) => {
      if (asked.path === '/')
        return html(
          `<main></main><script>
const ask = (body, type) => fetch('/ask', { method: 'POST', body, headers: { 'content-type': type } }).then((a) => a.text());
(async () => { for (const words of [await ask('{"page":1}', 'application/json'), await ask('{"page":2}', 'application/json'), await ask('page=3', 'application/x-www-form-urlencoded')]) document.querySelector('main').append(words + ' '); })();</script>`,
        );
      return asked.path === '/ask' ? text(`Answer${/\d/.exec(await bodyOf(asked.request))![0]}.`) : none;
    },
    words: 'Answer1. Answer2. Answer3.',
  },
  {
    name: 'a video that is sent in parts',
    usual: true,
    answer: async (asked) =>
      asked.path === '/'
        ? html(`${news}<video src="/film.webm" controls></video>`)
        : asked.path === '/film.webm'
          ? inParts('video/webm', film(), asked)
          : none,
    words: 'They took every computer',
  },
  {
    name: 'audio',
    answer: async (asked) =>
      asked.path === '/'
        ? html(`${news}<audio controls><source src="/sound.wav" type="audio/wav"></audio>`)
        : asked.path === '/sound.wav'
          ? inParts('audio/wav', sound(), asked)
          : none,
    words: 'They took every computer',
  },
  {
    name: 'images that load late',
    answer: found({
      '/': html(
        `${news}<div style="height:3000px"></div><img loading="lazy" src="/far.png"><div style="height:2000px"></div><img data-src="/later.png" class="late">
<script>new IntersectionObserver((all) => all.forEach(({ isIntersecting, target }) => { if (isIntersecting) target.src = target.dataset.src; })).observe(document.querySelector('.late'))</script>`,
      ),
      '/far.png': () => photo(120),
      '/later.png': () => photo(140),
    }),
    words: 'They took every computer',
  },
  {
    name: 'images in several sizes',
    usual: true,
    answer: found({
      '/': html(
        `${news}<img src="/1.png" srcset="/400.png 400w, /800.png 800w, /1600.png 1600w" sizes="100vw"><picture><source media="(min-width: 1500px)" srcset="/wide.png"><img src="/1.png" srcset="/1.png 1x, /400.png 2x"></picture>`,
      ),
      '/1.png': () => photo(100),
      '/400.png': () => photo(400),
      '/800.png': () => photo(800),
      '/1600.png': () => photo(1600),
      '/wide.png': () => photo(1200),
    }),
    words: 'They took every computer',
  },
  {
    name: 'frames in frames',
    answer: found({
      '/': html(
        `${news}<iframe src="/outer.html"></iframe><iframe srcdoc="<p>Words without an address.</p>"></iframe>`,
      ),
      '/outer.html': html('<p>Words in a frame.</p><iframe src="/inner.html"></iframe>'),
      '/inner.html': html(
        '<p id="x"></p><script>fetch("/x").then((a) => a.text()).then((a) => { x.textContent = a })</script>',
      ),
      '/x': text('Words in the inner frame.'),
    }),
    words: 'They took every computer',
  },
  {
    name: 'a page with a service worker',
    answer: found({
      '/': html(
        `${news}<p id="x"></p><script>navigator.serviceWorker?.register('/sw.js').catch(() => {}); fetch('/x').then((a) => a.text()).then((a) => { x.textContent = a })</script>`,
      ),
      '/sw.js': script("addEventListener('fetch', (event) => event.respondWith(fetch(event.request)))"),
      '/x': text('Words from the server.'),
    }),
    words: 'Words from the server.',
  },
  {
    name: 'scrolling that ends',
    answer: found({
      '/': html(
        `${news}<div style="height:1500px"></div><main></main><script>
let rows = 0, busy = false;
addEventListener('scroll', async () => { if (busy || rows >= 4 || scrollY + innerHeight < document.documentElement.scrollHeight - 50) return; busy = true; const words = await (await fetch('/row' + ++rows)).text(); const row = document.createElement('p'); row.style.height = '900px'; row.textContent = words; document.querySelector('main').append(row); busy = false; });</script>`,
      ),
      ...Object.fromEntries([1, 2, 3, 4].map((row) => [`/row${row}`, text(`Row number ${row}.`)])),
    }),
    words: 'Row number 4.',
  },
  {
    name: 'a consent wall',
    answer: found({
      '/': html(
        `<div id="wall" style="position:fixed;inset:0;background:#fff" role="dialog"><p>We and our partners use cookies.</p><button>Accept all</button><button id="no">Reject all</button></div><main></main>
<script>no.onclick = async () => { wall.remove(); document.querySelector('main').textContent = await (await fetch('/story')).text(); }</script>`,
      ),
      '/story': text('Words behind the wall.'),
    }),
    words: 'Words behind the wall.',
    clicks: ['Reject all'],
  },
  {
    name: 'more text at the press of a button',
    answer: async ({ path, query }) =>
      path === '/'
        ? html(
            `${news}<main></main><button id="more">Load more</button><a href="/other">Read more</a><script>
let page = 0;
more.onclick = async () => { document.querySelector('main').append(await (await fetch('/more?page=' + ++page)).text()); if (page === 3) more.remove(); }</script>`,
          )
        : path === '/more'
          ? text(`Part number ${query.get('page')}. `)
          : none,
    words: 'Part number 3.',
    clicks: ['Load more', 'Load more', 'Load more'],
  },
  {
    name: 'words that a WebSocket brings into shadow DOM',
    usual: true,
    upgrade: true,
    answer: found({
      '/': html(
        `${news}<div id="x"></div><script>new WebSocket('ws://' + location.host + '/live').onmessage = ({ data }) => { x.attachShadow({ mode: 'open' }).innerHTML = data }</script>`,
      ),
    }),
    words: 'They took every computer',
    incomplete: ['replay'],
    missing: { words: ['Live', 'words.'] },
  },
  {
    name: 'twenty megabytes',
    answer: found({
      '/': html(`${news}${[1, 2].map((one) => `<img src="/${one}.bmp">`).join('')}`),
      '/1.bmp': () => ({ headers: { 'content-type': 'image/bmp' }, body: bitmap(4_000_000, 1) }),
      '/2.bmp': () => ({ headers: { 'content-type': 'image/bmp' }, body: bitmap(16_000_000, 2) }),
    }),
    words: 'They took every computer',
  },
  {
    name: 'seventy megabytes',
    answer: found({
      '/': html(`${news}${[1, 2, 3].map((one) => `<img src="/${one}.bmp">`).join('')}`),
      ...Object.fromEntries(
        [1, 2, 3].map((one) => [
          `/${one}.bmp`,
          () => ({ headers: { 'content-type': 'image/bmp' }, body: bitmap(23_000_000, one) }),
        ]),
      ),
    }),
    words: 'They took every computer',
  },
  {
    name: 'slow answers',
    answer: async (asked) => {
      await new Promise((done) => setTimeout(done, asked.path === '/' ? 1500 : 2500));
      return found({
        '/': html(
          `${news}<p id="x"></p><img src="/photo.png"><script>fetch('/x').then((a) => a.text()).then((a) => { x.textContent = a })</script>`,
        ),
        '/x': text('Words that took long.'),
        '/photo.png': () => photo(120),
      })(asked);
    },
    words: 'Words that took long.',
  },
  {
    name: 'a chain of redirects',
    answer: found({
      '/': to('/a', 301),
      '/a': to('/b', 302),
      '/b': to('/c', 307),
      '/c': html('<p>You will be redirected.</p>', '<meta http-equiv="refresh" content="0; url=/d">'),
      '/d': html('<script>location.replace("/e")</script>'),
      '/e': to('/f', 303),
      '/f': html(`${news}<img src="/old.png">`),
      '/old.png': to('/new.png'),
      '/new.png': () => photo(120),
    }),
    words: 'They took every computer',
  },
  {
    name: 'a page that is not found',
    answer: async () => ({ ...html('<h1>Not here</h1><p>The article was removed.</p>'), status: 404 }),
    words: 'The article was removed.',
  },
  {
    name: 'a server error',
    answer: async () => ({ ...html('<h1>Something failed</h1><p>Come back later.</p>'), status: 500 }),
    words: 'Come back later.',
  },
  {
    name: 'a page that is blocked by law',
    answer: async () => ({ ...html('<h1>Blocked by order</h1>'), status: 451 }),
    words: 'Blocked by order',
  },
  {
    name: 'a page that asks for a password',
    usual: true,
    answer: async () => ({
      ...html('<h1>Sign in</h1><p>This page is for members.</p>'),
      status: 401,
      headers: { 'content-type': 'text/html', 'www-authenticate': 'Basic realm="members"' },
    }),
    words: 'This page is for members.',
  },
  {
    name: 'a server that refuses programs',
    answer: async ({ request }) =>
      request.headers['sec-fetch-mode'] || request.headers['accept-language']?.startsWith('en-')
        ? html(news)
        : { ...html('<h1>Access denied</h1>'), status: 403 },
    words: 'They took every computer',
  },
  {
    name: 'a check that sets a cookie and loads again',
    answer: async ({ path, request }) =>
      path !== '/'
        ? none
        : request.headers.cookie?.includes('checked=yes')
          ? html(news)
          : html('<p>Checking your browser.</p><script>document.cookie = "checked=yes"; location.reload()</script>'),
    words: 'They took every computer',
  },
  {
    name: 'Windows-1251, declared in the page',
    answer: async ({ path }) =>
      path === '/'
        ? {
            headers: { 'content-type': 'text/html' },
            body: Buffer.concat([
              Buffer.from('<!doctype html><meta charset="windows-1251"><title>x</title><h1>'),
              cyrillic('Суд запретил газету'),
              Buffer.from('</h1>'),
            ]),
          }
        : none,
    words: 'Суд запретил газету',
  },
  {
    name: 'Windows-1251, declared by the server',
    answer: async ({ path }) =>
      path === '/'
        ? {
            headers: { 'content-type': 'text/html; charset=windows-1251' },
            body: Buffer.concat([Buffer.from('<!doctype html><title>x</title><h1>'), cyrillic('Суд запретил газету')]),
          }
        : none,
    words: 'Суд запретил газету',
  },
  {
    name: 'compressed answers',
    answer: async ({ path }) =>
      path === '/'
        ? {
            headers: { 'content-type': 'text/html', 'content-encoding': 'gzip' },
            body: gzipSync(html(`${news}<link rel="stylesheet" href="/a.css">`).body!),
          }
        : path === '/a.css'
          ? {
              headers: { 'content-type': 'text/css', 'content-encoding': 'gzip' },
              body: gzipSync('h1 { color: #222 }'),
            }
          : none,
    words: 'They took every computer',
  },
  {
    name: 'requests with the time in their address',
    answer: async ({ path }) =>
      path === '/'
        ? html(
            `<main></main><script>fetch('/story?_=' + Date.now()).then((a) => a.text()).then((a) => { document.querySelector('main').textContent = a })</script>`,
          )
        : path === '/story'
          ? text('Words that are never cached.')
          : none,
    words: 'Words that are never cached.',
  },
  {
    name: 'an image that never finishes',
    answer: async (asked) => {
      if (asked.path === '/') return html(`${news}<img src="/slow.png">`);
      if (asked.path !== '/slow.png') return none;
      const image = Buffer.from((await photo(400)).body!);
      asked.response.writeHead(200, { 'content-type': 'image/png', 'content-length': String(image.length) });
      asked.response.write(image.subarray(0, 100));
      return null;
    },
    words: 'They took every computer',
    incomplete: ['unfinished'],
    missing: { parts: [['other', '/slow.png', 'unfinished']] },
  },
  {
    name: 'a photo and a video over the limit',
    answer: async (asked) =>
      asked.path === '/'
        ? html(`${news}<img src="/large.bmp"><video src="/large.webm"></video>`)
        : asked.path === '/large.bmp'
          ? { headers: { 'content-type': 'image/bmp' }, body: bitmap(33_000_000, 3) }
          : asked.path === '/large.webm'
            ? inParts('video/webm', film(33_000_000), asked)
            : none,
    words: 'They took every computer',
    incomplete: ['bodies', 'replay'],
    missing: {
      parts: [
        ['picture', '/large.bmp', 'too_large'],
        ['media', '/large.webm', 'too_large'],
      ],
    },
  },
  {
    name: 'an image that is not found',
    answer: found({ '/': html(`${news}<img src="/gone.png" alt="A photo">`) }),
    words: 'They took every computer',
  },
  {
    name: 'XHTML',
    answer: async ({ path }) =>
      path === '/'
        ? {
            headers: { 'content-type': 'application/xhtml+xml' },
            body: `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>${news}</body></html>`,
          }
        : none,
    words: 'They took every computer',
  },
  { name: 'plain text', answer: found({ '/': text('They took every computer.') }), words: 'They took every computer.' },
];
