import {
  listDisagreements,
  type DisagreementFilters,
  type DisagreementList,
} from '../../../record/disagreements/list.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { disagreementListJson } from '../api/disagreements.ts';
import { DisagreementItem } from '../components/disagreements.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Filters, Pagination, type FilterGroup } from '../../kit/components/page-parts.tsx';
import { ThingName } from '../components/record-value.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { filterValues, pageNumber, routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';

const size = 20;

/** The public list of all disagreements between sources, as a page and as JSON. */
export function disagreementPage(web: Router): void {
  web.get(routes.disagreements.pattern, async (c) => page(c, <DisagreementsPage {...await find(c)} />));
  web.on('GET', routes.disagreements.jsonPatterns, async (c) => {
    const { filters, list, number } = await find(c);
    return c.json(
      disagreementListJson(
        list,
        number * size < list.total ? routes.disagreements.json({ ...filters, page: number + 1 }) : null,
      ),
    );
  });
}

type Found = { filters: DisagreementFilters; list: DisagreementList; number: number };

async function find(c: Ctx): Promise<Found> {
  const url = new URL(c.req.url);
  const filters = readDisagreementFilters(url);
  const number = pageNumber(url);
  return {
    filters,
    number,
    list: await listDisagreements(
      c.get('deps').app.db.read,
      filters,
      { limit: size, offset: (number - 1) * size },
      'public',
    ),
  };
}

export function readDisagreementFilters(url: URL): DisagreementFilters {
  const [state, property] = [filterValues(url, 'state'), filterValues(url, 'property')];
  return { ...(state.length ? { state } : {}), ...(property.length ? { property } : {}) };
}

/**
 * The label of a property, with the kinds of items that have it, such as "Date (event or order)", because "Date" alone
 * would be unclear. The kind is left out if the label already contains it ("Kind of event"), or if it is only actors.
 */
function propertyWords(t: Translate, key: string): string {
  const property = findProperty(key);
  if (!property) return key;
  const label = t(property.label);
  const kinds = property.on.map((kind) => t(`record.desk.kind.${kind}`).toLocaleLowerCase(t.tag));
  if (kinds.length === 1 && (property.on[0] === 'actor' || label.toLocaleLowerCase(t.tag).includes(kinds[0]!)))
    return label;
  return `${label} (${new Intl.ListFormat(t.tag, { type: 'disjunction' }).format(kinds)})`;
}

/** The filters of the list: states and properties, each with its number of disagreements. */
export function disagreementGroups(
  t: Translate,
  list: Pick<DisagreementList, 'states' | 'properties'>,
  filters: DisagreementFilters,
): FilterGroup[] {
  const group = (
    name: 'state' | 'property',
    values: DisagreementList['states'],
    words: (value: string) => string,
  ): FilterGroup => {
    const chosen = filters[name] ?? [];
    const all = [
      ...values,
      ...chosen.filter((one) => !values.some((value) => value.value === one)).map((value) => ({ value, count: 0 })),
    ];
    return {
      name,
      label: t(`record.duplicates.filter.${name}`),
      options: all.map(({ value, count }) => ({ value, text: words(value), count, chosen: chosen.includes(value) })),
    };
  };
  const known = (key: string, value: string): string => (t.has(key) ? t(key) : value);
  return [
    group('state', list.states, (value) => known(`record.duplicates.state.${value}`, value)),
    group('property', list.properties, (value) => propertyWords(t, value)),
  ].filter((one) => one.options.length);
}

function DisagreementsPage({ filters, list, number }: Found) {
  const t = useWords();
  const narrowed = Boolean(filters.state ?? filters.property);
  return (
    <PublicPage
      title={t('record.duplicates.title')}
      description={t('record.duplicates.lead')}
      pageType="CollectionPage"
      canonical={routes.disagreements()}
      json={routes.disagreements.json(filters)}
      noindex={narrowed || number > 1 || list.total === 0}
      crumbs={[{ label: t('kit.nav.cases'), href: routes.cases() }, { label: t('record.duplicates.title') }]}
    >
      <div class="split list-page">
        <header class="article-head">
          <h1>{t('record.duplicates.title')}</h1>
          <p class="standfirst">{t('record.duplicates.lead')}</p>
          <p class="meta" role="status">
            {t(list.more ? 'record.duplicates.count_newest' : 'record.duplicates.count', { count: list.total })}
          </p>
        </header>
        <Filters action={routes.disagreements()} search={false} groups={disagreementGroups(t, list, filters)} />
        <div class="results">
          {list.lines.length ? (
            <ul class="disagreements">
              {list.lines.map((one) => (
                <DisagreementItem
                  one={one}
                  heading="h2"
                  inCase={one.inCase ?? undefined}
                  above={
                    one.inCase ? (
                      <p class="meta">
                        <ThingName brief={one.inCase} />
                      </p>
                    ) : undefined
                  }
                />
              ))}
            </ul>
          ) : (
            <Empty
              title={t('record.duplicates.none')}
              action={narrowed ? { href: routes.disagreements(), label: t('kit.filters.clear') } : undefined}
            />
          )}
          <Pagination
            page={number}
            pages={Math.ceil(list.total / size)}
            href={(one) => routes.disagreements({ ...filters, page: one })}
          />
        </div>
      </div>
    </PublicPage>
  );
}
