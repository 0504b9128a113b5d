import { legal } from '../../../accounts/tables.ts';
import { loadFindings, type Finding } from '../../../evidence/watch/views.ts';
import { worksInQuestion, WorksInQuestion, type WorkInQuestion } from '../components/page-status.tsx';
import { FindingsSection } from '../../evidence/watch/card.tsx';
import type { Child } from 'hono/jsx';
import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { rankStatements } from '../../../record/claims/rank-statements.ts';
import { caseParts, proceedingParts, type ProceedingPart } from '../../../record/kinds/parts.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { mutual } from '../../../record/cases/relations/relations.ts';
import { loadCase, type CaseView, type PartView } from '../../../record/views/case.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { loadCasesOf } from '../../../record/views/parts.ts';
import { Card } from '../../kit/components/desk.tsx';
import { StatePill } from '../components/disagreements.tsx';
import { EdtfDate, Pill, VisibilityBadge } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { partRoutes } from '../routes.ts';
import { useView } from '../../kit/view.tsx';
import type { Pages } from '../../kit/context.ts';
import { briefTitle, deskPage } from './links.ts';
import { DeskFacts, loadDeskFacts } from '../show/facts.tsx';
import { BriefLine, ClaimCard, Section } from '../show/parts.tsx';
import { originsOfCase } from '../../evidence/republished/parts.tsx';
import { thingPage } from './thing-page.tsx';

type Claims = ReadonlyMap<number, ClaimView>;

/** A part of a case as a card: its facts, and a link to the form that adds facts. */
function PartCard({
  part,
  claims,
  mayRank,
  date,
  children,
}: {
  part: PartView;
  claims: Claims;
  mayRank: boolean;
  date?: string | null;
  children?: Child;
}) {
  const { t } = useView();
  const { kind, number } = part.brief;
  return (
    <Card
      id={`${kind}-${number}`}
      title={
        <>
          {date ? (
            <>
              <EdtfDate edtf={date} /> ·{' '}
            </>
          ) : null}
          <a href={deskPage(part.brief)!}>{briefTitle(t, part.brief)}</a>
        </>
      }
      badges={<VisibilityBadge visibility={part.brief.visibility} />}
    >
      <DeskFacts of={part.brief} facts={part.facts} claims={claims as Map<number, ClaimView>} mayRank={mayRank} />
      <p>
        <a class="quiet" href={routes.desk.facts({ kind, number })}>
          {t('record.desk.facts.add')}
        </a>
      </p>
      {children}
    </Card>
  );
}

function Proceedings({ view, mayRank }: { view: CaseView; mayRank: boolean }) {
  const { t } = useView();
  return (
    <>
      {view.proceedings.map((proceeding) => (
        <PartCard part={proceeding} claims={view.claims} mayRank={mayRank}>
          {proceedingParts.map(({ name, list }) =>
            proceeding[list].length ? (
              <div class="inside">
                <h4>{t(`record.desk.kinds.${name}`)}</h4>
                {proceeding[list].map((part) => (
                  <PartCard part={part} claims={view.claims} mayRank={mayRank} />
                ))}
              </div>
            ) : null,
          )}
          <p class="actions">
            <NewParts number={proceeding.brief.number} />
          </p>
        </PartCard>
      ))}
    </>
  );
}

function NewParts({ number }: { number: number }) {
  const { t } = useView();
  return (
    <>
      {proceedingParts.map(({ name }) => (
        <a class="button small" href={partRoutes(name).create({ proceeding: number })}>
          {t(`record.desk.${name}.new`)}
        </a>
      ))}
    </>
  );
}

/** The relations of a case. A mutual relation that is stored in both directions occurs only once. */
const distinct = (related: CaseView['related']): CaseView['related'] =>
  related.filter(
    (one, index) =>
      !mutual.has(one.property) ||
      index === related.findIndex((other) => other.property === one.property && other.case.id === one.case.id),
  );

/**
 * The content of the page of a case. Unchecked claims come first, because the facts below come only from other claims.
 */
