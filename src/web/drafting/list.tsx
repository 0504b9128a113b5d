import { filing, legal } from '../../accounts/tables.ts';
import { saveDraft } from '../../drafting/store/save-draft.ts';
import { caseAt, caseOfClaim, casesFiledTo } from '../../drafting/store/cases.ts';
import { partKinds } from '../../drafting/store/schema.ts';
import { countPagesToRead } from '../../drafting/orders/load.ts';
import { setAcceptLine } from '../../drafting/sure/accept-threshold.ts';
import { teamNames } from '../../record/teams/team-names.ts';
import { parseRef } from '../../record/refs.ts';
import { AppError } from '../../platform/errors.ts';
import { assign } from '../../work/assign.ts';
import { countDrafts, findDrafts, listDrafts, type DraftLine } from '../../work/drafts.ts';
import { whoSees, type Colleague } from '../../work/item.ts';
import { ActButton } from '../kit/components/desk.tsx';
import { Dotted, Empty, Notice } from '../kit/components/page-parts.tsx';
import { ClaimState, EdtfDate, TeamBadge } from '../kit/components/values.tsx';
import type { Pages } from '../kit/context.ts';
import { useView } from '../kit/view.tsx';
import { pageNumber, routes } from '../routes.ts';
import { When } from '../record/history/when.tsx';
import { draftAt } from './draft.tsx';
import { briefsOf, usedIn } from './view.ts';
import { deskPage, briefTitle } from '../record/desk/links.ts';
import { draftAddress } from './steps.tsx';
import type { Brief } from '../../record/views/briefs.ts';
import { loadClaims } from '../../record/views/claims.ts';
import { detailPage } from '../kit/pages/detail-page.tsx';
import { buttonRoute } from '../kit/pages/form-page.tsx';
import { control } from '../kit/forms/handle.ts';
import { readVersions, shownVersion } from '../record/actions/as-shown.tsx';
import { assignPage } from '../work/item.tsx';

const size = 30;

/** A button that assigns a draft to the signed-in person, unless someone else has assigned it in the meantime. */
function TakeButton({ line: { id, title, assigned } }: { line: DraftLine }) {
  const { t, token } = useView();
  return (
    <form method="post" action={routes.desk.takeDraft({ id: String(id) })}>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      <input type="hidden" name="was" value={String(assigned?.to ?? '')} />
      <button class="button small" type="submit" aria-label={t('drafting.list.take_one', { title })}>
        {t('drafting.list.take')}
      </button>
    </form>
  );
}

/** The form that assigns the selected drafts of the list. */
function AssignSelected({ people }: { people: readonly Colleague[] }) {
  const { t, token } = useView();
  return (
    <form method="post" action={routes.desk.assignDrafts()} id="assign-drafts" class="search">
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      <label for="assign-drafts-to">{t('drafting.list.assign_to')}</label>
      <select id="assign-drafts-to" name="to">
        {people.map(({ id, name }) => (
          <option value={String(id)}>{name}</option>
        ))}
      </select>
      <button class="button" type="submit">
        {t('drafting.list.assign')}
      </button>
    </form>
  );
}

