import type { Attackers, Reply } from './client.ts';
import type { Person } from './desk.ts';
import { deskAttacks } from './desk-attacks.ts';
import { numberOf, type Site } from './site.ts';

export type AttackContext = {
  attackers: Attackers;
  /** An attacker who has an account at the desk. */
  person: Person;
  site: Site;
  /** The number of requests to send: `full`, or fewer in the short form (`attack.test.ts`). */
  count(full: number): number;
  /** Milliseconds that a connection stays open: shorter in the short form. */
  wait: number;
};

export type Attack = {
  name: string;
  /**
   * The allowed results, separated by spaces. `open`: the server has neither answered nor closed the connection yet.
   * 503 is listed for requests that may take too long in a record with many cases (`CASES`). ECONNRESET and EPIPE are
   * listed if the server may answer and close the connection before the whole body was sent.
   */
  expect: string;
  /** The maximum size of a response, in bytes. Default: 100,000. */
  bytes?: number;
  /** The short form takes more than five seconds, too. So it is part of `npm run test:long`, not of `npm test`. */
  slow?: true;
  run(on: AttackContext): Promise<Reply[]>;
};

const fields = (count: number): string => 'a=1&'.repeat(count);
const words = ['place', 'case', 'court', 'forbes', 'law', 'article', 'journalist'];
const filters = 'country year type status outlet state home targeted law language slapp beat'.split(' ');
const boundary = 'x'.repeat(30);

