import { readConfig } from '../../platform/config/config.ts';
import { reportSettings, type SettingLine } from '../../platform/config/report-settings.ts';
import { settingNames } from '../../platform/config/settings.ts';
import { announcedSocket } from '../../platform/socket/path.ts';
import { dial } from '../../platform/socket/client.ts';
import { exits } from '../failures.ts';
import { perform } from '../perform.ts';
import { whyNoStalePages } from '../stale-pages.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Prints every setting: its value without secrets, where it comes from, what is wrong and what to do. If a server of
 * this data directory is running, prints its settings, and which of them are different for this command. The exit
 * status is 1 if a setting is wrong.
 */
export async function checkConfig(terminal: Terminal, options: RecordOptions): Promise<void> {
  const { t } = terminal;
  const own = reportSettings(terminal.env);
  const server = await ofServer(terminal, own);
  const { lines: found, differ } = server ?? { lines: own, differ: [] };
  const lines = await Promise.all(found.map((line) => withoutEffect(terminal, line)));
  const here = new Map(own.map(({ name, value }) => [name, value]));
  if (options.json) terminal.json({ of: server ? 'server' : 'command', settings: lines, differ });
  else {
    terminal.out(`${t(server ? 'cli.config.server' : 'cli.config.command')}\n`);
    for (const line of lines) {
      print(terminal, line);
      if ((differ as string[]).includes(line.name))
        terminal.out(`    ${t('cli.config.differs', { value: here.get(line.name) ?? t('cli.config.unset') })}`);
    }
  }
  if (lines.some(({ state }) => state === 'failed')) process.exit(exits.failed);
}

/** A line with a warning, if the setting has no effect because of how the site runs now. */
async function withoutEffect(terminal: Terminal, line: SettingLine): Promise<SettingLine> {
  const asksFor = line.name === 'KRONIKA_STALE_MINUTES' && line.state === 'ok' && line.from === 'environment';
  const why = asksFor && line.value !== '0' ? await whyNoStalePages(readConfig(terminal.env)) : null;
  if (!why) return line;
  const reason = `it has no effect, because ${why}`;
  return { ...line, state: 'warning', reason, advice: 'Remove it, or run one process, with the role all.' };
}

/** The settings of the running server; null if no server is running, or if the settings of this command are invalid. */
async function ofServer(terminal: Terminal, own: readonly SettingLine[]) {
  if (own.some(({ state }) => state === 'failed')) return null;
  const place = announcedSocket(readConfig(terminal.env).dataDir);
  const socket = place && (await dial(place.path));
  if (!socket) return null;
  socket.destroy();
  const given = Object.fromEntries(
    settingNames.flatMap((name) => (terminal.env[name] ? [[name, terminal.env[name]]] : [])),
  );
  return perform(terminal, 'config.state', { given }, {});
}

function print({ t, out }: Terminal, { name, value, from, state, reason, advice }: SettingLine): void {
  out(
    t('cli.config.line', {
      state: t(`cli.doctor.state.${state}`),
      name,
      value: value ?? t('cli.config.unset'),
      from: t(`cli.config.from.${from}`),
    }),
  );
  if (reason) out(`    ${reason}\n    ${advice}`);
}
