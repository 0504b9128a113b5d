import type { Child } from 'hono/jsx';
import { shownVersion } from '../actions/as-shown.tsx';
import { control } from '../../kit/forms/handle.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { rankStatements } from '../../../record/claims/rank-statements.ts';
import { loadActor, type ActorListName, type ActorView } from '../../../record/views/actor.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { acceptedAbove } from '../../../drafting/sure/accepted-above.ts';
import type { StatementView } from '../../../record/views/claims.ts';
import { loadClaim } from '../../../record/views/claim.ts';
import { watchSource } from '../../../evidence/watch/watch-source.ts';
import { loadSource } from '../../../record/views/sources.ts';
import { watchOfSource } from '../../evidence/watch/of-source.tsx';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { ClaimChain } from '../components/chain.tsx';
import { MoreOf, listPageOf, spansAt } from '../components/actor-lists.tsx';
import { Pagination, Table } from '../../kit/components/page-parts.tsx';
import { ClaimState, EdtfDate, ModeWord, Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../history/when.tsx';
import { originsOfSource } from '../../evidence/republished/parts.tsx';
import { quotationsOfClaim } from '../../evidence/republished/readings.tsx';
import { briefTitle, deskPage } from './links.ts';
import { DeskFacts } from '../show/facts.tsx';
import { CheckLine, BriefLine, ClaimCard, PassagePage, Section } from '../show/parts.tsx';
import { loadQuestion } from '../show/question.ts';
import { thingPage } from './thing-page.tsx';
import { deskChain, deskSupport, ownWords, propertyWords, valueWords } from '../show/words.ts';
import { captureSize } from '../../kit/words/size-words.ts';

/** The number of claims on one page of a source. */
const claimsOnPage = 100;

/** The statements of a claim, grouped by subject. */
function Statements({ statements }: { statements: readonly StatementView[] }) {
  const { t } = useView();
  const subjects = [...new Map(statements.map((one) => [one.subject.id, one.subject])).values()];
  return (
    <>
      {subjects.map((subject) => (
        <div>
          <h3>
            <BriefLine brief={subject} />
          </h3>
          <dl class="facts rows">
            {statements
              .filter((one) => one.subject.id === subject.id)
              .map((one) => (
                <div>
                  <dt>{propertyWords(t, one.property)}</dt>
                  <dd>
                    {valueWords(t, one.value)}{' '}
                    {one.rank === 'normal' ? null : <Pill kind="plain">{t(`vocabulary.rank.${one.rank}`)}</Pill>}
                  </dd>
                </div>
              ))}
          </dl>
        </div>
      ))}
    </>
  );
}

/** The roles of an actor in cases, grouped by case. */
function Appearances({ actor }: { actor: ActorView }) {
  const { t } = useView();
  const cases = [...new Map(actor.appears.map((one) => [one.case.id, one.case])).values()];
  const role = (key: string): string =>
    t(t.has(`vocabulary.involvement-role.${key}`) ? `vocabulary.involvement-role.${key}` : `record.property.${key}`);
  return (
    <ul class="list">
      {cases.map((one) => (
        <li>
          <p>
            <BriefLine brief={one} />
          </p>
          {actor.appears
            .filter((appearance) => appearance.case.id === one.id)
            .map((appearance) => (
              <p class="muted">
                {role(appearance.role)}
                {appearance.in.id === one.id ? null : (
                  <>
                    {' · '}
                    <a href={deskPage(appearance.in)!}>{briefTitle(t, appearance.in)}</a>
                  </>
                )}
              </p>
            ))}
        </li>
      ))}
      {actor.ties.map((tie) => (
        <li>
          <BriefLine brief={tie.subject} />{' '}
          <span class="muted">
            {t(`record.property.${tie.value.property}`)} · {valueWords(t, tie.value)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The pages of actors, sources, claims and questions. */
export const recordPages: Pages = (web) => {
  thingPage(web, 'actor', routes.desk.actor, async ({ c, t, db, may }, thing) => {
    const at = listPageOf(new URL(c.req.url));
    const actor = await loadActor(db, thing, 'desk', spansAt(at));
    const claims = actor.said.flatMap((id) => actor.claims.get(id) ?? []);
    const more = (name: ActorListName) => (
      <MoreOf
        name={name}
        at={at}
        total={actor.totals[name]}
        href={(query) => routes.desk.actor({ number: thing.number }, query)}
      />
    );
    return {
      title: briefTitle(t, actor.brief),
      badges: <Pill kind="plain">{t(`vocabulary.actor-kind.${actor.kind}`)}</Pill>,
      links: [{ href: routes.desk.facts({ kind: 'actor', number: thing.number }), label: t('record.desk.facts.add') }],
      body: (
        <>
          <Section id="names" title={t('record.desk.actor.names')} when={actor.names.length > 0}>
            <Table
              caption={t('record.desk.actor.names_caption', { count: actor.names.length })}
              head={[t('record.desk.actor.name'), t('vocabulary.name-kind'), t('record.desk.actor.name_language')]}
              rows={actor.names.map((name): Child[] => [
                <span lang={name.language ?? undefined}>{name.text}</span>,
                t(`vocabulary.name-kind.${name.kind}`),
                name.language ? languageName(name.language, t.locale) : t('record.desk.value.language_unknown'),
              ])}
            />
          </Section>
          <Section id="facts" title={t('record.desk.facts.known')}>
            <DeskFacts of={actor.brief} facts={actor.facts} claims={actor.claims} mayRank={may(rankStatements)} />
          </Section>
          <Section
            id="appears"
            title={t('record.desk.actor.appears', { count: actor.totals.appears + actor.totals.ties })}
          >
            <Appearances actor={actor} />
            {more('appears')}
            {more('ties')}
          </Section>
          <Section
            id="published"
            title={t('record.desk.actor.published', { count: actor.totals.published })}
            when={actor.published.length > 0}
          >
            <ul class="list">
              {actor.published.map((one) => (
                <li>
                  <BriefLine brief={one.source} />{' '}
                  {one.date ? (
                    <span class="muted">
                      <EdtfDate edtf={one.date} />
                    </span>
                  ) : null}
                </li>
              ))}
            </ul>
            {more('published')}
          </Section>
          <Section
            id="said"
            title={t('record.desk.actor.said', { count: actor.totals.said })}
            action={
              <a class="button small" href={routes.desk.newClaim({ actor: thing.number })}>
                {t('record.desk.claim.new')}
              </a>
            }
          >
            <div class="cards">
              {claims.map((claim) => (
                <ClaimCard claim={claim} />
              ))}
            </div>
            {more('said')}
          </Section>
        </>
      ),
    };
  });

  thingPage(web, 'source', routes.desk.source, async ({ c, t, db, may }, thing) => {
    const at = pageNumber(new URL(c.req.url));
    const source = await loadSource(db, thing, 'desk', {
      limit: claimsOnPage,
      offset: (at - 1) * claimsOnPage,
    });
    const origins = await originsOfSource(db, source.brief);
    const watch =
      thing.visibility === 'sealed'
        ? null
        : await watchOfSource(db, thing, may(watchSource) && source.addresses.length > 0 && source.captures.length > 0);
    const facts: [string, Child][] = [
      [t('vocabulary.source-kind'), source.brief.sort ? t(`vocabulary.source-kind.${source.brief.sort}`) : '–'],
      [t('record.desk.source.publisher'), source.publisher ? <BriefLine brief={source.publisher} /> : '–'],
      [t('record.desk.source.published'), source.published ? <EdtfDate edtf={source.published} /> : '–'],
      ...(source.withheld
        ? [
            [t('record.desk.field.withheld'), t(termLabel('withheld-reason', source.withheld))] satisfies [
              string,
              Child,
            ],
          ]
        : []),
      [t('record.desk.source.language'), source.language ? languageName(source.language, t.locale) : '–'],
      [
        t('record.desk.source.addresses'),
        source.addresses.length
          ? source.addresses.map((url) => (
              <p class="address">
                <a href={url} rel="noopener noreferrer nofollow">
                  {url}
                </a>
              </p>
            ))
          : '–',
      ],
      [
        t('record.desk.source.derived_from'),
        source.derivedFrom.length
          ? source.derivedFrom.map((one) => (
              <p>
                {t(`vocabulary.derivation.${one.kind}`)}{' '}
                <BriefLine brief={one.source}>{one.basis ? ` (${one.basis})` : ''}</BriefLine>
              </p>
            ))
          : '–',
      ],
      [
        t('record.desk.source.copies'),
        source.copies.length
          ? source.copies.map((one) => (
              <p>
                {t(`vocabulary.derivation.${one.kind}`)}: <BriefLine brief={one.source} />
              </p>
            ))
          : '–',
      ],
      ...(source.note ? ([[t('record.desk.source.note'), source.note]] as [string, Child][]) : []),
    ];
    return {
      title: briefTitle(t, source.brief),
      links: [{ href: routes.desk.facts({ kind: 'source', number: thing.number }), label: t('record.desk.facts.add') }],
      body: (
        <>
          <dl class="facts rows">
            {facts.map(([label, value]) => (
              <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {origins}
          <Section id="captures" title={t('record.desk.source.captures', { count: source.captures.length })}>
            {source.captures.length ? (
              <Table
                caption={t('record.desk.source.captures_caption')}
                head={[
                  t('record.desk.source.captured'),
                  t('record.desk.source.method'),
                  t('record.desk.source.size'),
                  t('kit.checksum'),
                ]}
                numeric={[2]}
                rows={source.captures.map((one): Child[] => [
                  <a href={routes.desk.capture({ number: thing.number, capture: one.brief.number })}>
                    <When at={one.at} />
                  </a>,
                  t(`record.desk.source.method.${one.method}`),
                  captureSize(t, one),
                  one.bytesSha256 ? <code>{one.bytesSha256.slice(0, 16)}…</code> : '',
                ])}
              />
            ) : (
              <p class="muted">{t('record.desk.source.not_held')}</p>
            )}
          </Section>
          {watch}
          <Section
            id="claims"
            title={t('record.desk.source.claims', { count: source.claimsListed })}
            action={
              <a class="button small" href={routes.desk.newClaim({ source: thing.number })}>
                {t('record.desk.claim.new')}
              </a>
            }
          >
            <div class="cards">
              {source.claims.map((claim) => (
                <ClaimCard claim={claim} />
              ))}
            </div>
            <Pagination
              page={at}
              pages={Math.ceil(source.claimCount / claimsOnPage)}
              href={(page) => routes.desk.source({ number: thing.number }, { page: page > 1 ? page : undefined })}
            />
          </Section>
        </>
      ),
    };
  });

  thingPage(web, 'claim', routes.desk.claim, async ({ t, db, may }, thing) => {
    const view = (await loadClaim(db, thing, 'desk'))!;
    const { claim } = view;
    const act = (name: string): string => routes.desk.act({ kind: 'claim', number: thing.number, act: name });
    const quotations = thing.visibility === 'sealed' ? null : await quotationsOfClaim(db, claim);
    const above = claim.passage ? await acceptedAbove(db, claim.passage.capture.id, claim.ref) : null;
    const checkable = may(checkClaims) && !thing.withdrawn_at && thing.visibility !== 'sealed';
    return {
      title: t('record.desk.claim.number', { number: claim.number }),
      badges: <ClaimState state={claim.state} />,
      buttons: (
        <>
          {checkable ? (
            <ActButton
              action={act(claim.state === 'checked' ? 'uncheck' : 'check')}
              label={t(claim.state === 'checked' ? 'record.desk.act.uncheck' : 'record.desk.act.check')}
              main={claim.state !== 'checked'}
              values={{ [control.shown]: shownVersion(claim.ref, claim.version) }}
            />
          ) : null}
          <a
            class="button small"
            href={routes.desk.newQuestion({ claim: thing.number, ...(claim.case ? { case: claim.case.number } : {}) })}
          >
            {t('record.desk.question.raise')}
          </a>
        </>
      ),
      body:
        thing.visibility === 'sealed' ? null : (
          <>
            <div class="columns">
              <Section id="wording" title={t('record.desk.claim.wording')}>
                <p class="wording" lang={claim.language}>
                  {claim.kind === 'quotation' ? <q>{claim.wording}</q> : claim.wording}
                </p>
                <p class="muted">
                  <ClaimChain
                    chain={deskChain(t, claim)}
                    mode={claim.mode}
                    support={deskSupport(t, claim)}
                    ownWords={ownWords(claim)}
                  />
                </p>
                <p class="muted">
                  <ModeWord mode={claim.mode} /> · {t(`vocabulary.claim-kind.${claim.kind}`)} ·{' '}
                  {t('vocabulary.certainty')}: {t(`vocabulary.certainty.${claim.certainty}`)}
                  {claim.case ? (
                    <>
                      {' '}
                      · <BriefLine brief={claim.case} />
                    </>
                  ) : null}
                </p>
                {above === null ? null : (
                  <p class="muted">{t('record.desk.claim.accepted_above', { percent: above })}</p>
                )}
                <CheckLine claim={claim} by={view.checkedBy} />
              </Section>
              <Section id="support" title={t('record.desk.claim.support')}>
                {claim.passage ? (
                  <blockquote lang={claim.language}>
                    <span class="context">…{claim.passage.prefix}</span>
                    <mark class="here">{claim.passage.exact}</mark>
                    <span class="context">{claim.passage.suffix}…</span>
                  </blockquote>
                ) : null}
                <PassagePage claim={claim} />
                <p class="muted">
                  {t(`vocabulary.support.${claim.support}`)}
                  {claim.note ? `: ${claim.note}` : ''}
                </p>
                {claim.source ? (
                  <p>
                    <BriefLine brief={claim.source} />
                  </p>
                ) : null}
              </Section>
            </div>
            {quotations}
            <Section id="statements" title={t('record.desk.claim.statements')}>
              {claim.statements.length ? (
                <Statements statements={claim.statements} />
              ) : (
                <p class="muted">{t('record.desk.claim.no_statements')}</p>
              )}
            </Section>
            <Section id="beside" title={t('record.desk.claim.beside')} when={view.beside.length > 0}>
              <div class="cards">
                {view.beside.map((other) => (
                  <ClaimCard claim={other} />
                ))}
              </div>
            </Section>
            <Section
              id="questions"
              title={t('record.desk.kinds.question')}
              when={view.raises.length > 0 || view.answers.length > 0}
            >
              <ul class="list">
                {view.raises.map((one) => (
                  <li>
                    {t('record.desk.claim.raises')}: <BriefLine brief={one} />
                  </li>
                ))}
                {view.answers.map((one) => (
                  <li>
                    {t('record.desk.claim.answers')}: <BriefLine brief={one} />
                  </li>
                ))}
              </ul>
            </Section>
          </>
        ),
    };
  });

  thingPage(web, 'question', routes.desk.question, async ({ t, db }, thing) => {
    const question = await loadQuestion(db, thing);
    const brief = (await loadBriefs(db, [thing.id], 'desk')).get(thing.id)!;
    return {
      title: briefTitle(t, brief),
      badges: (
        <Pill shape={question.answeredBy ? 'acknowledged' : 'open'}>
          {t(question.answeredBy ? 'record.desk.question.is_answered' : 'record.desk.question.is_open')}
        </Pill>
      ),
      buttons: question.answeredBy ? (
        <ActButton
          action={routes.desk.act({ kind: 'question', number: thing.number, act: 'reopen' })}
          label={t('record.desk.act.reopen')}
        />
      ) : undefined,
      body: (
        <>
          {question.case ? (
            <p>
              {t('record.desk.kind.case')}: <BriefLine brief={question.case} />
            </p>
          ) : null}
          {question.raisedBy ? (
            <Section id="raised" title={t('record.desk.question.raised_by')}>
              <ClaimCard claim={question.raisedBy} />
            </Section>
          ) : null}
          {question.answeredBy ? (
            <Section id="answered" title={t('record.desk.question.answered_by')}>
              <ClaimCard claim={question.answeredBy} />
            </Section>
          ) : null}
        </>
      ),
    };
  });
};
