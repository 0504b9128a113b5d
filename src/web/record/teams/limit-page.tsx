import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { ownTeams } from '../../../accounts/teams/teams.ts';
import { AppError } from '../../../platform/errors.ts';
import { headlinesOf } from '../../../publishing/articles/headlines.ts';
import { refOf } from '../../../record/refs.ts';
import { limitableKinds, limitedWith, limitItem, teamsOf, type OpenItem } from '../../../record/teams/limit-item.ts';
import { teamsRefused } from '../../../record/teams/others-work.ts';
import { openedWith } from '../../../record/teams/reasons.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { group } from '../../../platform/text/group.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { actionRoute } from '../actions/act-page.tsx';
import { briefTitle, deskList, deskPage } from '../desk/links.ts';
import { loadThing } from '../show/load-thing.ts';
import { BriefLine } from '../show/parts.tsx';
import { askFirst } from './team-field.ts';

/** The value of the option “Everyone at the desk”. */
const everyone = 'desk';
/** The maximum number of items that the page names for each reason why they cannot be limited. */
const maxNamed = 20;

const limitForm = defineForm({
  name: 'limit',
  schema: z.object({ team: z.string().regex(/^(?:desk|\d{1,15})$/), why: whySchema }),
  fields: { team: { kind: 'radio', label: 'record.teams.who' }, why: whyField },
});

/** The page that limits an item to a team, or lifts the limit. It says which other items this affects. */
export const limitPages: Pages = (web) => {
  formPage(web, actionRoute('limit'), {
    operation: limitItem,
    load: async ({ app, db, t, principal, params: { kind, number } }) => {
      const { thing } = await loadThing(db, kind, number);
      if (!limitableKinds.includes(thing.kind)) throw new AppError('not_found');
      const [article] = thing.kind === 'article' ? await headlinesOf(db, [number]) : [];
      const title = article?.headline || briefTitle(t, (await loadBriefs(db, [thing.id], 'desk')).get(thing.id)!);
      const { own, others } = await teamsOf(db, thing.id);
      const mine = await ownTeams(db, principal);
      const refused = await teamsRefused(
        app.db,
        thing.id,
        principal,
        mine.map((team) => team.id).filter((team) => team !== own?.id),
      );
      const teams = own && !mine.some((team) => team.id === own.id) ? [{ ...own, unconfirmed: [] }, ...mine] : mine;
      const { counts, open } = await limitedWith(db, thing.id);
      const reasons = group(open.map((one) => [reasonOf(one), one] as const));
      const briefs = await loadBriefs(
        db,
        [...reasons.values()].flatMap((items) => items.slice(0, maxNamed).map((one) => one.id)),
        'desk',
      );
      return {
        thing,
        title,
        own,
        others,
        teams: teams.filter((team) => !refused.includes(team.id)),
        refused: mine.filter((team) => refused.includes(team.id)),
        counts: withoutItself(counts, thing.kind),
        open: [...reasons].map(([reason, items]) => ({
          reason,
          count: items.length,
          named: items.flatMap((one) => briefs.get(one.id) ?? []),
        })),
        names: open.some((one) => one.id !== thing.id),
        opening: own ? await openedWith(db, thing.id) : null,
      };
    },
    form: limitForm,
    title: ({ t, view }) => t('record.teams.limit_title', { title: view.title }),
    crumb: 'record.teams.who',
    crumbs: ({ t, view: { thing, title } }) => [
      {
        label: t(`record.desk.kinds.${thing.kind}`),
        href: thing.kind === 'article' ? routes.desk.articles() : deskList(thing.kind),
      },
      { label: title, href: deskPage(thing) },
    ],
    lead: 'record.teams.limit_lead',
    save: 'record.desk.save',
    home: ({ view }) => deskPage(view.thing)!,
    version: ({ view }) => view.thing.version,
    values: ({ view }) => ({ team: view.own ? String(view.own.id) : everyone }),
    options: ({ t, view }) => ({
      team: [
        { value: everyone, label: 'record.teams.everyone' },
        ...view.teams.map((team) => ({
          value: String(team.id),
          text: t('record.teams.team', { name: team.name }),
          // The current team has no note, because its members already see the item.
          note: team.id === view.own?.id ? undefined : askFirst(t, team),
        })),
      ],
    }),
    body: (form, { t, view: { own, others, teams, refused, counts, open, names, opening } }) => {
      if (teams.length + refused.length === 0)
        return (
          <Notice title={t('accounts.teams.none')}>
            <p>{t('accounts.teams.none_lead')}</p>
          </Notice>
        );
      if (open.length)
        return (
          <Notice kind="warning" title={t('record.teams.open')}>
            {names ? <p>{t('record.teams.open_lead')}</p> : null}
            {open.map((one) => (
              <OpenItems {...one} />
            ))}
          </Notice>
        );
      const unable = refused.length ? (
        <Notice title={t('record.teams.refused', { teams: refused.map((team) => team.name).join(', ') })}>
          <p>{t('record.teams.refused_lead')}</p>
        </Notice>
      ) : null;
      if (teams.length === 0) return unable;
      return (
        <>
          {unable}
          {opening ? (
            <Consequences title={t('record.teams.opens')} none={t('record.teams.opens_alone')} counts={opening.counts}>
              <p>{t(opening.opens ? 'record.teams.opens_lead' : 'record.teams.opens_not', { team: own!.name })}</p>
            </Consequences>
          ) : null}
          <Consequences title={t('record.teams.limits')} none={t('record.teams.limits_alone')} counts={counts}>
            <p>{t('record.teams.limits_lead')}</p>
          </Consequences>
          {others.length ? (
            <p>{t('record.teams.others', { teams: others.map((team) => team.name).join(', ') })}</p>
          ) : null}
          {form}
        </>
      );
    },
    submit: ({ team, why }, { run, view, version }) =>
      run(limitItem, { thing: refOf(view.thing), team: team === everyone ? null : team, version }, why),
  });
};

