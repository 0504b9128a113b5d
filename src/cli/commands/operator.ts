import type { Command } from 'commander';
import type { JobsOptions } from '../actions/jobs.ts';
import type { Terminal } from '../terminal.ts';
import { commonOptions, type RecordOptions } from './options.ts';

/** Commands for operators: `doctor`, `config`, `erased`, `jobs`, `clock`. */
export function operatorCommands(program: Command, terminal: Terminal): void {
  const { t } = terminal;
  const { json, as, why, describe } = commonOptions(t);
  describe(program.command('doctor'), 'doctor')
    .addOption(json())
    .action(async (options: { json?: boolean }) => (await import('../actions/doctor.ts')).doctor(terminal, options));

  describe(program.command('clock'), 'clock')
    .option('--accept', t('cli.clock.accept'))
    .addOption(as())
    .addOption(why())
    .addOption(json())
    .action(async (options: RecordOptions & { accept?: boolean }) =>
      (await import('../actions/clock.ts')).clock(terminal, options),
    );

  describe(program.command('erased'), 'erased')
    .option('--now', t('cli.erased.now'))
    .addOption(as())
    .addOption(json())
    .action(async (options: RecordOptions & { now?: boolean }) =>
      (await import('../actions/erased.ts')).listErased(terminal, options),
    );

  const config = program.command('config').description(t('cli.config.about'));
  describe(config.command('check'), 'config.check')
    .addOption(json())
    .action(async (options: RecordOptions) => (await import('../actions/config.ts')).checkConfig(terminal, options));

  const jobs = program.command('jobs').description(t('cli.jobs.about'));
  describe(jobs.command('list', { isDefault: true }), 'jobs.list')
    .option('--queue <name>', t('cli.jobs.list.queue'))
    .option('--all', t('cli.jobs.list.all'))
    .addOption(as())
    .addOption(json())
    .action(async (options: JobsOptions) => (await import('../actions/jobs.ts')).listJobs(terminal, options));
  for (const act of ['retry', 'drop'] as const)
    describe(jobs.command(act), `jobs.${act}`)
      .argument('<id>', t('cli.jobs.id'))
      .addOption(as())
      .addOption(why())
      .addOption(json())
      .action(async (id: string, options: RecordOptions) =>
        (await import('../actions/jobs.ts')).changeJob(terminal, act, id, options),
      );
  for (const group of [config, jobs]) group.helpCommand(false);
}
