import type { Translate } from '../../platform/messages/messages.ts';
import type { Item } from '../../work/load-work.ts';
import type { Priority } from '../../work/tables.ts';
import { refOf } from '../../record/refs.ts';
import { Pill } from '../kit/components/values.tsx';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { briefTitle, deskPage } from '../record/desk/links.ts';
import { BriefLine } from '../record/show/parts.tsx';

export const itemTitle = (t: Translate, item: Item): string =>
  item.kind === 'thing'
    ? briefTitle(t, item.brief)
    : item.kind === 'draft'
      ? item.title
      : t('work.proposal_about', { title: item.things ? briefTitle(t, item.things) : String(item.id) });

/** The item of an assignment or a notice: a link, and its kind. */
export function ItemLine({ item, href }: { item: Item; href?: string }) {
  const { t } = useView();
  if (item.kind === 'proposal') return <a href={itemPage(item)}>{itemTitle(t, item)}</a>;
  return (
    <>
      {item.kind === 'thing' && !href ? (
        <BriefLine brief={item.brief} />
      ) : (
        <a href={href ?? itemPage(item)}>{itemTitle(t, item)}</a>
      )}{' '}
      <span class="muted">{t(item.kind === 'draft' ? 'work.kind.draft' : `record.desk.kind.${item.brief.kind}`)}</span>
    </>
  );
}

/** A priority, unless it is `normal`. */
export function PriorityPill({ priority }: { priority: Priority }) {
  const { t } = useView();
  return priority === 'normal' ? null : (
    <Pill kind={priority === 'high' ? 'strong' : 'plain'}>{t(`work.priority.${priority}`)}</Pill>
  );
}

/** The ref of an item, such as `case/12` or `draft/5`. */
export const itemRef = (item: Item): string => (item.kind === 'thing' ? refOf(item.brief) : `${item.kind}/${item.id}`);

/** The address of the page that assigns an item to someone. */
export const assignPage = (ref: string): string => {
  const [kind, number] = ref.split('/') as [string, string];
  return routes.desk.assign({ kind, number: Number(number) });
};

export const itemPage = (item: Item): string =>
  item.kind === 'draft'
    ? routes.desk.draft({ id: String(item.id) })
    : item.kind === 'proposal'
      ? `${routes.desk.proposals({ state: item.state })}#proposal-${item.id}`
      : (deskPage(item.brief) ?? routes.desk.home());
