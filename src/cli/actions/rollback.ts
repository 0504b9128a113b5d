import { createInterface } from 'node:readline/promises';
import { sql } from 'kysely';
import { acceptIn } from '../../platform/clock/note-time.ts';
import { minute } from '../../platform/clock/clock.ts';
import { readConfig } from '../../platform/config/config.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { isRollingBack, ownInstallation, readInstallation } from '../../platform/installation.ts';
import { rollBack, type RollbackPlan } from '../../platform/upgrade/rollback.ts';
import { eraseRowsAgain } from '../../record/protection/erase-again.ts';
import { composeModules } from '../compose.ts';
import { CliError, exits } from '../failures.ts';
import type { Terminal } from '../terminal.ts';

/** Restores the database as it was before the last upgrade. */
export async function rollback(terminal: Terminal, options: { yes?: boolean; json?: boolean }): Promise<void> {
  const { t } = terminal;
  const config = readConfig(terminal.env);
  const { dataDir } = config;
  if (!readInstallation(dataDir)) throw new CliError('no_data', { path: dataDir });
  ownInstallation(dataDir);
  if (!isRollingBack(dataDir) && !options.yes && (options.json || !process.stdin.isTTY))
    throw new CliError('rollback_yes', {}, exits.usage);
  const signal = terminal.interrupted();
  const done = await rollBack(config, {
    jobs: composeModules().jobs,
    signal,
    progress: terminal.progress.bind(terminal),
    confirm: (plan) => confirm(terminal, plan, options),
    async loaded(tx) {
      await endSessions(tx);
      // The newest noted time in the restored database is that of the copy. Unless the present time is accepted here,
      // the clock could count as jumped.
      await acceptIn(tx, dataDir, new Date());
    },
    erasing: eraseRowsAgain,
  });
  if (!done) throw new CliError('rollback_none', { path: dataDir });
  const { plan, erased } = done;
  if (options.json) return terminal.json({ ...plan, erased, finished: plan === null });
  if (!plan) return terminal.out(t('cli.rollback.finished'));
  terminal.out(t('cli.rollback.done', { at: minute(new Date(plan.at)), before: plan.before }));
  terminal.out(t('cli.rollback.file', { changes: plan.changes, file: plan.file }));
  if (erased) terminal.out(t('cli.rollback.erased', { rows: erased }));
}

/** Prints what will happen, and asks for confirmation. @throws CliError `rollback_declined` */
async function confirm(
  terminal: Terminal,
  { at, changes, file }: RollbackPlan,
  { yes, json }: { yes?: boolean; json?: boolean },
): Promise<void> {
  const { t } = terminal;
  if (!json) terminal.err(t('cli.rollback.plan', { at: minute(new Date(at)), changes, file }));
  if (yes) return;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => asking.once('close', () => resolve('')));
  const answer = await Promise.race([asking.question(`${t('cli.rollback.ask')} `), ended]).finally(() =>
    asking.close(),
  );
  if (answer.trim() !== 'yes') throw new CliError('rollback_declined');
}

/** Ends all sessions, because someone may have ended one since the copy. Old databases lack some of these tables. */
async function endSessions(tx: Tx): Promise<void> {
  for (const table of ['session', 'half_session']) {
    const { rows } = await sql<{ there: boolean }>`select to_regclass(${table}) is not null as there`.execute(tx);
    if (rows[0]!.there) await sql`delete from ${sql.table(table)}`.execute(tx);
  }
}