function CaseBody({
  view,
  mayRank,
  origins,
  findings,
  works,
}: {
  view: CaseView;
  mayRank: boolean;
  origins: Child;
  findings: Finding[];
  works: WorkInQuestion[];
}) {
  const { t } = useView();
  const { number } = view.brief;
  const claims = [...view.claims.values()];
  const counted = claims.filter((claim) => claim.state !== 'withdrawn' && claim.visibility !== 'sealed');
  const unchecked = claims.filter((claim) => claim.state === 'draft' || claim.state === 'imported');
  return (
    <>
      {view.summary ? <p class="lead">{view.summary}</p> : null}
      <p class="muted">
        {t('record.desk.case.counts', { claims: counted.length, unchecked: unchecked.length, origins: view.origins })}
      </p>
      {origins}
      <Section id="found" title={t('evidence.watch.title')} when={findings.length > 0}>
        <FindingsSection findings={findings} />
      </Section>
      <Section id="disagreements" title={t('record.duplicates.title')} when={view.disagreements.length > 0}>
        <ul class="list">
          {view.disagreements.map((one) => (
            <li>
              <a
                href={routes.desk.disagreement({
                  kind: one.subject.kind,
                  number: one.subject.number,
                  property: one.property.property,
                })}
              >
                {t(`record.property.${one.property.property}`)}: {briefTitle(t, one.subject)}
              </a>{' '}
              <StatePill state={one.state} />
            </li>
          ))}
        </ul>
      </Section>
      <Section
        id="facts"
        title={t('record.desk.facts.known')}
        action={
          <a class="button small" href={routes.desk.facts({ kind: 'case', number })}>
            {t('record.desk.facts.add')}
          </a>
        }
      >
        <DeskFacts of={view.brief} facts={view.facts} claims={view.claims} mayRank={mayRank} />
      </Section>
      <Section
        id="events"
        title={t('record.desk.case.events')}
        action={
          <a class="button small" href={routes.desk.newEvent({ case: number })}>
            {t('record.desk.event.new')}
          </a>
        }
      >
        <div class="stack">
          {view.events.map((event) => (
            <PartCard part={event} date={event.date} claims={view.claims} mayRank={mayRank} />
          ))}
        </div>
      </Section>
      <Section
        id="proceedings"
        title={t('record.desk.kinds.proceeding')}
        action={
          <a class="button small" href={routes.desk.newProceeding({ case: number })}>
            {t('record.desk.proceeding.new')}
          </a>
        }
      >
        <div class="stack">
          <Proceedings view={view} mayRank={mayRank} />
        </div>
      </Section>
      <Section id="works" title={t('evidence.watch.works')} when={works.length > 0}>
        <WorksInQuestion works={works} />
      </Section>
      <Section id="involved" title={t('record.desk.case.involved')}>
        <ul class="list">
          {view.involved.map((one) => (
            <li>
              <BriefLine brief={one.actor} />{' '}
              <span class="muted">
                {one.roles
                  .map(({ role }) =>
                    t(
                      t.has(`vocabulary.involvement-role.${role}`)
                        ? `vocabulary.involvement-role.${role}`
                        : `record.property.${role}`,
                    ),
                  )
                  .join(', ')}
              </span>
            </li>
          ))}
          {distinct(view.related).map((one) => (
            <li>
              <span class="muted">
                {t(
                  one.direction === 'to' || mutual.has(one.property)
                    ? `record.property.${one.property}`
                    : `record.desk.related.${one.property}`,
                )}
                :
              </span>{' '}
              <BriefLine brief={one.case} />
            </li>
          ))}
        </ul>
      </Section>
      <Section
        id="questions"
        title={t('record.desk.kinds.question')}
        action={
          <a class="button small" href={routes.desk.newQuestion({ case: number })}>
            {t('record.desk.question.new')}
          </a>
        }
      >
        <ul class="list">
          {view.questions.map((one) => (
            <li>
              <BriefLine brief={one.brief} />{' '}
              <Pill shape={one.answeredBy ? 'acknowledged' : 'open'}>
                {t(one.answeredBy ? 'record.desk.question.is_answered' : 'record.desk.question.is_open')}
              </Pill>
            </li>
          ))}
        </ul>
      </Section>
      <Section
        id="claims"
        title={t('record.desk.case.claims', { count: counted.length })}
        action={
          <>
            {claims.length ? (
              <a class="button small" href={routes.desk.compileArticle({ case: number })}>
                {t('publishing.articles.compile.from')}
              </a>
            ) : null}{' '}
            <a class="button small" href={routes.desk.captureOrders({ case: number })}>
              {t('evidence.captures.all')}
            </a>{' '}
            <a class="button small" href={routes.desk.newClaim({ case: number })}>
              {t('record.desk.claim.new')}
            </a>
          </>
        }
      >
        <div class="cards">
          {[...unchecked, ...claims.filter((claim) => !unchecked.includes(claim))].map((claim) => (
            <ClaimCard claim={claim} />
          ))}
        </div>
      </Section>
      <Section id="sources" title={t('record.desk.kinds.source')}>
        <ul class="list">
          {view.sources.map((source) => (
            <li>
              <BriefLine brief={source.brief} />{' '}
              <span class="muted">
                {source.publisher ? briefTitle(t, source.publisher) : ''}{' '}
                {source.published ? <EdtfDate edtf={source.published} /> : null}{' '}
                {t(source.held ? 'record.desk.source.held' : 'record.desk.source.named')}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

/** The parts of a proceeding. */
async function partsOf(db: Reader, proceedingId: number): Promise<Brief[]> {
  const { rows } = await sql<{ id: number }>`
    select t.id from (${sql.join(
      proceedingParts.map(({ table }) => sql`select id from ${sql.table(table)} where proceeding_id = ${proceedingId}`),
      sql` union all `,
    )}) p join thing t on t.id = p.id where t.withdrawn_at is null and t.redacted_at is null order by t.kind, t.id`.execute(
    db,
  );
  return [
    ...(
      await loadBriefs(
        db,
        rows.map((row) => Number(row.id)),
        'desk',
      )
    ).values(),
  ];
}

async function proceedingOf(db: Reader, kind: ProceedingPart['name'], id: number): Promise<Brief | undefined> {
  const row = await db
    .selectFrom(kind as 'charge')
    .select('proceeding_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return (await loadBriefs(db, [row.proceeding_id], 'desk')).get(row.proceeding_id);
}

/** The pages of cases and of their parts. */
export const casePages: Pages = (web) => {
  thingPage(web, 'case', routes.desk.case_, async ({ t, db, may }, thing) => {
    const view = await loadCase(db, thing, 'desk');
    const findings = await loadFindings(db, { state: 'open', case: thing.id, limit: 20, offset: 0 });
    const works = await worksInQuestion(db, view);
    const origins = await originsOfCase(
      db,
      view.sources.map((source) => source.brief.id),
    );
    return {
      title: briefTitle(t, view.brief),
      links: [
        may({ permission: legal }) && {
          href: routes.desk.publishCase({ number: thing.number }),
          label: t(thing.visibility === 'public' ? 'record.publication.more' : 'record.publication.title'),
          main: thing.visibility === 'desk',
        },
      ],
      body: <CaseBody view={view} mayRank={may(rankStatements)} origins={origins} findings={findings} works={works} />,
    };
  });

  for (const { name: kind, parent } of caseParts)
    thingPage(web, kind, partRoutes(kind).page, async ({ t, db, may }, thing) => {
      const brief = (await loadBriefs(db, [thing.id], 'desk')).get(thing.id)!;
      const inCase = (await loadCasesOf(db, [thing.id], 'desk')).get(thing.id);
      const proceeding = parent === 'proceeding' ? await proceedingOf(db, kind, thing.id) : undefined;
      const known = await loadDeskFacts(db, thing.id);
      const within = kind === 'proceeding' ? await partsOf(db, thing.id) : [];
      return {
        title: briefTitle(t, brief),
        crumbs: [
          ...(inCase ? [{ label: briefTitle(t, inCase), href: deskPage(inCase) }] : []),
          ...(proceeding ? [{ label: briefTitle(t, proceeding), href: deskPage(proceeding) }] : []),
        ],
        links: [{ href: routes.desk.facts({ kind, number: thing.number }), label: t('record.desk.facts.add') }],
        body: (
          <>
            <Section id="facts" title={t('record.desk.facts.known')}>
              <DeskFacts of={brief} {...known} mayRank={may(rankStatements)} />
            </Section>
            <Section
              id="parts"
              title={t('record.desk.proceeding.parts')}
              action={<NewParts number={thing.number} />}
              when={kind === 'proceeding'}
            >
              <ul class="list">
                {within.map((one) => (
                  <li>
                    <span class="muted">{t(`record.desk.kind.${one.kind}`)}</span> <BriefLine brief={one} />
                  </li>
                ))}
              </ul>
            </Section>
          </>
        ),
      };
    });
};