/** A warning that lists the selected drafts that were skipped because a colleague had already assigned them. */
function SkippedDrafts({ lines }: { lines: readonly DraftLine[] }) {
  const { t } = useView();
  if (!lines.length) return null;
  return (
    <Notice kind="warning" title={t('drafting.list.left', { count: lines.length })}>
      <ul class="list">
        {lines.map(({ id, title, assigned }) => (
          <li>
            <a href={routes.desk.draft({ id: String(id) })}>{title}</a>
            {assigned ? <span class="muted"> · {t('work.assigned_to', { name: assigned.name })}</span> : null}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** How many pages are still being fetched, and how many could not be fetched. */
function FetchProgress({ waiting, failed }: { waiting: number; failed: number }) {
  const { t } = useView();
  if (!waiting && !failed) return null;
  return (
    <p role="status">
      <a href={routes.desk.captureOrders()}>
        {[
          waiting ? t('drafting.list.fetching', { count: waiting }) : '',
          failed ? t('drafting.list.failed', { count: failed }) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </a>
    </p>
  );
}
/** Parses the ids in a query parameter such as `5,7`. */
const numbersIn = (text = ''): number[] =>
  text
    .split(',', size)
    .filter((one) => /^[1-9]\d{0,8}$/.test(one))
    .map(Number);

const tabs = ['free', 'own', 'open', 'filed'] as const;

/** The lists of open and of filed drafts. */
export const draftListPages: Pages = (web) => {
  detailPage(web, routes.desk.drafts, async ({ c, t, app, db, query, may, principal }) => {
    const at = pageNumber(new URL(c.req.url));
    const list = tabs.find((one) => one === query('state')) ?? 'open';
    const account = principal.accountId!;
    const counts = await countDrafts(db, account);
    const lines = await listDrafts(db, account, { list, limit: size, offset: (at - 1) * size });
    const shown = lines.slice(0, size);
    const ids = shown.map(({ id }) => id);
    const teams = await teamNames(db, ids);
    const assigns = may(assign) && list !== 'filed';
    const takes = assigns && may(saveDraft);
    const people = assigns ? await whoSees(db, { things: [], roles: filing }) : [];
    return {
      title: t('kit.desk_nav.drafts'),
      links: [
        ...(may(setAcceptLine) ? [{ href: routes.desk.acceptLine(), label: t('drafting.line.title') }] : []),
        { href: routes.desk.newFromPage(), label: t('kit.desk_nav.new'), main: true },
      ],
      body: (
        <>
          <nav class="pills tabs" aria-label={t('drafting.list.states')}>
            {tabs.map((one) => (
              <a
                class="pill"
                href={routes.desk.drafts({ state: one })}
                aria-current={one === list ? 'page' : undefined}
              >
                {t(`drafting.list.${one}`, { count: counts[one] })}
              </a>
            ))}
          </nav>
          <SkippedDrafts lines={await findDrafts(db, numbersIn(query('left')))} />
          <FetchProgress {...await countPagesToRead(db, app.now())} />
          {shown.length ? (
            <ul class="list drafts">
              {shown.map((line) => (
                <Line line={line} />
              ))}
            </ul>
          ) : (
            <Empty
              title={t(`drafting.list.none_${list}`)}
              action={{ href: routes.desk.newFromPage(), label: t('kit.desk_nav.new') }}
            />
          )}
          {assigns && shown.length > 1 ? <AssignSelected people={people} /> : null}
          <p class="actions">
            {at > 1 ? <a href={routes.desk.drafts({ state: list, page: at - 1 })}>{t('kit.pages.previous')}</a> : null}
            {lines.length > size ? (
              <a href={routes.desk.drafts({ state: list, page: at + 1 })}>{t('kit.pages.next')}</a>
            ) : null}
          </p>
        </>
      ),
    };

    function Line({ line }: { line: DraftLine }) {
      const { assigned, begunBy } = line;
      return (
        <li>
          <h2>
            {assigns && shown.length > 1 ? (
              <>
                <input
                  type="checkbox"
                  form="assign-drafts"
                  name="drafts"
                  value={String(line.id)}
                  aria-label={t('drafting.list.choose', { title: line.title })}
                />
                <input
                  type="hidden"
                  form="assign-drafts"
                  name="was"
                  value={shownVersion(`draft/${line.id}`, assigned?.to ?? 0)}
                />
              </>
            ) : null}{' '}
            <a href={routes.desk.draft({ id: String(line.id) })}>{line.title}</a>{' '}
            <TeamBadge teams={teams.get(line.id)} />
          </h2>
          <p class="muted">
            <Dotted
              parts={[
                assigned && list !== 'filed' ? t('work.assigned_to', { name: assigned.name }) : null,
                assigned?.due ? (
                  <>
                    {t('work.due')} <EdtfDate edtf={assigned.due} />
                  </>
                ) : null,
                begunBy ? t('drafting.list.begun', { name: begunBy }) : null,
                t('drafting.list.waiting', { count: line.undecided }),
                line.addedBy ? t('drafting.list.added', { name: line.addedBy }) : null,
                <When at={line.addedAt} />,
                line.url ? new URL(line.url).host.replace(/^www\./, '') : null,
              ].filter(Boolean)}
            />
          </p>
          {assigns ? (
            <div class="pills">
              {takes && assigned?.to !== account ? <TakeButton line={line} /> : null}
              {assigned ? <a href={assignPage(`draft/${line.id}`)}>{t('work.assign.change')}</a> : null}
            </div>
          ) : null}
          <details class="collapsed">
            <summary>{t('drafting.drop')}</summary>
            <p class="hint">{t(`drafting.drop_${list === 'filed' ? 'filed' : 'open'}`)}</p>
            <ActButton
              action={routes.desk.draft({ id: String(line.id) }, { show: 'act' })}
              intent="drop"
              label={t('drafting.drop_do')}
            />
          </details>
        </li>
      );
    }
  });

  buttonRoute(web, routes.desk.takeDraft, {
    operation: assign,
    act: ({ run, text, principal, params: { id } }) =>
      run(assign, { items: [`draft/${id}`], to: principal.accountId!, was: Number(text('was')) || null }),
    home: ({ params: { id } }) => routes.desk.draft({ id }),
  });

  buttonRoute(web, routes.desk.assignDrafts, {
    operation: assign,
    act: async ({ run, text, values }) => {
      const items = [values['drafts'] ?? []].flat().map((id) => `draft/${String(id)}`);
      if (!items.length) throw new AppError('nothing_selected');
      const shown = Object.entries(readVersions([values['was']].flat())).map(([ref, to]) => [ref, to || null] as const);
      const { left } = await run(assign, { items, to: Number(text('to')), was: Object.fromEntries(shown) });
      return routes.desk.drafts({
        state: 'open',
        left: left.length ? left.map((ref) => ref.split('/')[1]).join() : undefined,
      });
    },
    home: () => routes.desk.drafts({ state: 'open' }),
  });

  // What the draft added to the record when it was filed.
  detailPage(web, routes.desk.draftFile, async ({ c, t, db, may }) => {
    const { draft } = await draftAt(c);
    if (draft.state !== 'filed') return c.redirect(draftAddress({ draft }), 303);
    const { content } = draft;
    const claimRefs = content.claims.flatMap((one) => one.filed ?? []);
    const questionRefs = content.questions.flatMap((one) => one.filed ?? []);
    const used = usedIn({ ...content, claims: content.claims.filter((one) => one.filed) });
    const named = [
      draft.source.ref,
      ...[...content.cast, ...content.works, ...content.parts].flatMap((one) =>
        one.use?.includes('/') && used.has(`#${one.key}`) ? [one.use] : [],
      ),
    ];
    const caseRefs = [...casesFiledTo(content)];
    const refs = [...claimRefs, ...questionRefs, ...named, ...caseRefs];
    const briefs = await briefsOf(db, refs);
    const ids = claimRefs.flatMap((ref) => briefs.get(ref)?.id ?? []);
    const claims = await loadClaims(db, ids, 'desk');
    const cases = caseRefs.flatMap((ref) => briefs.get(ref) ?? []);
    const inCase = cases.length === 1 ? cases[0] : undefined;
    const things = [...new Set(named)].flatMap((ref) => briefs.get(ref) ?? []);
    const kinds = (['source', 'actor', ...partKinds] as const)
      .map((kind) => ({ kind, things: things.filter((brief) => brief.kind === kind) }))
      .filter((one) => one.things.length);
    const together = content.claims.filter((one) => one.filed && one.above !== undefined).length;
    const left = content.claims.filter((one) => one.decision === 'open').length;
    const publishes = may({ permission: legal });
    const list = (some: typeof claims) => (
      <ul class="list">
        {some.map((claim) => (
          <li>
            <a href={routes.desk.claim({ number: claim.number })}>{claim.wording}</a> <ClaimState state={claim.state} />
          </li>
        ))}
      </ul>
    );
    const claimsTo = (to: Brief) => {
      const ref = caseRefs.find((one) => briefs.get(one) === to);
      const there = content.claims.flatMap((one) =>
        one.filed && caseAt(content, caseOfClaim(content, one).key).use === ref ? [one.filed] : [],
      );
      return claims.filter(({ number }) => there.includes(`claim/${number}`));
    };
    const checks = (
      <>
        {claims.some((claim) => claim.state === 'draft') ? <p class="hint">{t('drafting.filed.unchecked')}</p> : null}
        {together ? <p class="hint">{t('drafting.filed.together', { count: together })}</p> : null}
      </>
    );
    const another = (
      <a class="button" href={routes.desk.newFromPage(inCase ? { case: inCase.number } : undefined)}>
        {t('drafting.filed.next')}
      </a>
    );
    return {
      title: t('drafting.filed.title', { count: claims.length }),
      crumb: t('drafting.filed.crumb'),
      crumbs: [
        { label: t('kit.desk_nav.drafts'), href: routes.desk.drafts() },
        { label: draft.title, href: draftAddress({ draft }) },
      ],
      body: (
        <>
          {cases.length > 1 ? <p class="lead">{t('drafting.filed.in_several', { count: cases.length })}</p> : null}
          {inCase ? (
            <p class="lead">
              {t('drafting.filed.in')} <a href={deskPage(inCase)}>{briefTitle(t, inCase)}</a>
            </p>
          ) : null}
          {cases.length > 1 ? (
            <>
              <ul class="filed-cases">
                {cases.map((one) => (
                  <li class="card">
                    <a href={deskPage(one)} id={`case-${one.number}`}>
                      {briefTitle(t, one)}
                    </a>
                    {list(claimsTo(one))}
                    <p class="actions">
                      <CaseButtons one={one} publishes={publishes} named={`case-${one.number}`} />
                    </p>
                  </li>
                ))}
              </ul>
              <p class="actions">{another}</p>
            </>
          ) : (
            <p class="actions">
              {inCase ? <CaseButtons one={inCase} publishes={publishes} /> : null} {another}
            </p>
          )}
          {left ? (
            <Notice title={t('drafting.filed.left', { count: left })}>
              <p>
                <a href={draftAddress({ draft })}>{t('drafting.filed.go_on')}</a>
              </p>
            </Notice>
          ) : null}
          {cases.length > 1 ? (
            checks
          ) : (
            <section class="panel" aria-labelledby="filed-claims">
              <h2 id="filed-claims">{t('drafting.filed.claims', { count: claims.length })}</h2>
              {list(claims)}
              {checks}
            </section>
          )}
          {questionRefs.length ? (
            <section class="panel" aria-labelledby="filed-questions">
              <h2 id="filed-questions">{t('drafting.questions')}</h2>
              <ul class="list">
                {questionRefs.map((ref) => (
                  <li>
                    <a href={deskPage(parseRef(ref)!)}>{briefs.get(ref)?.title ?? ref}</a>
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
          <section class="panel" aria-labelledby="filed-things">
            <h2 id="filed-things">{t('drafting.filed.things')}</h2>
            <dl class="facts rows">
              {kinds.map(({ kind, things }) => (
                <div>
                  <dt>{t(`record.desk.kinds.${kind}`)}</dt>
                  <dd>
                    {things.map((brief, index) => (
                      <>
                        {index ? ' · ' : ''}
                        <a href={deskPage(brief)}>{briefTitle(t, brief)}</a>
                      </>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        </>
      ),
    };
  });
};

/**
 * Buttons for the next steps in a case to which claims were added.
 * @param props.named if there are buttons for several cases: the id of the element with the title of this case
 */
function CaseButtons({ one, publishes, named }: { one: Brief; publishes: boolean; named?: string }) {
  const { t } = useView();
  const button = named ? 'button small' : 'button';
  return (
    <>
      <a class={`button main${named ? ' small' : ''}`} href={deskPage(one)} aria-describedby={named}>
        {t('drafting.filed.to_case')}
      </a>{' '}
      {publishes ? (
        <a class={button} href={routes.desk.publishCase({ number: one.number })} aria-describedby={named}>
          {t('record.publication.title')}
        </a>
      ) : null}{' '}
      <a class={button} href={routes.desk.newArticle({ case: one.number })} aria-describedby={named}>
        {t('site.desk.home.new_article')}
      </a>
    </>
  );
}
