import { isEditor } from '../../../accounts/tables.ts';
import type { Child } from 'hono/jsx';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { requireSecondPerson } from '../../../record/claims/second-person.ts';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';
import { isTagged } from '../../../record/tags/tables.ts';
import { termLabel, termsOf } from '../../../record/vocabulary/terms.ts';
import { Empty, Filters, Pagination, Table, type FilterGroup } from '../../kit/components/page-parts.tsx';
import type { VisibilityKey } from '../../kit/components/values.tsx';
import { ClaimState, VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { control } from '../../kit/forms/handle.ts';
import { filterValues, pageNumber, routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../history/when.tsx';
import { listKinds, loadList, type Line, type ListKind } from './list-queries.ts';
import { ShownVersions } from '../actions/as-shown.tsx';
import { SaidLine } from '../show/facts.tsx';
import { BriefLine } from '../show/parts.tsx';
import { tagGroups } from '../tags/tag-filter.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';

const perPage = 50;

const addresses = {
  case: routes.desk.cases,
  actor: routes.desk.actors,
  source: routes.desk.sources,
  claim: routes.desk.claims,
  event: routes.desk.events,
  proceeding: routes.desk.proceedings,
  question: routes.desk.questions,
} as const;
const creates = {
  case: routes.desk.newCase,
  actor: routes.desk.newActor,
  source: routes.desk.newSource,
  claim: routes.desk.newClaim,
  event: routes.desk.newEvent,
  proceeding: routes.desk.newProceeding,
  question: routes.desk.newQuestion,
} as const;

const ownStates: Partial<Record<ListKind, readonly string[]>> = {
  claim: ['draft', 'imported', 'checked'],
  question: ['open', 'answered'],
};
const visibilities = ['public', 'desk', 'sealed'];

function groupsOf(
  t: (key: string) => string,
  kind: ListKind,
  states: readonly string[],
  kinds: readonly string[],
  tags: readonly FilterGroup[],
): FilterGroup[] {
  const group = (
    name: string,
    label: string,
    values: readonly string[],
    chosen: readonly string[],
    words: (value: string) => string,
  ): FilterGroup => ({
    name,
    label,
    options: values.map((value) => ({ value, text: words(value), chosen: chosen.includes(value) })),
  });
  const list = kind === 'actor' ? 'actor-kind' : kind === 'source' ? 'source-kind' : null;
  return [
    group('state', t('record.desk.list.state'), [...(ownStates[kind] ?? []), 'withdrawn'], states, (value) =>
      t(`record.desk.list.state_${value}`),
    ),
    group('state', t('vocabulary.visibility'), visibilities, states, (value) => t(`vocabulary.visibility.${value}`)),
    ...(list
      ? [
          group(
            'kind',
            t(`vocabulary.${list}`),
            termsOf(list).map((term) => term.key),
            kinds,
            (value) => t(termLabel(list, value)),
          ),
        ]
      : []),
    ...tags,
  ];
}

/**
 * Whether the items of a kind have kinds of their own. An actor is a person or an organisation; a source is an article
 * or a document.
 */
const isSorted = (kind: ListKind): boolean => kind === 'actor' || kind === 'source';

function Things({ kind, lines, caption }: { kind: ListKind; lines: readonly Line[]; caption: string }) {
  const { t } = useView();
  const counted = kind === 'case';
  const head = [
    t(`record.desk.kind.${kind}`),
    ...(counted
      ? [t('record.desk.kinds.claim'), t('record.desk.list.unchecked')]
      : [t(isSorted(kind) ? 'record.desk.list.kind' : 'record.desk.list.number')]),
    t('record.desk.list.changed'),
  ];
  const sortWords = (line: Line): string => {
    const key =
      line.brief.sort &&
      (kind === 'actor' ? `vocabulary.actor-kind.${line.brief.sort}` : `vocabulary.source-kind.${line.brief.sort}`);
    return key && t.has(key) ? t(key) : `${t(`record.desk.kind.${kind}`)} ${line.brief.number}`;
  };
  const rows = lines.map((line): Child[] => [
    <>
      <BriefLine brief={{ ...line.brief, visibility: 'desk' }} /> <VisibilityBadge visibility={line.brief.visibility} />
    </>,
    ...(counted ? [line.claims, line.unchecked || '–'] : [sortWords(line)]),
    <When at={line.changedAt} />,
  ]);
  return <Table caption={caption} head={head} rows={rows} numeric={counted ? [1, 2] : []} />;
}

/**
 * Claims, each with a checkbox. For the selected claims, the editor can change checks and access, or draft an article.
 */
function Claims({ claims, back, mayCheck }: { claims: readonly ClaimView[]; back: string; mayCheck: boolean }) {
  const { t, token, person } = useView();
  const acts = ['check', 'uncheck', 'public', 'desk'] as const;
  const proposed: Partial<Record<(typeof acts)[number], string>> = isEditor(person)
    ? {}
    : { public: 'record.proposals.publish', desk: 'record.proposals.hide' };
  return (
    <form method="post" action={routes.desk.changeClaims()}>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      <input type="hidden" name="back" value={back} />
      <ShownVersions versions={Object.fromEntries(claims.map(({ ref, version }) => [ref, version]))} />
      {mayCheck ? (
        <p class="actions">
          <span class="who">{t('record.desk.list.chosen')}</span>
          <button class="button small" type="submit" formaction={routes.desk.chooseForArticle()}>
            {t('publishing.articles.compile.from')}
          </button>
          {acts.map((act) => (
            <button class="button small" type="submit" name={control.intent} value={act}>
              {t(proposed[act] ?? `record.desk.list.act_${act}`)}
            </button>
          ))}
        </p>
      ) : null}
      <ul class="list">
        {claims.map((claim) => (
          <li class="ticked">
            <input
              type="checkbox"
              name="claims"
              value={claim.ref}
              id={`claim-${claim.number}`}
              disabled={claim.state === 'withdrawn' || claim.visibility === 'sealed'}
              aria-label={t('record.desk.list.choose', { number: claim.number })}
            />
            <div>
              <p lang={claim.language}>
                <a href={routes.desk.claim({ number: claim.number })}>
                  {claim.visibility === 'sealed'
                    ? t('record.desk.sealed_thing', { kind: t('record.desk.kind.claim'), number: claim.number })
                    : claim.wording}
                </a>
              </p>
              {claim.visibility === 'sealed' ? null : <SaidLine claim={claim} bare />}
              <p class="pills">
                <ClaimState state={claim.state} />
                <VisibilityBadge visibility={claim.visibility as VisibilityKey} />
                {claim.case ? <BriefLine brief={claim.case} /> : null}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </form>
  );
}

/** The desk's lists of all items, with search. */
export const listPages: Pages = (web) => {
  for (const kind of listKinds)
    detailPage(web, addresses[kind], async ({ c, t, db, may }) => {
      const url = new URL(c.req.url);
      const q = url.searchParams.get('q')?.trim().slice(0, 400) || undefined;
      const [state, kinds, at] = [filterValues(url, 'state'), filterValues(url, 'kind'), pageNumber(url)];
      const tag = isTagged(kind) ? filterValues(url, 'tag') : [];
      const { lines, total } = await loadList(db, kind, {
        q,
        states: state,
        kinds,
        tags: tag,
        limit: perPage,
        offset: (at - 1) * perPage,
      });
      const href = (page: number): string =>
        addresses[kind]({ q, state, kind: kinds, tag, page: page > 1 ? page : undefined });
      const title = t(`record.desk.kinds.${kind}`);
      const caption = t('record.desk.list.caption', { kind, count: total });
      const claims =
        kind === 'claim'
          ? await loadClaims(
              db,
              lines.map((line) => line.brief.id),
              'desk',
            )
          : [];
      const filtered = q !== undefined || state.length > 0 || kinds.length > 0 || tag.length > 0;
      return {
        title,
        crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
        links: [{ href: creates[kind](), label: t(`record.desk.${kind}.new`), main: true }],
        body: (
          <>
            <div class="listing">
              <Filters
                action={addresses[kind]()}
                q={q}
                placeholder={t('record.desk.list.search')}
                groups={groupsOf(t, kind, state, kinds, isTagged(kind) ? await tagGroups(db, t, tag) : [])}
              />
              <div>
                {kind === 'case' ? (
                  <p class="actions">
                    <a href={routes.desk.events()}>{t('record.desk.kinds.event')}</a>{' '}
                    <a href={routes.desk.proceedings()}>{t('record.desk.kinds.proceeding')}</a>{' '}
                    <a href={routes.desk.questions()}>{t('record.desk.kinds.question')}</a>
                  </p>
                ) : null}
                {kind === 'claim' && may(requireSecondPerson) ? (
                  <p class="actions">
                    <a href={routes.desk.checking()}>{t('record.desk.checking.title')}</a>
                  </p>
                ) : null}
                {kind === 'source' ? (
                  <p class="actions">
                    <a href={routes.desk.watch()}>{t('evidence.watch.title')}</a>{' '}
                    <a href={routes.desk.captureOrders()}>{t('evidence.captures.title')}</a>
                  </p>
                ) : null}
                {!lines.length ? (
                  <Empty
                    title={t(filtered ? 'record.desk.list.none_found' : 'record.desk.list.none')}
                    action={
                      filtered
                        ? { href: addresses[kind](), label: t('record.desk.list.show_all') }
                        : { href: creates[kind](), label: t(`record.desk.${kind}.new`) }
                    }
                  />
                ) : kind === 'claim' ? (
                  <>
                    <p class="who">{caption}</p>
                    <Claims claims={claims} back={href(at)} mayCheck={may(checkClaims)} />
                  </>
                ) : (
                  <Things kind={kind} lines={lines} caption={caption} />
                )}
                <Pagination page={at} pages={Math.ceil(total / perPage)} href={href} />
              </div>
            </div>
          </>
        ),
      };
    });
};
