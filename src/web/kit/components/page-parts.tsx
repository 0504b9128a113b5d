import type { Child } from 'hono/jsx';
import { partsToLink, type ListPart } from '../../../platform/database/list-parts.ts';
import { routes } from '../../routes.ts';
import { useView, useWords } from '../view.tsx';

export { Notice } from './notice.tsx';

/** Several short texts on one line, separated by dots. */
export function Dotted({ parts }: { parts: readonly Child[] }) {
  return (
    <>
      {parts.map((part, index) => (
        <>
          {index ? ' · ' : ''}
          {part}
        </>
      ))}
    </>
  );
}

/**
 * A section of a page, labelled by its heading. Renders nothing if `when` is false. `rule` draws a line above the
 * heading.
 */
export function PageSection({
  id,
  title,
  when = true,
  rule = false,
  children,
}: {
  id: string;
  title: string;
  when?: boolean;
  rule?: boolean;
  children?: Child;
}) {
  if (!when) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} class={rule ? 'rule' : undefined}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/**
 * A collapsed section with the number of its entries. The element with the `id` is inside the section, so a link to it
 * expands the section. Printed pages show the content. With `open`, this is an ordinary section.
 */
export function FoldedSection({
  id,
  title,
  count,
  when = true,
  open = false,
  children,
}: {
  id: string;
  title: string;
  count: number;
  when?: boolean;
  open?: boolean;
  children?: Child;
}) {
  if (!when) return null;
  if (open)
    return (
      <PageSection id={id} title={title}>
        {children}
      </PageSection>
    );
  return (
    <section aria-labelledby={`${id}-title`}>
      <details class="fold">
        <summary>
          <h2 id={`${id}-title`}>
            {title} <small>{count}</small>
          </h2>
        </summary>
        <div id={id}>{children}</div>
      </details>
    </section>
  );
}

/** Shown in place of an empty list: a title, an explanation, and the next step. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: Child;
  action?: { href: string; label: string };
}) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {action ? (
        <p>
          <a class="button" href={action.href}>
            {action.label}
          </a>
        </p>
      ) : null}
    </div>
  );
}

/**
 * Links to the pages of a list: the first, the last, and those around the current page. Nothing is shown if there is
 * only one page.
 */
export function Pagination({ page, pages, href }: { page: number; pages: number; href: (page: number) => string }) {
  const t = useWords();
  if (pages <= 1) return null;
  const shown = [...new Set([1, page - 1, page, page + 1, pages])]
    .filter((one) => one >= 1 && one <= pages)
    .sort((a, b) => a - b);
  return (
    <nav class="pages" aria-label={t('kit.pages.label', { page, pages })}>
      {page > 1 ? (
        <a href={href(page - 1)} rel="prev">
          {t('kit.pages.previous')}
        </a>
      ) : null}
      {shown.map((one, index) => (
        <>
          {index && one > shown[index - 1]! + 1 ? <span aria-hidden="true">…</span> : null}
          {one === page ? (
            <span aria-current="page">
              <span class="sr">{t('kit.pages.page')} </span>
              {one}
            </span>
          ) : (
            <a href={href(one)}>
              <span class="sr">{t('kit.pages.page')} </span>
              {one}
            </a>
          )}
        </>
      ))}
      {page < pages ? (
        <a href={href(page + 1)} rel="next">
          {t('kit.pages.next')}
        </a>
      ) : null}
    </nav>
  );
}

/**
 * Links to other pages of a list whose pages (`part`) are numbered from the oldest to the newest. Renders nothing if
 * there is only one page.
 */
export function OlderPages({ part, parts, newer, older, href }: ListPart & { href: (part?: number) => string }) {
  const t = useWords();
  if (part === null && parts === 0) return null;
  // The page with the newest entries has no number, and only this page shows how many pages there are. Numbered pages
  // must not change when pages are added, so they link only to their neighbours and to page 1.
  const named =
    part === null ? partsToLink(parts) : [...new Set([newer, part, older, 1])].filter((one) => one !== null);
  const number = (one: number) => (
    <>
      <span class="sr">{t('kit.pages.page')} </span>
      {one}
    </>
  );
  return (
    <nav class="pages" aria-label={part === null ? t('kit.pages.older_ones') : t('kit.pages.part', { page: part })}>
      {part === null ? (
        <span aria-current="page">{t('kit.pages.newest')}</span>
      ) : (
        <>
          <a href={href(newer ?? undefined)} rel="prev">
            {t('kit.pages.newer')}
          </a>
          <a href={href()}>{t('kit.pages.newest')}</a>
        </>
      )}
      {named.map((one, index) => (
        <>
          {index && one < named[index - 1]! - 1 ? <span aria-hidden="true">…</span> : null}
          {one === part ? <span aria-current="page">{number(one)}</span> : <a href={href(one)}>{number(one)}</a>}
        </>
      ))}
      {older === null ? null : (
        <a href={href(older)} rel="next">
          {t('kit.pages.older')}
        </a>
      )}
    </nav>
  );
}

