import type { Item } from '../../work/load-work.ts';
import { refOf } from '../../record/refs.ts';
import type { Brief } from '../../record/views/briefs.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { briefTitle, deskPage } from '../record/desk/links.ts';
import { BriefLine } from '../record/show/parts.tsx';

/** The item of an assignment or a notice, with its link and its kind. */
export function ItemLine({ item, href }: { item: Item; href?: string }) {
  const { t } = useView();
  if (item.kind === 'draft')
    return (
      <>
        <a href={routes.desk.draft({ id: String(item.id) })}>{item.title}</a>{' '}
        <span class="who">{t('work.kind.draft')}</span>
      </>
    );
  if (item.kind === 'proposal')
    return (
      <a href={`${routes.desk.proposals({ state: item.state })}#proposal-${item.id}`}>
        {t('work.proposal_about', { title: item.things ? briefTitle(t, item.things) : String(item.id) })}
      </a>
    );
  return (
    <>
      {href ? <a href={href}>{briefTitle(t, item.brief)}</a> : <BriefLine brief={item.brief} />}{' '}
      <span class="who">{t(`record.desk.kind.${item.brief.kind}`)}</span>
    </>
  );
}

/** The ref of an item, such as `case/12` or `draft/5`. */
export const itemRef = (item: Item): string => (item.kind === 'thing' ? refOf(item.brief) : `${item.kind}/${item.id}`);

/** The page on which an item is assigned. */
export const assignPage = (ref: string): string => {
  const [kind, number] = ref.split('/') as [string, string];
  return routes.desk.assign({ kind, number: Number(number) });
};

/** An item's page at the desk. */
export const itemPage = (item: Item): string =>
  item.kind === 'draft'
    ? routes.desk.draft({ id: String(item.id) })
    : item.kind === 'proposal'
      ? `${routes.desk.proposals({ state: item.state })}#proposal-${item.id}`
      : (deskPage(item.brief as Brief) ?? routes.desk.home());
