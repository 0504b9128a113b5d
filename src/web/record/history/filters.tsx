import type { ChangeSetFilters } from '../../../record/views/change-sets.ts';
import { routes, type HistoryFilters } from '../../routes.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { DateControl } from '../../kit/forms/date-control.tsx';
import { useView } from '../../kit/view.tsx';
import { readTypedDate } from '../../kit/words/typed-dates/read-typed-date.ts';
import { operationWords, viaWords } from './lines.tsx';

const vias = ['web', 'api', 'cli', 'system'] as const;

/** Reads the filters in an address. Invalid filters are left out. */
export function readHistoryFilters(t: Translate, url: URL, today: string): HistoryFilters {
  const take = (name: string, pattern: RegExp): string | undefined => {
    const value = url.searchParams.get(name)?.trim() ?? '';
    return pattern.test(value) ? value : undefined;
  };
  const day = (name: string): string | undefined => {
    const read = readTypedDate(t, url.searchParams.get(name) ?? '', { from: today, wholeDay: true });
    return 'edtf' in read ? read.edtf : undefined;
  };
  const before = Number(take('before', /^[1-9]\d{0,14}$/) ?? Number.NaN);
  return {
    who: take('who', /^[1-9]\d{0,14}$/),
    from: day('from'),
    until: day('until'),
    operation: take('operation', /^[a-z]+\.[A-Za-z.]{1,60}$/),
    via: take('via', new RegExp(`^(${vias.join('|')})$`)),
    before: Number.isNaN(before) ? undefined : before,
  };
}

/** Converts the filters to those of the database query. The day `until` itself is included. */
export function filtersOf({ who, from, until, operation, via }: HistoryFilters, accounts: boolean): ChangeSetFilters {
  const end = until ? new Date(Date.parse(until) + 86_400_000) : undefined;
  return {
    accountId: who ? Number(who) : undefined,
    from: from ? new Date(from) : undefined,
    until: end,
    operation,
    via,
    accounts,
  };
}

type Props = {
  chosen: HistoryFilters;
  /** The days as they were entered. A field with an invalid day keeps its text and shows an error. */
  entered: { from?: string; until?: string };
  people: readonly { id: number; name: string }[];
  operations: readonly string[];
};

/** The form for the filters: who, when, what, how. It is a GET form, so its values are in the address. */
export function HistoryFilterForm({ chosen, entered, people, operations }: Props) {
  const { t, today } = useView();
  const select = (name: 'who' | 'operation' | 'via', options: readonly (readonly [string, string])[]) => (
    <div class="field">
      <label for={`filter-${name}`}>{t(`record.history.filter.${name}`)}</label>
      <select id={`filter-${name}`} name={name}>
        <option value="">{t('record.history.filter.any')}</option>
        {options.map(([value, text]) => (
          <option value={value} selected={value === chosen[name]}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
  const day = (name: 'from' | 'until') => (
    <div class="field">
      <label for={`filter-${name}`}>{t(`record.history.filter.${name}`)}</label>
      <DateControl
        id={`filter-${name}`}
        name={name}
        value={chosen[name] ?? entered[name] ?? ''}
        options={{ from: today, wholeDay: true }}
        label={t(`record.history.filter.${name}`)}
      />
    </div>
  );
  const active = Object.entries(chosen).some(([name, value]) => name !== 'before' && value !== undefined);
  return (
    <form class="filters" method="get" action={routes.desk.history()}>
      {select(
        'who',
        people.map((one) => [String(one.id), one.name] as const),
      )}
      {select(
        'operation',
        operations
          .map((one) => [one, operationWords(t, one)] as const)
          .toSorted(([, a], [, b]) => a.localeCompare(b, t.locale)),
      )}
      {select(
        'via',
        vias.map((one) => [one, viaWords(t, one)] as const),
      )}
      {day('from')}
      {day('until')}
      <p class="pills">
        <button class="button main small" type="submit">
          {t('kit.filters.apply')}
        </button>
        {active ? (
          <a class="button small" href={routes.desk.history()}>
            {t('kit.filters.clear')}
          </a>
        ) : null}
      </p>
    </form>
  );
}