/** Attacks that anyone on the internet can start. */
const publicAttacks: readonly Attack[] = [
  {
    name: 'a million fields to an address without a form',
    expect: '404 ECONNRESET EPIPE',
    run: ({ attackers, count }) =>
      attackers.many(count(20), 4, (from) => ({ ...attackers.form('/nope', fields(1e6)), from })),
  },
  {
    name: 'a million fields to a form of the desk',
    expect: '401 ECONNRESET EPIPE',
    run: ({ attackers, count }) =>
      attackers.many(count(10), 4, (from) => attackers.form('/desk/cases/new', fields(1e6), from)),
  },
  {
    name: 'a form of many parts',
    expect: '409 ECONNRESET EPIPE',
    run: ({ attackers, count, site }) => {
      const part = `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n`;
      return attackers.many(count(10), 2, (from) => ({
        path: `/comments/${numberOf(site.article)}`,
        method: 'POST',
        from,
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: `${part.repeat(30_000)}--${boundary}--`,
      }));
    },
  },
  {
    name: '200,000 chunks of one byte',
    expect: '400 closed',
    run: ({ attackers, count }) =>
      Promise.all(
        Array.from({ length: count(4) }, (_, from) =>
          attackers.raw(
            `POST /desk/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\na\r\n'.repeat(200_000)}0\r\n\r\n`,
            { from, wait: 8000 },
          ),
        ),
      ).then((all) => all.flat()),
  },
  {
    name: 'compressed bodies',
    expect: '415',
    run: ({ attackers, count }) =>
      attackers.many(count(50), 10, (from) => ({
        path: '/desk/sign-in',
        method: 'POST',
        from,
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
        body: 'aaaa',
      })),
  },
  {
    name: 'JSON of 100,000 levels',
    expect: '401 ECONNRESET EPIPE',
    run: ({ attackers, count }) =>
      attackers.many(count(20), 4, (from) => ({
        ...attackers.json('/api/v1/acts/file', '['.repeat(100_000) + ']'.repeat(100_000)),
        from,
      })),
  },
  {
    name: 'JSON of 400,000 names',
    expect: '401 ECONNRESET EPIPE',
    run: ({ attackers, count }) => {
      const body = `{${Array.from({ length: 400_000 }, (_, index) => `"k${index}":1`).join()}}`;
      return attackers.many(count(10), 2, (from) => ({ ...attackers.json('/api/v1/acts/file', body), from }));
    },
  },
  {
    name: 'addresses of more than 8 KB',
    expect: '200 414',
    run: ({ attackers, count }) =>
      attackers.many(count(100), 10, (from) => ({ path: `/search?q=${'a'.repeat(8000 + from * 80)}`, from })),
  },
  {
    name: '12 filters of 50 values',
    expect: '400',
    run: ({ attackers, count }) => {
      const asked = filters.flatMap((name) => Array.from({ length: 50 }, (_, value) => `${name}=v${value}`)).join('&');
      return attackers.many(count(60), 10, (from) => ({ path: `/search?${asked}`, from }));
    },
  },
  {
    name: '100 values, which a search accepts',
    expect: '200',
    bytes: 2_000_000,
    run: ({ attackers, count }) => {
      const asked = Array.from({ length: 50 }, (_, value) => `country=v${value}&outlet=${value}`).join('&');
      return attackers.many(count(60), 10, (from) => ({ path: `/search?${asked}&q=${words[from % 7]}`, from }));
    },
  },
  {
    name: 'U+0000 in addresses and forms',
    expect: '400 401 404',
    run: ({ attackers, count }) => {
      const paths = [
        '/search?q=%00',
        '/cases?country=%00',
        '/cases/1/a%00',
        '/%00',
        '/suggest?q=%00',
        '/api/v1/cases?q=%00',
      ];
      return attackers.many(count(60), 10, (from) =>
        from % 7 === 6
          ? attackers.form('/desk/sign-in', 'email=a%00%40b.cc&password=x%00', from)
          : { path: paths[from % 7]!, from },
      );
    },
  },
  {
    name: '1,000 half-sent connections',
    expect: 'open',
    run: ({ attackers, count, wait }) =>
      Promise.all(
        Array.from({ length: count(1000) }, (_, from) => attackers.raw('GET / HT', { from: from % 5, wait })),
      ).then((all) => all.flat()),
  },
  {
    name: 'bodies that trickle',
    expect: 'open',
    run: ({ attackers, count, wait }) =>
      Promise.all(
        Array.from({ length: count(100) }, (_, from) =>
          attackers.raw(
            'POST /desk/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\n',
            { from: from % 5, wait, more: 'a' },
          ),
        ),
      ).then((all) => all.flat()),
  },
  {
    name: 'clients that never read',
    expect: 'open',
    run: ({ attackers, count, site, wait }) =>
      Promise.all(
        Array.from({ length: count(100) }, (_, from) =>
          attackers.raw(
            `GET ${from % 2 ? site.article : '/export/record.jsonl'} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(50),
            {
              from,
              wait,
              neverReads: true,
            },
          ),
        ),
      ).then((all) => all.flat()),
  },
  {
    name: 'pipelined requests',
    expect: '200 503 open',
    bytes: 20_000_000,
    run: ({ attackers, count, wait }) =>
      Promise.all(
        Array.from({ length: count(10) }, (_, from) =>
          attackers.raw('GET /search?q=a HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1000), { from, wait }),
        ),
      ).then((all) => all.flat()),
  },
  {
    name: 'pipelined exports',
    // Only 40 downloads can be open at once, so ten of the 50 IP addresses are refused (503). Each IP address may
    // request ten exports a minute; further requests are refused, too (429).
    expect: '200 429 503 open',
    bytes: 20_000_000,
    run: ({ attackers, count, wait }) =>
      Promise.all(
        Array.from({ length: count(50) }, (_, from) =>
          attackers.raw('GET /export/record.jsonl HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(50), { from, wait }),
        ),
      ).then((all) => all.flat()),
  },
  {
    name: 'large and many headers',
    expect: '200 404 431 ECONNRESET EPIPE',
    run: ({ attackers, count }) => {
      const headers = [
        { 'accept-language': 'a;q=0.1,'.repeat(1900) },
        { 'accept-encoding': 'gzip;q=1,'.repeat(1500) },
        { accept: 'application/'.repeat(1200) },
        { 'if-none-match': '"a",'.repeat(3800) },
        { cookie: 'kronika=a;'.repeat(1500) },
        { range: `bytes=${'0-1,'.repeat(3500)}` },
        { authorization: `Bearer ${' '.repeat(15_000)}x` },
        { 'x-forwarded-for': '1.1.1.1,'.repeat(1900) },
        { 'x-large': 'a'.repeat(100_000) },
      ];
      return attackers.many(count(200), 10, (from) => ({
        path: ['/nope', '/cases', '/api/v1/cases'][from % 3]!,
        headers: headers[from % headers.length]!,
        from,
      }));
    },
  },
  {
    name: 'one PDF at many hosts',
    slow: true,
    expect: '200',
    bytes: 2_000_000,
    run: ({ attackers, count, site }) =>
      attackers.many(count(40), 20, (from) => ({
        path: `${site.article}.pdf`,
        headers: { host: `h${from}.example` },
        from,
      })),
  },
  {
    name: 'different PDFs',
    expect: '200 404 503',
    bytes: 2_000_000,
    run: ({ attackers, count, site }) =>
      attackers.many(count(24), 12, (from) => ({
        path:
          from % 3 ? `${site.article}.pdf?paper=${from % 2 ? 'letter' : 'a4'}&x=${from}` : `/articles/${1 + from}.pdf`,
        from,
      })),
  },
  {
    name: 'pictures of links',
    expect: '200 301',
    bytes: 1_000_000,
    run: ({ attackers, count, site }) =>
      attackers.many(count(200), 20, (from) => ({
        // A URL with query parameters redirects to the URL without them.
        path: from % 2 ? `${site.card}?x=${from}` : site.card,
        from: from % 50,
      })),
  },
  {
    name: 'parallel password checks',
    expect: '401 429',
    run: ({ attackers, count }) =>
      attackers.many(count(400), 100, (from) =>
        attackers.form('/desk/sign-in', `email=aigerim%40example.org&password=${'x'.repeat(1000)}${from}`, from % 3),
      ),
  },
  {
    name: 'sign-ins from 500 addresses',
    expect: '401 429 503',
    run: ({ attackers, count }) =>
      attackers.many(count(500), 50, (from) =>
        attackers.form('/desk/sign-in', `email=a${from}%40example.org&password=guess${from}`, from),
      ),
  },
  {
    name: 'an email of 900 KB to sign in',
    expect: '413 ECONNRESET EPIPE',
    run: ({ attackers, count }) =>
      attackers.many(count(20), 5, (from) =>
        attackers.form('/desk/sign-in', `email=${'a'.repeat(900_000)}&password=x`, from),
      ),
  },
  {
    name: 'the list of cases at 300 hosts',
    expect: '200',
    bytes: 1_000_000,
    run: ({ attackers, count }) =>
      attackers.many(count(300), 10, (from) => ({ path: '/cases', headers: { host: `h${from}.example` }, from })),
  },
  {
    name: 'random queries of the front page',
    expect: '200',
    bytes: 1_000_000,
    run: ({ attackers, count }) =>
      attackers.many(count(1000), 20, (from) => ({ path: `/?x=${from}${'y'.repeat(2000)}`, from: from % 100 })),
  },
  {
    name: 'pages of a case, 190 at once from one address',
    slow: true,
    expect: '200',
    bytes: 1_000_000,
    run: ({ attackers, site, count }) =>
      attackers.many(count(300), 190, (from) => ({ path: `${site.case}?x=${from}`, from: 0 })),
  },
  {
    name: 'searches for frequent words',
    expect: '200 503',
    bytes: 1_000_000,
    run: ({ attackers, count }) =>
      attackers.many(count(400), 20, (from) => ({
        path: `/search?q=${words[from % 7]}+-never${from}`,
        from: from % 100,
      })),
  },
  {
    name: 'long and strange searches',
    expect: '200 503',
    bytes: 1_000_000,
    run: ({ attackers, count }) => {
      const asked = [
        'a%20'.repeat(130),
        '%28'.repeat(400),
        '%22a%20'.repeat(100),
        '%D0%B0'.repeat(400),
        '-a%20OR%20'.repeat(50),
        '%ED%A0%80',
        '1e999',
      ];
      return attackers.many(count(100), 10, (from) => ({
        path: `/search?q=${asked[from % 7]}&page=${from ** 3 + 1}`,
        from,
      }));
    },
  },
  {
    name: 'suggestions while typing',
    expect: '200 503',
    run: ({ attackers, count }) =>
      attackers.many(count(600), 20, (from) => ({
        path: `/search/suggest?q=${words[from % 7]!.slice(0, 1 + (from % 4))}`,
        from: from % 30,
      })),
  },
  {
    name: 'statistics',
    expect: '200 503',
    bytes: 2_000_000,
    run: ({ attackers, count }) =>
      attackers.many(count(200), 20, (from) => ({
        path: `/statistics${from % 3 ? '' : '.csv'}?by=${['country', 'type', 'year'][from % 3]}&over=year&q=${words[from % 7]}+-never${from}`,
        from: from % 50,
      })),
  },
  {
    name: 'the map',
    expect: '200 503',
    bytes: 2_000_000,
    run: ({ attackers, count }) =>
      attackers.many(count(200), 20, (from) => ({ path: `/map?q=${words[from % 7]}+-never${from}`, from: from % 50 })),
  },
  {
    name: 'pages of countries',
    expect: '200 503',
    bytes: 1_000_000,
    run: ({ attackers, count }) => {
      const codes = ['kz', 'ru', 'tr', 'by', 'az', 'us', 'de', 'fr'];
      return attackers.many(count(200), 20, (from) => ({
        path: `/countries/${codes[from % 8]!.toUpperCase()}?x=${from}`,
        from: from % 50,
      }));
    },
  },
  {
    name: 'exports, started and left',
    expect: '200 left',
    bytes: 100_000_000,
    run: ({ attackers, count }) => {
      const files = ['record.zip', 'record.jsonl', 'cases.csv', 'ftm.zip', 'esf.zip'];
      return attackers.many(count(60), 20, (from) => ({
        path: `/export/${files[from % 5]}?x=${from}`,
        from,
        closeAfter: 50 + 20 * (from % 20),
      }));
    },
  },
  {
    name: 'searches, started and left',
    expect: '200 503 left',
    bytes: 1_000_000,
    run: ({ attackers, count }) =>
      attackers.many(count(300), 50, (from) => ({
        path: `/search?q=${words[from % 7]}+-left${from}`,
        from: from % 100,
        closeAfter: 20,
      })),
  },
  {
    name: 'the sitemap and its parts',
    expect: '200 404 503',
    bytes: 5_000_000,
    run: ({ attackers, count }) =>
      attackers.many(count(100), 10, (from) => ({
        path: from % 2 ? `/sitemap.xml?x=${from}` : `/sitemaps/cases/${1 + (from % 20)}.xml`,
        from: from % 30,
      })),
  },
  {
    name: 'lists of the API with cursors',
    expect: '200 400 503',
    bytes: 5_000_000,
    run: async ({ attackers, count }) => {
      const follow = async (from: number): Promise<Reply[]> => {
        const replies: Reply[] = [];
        let path = `/api/v1/cases?limit=${from % 2 ? 200 : 1}`;
        for (let page = 0; page < 5; page++) {
          const answer = await attackers.send({ path, from });
          replies.push(answer);
          const cursor = /"next[^"]*":\s*"([^"]+)"/.exec(answer.text)?.[1];
          path = `/api/v1/cases?limit=200&cursor=${encodeURIComponent(cursor ?? `made-up-${page}`)}`;
        }
        return replies;
      };
      return (await Promise.all(Array.from({ length: count(30) }, (_, from) => follow(from)))).flat();
    },
  },
  {
    name: 'comments',
    expect: '409 429',
    run: ({ attackers, count, site }) =>
      attackers.many(count(300), 30, (from) =>
        attackers.form(
          `/comments/${numberOf(site.article)}`,
          `name=a&text=${from}${'x'.repeat(from % 2 ? 1000 : 60_000)}`,
          from % 100,
        ),
      ),
  },
  {
    name: 'signatures of a letter that is not open',
    expect: '404',
    run: ({ attackers, count, site }) =>
      attackers.many(count(300), 30, (from) =>
        attackers.form(
          `/letters/${numberOf(site.letter)}/sign-on`,
          `name=a${from}&email=a${from}%40example.org`,
          from % 100,
        ),
      ),
  },
  {
    name: 'frames of letters, feeds and calendars',
    expect: '200 503',
    bytes: 1_000_000,
    run: ({ attackers, count, site }) => {
      const paths = [
        `${site.letter}/embed`,
        '/feed.xml',
        '/search.xml?q=place',
        '/calendar.ics',
        '/cases.xml',
        '/corrections',
      ];
      return attackers.many(count(300), 20, (from) => ({
        path: `${paths[from % 6]}${from % 6 === 2 ? '&' : '?'}x=${from}`,
        from: from % 50,
      }));
    },
  },
  {
    name: 'redirects and long paths',
    expect: '200 301 404',
    run: ({ attackers, count }) => {
      const paths = [
        `/?p=${'1'.repeat(7000)}`,
        `/old/${'../'.repeat(2000)}`,
        `/wp-content/${'%25'.repeat(2500)}`,
        `/ru/ru/${'ru/'.repeat(2000)}`,
        `/articles/1/${'-'.repeat(7000)}`,
      ];
      return attackers.many(count(200), 10, (from) => ({ path: paths[from % 5]!, from: from % 50 }));
    },
  },
  {
    name: 'one-time links that are guessed',
    expect: '410',
    run: ({ attackers, count }) => {
      const starts = ['setup', 'join', 'sign', 'permission', 'comments/own', 'drafts'];
      return attackers.many(count(300), 20, (from) => ({
        path: `/${starts[from % 6]}/${String(from).repeat(43).slice(0, 43)}`,
        from: from % 50,
      }));
    },
  },
];

export const attacks: readonly Attack[] = [...publicAttacks, ...deskAttacks];
