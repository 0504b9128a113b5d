import { CliError, exits } from '../failures.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

export async function listTeams(terminal: Terminal, options: RecordOptions): Promise<void> {
  const teams = await perform(terminal, 'teams.list', {}, options);
  if (options.json) return terminal.json(teams);
  if (teams.length === 0) terminal.out(terminal.t('cli.teams.list.none'));
  for (const { name, closed, members, unconfirmed } of teams) {
    terminal.out(
      terminal.t('cli.teams.list.line', { name, members: members.join(', '), state: closed ? 'closed' : 'open' }),
    );
    listPeopleToAsk(terminal, unconfirmed);
  }
}

/** Prints the names of people whom the operator should ask whether they chose their passwords themselves. */
function listPeopleToAsk(terminal: Terminal, people: readonly string[]): void {
  if (people.length) terminal.out(terminal.t('cli.teams.ask', { people: people.join(', '), count: people.length }));
}

export async function createTeam(
  terminal: Terminal,
  name: string,
  options: RecordOptions & { member: string[] },
): Promise<void> {
  const made = await perform(terminal, 'teams.create', { name, members: options.member }, options);
  if (options.json) return terminal.json(made);
  terminal.out(terminal.t('cli.teams.create.done', { name }));
  listPeopleToAsk(terminal, made.ask);
}

/** Adds people to a team, or removes them. */
export async function changeTeam(
  terminal: Terminal,
  team: string,
  change: { add?: string[]; remove?: string[] },
  options: RecordOptions,
): Promise<void> {
  const { members, ask } = await perform(terminal, 'teams.change', { team, ...change }, options);
  if (options.json) return terminal.json({ members, ask });
  terminal.out(terminal.t('cli.teams.change.done', { name: team, members: members.join(', ') || 'none' }));
  listPeopleToAsk(terminal, ask);
}

export async function limit(
  terminal: Terminal,
  ref: string,
  team: string | undefined,
  options: RecordOptions & { open?: boolean },
): Promise<void> {
  if ((team === undefined) === !options.open) throw new CliError('limit_either', {}, exits.usage);
  const done = await perform(terminal, 'limit', { ref, team: team ?? null }, options);
  if (options.json) return terminal.json(done);
  terminal.out(
    team === undefined
      ? terminal.t('cli.limit.opened', { ref })
      : terminal.t('cli.limit.done', { ref, team, count: done.with }),
  );
  listPeopleToAsk(terminal, done.unconfirmed);
}
