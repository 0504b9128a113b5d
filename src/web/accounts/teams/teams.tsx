import { changeTeam, createTeam } from '../../../accounts/teams/change-team.ts';
import { confirmMember } from '../../../accounts/teams/suspend.ts';
import { couldKnowPassword, listTeams, membersOf, type Team } from '../../../accounts/teams/teams.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { mayRun, type Principal } from '../../../platform/operation.ts';
import { loadTeamItems } from '../../../record/teams/items.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import type { Option } from '../../kit/forms/form.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { buttonRoute, changePage, formPage } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import { Section, BriefLine } from '../../record/show/parts.tsx';
import { pageNumber, routes } from '../../routes.ts';
import { newTeamForm, teamForm } from './forms.ts';

const perPage = 50;

/** The team with this number, if the person can see it. @throws AppError `not_found` */
async function teamAt(db: Reader, principal: Principal, number: number): Promise<Team> {
  const team = (await listTeams(db, principal)).find((one) => one.id === number);
  if (!team) throw new AppError('not_found');
  return team;
}

/**
 * The people who can be in a team, as options. Members with closed accounts are options until someone removes them.
 * `toAsk` contains the people outside the team whose password an administrator could know. The note of their option
 * says to ask them first whether they chose the password themselves.
 */
async function people(
  db: Reader,
  note: (name: string) => string,
  members: readonly number[] = [],
): Promise<{ options: Option[]; toAsk: number[] }> {
  const rows = await db
    .selectFrom('account')
    .select(['id', 'name', 'email'])
    .select(couldKnowPassword.as('ask'))
    .where((eb) => eb.or([eb('disabled_at', 'is', null), eb('id', 'in', members.length ? members : [0])]))
    .orderBy('name')
    .execute();
  const toAsk = rows.flatMap((one) => (one.ask && !members.includes(one.id) ? [one.id] : []));
  return {
    toAsk,
    options: rows.map((one) => ({
      value: String(one.id),
      text: `${one.name} (${one.email})`,
      note: toAsk.includes(one.id) ? note(one.name) : undefined,
    })),
  };
}

/**
 * The pages of the signed-in person's teams, and of the items that are limited to them. Administrators see the names
 * and members of all teams, but no items.
 */