/** The last part of the key of the message that says why an item cannot be limited. */
const reasonOf = ({ kind, why }: OpenItem): string =>
  why === 'sent' || (why === 'public' && kind === 'article') ? kind : why;

function OpenItems({ reason, count, named }: { reason: string; count: number; named: readonly Brief[] }) {
  const t = useWords();
  return (
    <>
      <p>{t(`record.teams.open.${reason}`, { count })}</p>
      <ul>
        {named.map((brief) => (
          <li>
            <BriefLine brief={brief} /> <span class="muted">{t(`record.desk.kind.${brief.kind}`)}</span>
          </li>
        ))}
      </ul>
      {count > named.length ? <p>{t('record.desk.history.and_more', { count: count - named.length })}</p> : null}
    </>
  );
}

type Counts = readonly { kind: ThingKind; count: number }[];

/** The numbers of items of each kind, not counting the item itself, which is of this `kind`. */
const withoutItself = (counts: Counts, kind: ThingKind): Counts =>
  counts.flatMap((one) => (one.kind !== kind ? [one] : one.count > 1 ? [{ kind, count: one.count - 1 }] : []));

/** How many items of a kind, in words: "Claims: 3". */
export const countWords = (t: Translate, { kind, count }: Counts[number]): string =>
  t('record.teams.count', { kind: t(`record.desk.kinds.${kind}`), count });

function Consequences({
  title,
  none,
  counts,
  children,
}: {
  title: string;
  none: string;
  counts: Counts;
  children: Child;
}) {
  const t = useWords();
  return (
    <section class="panel">
      <h2>{title}</h2>
      {children}
      {counts.length ? (
        <ul>
          {counts.map((one) => (
            <li>{countWords(t, one)}</li>
          ))}
        </ul>
      ) : (
        <p class="muted">{none}</p>
      )}
    </section>
  );
}
