import {
  defaultLocale,
  interfaceLocales,
  messages,
  type InterfaceLocale,
  type Translate,
} from '../platform/messages/messages.ts';
import type { Progress } from '../platform/socket/lines.ts';
import { forTerminal } from '../platform/text/for-terminal.ts';
import { CliError } from './failures.ts';

/**
 * The output of a command: results on standard output, everything else on standard error. Control characters in it are
 * made visible.
 */
export type Terminal = {
  t: Translate;
  locale: InterfaceLocale;
  env: NodeJS.ProcessEnv;
  out(text: string): void;
  /** Prints text that must not be lost. @throws CliError `output_closed` if nothing reads the output */
  deliver(text: string): Promise<void>;
  json(value: unknown): void;
  err(text: string): void;
  /** Prints a line about progress, which the next call overwrites. Prints nothing if the output is not a terminal. */
  progress(progress: Progress): void;
  /**
   * Returns a signal that is aborted at the first Ctrl-C, SIGTERM or SIGHUP. The process then continues, and only the
   * second one ends it.
   */
  interrupted(): AbortSignal;
};

/** The language of a terminal, from the first of LC_ALL, LC_MESSAGES and LANG that is set, such as `ru_RU.UTF-8`. */
export function terminalLocale(env: NodeJS.ProcessEnv): InterfaceLocale {
  const named = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  const language = /^[a-z]+/.exec(named)?.[0];
  return interfaceLocales.find((locale) => locale === language) ?? defaultLocale;
}

export function openTerminal(): Terminal {
  const locale = terminalLocale(process.env);
  const t = messages(locale);
  let shown = false;
  let stop: AbortController | undefined;
  const clear = (): void => {
    if (shown) process.stderr.write('\r\u001b[K');
    shown = false;
  };
  // It is no error if the program that reads the output, such as `head`, stops early.
  let delivering = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!delivering) process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  return {
    t,
    locale,
    env: process.env,
    out(text) {
      clear();
      process.stdout.write(`${forTerminal(text)}\n`);
    },
    async deliver(text) {
      clear();
      delivering = true;
      const error = await new Promise<Error | null | undefined>((resolve) =>
        process.stdout.write(`${forTerminal(text)}\n`, resolve),
      );
      if (error) throw new CliError('output_closed', { reason: error.message });
      delivering = false;
    },
    json(value) {
      clear();
      process.stdout.write(`${forTerminal(JSON.stringify(value, null, 2))}\n`);
    },
    err(text) {
      clear();
      process.stderr.write(`${forTerminal(text)}\n`);
    },
    progress({ phase, done, total }) {
      if (!process.stderr.isTTY) return;
      const words = t(phase);
      const text =
        done === undefined || total === undefined
          ? `${words} …`
          : t('cli.progress.counted', { phase: words, done, total });
      process.stderr.write(`\r\u001b[K${text}`);
      shown = true;
    },
    interrupted() {
      if (stop) return stop.signal;
      const controller = new AbortController();
      stop = controller;
      let first = 0;
      const onSignal = (): void => {
        if (!controller.signal.aborted) {
          first = performance.now();
          controller.abort();
          return;
        }
        // The terminal sends Ctrl-C to this process, and npm forwards it again, so one key press can arrive twice.
        if (performance.now() - first > 300) process.exit(130);
      };
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
      return controller.signal;
    },
  };
}