export const teamPages: Pages = (web) => {
  listPage(web, routes.desk.teams, {
    title: 'accounts.teams.title',
    load: async ({ db, principal }) => ({ rows: await listTeams(db, principal) }),
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    add: ({ t, may }) => may(createTeam) && { href: routes.desk.newTeam(), label: t('accounts.teams.new') },
    lead: ({ t, may }) => t(may(createTeam) ? 'accounts.teams.lead_all' : 'accounts.teams.lead'),
    caption: ({ t, total }) => t('accounts.teams.caption', { count: total }),
    columns: [
      {
        head: 'accounts.teams.name',
        cell: (team) => <a href={routes.desk.team({ number: team.id })}>{team.name}</a>,
      },
      { head: 'accounts.teams.members', cell: (team) => team.members, numeric: true },
      {
        head: 'accounts.teams.yours',
        cell: (team, { t }) =>
          team.closed ? (
            <Pill shape="withdrawn">{t('accounts.teams.is_closed')}</Pill>
          ) : (
            t(`accounts.teams.is_${team.isMember ? 'member' : team.isSuspended ? 'suspended' : 'outside'}`)
          ),
      },
    ],
    empty: ({ may }) => ({
      title: 'accounts.teams.none',
      text: may(createTeam) ? 'accounts.teams.none_yet' : 'accounts.teams.none_lead',
    }),
  });

  formPage(web, routes.desk.newTeam, {
    operation: createTeam,
    load: ({ db, t }) => people(db, (name) => t('accounts.teams.ask_new', { name })),
    form: newTeamForm,
    title: 'accounts.teams.new',
    crumbs: ({ t }) => [{ label: t('accounts.teams.title'), href: routes.desk.teams() }],
    lead: 'accounts.teams.new_lead',
    save: 'accounts.teams.create',
    home: () => routes.desk.teams(),
    options: ({ view }) => ({ members: view.options }),
    submit: async (input, { run }) => {
      const { id } = await run(createTeam, input);
      return routes.desk.team({ number: id });
    },
  });

  detailPage(web, routes.desk.team, async ({ c, t, db, principal, params: { number } }) => {
    const team = await teamAt(db, principal, number);
    const members = await membersOf(db, number);
    const at = pageNumber(new URL(c.req.url));
    const { items, total } = team.isMember
      ? await loadTeamItems(db, { team: number, limit: perPage, offset: (at - 1) * perPage })
      : { items: [], total: 0 };
    return {
      title: team.name,
      crumbs: [
        { label: t('site.desk.home.title'), href: routes.desk.home() },
        { label: t('accounts.teams.title'), href: routes.desk.teams() },
      ],
      actions: team.closed ? <Pill shape="withdrawn">{t('accounts.teams.is_closed')}</Pill> : null,
      links: [
        { href: routes.desk.editTeam({ number }), label: t('accounts.teams.change') },
        { href: routes.desk.historyOf({ kind: 'team', number }), label: t('record.desk.history.title') },
      ],
      body: (
        <>
          <Section id="members" title={t('accounts.teams.members')}>
            <ul class="list">
              {members.map((member) => (
                <li>
                  {member.name}
                  {member.id === principal.accountId ? <span class="muted"> {t('accounts.teams.you')}</span> : null}
                  {member.suspended || member.unconfirmed ? (
                    <>
                      {' '}
                      <Pill shape="warning">
                        {t(`accounts.teams.is_${member.suspended ? 'suspended' : 'unconfirmed'}`)}
                      </Pill>{' '}
                      {team.isMember && member.id !== principal.accountId ? (
                        <ActButton
                          action={routes.desk.confirmMember({ number, account: String(member.id) })}
                          label={t('accounts.teams.confirm', { name: member.name })}
                        />
                      ) : null}
                    </>
                  ) : null}
                </li>
              ))}
            </ul>
            {members.some((member) => member.suspended) ? <p class="hint">{t('accounts.teams.confirm_hint')}</p> : null}
            {members.some((member) => member.unconfirmed) ? <p class="hint">{t('accounts.teams.ask_hint')}</p> : null}
            {members.length ? null : <p class="muted">{t('accounts.teams.nobody')}</p>}
          </Section>
          <Section id="items" title={t('accounts.teams.items', { count: total })}>
            {team.isMember ? (
              items.length ? (
                <>
                  <p class="muted">{t('accounts.teams.items_lead')}</p>
                  <ul class="list">
                    {items.map((brief) => (
                      <li>
                        <BriefLine brief={brief} /> <span class="muted">{t(`record.desk.kind.${brief.kind}`)}</span>
                      </li>
                    ))}
                  </ul>
                  <Pagination
                    page={at}
                    pages={Math.ceil(total / perPage)}
                    href={(to) => routes.desk.team({ number }, { page: to > 1 ? to : undefined })}
                  />
                </>
              ) : (
                <Empty title={t('accounts.teams.no_items')}>{t('accounts.teams.no_items_lead')}</Empty>
              )
            ) : (
              <p>{t(team.isSuspended ? 'accounts.teams.suspended' : 'accounts.teams.outside')}</p>
            )}
          </Section>
        </>
      ),
    };
  });

  buttonRoute(web, routes.desk.confirmMember, {
    operation: confirmMember,
    act: ({ run, params: { number, account } }) => run(confirmMember, { team: number, account }),
    home: ({ params: { number } }) => routes.desk.team({ number }),
  });

  changePage(web, routes.desk.editTeam, {
    operation: changeTeam,
    load: async ({ db, t, principal, params: { number } }) => {
      const team = await teamAt(db, principal, number);
      const members = (await membersOf(db, number)).map((member) => member.id);
      const ask = team.isMember ? 'accounts.teams.ask_to_add' : 'accounts.teams.ask_new';
      return { ...team, people: members, ...(await people(db, (name) => t(ask, { name }), members)) };
    },
    form: teamForm,
    title: ({ t, view }) => t('accounts.teams.change_title', { name: view.name }),
    crumb: 'accounts.teams.change',
    crumbs: ({ t, view }) => [
      { label: t('accounts.teams.title'), href: routes.desk.teams() },
      { label: view.name, href: routes.desk.team({ number: view.id }) },
    ],
    lead: 'accounts.teams.change_lead',
    save: 'record.desk.save',
    home: ({ params }) => routes.desk.team(params),
    options: ({ view }) => ({ members: view.options }),
    values: ({ view }) => ({
      name: view.name,
      members: view.people,
      asked: view.toAsk.join(','),
      closed: view.closed,
    }),
    submit: async ({ why, ...input }, { run, params, version, principal }) => {
      await run(changeTeam, { team: params.number, version, ...input }, why);
      const stays = input.members.includes(String(principal.accountId)) || mayRun(principal, createTeam);
      return stays ? routes.desk.team(params) : routes.desk.teams();
    },
  });
};
