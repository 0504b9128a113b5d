import { AppError } from '../../../platform/errors.ts';
import { countForms, interfaceLanguage } from '../../../platform/messages/messages.ts';
import { foldText } from '../../../record/actors/names/fold.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Pages, Router } from '../../kit/context.ts';
import { prefixOf } from '../../kit/locale.ts';
import type { PublicationView } from '../../kit/publication.ts';
import { routes } from '../../routes.ts';
import { page, useView, useWords } from '../../kit/view.tsx';
import { shownIn, type Entry } from './search/entries.ts';

/** Data about a mirror, for the pages that only a mirror has. */
export type Copy = { made: Date; publicKey: string; entries: readonly Entry[] };

/**
 * The lists of a mirror. Lists of people and organisations are divided by the first letter of the name, all others by
 * year.
 */
const lists = [
  { list: 'articles', kind: 'article', label: 'kit.nav.articles' },
  { list: 'cases', kind: 'case', label: 'kit.nav.cases' },
  { list: 'actors', kind: 'actor', label: 'kit.nav.actors' },
  { list: 'sources', kind: 'source', label: 'site.mirror.sources' },
] as const;
type List = (typeof lists)[number];

/** The part of a list with the entries that have no date, or with the names that do not begin with a letter. */
const others = 'other';

const partOf = ({ kind }: List, entry: Entry, locale: string): string => {
  if (kind !== 'actor') return entry.on?.slice(0, 4) ?? others;
  const letter = Array.from(foldText(shownIn(entry, locale).title))[0] ?? '';
  return /\p{L}/u.test(letter) ? letter : others;
};

/** A cache of the parts of each list, because each page of a list links to all its parts. */
const parted = new WeakMap<readonly Entry[], Map<string, Map<string, Entry[]>>>();

/** The parts of a list in order, each with its entries, for readers of a language. */
function partsOf(list: List, entries: readonly Entry[], locale: string): Map<string, Entry[]> {
  const known = parted.get(entries) ?? new Map<string, Map<string, Entry[]>>();
  parted.set(entries, known);
  const key = `${list.list} ${locale}`;
  const parts = known.get(key) ?? partEntries(list, entries, locale);
  known.set(key, parts);
  return parts;
}

function partEntries(list: List, entries: readonly Entry[], locale: string): Map<string, Entry[]> {
  const parts = new Map<string, Entry[]>();
  for (const entry of entries)
    if (entry.kind === list.kind) {
      const part = partOf(list, entry, locale);
      const inPart = parts.get(part);
      if (inPart) inPart.push(entry);
      else parts.set(part, [entry]);
    }
  const order = (a: string, b: string): number =>
    a === others ? 1 : b === others ? -1 : list.kind === 'actor' ? a.localeCompare(b) : b.localeCompare(a);
  return new Map([...parts].toSorted(([a], [b]) => order(a, b)));
}

/**
 * The name of a part in addresses. A letter other than a–z is written as its code, because some file systems do not
 * distinguish all letters.
 */
const slugOf = (part: string): string => (/^[a-z0-9]+$/.test(part) ? part : `u${part.codePointAt(0)!.toString(16)}`);

/** The addresses of pages that only a mirror has, and of its search, which replaces the site's search. */
export const mirrorAddresses = (entries: readonly Entry[], paper: PublicationView): string[] => [
  routes.mirror(),
  routes.search(),
  ...paper.interfaceLanguages.flatMap((locale) =>
    lists.flatMap((list) =>
      [...partsOf(list, entries, locale).keys()].map(
        (part) => prefixOf(paper, locale) + routes.mirrorList({ list: list.list, shelf: slugOf(part) }),
      ),
    ),
  ),
];

/**
 * The pages of a mirror that replace the search and lists of the site, which need a server, and the page about the
 * mirror.
 */
