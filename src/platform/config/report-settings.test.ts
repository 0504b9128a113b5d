import { expect, it } from 'vitest';
import { reportSettings, shown } from './report-settings.ts';
import { settingNames } from './settings.ts';

const lineOf = (env: Record<string, string>, name: string) => reportSettings(env).find((line) => line.name === name);

it('reports every setting, with all problems at once', () => {
  const lines = reportSettings({
    PORT: 'eighty',
    KRONIKA_EXAMPLE: 'yes',
    KRONIKA_S3: 'https://s3.example/b',
    KRONIKA_LOG: '',
  });
  expect(lines.map(({ name }) => name)).toEqual(settingNames);
  expect(lines.filter(({ state }) => state === 'failed').map(({ name }) => name)).toEqual([
    'PORT',
    'KRONIKA_EXAMPLE',
    'KRONIKA_S3_KEY',
    'KRONIKA_S3_SECRET',
  ]);
  expect(lines[0]).toMatchObject({
    value: 'eighty',
    from: 'environment',
    advice: 'Give a port number from 0 to 65535, or remove the setting.',
  });
  expect(lineOf({}, 'KRONIKA_LOG')).toEqual({ name: 'KRONIKA_LOG', value: 'info', from: 'default', state: 'ok' });
  expect(lineOf({}, 'KRONIKA_URL')).toEqual({ name: 'KRONIKA_URL', value: null, from: 'default', state: 'ok' });
});

it('warns of settings that conflict, and of unknown names', () => {
  const warned = (env: Record<string, string>): string[] =>
    reportSettings(env).flatMap(({ name, state }) => (state === 'warning' ? [name] : []));
  expect(warned({})).toEqual([]);
  expect(warned({ KRONIKA_URL: 'https://desk.example', KRONIKA_SMPT: 'smtp://mail' })).toEqual([
    'KRONIKA_TRUSTED_PROXIES',
    'KRONIKA_SMPT',
  ]);
  expect(warned({ KRONIKA_MAIL_FROM: 'a@b.example', KRONIKA_S3_KEY: 'x', KRONIKA_REPLAY_PORT: '1' })).toEqual([
    'KRONIKA_MAIL_FROM',
    'KRONIKA_S3',
    'KRONIKA_REPLAY_PORT',
  ]);
  expect(warned({ KRONIKA_DISK_STOP: '20', KRONIKA_AS: 'a@b.example' })).toEqual(['KRONIKA_DISK_WARN']);
});

it('shows no password, however the value is written', () => {
  const cases = [
    [
      'DATABASE_URL',
      'postgres://kronika:hunter2@db.example:5432/kronika',
      'postgres://(hidden)@db.example:5432/kronika',
    ],
    ['DATABASE_URL', 'postgres://db.example/kronika?user=k&password=hunter2', 'postgres://db.example/kronika?(hidden)'],
    ['DATABASE_URL', 'postgres://kronika:hunter2/x@db.example/kronika', '(hidden)'],
    ['DATABASE_URL', 'postgres://kronika:1/hunter2@db.example/kronika', '(hidden)'],
    ['KRONIKA_SMTP', 'smtps://bob:hunter2@mail.example', 'smtps://(hidden)@mail.example'],
    [
      'KRONIKA_TIMESTAMP',
      'https://bob:hunter2@tsa.example/, https://two.example',
      'https://(hidden)@tsa.example/, https://two.example',
    ],
    ['KRONIKA_S3_SECRET', 'hunter2', '(hidden)'],
  ] as const;
  for (const [name, value, as] of cases) expect(shown(name, value)).toBe(as);
  expect(JSON.stringify(reportSettings({ KRONIKA_S3_SECRTE: 'hunter2', DATABASE_URL: 'hunter2' }))).not.toContain(
    'hunter2',
  );
});
