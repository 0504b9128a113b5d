import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { needsEncryption, sendMail } from './mail.ts';
import { openMailServer } from '../testing/mail-server.ts';

let server: Awaited<ReturnType<typeof openMailServer>>;
beforeAll(async () => {
  server = await openMailServer();
});
afterAll(() => server.close());

const mail = { to: 'monitor@example.org', subject: 'Қазақстан: 2 new', text: 'What changed since yesterday.\n' };

it('sends an email to the server, as plain text and nothing else', async () => {
  const { mail: settings } = readConfig({ KRONIKA_SMTP: server.url, KRONIKA_MAIL_FROM: 'Kronika <desk@example.org>' });
  await sendMail({ mail: settings }, { ...mail, headers: { 'List-Unsubscribe': '<https://example.org/stop>' } });
  expect(server.received).toHaveLength(1);
  const [{ from, to, message }] = server.received as [(typeof server.received)[number]];
  expect([from, to]).toEqual(['desk@example.org', ['monitor@example.org']]);
  expect(message).toMatch(/^Subject: =\?UTF-8\?/m);
  expect(message).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(message).toMatch(/^List-Unsubscribe: <https:\/\/example.org\/stop>\r$/m);
  expect(message).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m);
  expect(message).toContain('What changed since yesterday.');
  expect(message).not.toContain('multipart');
});

it('says what is wrong: no server set, a recipient refused, no server listening', async () => {
  await expect(sendMail({ mail: null }, mail)).rejects.toMatchObject({ code: 'mail_not_set_up' });
  const settings = { url: server.url, from: 'desk@example.org' };
  await expect(sendMail({ mail: settings }, { ...mail, to: 'nobody@refused.example' })).rejects.toMatchObject({
    code: 'mail_refused',
    details: { reason: expect.stringContaining('No such mailbox here') as string },
  });
  const gone = await openMailServer();
  await gone.close();
  await expect(sendMail({ mail: { ...settings, url: gone.url } }, mail)).rejects.toMatchObject({
    code: 'mail_refused',
  });
  expect(() => readConfig({ KRONIKA_SMTP: server.url })).toThrow(
    expect.objectContaining({ code: 'config_invalid' }) as Error,
  );
});

it('sends nothing unencrypted to another machine, unless the address of the server says so', async () => {
  // A name of this machine that looks like one of the Internet. The server offers no encryption.
  const url = server.url.replace('127.0.0.1', '127.1');
  const settings = (address: string) => ({ mail: { url: address, from: 'desk@example.org' } });
  const before = server.received.length;
  await expect(sendMail(settings(url), mail)).rejects.toMatchObject({ code: 'mail_refused' });
  expect(server.received).toHaveLength(before);
  await sendMail(settings(`${url}/?requireTLS=false`), mail);
  expect(server.received).toHaveLength(before + 1);
});

it.each([
  ['smtp://mail.example.org:587', true],
  ['smtp://user:password@192.0.2.1', true],
  ['smtp://[2001:db8::1]:25', true],
  ['smtp://localhost:25', false],
  ['smtp://mail:25', false],
  ['smtp://127.0.0.1', false],
  ['smtp://10.1.2.3', false],
  ['smtp://172.31.0.1', false],
  ['smtp://[::1]:25', false],
  ['smtp://[fd00::2]:25', false],
])('the connection to %s must be encrypted: %s', (url, needed) => {
  expect(needsEncryption(url)).toBe(needed);
});