export function mirrorPages(copy: () => Copy): Pages {
  return (web: Router) => {
    web.get(routes.mirror.pattern, (c) => page(c, <AboutCopy copy={copy()} />));
    web.get(routes.search.pattern, (c) => page(c, <MirrorSearch entries={copy().entries} />));
    web.get(routes.mirrorMissing.pattern, (c) => page(c, <Missing />));
    web.get(routes.mirrorList.pattern, (c) => {
      const { list: name, shelf } = routes.mirrorList.read(c.req.param());
      const list = lists.find((one) => one.list === name);
      const found =
        list && [...partsOf(list, copy().entries, c.get('t').locale)].find(([one]) => slugOf(one) === shelf);
      if (!list || !found) throw new AppError('not_found');
      // The lists are divided for each language, because the first letters of names differ.
      const { entries } = copy();
      const there = c
        .get('deps')
        .paper()
        .interfaceLanguages.map((locale) => {
          const shelves = [...partsOf(list, entries, locale).keys()].map(slugOf);
          return [locale, shelves.includes(shelf) ? shelf : shelves[0]!] as const;
        });
      c.set('slugs', new Map(there));
      return page(c, <ListPage list={list} part={found[0]} entries={found[1]} all={copy().entries} />);
    });
  };
}

function Parts({ list, entries, here }: { list: List; entries: readonly Entry[]; here?: string }) {
  const t = useWords();
  const parts = [...partsOf(list, entries, t.locale)];
  if (!parts.length) return null;
  return (
    <p class="names">
      <strong>{t(list.label)}</strong>{' '}
      {parts.map(([part, inPart], index) => (
        <>
          {index ? ' · ' : ''}
          {part === here ? (
            <span aria-current="page">{partWords(t, list, part)}</span>
          ) : (
            <a href={routes.mirrorList({ list: list.list, shelf: slugOf(part) })}>{partWords(t, list, part)}</a>
          )}{' '}
          <small>{t('kit.filters.count', { count: inPart.length })}</small>
        </>
      ))}
    </p>
  );
}

const partWords = (t: ReturnType<typeof useWords>, { kind }: List, part: string): string =>
  part === others
    ? t(kind === 'actor' ? 'site.mirror.other_letters' : 'site.mirror.undated')
    : kind === 'actor'
      ? part.toUpperCase()
      : part;

