import type { Child } from 'hono/jsx';
import { recordKinds } from '../../../record/kinds/registry.ts';
import { group } from '../../../platform/text/group.ts';
import { isOpen } from '../../../record/publication/plan.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { termLabel, termsOf } from '../../../record/vocabulary/terms.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useView } from '../../kit/view.tsx';
import { BriefLine, Section } from '../show/parts.tsx';
import { briefTitle } from '../desk/links.ts';
import type { ListedItem, PublicationView } from './load.ts';

/**
 * What the editor has selected. `keep`: the refs of items that stay at the desk. `withheld`: by the ref of a source
 * that stays at the desk, the reason that readers see.
 */
export type PublicationChoice = { keep: readonly string[]; withheld: Readonly<Record<string, string>> };

/**
 * The name of the field for the reason why a source is withheld. The name of a field cannot have the slash of a ref.
 */
export const reasonField = (ref: string): string => `reason-${ref.slice('source/'.length)}`;

const order = recordKinds.map((kind) => kind.name as string);
const place = (kind: string): number => (order.includes(kind) ? order.indexOf(kind) : order.length);

/** Groups items by kind: first the case and its parts, then claims, and sources and actors last. */
function byKind<Item extends { kind: string }>(items: readonly Item[]): [string, Item[]][] {
  const late = ['source', 'actor'];
  return [...group(items.map((item) => [item.kind, item] as const))].toSorted(
    ([a], [b]) => late.indexOf(a) - late.indexOf(b) || place(a) - place(b),
  );
}