export type FilterGroup = {
  /** The name of the query parameter. */
  name: string;
  label: string;
  /** `language`: the language of the text, if it is not the reader's. */
  options: readonly {
    value: string;
    text: string;
    language?: string;
    count?: number;
    /** How many of the counted items are disputed. */
    disputed?: number;
    chosen?: boolean;
  }[];
};

function FilterGroupFields({ group }: { group: FilterGroup }) {
  const { t } = useView();
  const chosen = group.options.filter((option) => option.chosen).length;
  return (
    <details open={chosen > 0 || undefined}>
      <summary>
        {group.label} {chosen ? <small>{t('kit.filters.chosen', { count: chosen })}</small> : null}
      </summary>
      <ul>
        {group.options.map((option) => (
          <li>
            <label>
              <input type="checkbox" name={group.name} value={option.value} checked={option.chosen} />
              <span lang={option.language}>{option.text}</span>
              {option.count === undefined ? null : <small>{t('kit.filters.count', { count: option.count })}</small>}
              {option.disputed ? <small> · {t('kit.filters.disputed', { count: option.disputed })}</small> : null}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A search field and groups of checkboxes with counts, in a plain GET form. Groups with a selected filter are open. */
export function Filters({
  action,
  q,
  groups,
  placeholder,
  keep,
  approximate,
  search = true,
  suggest,
  narrowed,
  folded,
  children,
}: FiltersProps) {
  const { t, mirror } = useView();
  if (mirror) return <FiltersElsewhere />;
  const chosen = groups.some((group) => group.options.some((option) => option.chosen));
  const fields = (
    <>
      {groups.map((group) => (
        <FilterGroupFields group={group} />
      ))}
      {children}
    </>
  );
  return (
    <form class="filters" method="get" action={action} role={search ? 'search' : undefined}>
      {search ? (
        <div>
          <label for="filter-q">{placeholder ?? t('kit.filters.q')}</label>
          <input id="filter-q" type="search" name="q" value={q ?? ''} autocomplete="off" data-suggest={suggest} />
        </div>
      ) : null}
      {Object.entries(keep ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {folded ? (
        <details class="folded" open={folded.open || undefined}>
          <summary>{folded.label ?? t('kit.filters.fold')}</summary>
          {fields}
        </details>
      ) : (
        fields
      )}
      {approximate ? <p class="muted">{approximate}</p> : null}
      <p class="pills">
        <button class="button main small" type="submit">
          {t('kit.filters.apply')}
        </button>
        {narrowed || q || chosen ? (
          <a class="button small" href={action}>
            {t('kit.filters.clear')}
          </a>
        ) : null}
      </p>
    </form>
  );
}

/** Shown in a mirror in place of the filters: a link to the mirror's search page, where a browser script searches. */
function FiltersElsewhere() {
  const t = useWords();
  return (
    <p class="filters muted">
      <a href={routes.search()}>{t('kit.nav.search')}</a>. {t('site.mirror.filters')}
    </p>
  );
}

type FiltersProps = {
  action: string;
  /** False if there is no text search. */
  search?: boolean;
  q?: string;
  placeholder?: string;
  groups: readonly FilterGroup[];
  /** Parameters that the form keeps, such as the sort order. */
  keep?: Readonly<Record<string, string>>;
  /** A text that says that the counts are approximate. */
  approximate?: string;
  /** The address from which the script `suggest` loads suggestions. */
  suggest?: string;
  /** Whether the address has other parameters that the link “Clear” must remove. */
  narrowed?: boolean;
  /** If set, a phone collapses everything except the search field. `label` is the label of the collapsed part. */
  folded?: { label?: string; open: boolean };
  /** More fields, after the groups. */
  children?: Child;
};

/**
 * A table that scrolls inside its own box on a narrow screen. The box can get the focus, so that people can scroll it
 * with the keyboard.
 */
export function Table({
  caption,
  head,
  rows,
  numeric = [],
  sorted,
}: {
  caption: string;
  head: readonly Child[];
  rows: readonly (readonly Child[])[];
  numeric?: readonly number[];
  /** The column by which the table is sorted, and whether its highest value comes first. */
  sorted?: { column: number; down: boolean };
}) {
  const numberClass = (index: number) => (numeric.includes(index) ? 'num' : undefined);
  return (
    <div class="scroll" role="region" aria-label={caption} tabindex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((one, index) => (
              <th
                scope="col"
                class={numberClass(index)}
                aria-sort={sorted?.column === index ? (sorted.down ? 'descending' : 'ascending') : undefined}
              >
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, index) => (
                <td class={numberClass(index)}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
