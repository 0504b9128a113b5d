import { Option, type Command } from 'commander';
import type { Translate } from '../../platform/messages/messages.ts';

/** Options of commands that use the record. */
export type RecordOptions = { as?: string; why?: string; json?: boolean };

/** The options that many commands have. `describe` adds the summary and the description of a command. */
export const commonOptions = (t: Translate) => ({
  json: (): Option => new Option('--json', t('cli.option.json')),
  as: (): Option => new Option('--as <email>', t('cli.option.as')).env('KRONIKA_AS'),
  why: (): Option => new Option('--why <reason>', t('cli.option.why')),
  team: (): Option => new Option('--team <name>', t('cli.option.team')),
  describe: (command: Command, key: string): Command =>
    command.summary(t(`cli.${key}.about`)).description(t(`cli.${key}.long`)),
});
