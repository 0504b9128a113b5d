import type { Child } from 'hono/jsx';
import { currentViewer } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { limitableKinds, teamsOf } from '../../../record/teams/limit-item.ts';
import { listOpenings, type Opening } from '../../../record/teams/openings.ts';
import { limitedBecause } from '../../../record/teams/reasons.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { Table } from '../../kit/components/page-parts.tsx';
import { TeamBadge } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../history/when.tsx';
import { BriefLine, Section } from '../show/parts.tsx';

type Item = { id: number; kind: ThingKind; number: number };
type Reasons = Awaited<ReturnType<typeof limitedBecause>>;

/**
 * Who can see a limited item. `own`: the team to which the item itself is limited. `others`: the teams to which it is
 * limited because of other items (`because`). `openings`: the latest openings of the item. `opened`: the number of all
 * openings.
 */
export type Limited = {
  item: Item;
  own: { id: number; name: string } | null;
  others: readonly { id: number; name: string }[];
  because: Reasons;
  openings: readonly Opening[];
  opened: number;
};

/** Loads who can see a limited item. Null if the item is not limited, or if the person cannot see any limited item. */
export async function loadLimited(db: Reader, item: Item): Promise<Limited | null> {
  if (!currentViewer()?.sees) return null;
  const { own, others } = await teamsOf(db, item.id);
  if (!own && others.length === 0) return null;
  const { openings, total } = await listOpenings(db, item.id);
  return { item, own, others, because: await limitedBecause(db, item.id), openings, opened: total };
}

const namesOf = ({ own, others }: Limited): string[] => [
  ...(own ? [own.name] : []),
  ...others.map((team) => team.name),
];

/** The badge of a limited item: the names of its teams, with a link to `LimitedSection`. */
export function LimitedBadge({ limited }: { limited: Limited | null }) {
  return <TeamBadge teams={limited ? namesOf(limited) : []} href="#who" />;
}

/** Whether the signed-in person can select who sees an item. */
const isChosen = ({ kind }: Item): boolean => limitableKinds.includes(kind) && Boolean(currentViewer()?.teams.length);

/** The address of the page on which the person selects who sees an item. Null if the person cannot do this. */
export const limitLink = (item: Item): string | null =>
  isChosen(item) ? routes.desk.act({ kind: item.kind, number: item.number, act: 'limit' }) : null;

/** Who can see a limited item and why, and who has opened it. */
export function LimitedSection({ limited }: { limited: Limited | null }): Child {
  const { t } = useView();
  if (!limited) return null;
  const { item, own, because, openings, opened } = limited;
  const change = limitLink(item);
  return (
    <Section
      id="who"
      title={t('record.teams.who')}
      action={
        change ? (
          <a class="button small" href={change}>
            {t('record.desk.change')}
          </a>
        ) : undefined
      }
    >
      <p>{t('record.teams.lead', { count: namesOf(limited).length, teams: namesOf(limited).join(', ') })}</p>
      {because.length ? (
        <>
          <p>{t(own ? 'record.teams.because_too' : 'record.teams.because')}</p>
          <ul class="list">
            {because.map((one) => (
              <li>
                <BriefLine brief={one.of} /> <span class="muted">{one.team}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {openings.length ? (
        <>
          <Table
            caption={t('record.teams.opened_caption', { count: opened })}
            head={[t('record.teams.opened'), t('record.teams.opened_when')]}
            rows={openings.map((one) => [one.name, <When at={one.at} />])}
          />
          {opened > openings.length ? (
            <p class="muted">{t('record.teams.opened_more', { shown: openings.length })}</p>
          ) : null}
        </>
      ) : (
        <p class="muted">{t('record.teams.opened_none')}</p>
      )}
      <p class="hint">{t('record.teams.opened_hint')}</p>
    </Section>
  );
}