/** A notice that lists the items that have changed since the page was loaded. */
export function Changed({ changed }: { changed: readonly { brief: Brief; how: string }[] }) {
  const { t } = useView();
  if (!changed.length) return null;
  return (
    <Notice kind="warning" title={t('record.publication.changed', { count: changed.length })}>
      <ul>
        {changed.map(({ brief, how }) => (
          <li>
            {t(`record.desk.kind.${brief.kind}`)} <BriefLine brief={brief} apart />:{' '}
            {t(`record.publication.${how === 'changed' ? 'changed_item' : how}`)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** How many items of each kind readers will see, and how many they will not see. */
export function Summary({ view: { plan } }: { view: PublicationView }) {
  const { t } = useView();
  const counts = (items: readonly { kind: string }[]): string =>
    new Intl.ListFormat(t.tag).format(
      byKind(items).map(([kind, some]) =>
        t('record.publication.of_kind', { kind: t(`record.desk.kinds.${kind}`), count: some.length }),
      ),
    );
  const seen = plan.items.filter((one) => isOpen(one.outcome));
  const unseen = plan.items.filter((one) => !isOpen(one.outcome));
  return (
    <Section id="readers" title={t('record.publication.readers')}>
      <ul>
        <li>
          {t('record.publication.see')} {counts(seen)}
        </li>
        {unseen.length ? (
          <li>
            {t('record.publication.not_see')} {counts(unseen)}
          </li>
        ) : null}
        {plan.withheld.length ? <li>{t('record.publication.withheld', { count: plan.withheld.length })}</li> : null}
        {plan.hidden.speakers ? <li>{t('record.publication.speakers', { count: plan.hidden.speakers })}</li> : null}
        {plan.hidden.passages ? <li>{t('record.publication.passages', { count: plan.hidden.passages })}</li> : null}
      </ul>
    </Section>
  );
}

/** The field for the reason that readers see instead of a source that stays at the desk. */
function Reason({ item, chosen, missing }: { item: ListedItem; chosen: PublicationChoice; missing: boolean }) {
  const { t } = useView();
  const name = reasonField(item.ref);
  const value = chosen.withheld[item.ref] ?? item.reason;
  return (
    <p class="field withheld-reason">
      <label for={name}>{t('record.publication.reason')}</label>
      <select id={name} name={name} aria-invalid={missing ? 'true' : undefined}>
        <option value="">{t('record.publication.no_reason')}</option>
        {termsOf('withheld-reason').map(({ key }) => (
          <option value={key} selected={value === key}>
            {t(termLabel('withheld-reason', key))}
          </option>
        ))}
      </select>
      {missing ? <span class="error">{t('record.publication.reason_missing')}</span> : null}
    </p>
  );
}

/** A notice that lists the sources without a reason, with links to their fields. */
export function Missing({ missing, view }: { missing: ReadonlySet<string>; view: PublicationView }) {
  const { t } = useView();
  if (!missing.size) return null;
  return (
    <Notice kind="warning" title={t('record.publication.reason_missing')}>
      <ul>
        {[...view.offered, ...view.stays].flatMap((item) =>
          missing.has(item.ref) ? (
            <li>
              <a href={`#${reasonField(item.ref)}`}>{briefTitle(t, item.brief)}</a>
            </li>
          ) : (
            []
          ),
        )}
      </ul>
    </Notice>
  );
}

/**
 * The items that can become public, by kind. Each has a checkbox that keeps it at the desk, unless its ref is in
 * `fixed`.
 */
export function Offered({
  view,
  chosen,
  fixed,
  missing,
}: {
  view: PublicationView;
  chosen: PublicationChoice;
  fixed: readonly string[];
  missing: ReadonlySet<string>;
}) {
  const { t } = useView();
  const withheld = new Set(view.plan.withheld.map((one) => one.ref));
  const line = (item: ListedItem): Child => {
    const id = `keep-${item.kind}-${item.brief.number}`;
    const box = !fixed.includes(item.ref);
    return (
      <li class={box ? 'ticked' : undefined}>
        {box ? (
          <input
            type="checkbox"
            name="keep"
            value={item.ref}
            id={id}
            checked={chosen.keep.includes(item.ref)}
            aria-label={t('record.publication.keep', { title: briefTitle(t, item.brief) })}
          />
        ) : null}
        <div>
          <p>
            <BriefLine brief={{ ...item.brief, visibility: 'desk' }} apart />
          </p>
          {item.names.length > 1 ? (
            <p class="muted">{t('record.publication.names', { names: item.names.join(' · ') })}</p>
          ) : null}
          {item.dropped ? <p class="muted">{t('record.publication.dropped')}</p> : null}
          {item.kind === 'source' ? <Reason item={item} chosen={chosen} missing={missing.has(item.ref)} /> : null}
        </div>
      </li>
    );
  };
  const others = view.stays.filter((one) => one.kind === 'source' && withheld.has(one.ref));
  return (
    <>
      {byKind(view.offered).map(([kind, items]) => (
        <Section id={`publish-${kind}`} title={`${t(`record.desk.kinds.${kind}`)} (${items.length})`}>
          {kind === 'source' ? <p class="hint">{t('record.publication.keep_source')}</p> : null}
          <ul class="list">{items.map(line)}</ul>
        </Section>
      ))}
      <Section id="other-sources" title={t('record.publication.other_sources')} when={others.length > 0}>
        <ul class="list">
          {others.map((item) => (
            <li>
              <p>
                <BriefLine brief={item.brief} apart />
              </p>
              <Reason item={item} chosen={chosen} missing={missing.has(item.ref)} />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

/** The items that must stay at the desk, grouped by reason. */
export function StayingItems({ view }: { view: PublicationView }) {
  const { t } = useView();
  const reasons = [...new Set(view.stays.map((one) => one.outcome))];
  return (
    <Section id="stays" title={t('record.publication.stays')} when={view.stays.length > 0}>
      {reasons.map((reason) => {
        const items = view.stays.filter((one) => one.outcome === reason);
        return (
          <details open={items.length <= 10}>
            <summary>
              {t(`record.publication.why.${reason}`)} ({items.length})
            </summary>
            <ul class="list">
              {items.map((item) => (
                <li>
                  {t(`record.desk.kind.${item.kind}`)} <BriefLine brief={item.brief} apart />
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </Section>
  );
}
