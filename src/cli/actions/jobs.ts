import { minute } from '../../platform/clock/clock.ts';
import { maxListed } from '../../platform/jobs/list-jobs.ts';
import type { RecordOptions } from '../commands/options.ts';
import { perform } from '../perform.ts';
import type { Terminal } from '../terminal.ts';

export type JobsOptions = RecordOptions & { queue?: string; all?: boolean };

/** Prints the queues with jobs, or all, and the jobs that have failed or wait for a retry. */
export async function listJobs(terminal: Terminal, options: JobsOptions): Promise<void> {
  const { t } = terminal;
  const { queues, jobs } = await perform(terminal, 'jobs.list', { queue: options.queue, all: options.all }, options);
  if (options.json) return terminal.json({ queues, jobs });
  if (!queues.length) return terminal.out(t('cli.jobs.list.none'));
  const when = (at: string | null): string => (at ? minute(new Date(at)) : t('cli.clock.none'));
  for (const { since, lastDone, ...queue } of queues) {
    terminal.out(t('cli.jobs.list.queue_line', { ...queue, done: when(lastDone) }));
    if (since) terminal.out(t('cli.jobs.list.since', { since: when(since) }));
  }
  if (jobs.length) terminal.out(`\n${t('cli.jobs.list.jobs')}`);
  for (const { id, queue, state, tries, code, next } of jobs) {
    terminal.out(t(`cli.jobs.list.${state}`, { id, queue, tries, next: when(next) }));
    if (code) terminal.out(`    ${code}`);
  }
  if (jobs.length === maxListed) terminal.out(t('cli.jobs.list.more', { count: maxListed }));
}

export async function changeJob(
  terminal: Terminal,
  act: 'retry' | 'drop',
  id: string,
  options: RecordOptions,
): Promise<void> {
  const done = await perform(terminal, `jobs.${act}`, { id }, options);
  if (options.json) terminal.json(done);
  else terminal.out(terminal.t(`cli.jobs.${act}.done`, done));
}
