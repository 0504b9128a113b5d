import type { Child } from 'hono/jsx';
import { sql } from 'kysely';
import { z } from 'zod';
import { errorText } from '../../../accounts/error-text.ts';
import { isEditor, legal } from '../../../accounts/tables.ts';
import { noteGiven } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { kindsThat } from '../../../record/kinds/registry.ts';
import { acceptProposals, declineProposals, withdrawProposals } from '../../../record/proposals/decide.ts';
import { listProposals, type ProposalView } from '../../../record/proposals/list.ts';
import { proposalStates } from '../../../record/proposals/tables.ts';
import { AppError, asAppError } from '../../../platform/errors.ts';
import { sha256Hex } from '../../../platform/storage/blobs.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Dotted, Empty, Notice, Pagination } from '../../kit/components/page-parts.tsx';
import { publish } from '../../../record/publication/publish.ts';
import { parseRef } from '../../../record/refs.ts';
import { Shape } from '../../kit/components/shapes.tsx';
import type { Pages } from '../../kit/context.ts';
import { assignmentsOf } from '../../../work/load-work.ts';
import { assignPage } from '../../work/item.tsx';
import { control, handleAction } from '../../kit/forms/handle.ts';
import { buttonRoute } from '../../kit/pages/form-page.tsx';
import { deskRequest, type DeskRequest } from '../../kit/pages/page-request.ts';
import { pageNumber, routes, safeNext } from '../../routes.ts';
import { page as answerWith, useView } from '../../kit/view.tsx';
import { publishUnlessChanged, shownVersions } from '../actions/as-shown.tsx';
import { briefTitle } from '../desk/links.ts';
import { When } from '../history/when.tsx';
import { loadNames, type Names } from '../history/wording.ts';
import { Content, Exposures, namedBy } from './content.tsx';
import { Work } from './work.tsx';

const size = 50;
const maxReasonLength = 2000;

function Proposal({
  one,
  names,
  select,
  decides,
  assigned,
}: {
  one: ProposalView;
  names: Names;
  select: boolean;
  /** Whether the signed-in person can decide on proposals and assign them. */ decides: boolean;
  /** The name of the person to whom the proposal is assigned. */ assigned: string | undefined;
}) {
  const { t } = useView();
  const id = `proposal-${one.id}`;
  return (
    <li class={select ? 'ticked' : undefined} id={id}>
      {select ? (
        <>
          <input
            type="checkbox"
            name="proposals"
            value={String(one.id)}
            id={`${id}-box`}
            aria-labelledby={`${id}-work`}
          />
          <input type="hidden" name={`seen-${one.id}`} value={String(one.versions)} />
        </>
      ) : null}
      <div>
        <p id={`${id}-work`}>
          <Work
            one={one}
            things={one.things.map(({ brief }) => brief)}
            count={one.count}
            listed={one.operation === publish.name}
          />
        </p>
        <p class="muted">
          <Dotted
            parts={[
              <>
                {t('record.proposals.by', { name: one.by })} <When at={one.at} />
              </>,
              one.decidedAt ? (
                <>
                  {t(`record.proposals.done_${one.state}`, { name: one.decidedBy ?? '' })} <When at={one.decidedAt} />
                </>
              ) : null,
              one.state === 'open' && decides ? (
                <a href={assignPage(`proposal/${one.id}`)}>
                  {assigned ? t('work.assigned_to', { name: assigned }) : t('work.assign.title')}
                </a>
              ) : null,
            ].filter(Boolean)}
          />
        </p>
        {one.note ? <p class="reason">{one.note}</p> : null}
        <PublicationLink one={one} />
        {one.state === 'open' && one.changed ? (
          <p>
            <Shape name="warning" /> {t('record.proposals.changed', { count: one.changed })}
          </p>
        ) : null}
        {one.operation === 'record.setVisibility' ? null : <Exposures one={one} names={names} />}
        {one.operation === 'record.setVisibility' && one.count === one.things.length ? null : (
          <Content one={one} names={names} open={one.state === 'open'} />
        )}
        {one.reason ? (
          <p class="reason">
            {t('record.proposals.reason')}: {one.reason}
          </p>
        ) : null}
      </div>
    </li>
  );
}

