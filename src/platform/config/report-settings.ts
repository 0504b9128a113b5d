import { placeName } from './bucket-address.ts';
import { settingProblems, setVariables } from './config.ts';
import { defaultOf, settingNames, settings, type Setting, type SettingName } from './settings.ts';

/**
 * One setting in the output of `kronika config check`. `value` contains no password, and is null if the setting has no
 * value. `reason` and `advice` say what is wrong and what to do.
 */
export type SettingLine = {
  name: string;
  value: string | null;
  from: 'environment' | 'default';
  state: 'ok' | 'warning' | 'failed';
  reason?: string;
  advice?: string;
};

const hidden = '(hidden)';

/** A value without its secrets. If it is unclear which part is the secret, all of the value is hidden. */
export function shown(name: SettingName, value: string): string {
  const { kind } = settings[name] as Setting;
  if (kind === 'secret') return hidden;
  if (kind === 'path') return placeName(value);
  if (kind !== 'credentials') return value.replaceAll(/:\/\/[^\s,]*@/g, `://${hidden}@`);
  if (!URL.canParse(value)) return hidden;
  const url = new URL(value);
  // A password with an unescaped slash would be read as a path.
  if ((value.includes('@') && !url.username) || `${url.host}${url.pathname}`.includes('@')) return hidden;
  const user = url.username ? `${hidden}@` : '';
  const rest = url.search || url.hash ? `?${hidden}` : '';
  return `${url.protocol}//${user}${url.host}${url.pathname}${rest}`;
}

/** Problems of valid settings that do not fit together: the name, what is wrong, and what to do. */
function warnings(env: Record<string, string>): [SettingName, string, string][] {
  const has = (name: SettingName): boolean => env[name] !== undefined;
  const percent = (name: SettingName): number => Number(env[name] ?? defaultOf(name));
  const found: [boolean, SettingName, string, string][] = [
    [
      has('KRONIKA_SMTP') && !has('KRONIKA_URL'),
      'KRONIKA_URL',
      'emails have no links without it',
      'Give the public web address of the site.',
    ],
    [
      has('KRONIKA_MAIL_FROM') && !has('KRONIKA_SMTP'),
      'KRONIKA_MAIL_FROM',
      'it is not used without KRONIKA_SMTP',
      'Set KRONIKA_SMTP, or remove it.',
    ],
    [
      has('KRONIKA_MAIL_BOUNCES') && !has('KRONIKA_SMTP'),
      'KRONIKA_MAIL_BOUNCES',
      'it is not used without KRONIKA_SMTP',
      'Set KRONIKA_SMTP, or remove it.',
    ],
    [
      (has('KRONIKA_S3_KEY') || has('KRONIKA_S3_SECRET')) && !has('KRONIKA_S3'),
      'KRONIKA_S3',
      'a key is set, but no bucket: files are in the data folder',
      'Set KRONIKA_S3, or remove the key.',
    ],
    [
      (has('KRONIKA_BACKUP_S3_KEY') || has('KRONIKA_BACKUP_S3_SECRET')) && !has('KRONIKA_BACKUP_S3'),
      'KRONIKA_BACKUP_S3',
      'a key is set, but no store: backups are in folders only',
      'Set KRONIKA_BACKUP_S3, or remove the key.',
    ],
    [
      has('KRONIKA_S3_KEY') && env['KRONIKA_BACKUP_S3_KEY'] === env['KRONIKA_S3_KEY'],
      'KRONIKA_BACKUP_S3_KEY',
      'the key of the site can delete the backups, too',
      'Use another key, which only backups use.',
    ],
    [
      has('KRONIKA_REPLAY_PORT') && !has('KRONIKA_REPLAY'),
      'KRONIKA_REPLAY_PORT',
      'it is not used without KRONIKA_REPLAY',
      'Set KRONIKA_REPLAY, or remove it.',
    ],
    [
      (env['KRONIKA_URL'] ?? '').startsWith('https:') && !has('KRONIKA_TRUSTED_PROXIES'),
      'KRONIKA_TRUSTED_PROXIES',
      'the site has HTTPS, so there is a proxy, but all its readers count as one address',
      'Give the address of the proxy, such as 127.0.0.1.',
    ],
    [
      percent('KRONIKA_DISK_STOP') > percent('KRONIKA_DISK_WARN'),
      'KRONIKA_DISK_WARN',
      'it is less than KRONIKA_DISK_STOP, so the warning never comes first',
      'Give a percentage above KRONIKA_DISK_STOP.',
    ],
  ];
  return found.flatMap(([true_, ...line]) => (true_ ? [line] : []));
}

/** Variables that are no settings, but are read by commands, tests or benchmarks. */
const others = /^KRONIKA_(?:AS$|TEST_|SEED$|WHOLE$|BOTH$)/;

/** All settings, and all unknown variables that begin with `KRONIKA_`. */
export function reportSettings(environment: NodeJS.ProcessEnv): SettingLine[] {
  const env = setVariables(environment);
  const problems = new Map(settingProblems(env).map(({ name, reason }) => [name, reason]));
  const warned = new Map(warnings(env).map(([name, reason, advice]) => [name, { reason, advice }]));
  const lines = settingNames.map((name): SettingLine => {
    const set = env[name];
    const given = set ?? defaultOf(name);
    const value = given === null ? null : shown(name, given);
    const line = { name, value, from: set === undefined ? 'default' : 'environment' } as const;
    const reason = problems.get(name);
    const advice = `Give ${settings[name].form}, or remove the setting.`;
    if (reason !== undefined) return { ...line, state: 'failed', reason, advice };
    return { ...line, state: warned.has(name) ? 'warning' : 'ok', ...warned.get(name) };
  });
  const unknown = Object.keys(env)
    .filter((name) => name.startsWith('KRONIKA_') && !(name in settings) && !others.test(name))
    .toSorted();
  const advice = 'Correct the name, or remove the variable. docs/operators/settings.md lists all settings.';
  return [
    ...lines,
    ...unknown.map((name): SettingLine => ({
      name,
      value: hidden,
      from: 'environment',
      state: 'warning',
      reason: 'there is no setting with this name',
      advice,
    })),
  ];
}
