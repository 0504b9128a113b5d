import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { readConfig, type Config } from '../platform/config/config.ts';
import { openInstallation } from '../platform/installation.ts';
import { callServer, dial } from '../platform/socket/client.ts';
import { announcedSocket } from '../platform/socket/path.ts';
import type { CallName, InputOf, ResultOf } from './calls/index.ts';
import { CliError, exits } from './failures.ts';
import type { RecordOptions } from './commands/options.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs a call in the running server, or, if there is none, in this process. Ctrl-C cancels it. `data` receives the
 * bytes that a call streams.
 * @throws AppError the errors of the call; `data_locked` if a process other than a server uses the data directory;
 *   `data_copied`
 */
export async function perform<Name extends CallName>(
  terminal: Terminal,
  name: Name,
  input: InputOf<Name>,
  options: Pick<RecordOptions, 'as' | 'why'> & { makesData?: boolean; data?(bytes: Uint8Array): Promise<void> },
): Promise<ResultOf<Name>> {
  const config = readConfig(terminal.env);
  const signal = terminal.interrupted();
  const progress = terminal.progress.bind(terminal);
  const call = { command: name, as: options.as || null, input, why: options.why ?? null };

  const hasData = Boolean(config.databaseUrl) || existsSync(join(config.dataDir, 'db'));
  if (options.makesData || hasData) openInstallation(config.dataDir);
  const place = announcedSocket(config.dataDir);
  const socket = place ? await dial(place.path) : null;
  if (socket) {
    if (place!.version !== version) throw new CliError('other_version', { server: place!.version, client: version });
    progress({ phase: 'cli.progress.connecting' });
    return (await callServer(socket, { version, ...call }, { signal, progress, data: options.data })) as ResultOf<Name>;
  }

  if (!options.makesData && !hasData) throw new CliError('no_data', { path: config.dataDir });
  progress({ phase: 'cli.progress.opening' });
  const [{ openApp }, { composeModules }, { answerCall }] = await Promise.all([
    import('../platform/app.ts'),
    import('./compose.ts'),
    import('./calls/index.ts'),
  ]);
  const open = await openApp(config, { ...composeModules(), upgrading: progress });
  try {
    return (await answerCall(open.app, call, {
      signal,
      progress,
      send: async (bytes) => options.data?.(bytes),
      address: addressOf(config),
    })) as ResultOf<Name>;
  } finally {
    await open.close();
  }
}

/** The public URL of the site according to the settings. */
export function addressOf(config: Config, port: number = config.port): string {
  if (config.publicUrl) return config.publicUrl;
  const anywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = anywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return `http://${host}:${port}`;
}

/** @throws CliError if no account is named, because the action must have an author */
export function needAccount(options: Pick<RecordOptions, 'as'>): void {
  if (!options.as) throw new CliError('no_as', {}, exits.usage);
}
