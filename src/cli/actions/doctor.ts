import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { browserAge } from '../../platform/browser/browser-age.ts';
import { minute } from '../../platform/clock/clock.ts';
import { readConfig, type Config } from '../../platform/config/config.ts';
import { healthChecks, type CheckResult } from '../../platform/health.ts';
import { checkMailServer } from '../../platform/mail/mail.ts';
import { whyNoStalePages } from '../stale-pages.ts';
import { ifMissing } from '../../platform/storage/if-missing.ts';
import { copyFolder, copyStaysDays, findCopy } from '../../platform/upgrade/copy.ts';
import { explain, exits } from '../failures.ts';
import { perform } from '../perform.ts';
import type { Terminal } from '../terminal.ts';

/**
 * One line of the report. `detail` can contain paths and error messages of the system. `advise`: false if `detail`
 * itself says what to do.
 */
type Line = {
  check: CheckResult['check'] | 'settings' | 'permissions' | 'upgrade' | 'mail' | 'browser' | 'contact' | 'stale';
  state: CheckResult['state'];
  detail: string;
  advise?: boolean;
};

/**
 * Checks everything on which the installation depends, and prints what to do. The exit status is 1 if a check failed;
 * warnings do not count.
 */
export async function doctor(terminal: Terminal, options: { json?: boolean }): Promise<void> {
  const { t } = terminal;
  const lines = await examine(terminal);
  if (options.json) terminal.json({ checks: lines.map(({ check, state, detail }) => ({ check, state, detail })) });
  else
    for (const { check, state, detail, advise = true } of lines) {
      terminal.out(`${t(`cli.doctor.state.${state}`)}  ${t(`cli.doctor.check.${check}`)}: ${detail}`);
      if (state !== 'ok' && advise) terminal.out(`    ${t(`cli.doctor.do.${check}`)}`);
    }
  if (lines.some(({ state }) => state === 'failed')) process.exit(exits.failed);
}

async function examine(terminal: Terminal): Promise<Line[]> {
  let config: Config;
  try {
    config = readConfig(terminal.env);
  } catch (error) {
    return [{ check: 'settings', state: 'failed', detail: explain(terminal, error).message }];
  }
  return [
    settings(config),
    await trying('permissions', () => permissions(config.dataDir)),
    ...(await health(terminal)),
    await trying('upgrade', () => upgrade(config.dataDir)),
    await trying('mail', () => mail(config)),
    await trying('browser', () => browser(config)),
    contact(config),
    await trying('stale', () => stale(config, Boolean(terminal.env['KRONIKA_STALE_MINUTES']))),
  ];
}

/** Runs a check. If it throws, it has failed. */
const trying = (check: Line['check'], work: () => Promise<Omit<Line, 'check'>>): Promise<Line> =>
  work().then(
    (found) => ({ check, ...found }),
    (error: unknown) => ({ check, state: 'failed', detail: error instanceof Error ? error.message : String(error) }),
  );

function settings({ publicUrl, mail, databaseUrl, dataDir }: Config): Line {
  const database = databaseUrl ? 'database server' : 'embedded database';
  const found = { check: 'settings', detail: `${database}, ${dataDir}` } as const;
  return mail && !publicUrl
    ? { ...found, state: 'warning', detail: `${found.detail}; KRONIKA_SMTP is set, but KRONIKA_URL is not` }
    : { ...found, state: 'ok' };
}

/** Whom people can tell about a vulnerability, in `/.well-known/security.txt`. */
function contact({ security }: Config): Line {
  return security
    ? { check: 'contact', state: 'ok', detail: security.contacts.join(', ') }
    : { check: 'contact', state: 'warning', detail: 'KRONIKA_SECURITY_CONTACT is not set' };
}

/**
 * Whether readers get cached pages while the database does not answer. That they do not is a warning only if the setting
 * asks for it.
 */
async function stale(config: Config, isSet: boolean): Promise<Omit<Line, 'check'>> {
  if (config.stalePages === 0) return { state: 'ok', detail: 'none, because KRONIKA_STALE_MINUTES is 0' };
  const why = await whyNoStalePages(config);
  if (why) return { state: isSet ? 'warning' : 'ok', detail: `none, because ${why}` };
  return { state: 'ok', detail: `at most ${config.stalePages / 60_000} minutes old` };
}

/** Checks that other users of the machine cannot read the data. */
async function permissions(dataDir: string): Promise<Omit<Line, 'check'>> {
  const open: string[] = [];
  const look = async (path: string): Promise<void> => {
    const found = await lstat(path).catch(ifMissing(null));
    const own = process.getuid?.();
    if (found && !found.isSymbolicLink() && ((found.mode & 0o077) !== 0 || (own && found.uid !== own))) open.push(path);
  };
  await look(dataDir);
  const keys = join(dataDir, 'keys');
  await look(keys);
  for (const name of await readdir(keys).catch(() => [])) await look(join(keys, name));
  return open.length ? { state: 'warning', detail: open.slice(0, 5).join(', ') } : { state: 'ok', detail: dataDir };
}

/** The checks of `/health`, in the running server, or, without a server, in this process. */
async function health(terminal: Terminal): Promise<Line[]> {
  try {
    return await perform(terminal, 'health.check', {}, {});
  } catch (error) {
    const { code, message } = explain(terminal, error);
    const none = code === 'no_data';
    const rest = healthChecks.filter((check) => check !== 'database');
    return [
      {
        check: 'database',
        state: none ? 'warning' : 'failed',
        detail: message,
        advise: code === 'database_unreachable',
      },
      ...rest.map((check): Line => ({
        check,
        state: 'warning',
        detail: 'not checked, because the database could not be opened',
        advise: false,
      })),
    ];
  }
}

/** Reports until when `kronika rollback` can restore the database from before its last upgrade. */
async function upgrade(dataDir: string): Promise<Omit<Line, 'check'>> {
  const copy = await findCopy(dataDir);
  if (!copy) return { state: 'ok', detail: 'no copy from before an upgrade' };
  const { name, manifest } = copy.backup;
  const at = new Date(manifest.at);
  const until = minute(new Date(at.getTime() + copyStaysDays * 86_400_000));
  const path = join(copyFolder(dataDir), 'backups', name);
  return { state: 'ok', detail: `kronika rollback can return to ${minute(at)}, until ${until}: ${path}` };
}

async function mail(config: Config): Promise<Omit<Line, 'check'>> {
  if (!config.mail) return { state: 'warning', detail: 'KRONIKA_SMTP is not set' };
  await checkMailServer(config);
  const { hostname, port } = new URL(config.mail.url);
  return { state: 'ok', detail: `${hostname}${port && `:${port}`}, ${config.mail.from}` };
}

async function browser({ browser: configured }: Config): Promise<Omit<Line, 'check'>> {
  const { path, version, days, old } = await browserAge(configured, new Date());
  const detail = `${path} ${version}${days === null ? '' : `, about ${days} days old`}`;
  return { state: old ? 'warning' : 'ok', detail };
}
