import { expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { isIn } from '../config/networks.ts';
import { clientAddress, forClient } from './client-address.ts';

const trusted = (list: string) => readConfig({ KRONIKA_TRUSTED_PROXIES: list }).trustedProxies;
const proxies = trusted('127.0.0.1, 10.1.0.0/16, 2001:db8:1::/48, ::ffff:192.0.2.128/121');
const from = (address: string | undefined, forwardedFor?: string, networks = proxies) =>
  clientAddress({ address, forwardedFor }, networks);

it('trusts no proxy by default, not even one on this machine or in a private network', () => {
  for (const address of ['127.0.0.1', '10.0.0.1', '192.168.1.1'])
    expect(from(address, '203.0.113.9', readConfig({}).trustedProxies)).toBe(address);
  expect(from('::1', '203.0.113.9', readConfig({}).trustedProxies)).toBe('::');
});

it('takes the last address that is not itself a trusted proxy', () => {
  expect(from('127.0.0.1', '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
  expect(from('127.0.0.1', '198.51.100.1, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9');
  expect(from('::ffff:127.0.0.1', '203.0.113.9')).toBe('203.0.113.9');
  expect(from('192.0.2.200', '203.0.113.9')).toBe('203.0.113.9');
  expect(from('198.51.100.7', '203.0.113.9')).toBe('198.51.100.7');
  expect(from('192.0.2.1', '203.0.113.9')).toBe('192.0.2.1');
  expect(from('127.0.0.1')).toBe('127.0.0.1');
  expect(from('127.0.0.1', '10.1.2.3, 10.1.2.4')).toBe('10.1.2.3');
});

it('stops at an entry that is no address, and ignores everything before it', () => {
  expect(from('127.0.0.1', '203.0.113.9, unknown')).toBe('127.0.0.1');
  expect(from('127.0.0.1', '203.0.113.9, ')).toBe('127.0.0.1');
  expect(from('127.0.0.1', '203.0.113.9, 10.1')).toBe('127.0.0.1');
  expect(from('127.0.0.1', '198.51.100.1:80, 203.0.113.9:4711')).toBe('203.0.113.9');
  expect(from('127.0.0.1', '[2001:db8:2::1]:4711')).toBe('2001:db8:2::');
  expect(from(undefined)).toBe('');
});

it('counts an IPv6 network as one address, and IPv4 written as IPv6 as IPv4', () => {
  expect(from('2001:db8:5:6:7:8:9:a')).toBe('2001:db8:5:6::');
  expect(from('2001:db8:5:6:ffff::1')).toBe(from('2001:db8:5:6::2'));
  expect(from('2001:db8:5:7::1')).not.toBe(from('2001:db8:5:6::1'));
  expect(from('::ffff:198.51.100.7')).toBe('198.51.100.7');
  expect(from('fe80::1%eth0')).toBe('fe80::');
});

it.each(['proxy.example.org', '10.0.0.0/33', '10.1', '1.2.3.4/', '1.2.3.4/8/8', '::ffff:10.0.0.0/8', '127.0.0.1 ::1'])(
  'refuses %s in the list of proxies, and names the setting',
  (list) => {
    expect(() => trusted(list)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        details: { name: 'KRONIKA_TRUSTED_PROXIES', reason: expect.stringContaining(list) },
      }),
    );
  },
);

it('gives a shared address a budget 50 times as large, and counts the network of a shared IPv6 address as shared', () => {
  const { sharedAddresses } = readConfig({ KRONIKA_SHARED_ADDRESSES: '127.0.0.99, 2001:db8:7:8::9' });
  expect(
    ['127.0.0.99', '127.0.0.98', from('2001:db8:7:8::1'), from('2001:db8:7:9::1')].map((one) =>
      isIn(sharedAddresses, one),
    ),
  ).toEqual([true, false, true, false]);
  const budget = { name: 'x', quota: 10, window: 60 };
  expect(forClient(budget, { shared: true })).toEqual({ ...budget, quota: 500 });
  expect(forClient(budget, { shared: false })).toEqual(budget);
});

it('compares addresses with networks', () => {
  expect(
    ['10.1.255.255', '10.2.0.0', '2001:db8:1:2::3', '2001:db8:2::', 'x', ''].map((one) => isIn(proxies, one)),
  ).toEqual([true, false, true, false, false, false]);
});
