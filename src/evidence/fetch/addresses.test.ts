import { describe, expect, test } from 'vitest';
import { addressKind, checkedAddresses, parseAllowPrivate } from './addresses.ts';

const answering =
  (...addresses: string[]) =>
  async () =>
    addresses;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'given',
    (error: { code: string }) => error.code,
  );

describe('addressKind', () => {
  test.each([
    ['public', ['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1']],
    ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fec0::1']],
    ['link_local', ['169.254.169.254', 'fe80::1']],
    ['unique_local', ['fc00::1', 'fd00:ec2::254']],
    ['carrier_nat', ['100.64.0.1', '100.127.255.255', '100.100.100.200']],
    ['multicast', ['224.0.0.1', '239.255.255.250', 'ff02::1']],
    ['broadcast', ['255.255.255.255']],
    [
      'reserved',
      [
        '192.0.2.1',
        '198.51.100.7',
        '203.0.113.9',
        '198.18.0.1',
        '192.0.0.192',
        '240.0.0.1',
        '192.88.99.1',
        '2001:db8::1',
        '3fff::1',
        '100::1',
        '64:ff9b:1::a00:1',
        '4000::1',
        '::7f00:1',
      ],
    ],
    ['platform', ['168.63.129.16']],
    ['zoned', ['fe80::1%eth0', '2606:4700::1111%1']],
    ['invalid', ['', 'localhost', '1.2.3', '0x7f.1', '2130706433']],
  ] as const)('recognises addresses of the kind %s', (kind, addresses) => {
    for (const address of addresses) expect([address, addressKind(address)]).toEqual([address, kind]);
  });

  test('gives an IPv6 address the kind of the IPv4 address inside', () => {
    expect(addressKind('::ffff:127.0.0.1')).toBe('loopback');
    expect(addressKind('::ffff:8.8.8.8')).toBe('public');
    expect(addressKind('64:ff9b::a9fe:a9fe')).toBe('link_local');
    expect(addressKind('64:ff9b::808:808')).toBe('public');
    expect(addressKind('2002:c0a8:101::1')).toBe('private');
    expect(addressKind('2002:808:808::1')).toBe('public');
    // Teredo addresses contain the server's address (8.8.8.8) and, with inverted bits, the client's (10.0.0.1). The
    // second line exchanges the two.
    expect(addressKind('2001:0:808:808:0:0:f5ff:fffe')).toBe('private');
    expect(addressKind('2001:0:a00:1:0:0:f7f7:f7f7')).toBe('private');
    expect(addressKind('2001:0:808:808:0:0:f7f7:f7f7')).toBe('public');
    expect(addressKind('2a00:1450:4001:1:0:5efe:a00:1')).toBe('private');
  });
});

describe('parseAllowPrivate', () => {
  test('reads hosts, and hosts with a port, in normal form', () => {
    expect(parseAllowPrivate(' Intranet.Example. , 127.1:8080,[::1]:90, ::1, 0:0::1,новости.рф:80,, 10.0.0.5')).toEqual(
      ['intranet.example', '127.0.0.1:8080', '[::1]:90', '::1', '::1', 'xn--b1amnebsh.xn--p1ai:80', '10.0.0.5'],
    );
    expect(parseAllowPrivate(undefined)).toEqual([]);
    expect(parseAllowPrivate(parseAllowPrivate(['a:80', '[::1]:90', '::1']))).toEqual(['a:80', '[::1]:90', '::1']);
  });

  test.each(['*.lan', 'http://intranet', '10.0.0.0/8', 'user@host', 'host:0', 'host:70000', 'host:x', ':80', '[::1'])(
    'refuses %s, naming the setting',
    (entry) => {
      expect(() => parseAllowPrivate(entry)).toThrow(
        expect.objectContaining({
          code: 'config_invalid',
          details: expect.objectContaining({ name: 'KRONIKA_ALLOW_PRIVATE', reason: expect.stringContaining(entry) }),
        }),
      );
    },
  );
});

describe('checkedAddresses', () => {
  test('refuses a host with one private address among public ones', async () => {
    await expect(
      checkedAddresses(new URL('http://news.test/'), [], answering('8.8.8.8', '2606:4700::1111', '10.0.0.1')),
    ).rejects.toMatchObject({
      code: 'fetch_private_address',
      status: 422,
      details: { host: 'news.test', kind: 'private' },
    });
    expect(
      await checkedAddresses(new URL('http://news.test/'), [], answering('8.8.8.8', '2606:4700::1111', '8.8.8.8')),
    ).toEqual(['8.8.8.8', '2606:4700::1111']);
  });

  test("refuses a resolver's result that is not a plain address", async () => {
    expect(await codeOf(checkedAddresses(new URL('http://news.test/'), [], answering('fe80::1%lo')))).toBe(
      'fetch_private_address',
    );
    expect(await codeOf(checkedAddresses(new URL('http://news.test/'), [], answering('nonsense')))).toBe(
      'fetch_private_address',
    );
  });

  test('checks addresses in a URL, in every spelling of the URL Standard, without a lookup', async () => {
    const never = async (): Promise<string[]> => Promise.reject(new Error('asked'));
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0177.0.0.1',
      '0x7f.1',
      '127.1',
      '127.0.0.1.',
      '０x7f。1',
      '0',
      '[::]',
      '[::ffff:7f00:1]',
      '[::1]',
      '169.254.169.254',
      '[fe80::1]',
      'localhost',
      'LOCALHOST.',
      'a.b.localhost',
    ])
      expect([host, await codeOf(checkedAddresses(new URL(`http://${host}/`), [], never))]).toEqual([
        host,
        'fetch_private_address',
      ]);
  });

  test('allows a listed host, and of a listed port only that port', async () => {
    const inside = answering('10.0.0.1');
    expect(await checkedAddresses(new URL('http://intranet.test:8080/'), ['intranet.test'], inside)).toEqual([
      '10.0.0.1',
    ]);
    expect(await checkedAddresses(new URL('http://intranet.test:8080/'), ['intranet.test:8080'], inside)).toEqual([
      '10.0.0.1',
    ]);
    expect(await checkedAddresses(new URL('https://intranet.test/'), ['intranet.test:443'], inside)).toEqual([
      '10.0.0.1',
    ]);
    expect(await codeOf(checkedAddresses(new URL('http://intranet.test/'), ['intranet.test:8080'], inside))).toBe(
      'fetch_private_address',
    );
    expect(await codeOf(checkedAddresses(new URL('http://sub.intranet.test/'), ['intranet.test'], inside))).toBe(
      'fetch_private_address',
    );
    expect(await checkedAddresses(new URL('http://localhost./'), ['localhost'])).toEqual(['127.0.0.1', '::1']);
    expect(await checkedAddresses(new URL('http://[::1]:90/'), ['[::1]:90'])).toEqual(['::1']);
    // The host name is on the list, but its address, used without the name, is not.
    expect(await codeOf(checkedAddresses(new URL('http://10.0.0.1/'), ['intranet.test'], inside))).toBe(
      'fetch_private_address',
    );
  });

  test('reports an unknown name', async () => {
    const unknown = async (): Promise<string[]> =>
      Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    await expect(checkedAddresses(new URL('http://news.test/'), [], unknown)).rejects.toMatchObject({
      code: 'fetch_dns',
      details: { host: 'news.test' },
    });
    expect(await codeOf(checkedAddresses(new URL('http://news.test/'), [], answering()))).toBe('fetch_dns');
  });
});
