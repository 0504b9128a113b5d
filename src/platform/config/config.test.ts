import { expect, it } from 'vitest';
import { readConfig, sharedSettings } from './config.ts';

it('an empty environment variable counts as not set', () => {
  expect(readConfig({ PORT: '', KRONIKA_EXAMPLE: '' })).toMatchObject({ port: 8080, example: true, host: '127.0.0.1' });
});

it('settings can be a list of hosts, and the public address loses its final slash', () => {
  expect(
    readConfig({ KRONIKA_ALLOW_PRIVATE: ' localhost, 10.0.0.5:8081 ,', KRONIKA_URL: 'https://desk.example.org/' }),
  ).toMatchObject({
    allowPrivate: ['localhost', '10.0.0.5:8081'],
    publicUrl: 'https://desk.example.org',
  });
});

it.each([
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['KRONIKA_URL', 'desk.example.org'],
  ['KRONIKA_EXAMPLE', 'yes'],
  ['KRONIKA_BACKUP_KEY', 'age1nonsense'],
  ['KRONIKA_BACKUP_HOURS', '0.5'],
  ['KRONIKA_SECURITY_CONTACT', 'security@example.org'],
  ['KRONIKA_SECURITY_CONTACT', 'mailto:a@example.org, http://example.org'],
  ['KRONIKA_SECURITY_CONTACT', 'mailto:a@example.org\nExpires: 2099-01-01T00:00:00Z'],
  ['KRONIKA_SECURITY_DAYS', '365'],
  ['KRONIKA_METRICS', 'metrics'],
  ['KRONIKA_METRICS', '65536'],
  ['KRONIKA_METRICS', 'host:'],
  ['KRONIKA_METRICS', 'http://127.0.0.1:9464'],
  ['KRONIKA_METRICS', '/run/metrics/'],
  ['KRONIKA_METRICS', `/${'x'.repeat(100)}`],
])('refuses %s=%s and names it', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(
    expect.objectContaining({ code: 'config_invalid', details: expect.objectContaining({ name }) }),
  );
});

it('metrics are served at a port of this machine, another address, or a socket, or not at all', () => {
  expect(
    [undefined, '9464', '0.0.0.0:9464', '[::1]:9464', 'metrics.internal:9464', '/run/metrics'].map(
      (place) => readConfig({ KRONIKA_METRICS: place }).metrics,
    ),
  ).toEqual([
    null,
    { host: '127.0.0.1', port: 9464 },
    { host: '0.0.0.0', port: 9464 },
    { host: '::1', port: 9464 },
    { host: 'metrics.internal', port: 9464 },
    { path: '/run/metrics' },
  ]);
});

it('a log of requests that would not be written is refused', () => {
  const read = (level: string) => () => readConfig({ KRONIKA_REQUEST_LOG: '1', KRONIKA_LOG: level });
  expect(read('info')()).toMatchObject({ requestLog: true });
  expect(read('')()).toMatchObject({ requestLog: true });
  expect(read('warn')).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ name: 'KRONIKA_REQUEST_LOG' }) }),
  );
});

it('preserved pages are replayed only on another host name than the desk’s', () => {
  expect(
    [
      {},
      { KRONIKA_REPLAY: 'http://localhost:9001/' },
      { KRONIKA_REPLAY: 'https://replay.example.net', KRONIKA_URL: 'https://desk.example.org', PORT: '9000' },
    ].map((env) => readConfig(env).replay),
  ).toEqual([
    null,
    { origin: 'http://localhost:9001', port: 9001 },
    { origin: 'https://replay.example.net', port: 9001 },
  ]);
  expect(() =>
    readConfig({ KRONIKA_REPLAY: 'https://desk.example.org:8443', KRONIKA_URL: 'https://desk.example.org' }),
  ).toThrow(expect.objectContaining({ code: 'config_invalid' }));
});

it('shares settings without passwords, also those in addresses, without paths and control characters', () => {
  const shared = sharedSettings({
    KRONIKA_URL: 'https://example.org',
    KRONIKA_ALLOW_PRIVATE: 'one,\n\u001b[2Jtwo',
    KRONIKA_TIMESTAMP: 'https://bob:hunter2@tsa.example/, http://bob:p@ss@other.example',
    KRONIKA_S3_SECRET: 'hunter2',
    KRONIKA_SMTP: 'smtps://bob:hunter2@mail.example',
    KRONIKA_MIRROR: '/srv/mirror',
    KRONIKA_BACKUP: '/mnt/backups',
    KRONIKA_BROWSER: '/usr/bin/chromium',
  });
  expect(shared).toEqual({
    KRONIKA_URL: 'https://example.org',
    KRONIKA_ALLOW_PRIVATE: 'one, [2Jtwo',
    KRONIKA_TIMESTAMP: 'https://tsa.example/, http://other.example',
  });
});