function ListPage({
  list,
  part,
  entries,
  all,
}: {
  list: List;
  part: string;
  entries: readonly Entry[];
  all: readonly Entry[];
}) {
  const t = useWords();
  const title = `${t(list.label)}: ${partWords(t, list, part)}`;
  const sorted = entries
    .map((entry) => ({ ...entry, ...shownIn(entry, t.locale), language: shownIn(entry, t.locale).language }))
    .toSorted(
      list.kind === 'actor'
        ? (a, b) => a.title.localeCompare(b.title) || a.id - b.id
        : (a, b) => (b.on ?? '').localeCompare(a.on ?? '') || b.id - a.id,
    );
  return (
    <PublicPage
      title={title}
      noindex
      crumbs={[{ label: t('kit.nav.search'), href: routes.search() }, { label: title }]}
    >
      <div class="text flow">
        <h1>{title}</h1>
        <Parts list={list} entries={all} here={part} />
        <ul class="bare">
          {sorted.map((entry) => (
            <li>
              <a href={entry.address} lang={entry.language}>
                {entry.title}
              </a>
              {entry.on ? (
                <>
                  {' '}
                  <small>
                    <EdtfDate edtf={entry.on} />
                  </small>
                </>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    </PublicPage>
  );
}

const valuesOf = (entries: readonly Entry[], name: string): string[] => [
  ...new Set(
    entries.flatMap((entry) =>
      entry.terms.flatMap((term) => (term.startsWith(`=${name}=`) ? [term.slice(name.length + 2)] : [])),
    ),
  ),
];

function MirrorSearch({ entries }: { entries: readonly Entry[] }) {
  const { t, prefix, paper } = useView();
  const title = t('kit.nav.search');
  const kinds = ['article', 'case', 'actor', 'source', 'claim'].map(
    (kind) => [kind, t(`search.public.kind.${kind}`)] as const,
  );
  const countries = valuesOf(entries, 'country')
    .map((code) => [code, countryName(code, t.locale)] as const)
    .toSorted((a, b) => a[1].localeCompare(b[1]));
  const years = valuesOf(entries, 'year')
    .toSorted()
    .toReversed()
    .map((year) => [year, year] as const);
  return (
    <PublicPage title={title} noindex scripts={['mirror-search.js']}>
      <div class="text flow">
        <h1>{title}</h1>
        <div
          id="mirror-search"
          hidden
          data-found={JSON.stringify(countForms(t, 'site.mirror.found'))}
          data-none={t('record.public.nothing_found')}
          data-more={t('site.mirror.more')}
          data-claim={t('search.public.kind.claim')}
          data-broken={t('site.mirror.broken')}
          data-language={prefix && `${prefix.slice(1)}/`}
          data-own={interfaceLanguage(paper)}
        >
          <form id="mirror-form" class="search" role="search">
            <label class="sr" for="q">
              {t('kit.filters.q')}
            </label>
            <div>
              <input id="q" type="search" name="q" autocomplete="off" />
            </div>
            <button class="button main" type="submit">
              {title}
            </button>
          </form>
          <div class="pills">
            <Choice name="kind" label={t('search.public.filter.kind')} options={kinds} />
            <Choice name="country" label={t('search.public.filter.country')} options={countries} />
            <Choice name="year" label={t('search.public.filter.year')} options={years} />
          </div>
          <p class="meta" role="status" data-status></p>
          <p class="narrowed" data-others hidden></p>
          <ul class="list" data-results></ul>
        </div>
        <p class="muted">{t('site.mirror.search_hint')}</p>
        <section class="flow" aria-labelledby="lists">
          <h2 id="lists">{t('site.mirror.lists')}</h2>
          {lists.map((list) => (
            <Parts list={list} entries={entries} />
          ))}
        </section>
      </div>
    </PublicPage>
  );
}

function Choice({
  name,
  label,
  options,
}: {
  name: string;
  label: string;
  options: readonly (readonly [value: string, text: string])[];
}) {
  const t = useWords();
  return (
    <label>
      {label}{' '}
      <select name={name} form="mirror-form">
        <option value="">{t('site.mirror.any')}</option>
        {options.map(([value, text]) => (
          <option value={value}>{text}</option>
        ))}
      </select>
    </label>
  );
}

function Missing() {
  const t = useWords();
  return (
    <PublicPage title={t('kit.error.404')} noindex>
      <div class="problem">
        <p class="problem-status" aria-hidden="true">
          404
        </p>
        <h1>{t('kit.error.404')}</h1>
        <p class="lead">{t('site.mirror.missing')}</p>
        <p>
          <a href={routes.home()}>{t('kit.error.home')}</a> · <a href={routes.search()}>{t('kit.error.search')}</a>
        </p>
      </div>
    </PublicPage>
  );
}

function AboutCopy({ copy }: { copy: Copy }) {
  const { t, paper, absolute } = useView();
  const title = t('site.mirror.title', { paper: paper.name });
  const site = absolute('/');
  return (
    <PublicPage title={title} noindex>
      <article class="text flow">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="standfirst">
            {t('site.mirror.made')} <EdtfDate edtf={`${copy.made.toISOString().slice(0, 16)}Z`} stop />
          </p>
        </header>
        <p>
          {t('site.mirror.what')}{' '}
          {site ? (
            <>
              {t('site.mirror.original')} <a href={site}>{site}</a>
            </>
          ) : null}
        </p>
        {(['holds', 'lacks', 'data'] as const).map((part) => (
          <section class="flow" id={part} aria-labelledby={`${part}-title`}>
            <h2 id={`${part}-title`}>{t(`site.mirror.${part}.title`)}</h2>
            <p>{t(`site.mirror.${part}.text`)}</p>
          </section>
        ))}
        <section class="flow" id="check" aria-labelledby="check-title">
          <h2 id="check-title">{t('site.mirror.check.title')}</h2>
          <p>{t('site.mirror.check.text')}</p>
          <p>
            <code class="key">kronika verify FOLDER --trust {copy.publicKey}</code>
          </p>
          <p>{t('site.mirror.check.proves')}</p>
          <p>
            <a href={routes.keys()}>{t('site.keys.title')}</a>
          </p>
        </section>
      </article>
    </PublicPage>
  );
}
