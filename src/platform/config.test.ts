import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

it('takes an empty variable for unset', () => {
  expect(readConfig({ PORT: '', KRONIKA_EXAMPLE: '' })).toMatchObject({ port: 8080, example: true, host: '127.0.0.1' });
});

it('reads a list of hosts and strips the slash off the public address', () => {
  expect(readConfig({ KRONIKA_ALLOW_PRIVATE: ' localhost, 10.0.0.5:8081 ,', KRONIKA_URL: 'https://desk.example.org/' })).toMatchObject({
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
])('refuses %s=%s and names it', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(expect.objectContaining({ code: 'config_invalid', details: expect.objectContaining({ name }) }));
});