/** The link to the page that lists what would become public with a case, and on which an editor decides. */
function PublicationLink({ one }: { one: ProposalView }) {
  const { t } = useView();
  const root = parseRef([one.input.of].flat().map(String)[0] ?? '');
  if (one.operation !== publish.name || one.state !== 'open' || root?.kind !== 'case') return null;
  return (
    <p>
      <a class="button small" href={routes.desk.publishCase({ number: root.number }, { proposal: one.id })}>
        {t('record.publication.open')}
      </a>
    </p>
  );
}

type Failure = { id: number; message: string };

/**
 * The name of the proposal that an error is about: its first item. It is a link if the list on the page has the
 * proposal.
 */
function Failed({ id, one, listed }: { id: number; one: ProposalView | undefined; listed: boolean }) {
  const { t } = useView();
  const first = one?.things[0];
  if (!first) return <>{t('record.proposals.one', { number: id })}</>;
  const title = briefTitle(t, first.brief);
  return (
    <>
      {listed ? <a href={`#proposal-${id}`}>{title}</a> : title}
      {one.count > 1 ? ` ${t('record.proposals.more', { count: one.count - 1 })}` : ''}:
    </>
  );
}

/** The page with the list of proposals. `failures`: why decisions on some of them have just failed. */
async function show(
  at: DeskRequest<unknown>,
  {
    problem,
    failures = [],
    reason = '',
    status = 200,
  }: { problem?: string; failures?: readonly Failure[]; reason?: string; status?: number } = {},
): Promise<Response> {
  const { c, t, db, principal, may } = at;
  const url = new URL(c.req.url);
  const state = proposalStates.find((one) => one === url.searchParams.get('state')) ?? 'open';
  const mine = url.searchParams.get('mine') === '1' ? '1' : undefined;
  const page = pageNumber(url);
  const { rows, total } = await listProposals(db, {
    state,
    ...(mine && principal.accountId !== null ? { by: principal.accountId } : {}),
    accountId: principal.accountId,
    limit: size,
    offset: (page - 1) * size,
  });
  // The page shows content of these items, so the person has opened them. Of items whose access would change, it shows
  // only the titles, so the person has not opened these.
  noteGiven(
    rows.flatMap(({ operation, things }) =>
      operation === 'record.setVisibility' ? [] : things.map(({ brief }) => brief.id),
    ),
  );
  const names = await loadNames(db, namedBy(rows));
  const ids = failures.map((one) => one.id);
  const failed = ids.length
    ? (await listProposals(db, { state, ids, accountId: principal.accountId, limit: ids.length, offset: 0 })).rows
    : [];
  const title = t('record.proposals.title');
  const decides = may(acceptProposals);
  const assigned = await assignmentsOf(
    db,
    'proposal_id',
    rows.map((one) => one.id),
  );
  const proposalAt = (one: ProposalView) => ({ one, names, decides, assigned: assigned.get(one.id)?.name });
  const selects = state === 'open' && (decides || rows.some((one) => one.mine));
  const link = (label: string, href: string, here: boolean): Child => (
    <a class="pill" href={href} aria-current={here ? 'page' : undefined}>
      {label}
    </a>
  );
  return answerWith(
    c,
    <DeskPage title={title} crumbs={[{ label: t('site.desk.home.title'), href: routes.desk.home() }, { label: title }]}>
      <p class="lead">{t(decides ? 'record.proposals.lead_editor' : 'record.proposals.lead')}</p>
      <nav class="tab-rows" aria-label={title}>
        <p class="pills tabs">
          {proposalStates.map((one) =>
            link(t(`record.proposals.state_${one}`), routes.desk.proposals({ state: one, mine }), one === state),
          )}
        </p>
        <p class="pills tabs">
          {link(t('record.proposals.all'), routes.desk.proposals({ state }), !mine)}
          {link(t('record.proposals.mine'), routes.desk.proposals({ state, mine: '1' }), Boolean(mine))}
        </p>
      </nav>
      {problem ? <Notice kind="warning" title={t(problem)} /> : null}
      {failures.length ? (
        <Notice kind="warning" title={t('record.proposals.failed', { count: failures.length })}>
          <ul>
            {failures.map(({ id, message }) => (
              <li>
                <Failed id={id} one={failed.find((one) => one.id === id)} listed={rows.some((row) => row.id === id)} />{' '}
                {message}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <p class="muted" role="status">
        {t('record.proposals.count', { count: total })}
      </p>
      {rows.length ? (
        selects ? (
          <Deciding decides={decides} withdraws={rows.some((one) => one.mine)} reason={reason}>
            {rows.map((one) => (
              <Proposal {...proposalAt(one)} select={decides || one.mine} />
            ))}
          </Deciding>
        ) : (
          <ul class="list">
            {rows.map((one) => (
              <Proposal {...proposalAt(one)} select={false} />
            ))}
          </ul>
        )
      ) : (
        <Empty title={t('record.proposals.none')} />
      )}
      <Pagination
        page={page}
        pages={Math.ceil(total / size)}
        href={(to) => routes.desk.proposals({ state, mine, page: to })}
      />
    </DeskPage>,
    status,
  );
}

function Deciding(props: { decides: boolean; withdraws: boolean; reason: string; children: Child }) {
  const { t, token } = useView();
  const { decides, withdraws, reason, children } = props;
  return (
    <form class="form proposals" method="post" action={routes.desk.decideProposals()}>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      <ul class="list">{children}</ul>
      {decides ? (
        <div class="field">
          <label for="reason">{t('record.proposals.reason')}</label>
          <p class="hint" id="reason-hint">
            {t('record.proposals.reason_hint')}
          </p>
          <textarea id="reason" name="reason" rows={2} maxlength={maxReasonLength} aria-describedby="reason-hint">
            {`\n${reason}`}
          </textarea>
        </div>
      ) : null}
      <div class="buttons">
        {decides ? (
          <>
            <button class="button main" type="submit" name={control.intent} value="accept">
              {t('record.proposals.accept')}
            </button>
            <button class="button" type="submit" name={control.intent} value="decline">
              {t('record.proposals.decline')}
            </button>
          </>
        ) : null}
        {withdraws ? (
          <button class="button" type="submit" name={control.intent} value="withdraw">
            {t('record.proposals.withdraw')}
          </button>
        ) : null}
      </div>
    </form>
  );
}

/** The list of proposals, the routes of the decisions on them, and the route of `PublishButton`. */
export const proposalPages: Pages = (web) => {
  web.get(routes.desk.proposals.pattern, async (c) => show(await deskRequest(c, routes.desk.proposals)));

  buttonRoute(web, routes.desk.publishBatch, {
    act: async (at) => {
      if (!z.uuid().safeParse(at.params.batch).success) throw new AppError('not_found');
      const page = safeNext(at.text(control.page));
      const versions = await createdIn(at.db, at.params.batch);
      const shown = at.text(control.shown);
      if (shown && isEditor(at.principal) && shown !== digestOf(versions))
        throw new AppError('changed_since', { details: { page } });
      const things = Object.keys(versions);
      if (things.length) await publishUnlessChanged(at, things, versions, page);
    },
    home: ({ params }) => routes.desk.batch(params),
  });

  web.post(routes.desk.decideProposals.pattern, async (c) => {
    const at = await deskRequest(c, routes.desk.decideProposals);
    return handleAction(c, async ({ intent, values }) => {
      const reason = typeof values.reason === 'string' ? values.reason : '';
      const chosen = [values.proposals]
        .flat()
        .flatMap((one) => (typeof one === 'string' && /^[1-9]\d{0,8}$/.test(one) ? [Number(one)] : []));
      const decide = (proposals: number[]): Promise<void> => {
        if (intent === 'accept') return at.run(acceptProposals, { proposals, seen: seenOf(values, proposals) });
        if (intent === 'decline') return at.run(declineProposals, { proposals, reason });
        if (intent === 'withdraw') return at.run(withdrawProposals, { proposals });
        throw new AppError('bad_form');
      };
      if (chosen.length === 0) return show(at, { problem: 'record.proposals.error.none', reason, status: 422 });
      const failures: Failure[] = [];
      // Each proposal has its own transaction, so that an error in one does not prevent the others.
      for (const id of chosen) {
        try {
          await decide([id]);
        } catch (thrown) {
          failures.push({ id, message: failureMessage(at, asAppError(thrown)) });
        }
      }
      return failures.length ? show(at, { failures, reason, status: 422 }) : routes.desk.proposals();
    });
  });
};

/**
 * The button that makes public what a batch of change sets created, such as an import. For someone who is not an
 * editor, it creates a proposal.
 * @param props.shown the digest (`batchDigest`) of the items that the page shows
 */
export function PublishButton({ batch, shown, page }: { batch: string; shown?: string; page: string }) {
  const { t, token, person } = useView();
  const may = legal.some((role) => person?.roles.includes(role));
  if (!may) return null;
  return (
    <form method="post" action={routes.desk.publishBatch({ batch })}>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      <input type="hidden" name={control.page} value={page} />
      {shown ? <input type="hidden" name={control.shown} value={shown} /> : null}
      <button class="button" type="submit">
        {t(isEditor(person) ? 'record.proposals.publish_all' : 'record.proposals.propose_all')}
      </button>
    </form>
  );
}

/** By ref, the versions of the items that a batch created and that are still desk only. */
async function createdIn(db: Reader, batch: string): Promise<Record<string, number>> {
  const kinds = kindsThat((kind) => kind.withdraw !== 'elsewhere' && !kind.deskOnly);
  const { rows } = await sql<{ ref: string; version: number }>`
    select distinct t.kind || '/' || t.number as ref, t.version from change_set s join change c on c.change_set_id = s.id and c.action = 'created'
    join thing t on t.id = c.thing_id and t.kind = c.kind
    where s.batch_id = ${batch} and t.visibility = 'desk' and t.redacted_at is null and t.kind = any(${kinds}::text[])`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ ref, version }) => [ref, version]));
}

const digestOf = (versions: Readonly<Record<string, number>>): string =>
  sha256Hex(shownVersions(versions).sort().join('\n'));

/**
 * A digest of the versions of the items that a batch created. An import can create so many items that a form cannot
 * have a field for each.
 */
export const batchDigest = async (db: Reader, batch: string): Promise<string> => digestOf(await createdIn(db, batch));

/** By the id of the proposal, the state of it that the page showed, as input of `acceptProposals`. */
const seenOf = (values: Readonly<Record<string, unknown>>, proposals: readonly number[]): Record<string, number> =>
  Object.fromEntries(
    proposals.flatMap((id) => {
      const seen = values[`seen-${id}`];
      return typeof seen === 'string' ? [[id, Number(seen)]] : [];
    }),
  );

/**
 * A sentence that says why the decision on a proposal failed.
 * @throws AppError the error itself if it is about all proposals, such as `not_signed_in`
 */
function failureMessage({ t, c }: DeskRequest<unknown>, error: AppError): string {
  if (['internal', 'not_signed_in', 'proof_needed', 'bad_form'].includes(error.code)) throw error;
  if (error.code === 'conflict') return t('record.proposals.error.since');
  const fields = error.fields.map((field) => t(field.message, field.params)).join(' ');
  return error.code === 'invalid_input' && fields ? fields : errorText(t, error, { id: c.get('requestId') });
}
