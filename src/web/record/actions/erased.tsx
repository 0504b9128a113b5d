import {
  countOpenErasures,
  listErasures,
  lastErasureOf,
  maxErasures,
  type ErasureState,
} from '../../../platform/erasing/list-erasures.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { Table } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { deskPage } from '../desk/links.ts';
import { When } from '../history/when.tsx';

type Item = { id: number; kind: ThingKind; number: number };

/** The page that says what was sealed or erased, and whether the files of the database still contain it. */
export const erasedPages: Pages = (web) => {
  detailPage(web, routes.desk.erased, async ({ t, db }) => {
    const list = await listErasures(db);
    const { open } = await countOpenErasures(db, new Date(0));
    const items = await itemsOf(db, list);
    const remains = [...new Set(list.flatMap((one) => one.remains))];
    return {
      title: t('record.desk.erased.title'),
      body: (
        <div class="flow">
          <p class="lead">{t('record.desk.erased.lead')}</p>
          {list.length ? (
            <Table
              caption={t('record.desk.erased.title')}
              head={['at', 'what', 'state'].map((name) => t(`record.desk.erased.${name}`))}
              rows={list.map((one) => [
                <When at={one.at} />,
                <What erasure={one} item={items.get(one.thingId ?? 0)} />,
                <ErasedState erasure={one} />,
              ])}
            />
          ) : (
            <p>{t('record.desk.erased.none')}</p>
          )}
          {open ? <p>{t('record.desk.erased.unfinished', { count: open })}</p> : null}
          {list.length === maxErasures ? (
            <p class="muted">{t('record.desk.erased.more', { count: maxErasures })}</p>
          ) : null}
          <p>{t('record.desk.erased.backups')}</p>
          {remains.map((place) => (
            <p>{t(`record.desk.erased.remains.${place}`)}</p>
          ))}
        </div>
      ),
    };
  });
};

/** The items that the person sees, by their ids. */
async function itemsOf(db: Reader, list: readonly ErasureState[]): Promise<Map<number, Item>> {
  const ids = list.flatMap(({ thingId }) => thingId ?? []);
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('thing').select(['id', 'kind', 'number']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [Number(row.id), { ...row, id: Number(row.id) }]));
}

function What({ erasure: { act }, item }: { erasure: ErasureState; item: Item | undefined }) {
  const t = useWords();
  const page = item && act === 'seal' ? deskPage(item) : null;
  const name = item && `${t(`record.desk.kind.${item.kind}`)} ${item.number}`;
  return (
    <>
      {t(`record.desk.erased.act.${act}`)}
      {item ? ': ' : null}
      {page ? <a href={page}>{name}</a> : name}
    </>
  );
}

/** Whether the files of the database still contain what was sealed or erased, and why. */
function ErasedState({ erasure: { finishedAt, obstacle } }: { erasure: ErasureState }) {
  const t = useWords();
  if (!finishedAt) return <>{t(obstacle ? `record.desk.erased.obstacle.${obstacle}` : 'record.desk.erased.pending')}</>;
  return (
    <>
      {t('record.desk.erased.done')} <When at={finishedAt} />
    </>
  );
}

/** The same for one item, if anything of it was sealed or erased, or if it was sealed from the start. */
export async function loadErasedLine(db: Reader, t: Translate, thing: { id: number; created_at: Date }) {
  const erasure = await lastErasureOf(db, thing.id);
  if (erasure) return <ErasedState erasure={erasure} />;
  const fromStart = await db
    .selectFrom('sealed_content')
    .select('thing_id')
    .where('thing_id', '=', thing.id)
    .where('sealed_at', '=', thing.created_at)
    .executeTakeFirst();
  return fromStart ? t('record.desk.erased.never') : null;
}
