import { lowerFirst } from '../../kit/words/lower-first.ts';
import { proceedingParts } from '../../../record/kinds/parts.ts';
import { langOf } from '../../kit/components/own-words.tsx';
import type { Brief } from '../../../record/views/briefs.ts';
import {
  allFacts,
  type CaseDisagreement,
  type CaseView,
  type ProceedingView,
  type QuestionView,
} from '../../../record/views/case.ts';
import { roleOf, type FactView, type PropertyView } from '../../../record/views/facts.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { DisagreementItem } from '../components/disagreements.tsx';
import { RecordFacts, type Claims } from '../components/facts.tsx';
import { anchorOf, claimsBehind } from '../components/of-record.ts';
import { Marks } from '../components/page-notes.tsx';
import { isPositionDisputed, positionOf } from '../components/position.ts';
import { DisputedLink } from '../components/answers.tsx';
import { qualifierWords, RecordValue, roleWords, ThingName } from '../components/record-value.tsx';
import { FirstSayer, SaidBy, ValueMarks } from '../components/said.tsx';
import { Pill } from '../../kit/components/values.tsx';
import { useWords } from '../../kit/view.tsx';

/** Dates that other sections leave out, because the timeline has them. */
const inTimeline = ['filed', 'opened', 'closed', 'date'];

/** Proceedings of a case, each with its charges, orders and hearings. */
export function Proceedings({ view, proceedings }: { view: CaseView; proceedings: readonly ProceedingView[] }) {
  return (
    <>
      {proceedings.map((proceeding) => (
        <ProceedingPart proceeding={proceeding} claims={view.claims} />
      ))}
    </>
  );
}

/** If there are at least this many parts of a kind, they are collapsed. */
const manyParts = 3;
/**
 * The most important properties of proceedings, charges, orders and hearings. The other facts are collapsed if there
 * are at least `manyFacts` of them.
 */
const shownAtOnce = new Set([
  'involvement',
  'proceeding-kind',
  'heard-by',
  'proceeding-status',
  'proceeding-outcome',
  'charged',
  'charge-status',
  'order-kind',
  'amount',
  'complied',
  'deadline',
  'hearing-time',
  'hearing-outcome',
]);
const manyFacts = 4;

/** The facts of a proceeding, charge, order or hearing. */
function FactsOfPart({ facts, claims }: { facts: readonly PropertyView[]; claims: Claims }) {
  const t = useWords();
  const others = facts.filter((fact) => !shownAtOnce.has(fact.property));
  if (others.length < manyFacts || others.length === facts.length) return <RecordFacts facts={facts} claims={claims} />;
  return (
    <>
      <RecordFacts facts={facts.filter((fact) => shownAtOnce.has(fact.property))} claims={claims} />
      <details class="fold">
        <summary class="no-print">{t('record.public.case.event_details', { count: others.length })}</summary>
        <RecordFacts facts={others} claims={claims} />
      </details>
    </>
  );
}

function ProceedingPart({ proceeding, claims }: { proceeding: ProceedingView; claims: Claims }) {
  const t = useWords();
  const undated = (facts: readonly PropertyView[]) => facts.filter((fact) => !inTimeline.includes(fact.property));
  return (
    <section class="proceeding" id={anchorOf(proceeding.brief)}>
      <h3 {...langOf(proceeding.brief)}>{proceeding.brief.title}</h3>
      <FactsOfPart facts={undated(proceeding.facts)} claims={claims} />
      {proceedingParts.map(({ list }) => {
        const parts = proceeding[list];
        if (!parts.length) return null;
        const shown = parts.map((part) => (
          <section class="part" id={anchorOf(part.brief)}>
            <h5 {...langOf(part.brief)}>{part.brief.title}</h5>
            <FactsOfPart facts={list === 'hearings' ? part.facts : undated(part.facts)} claims={claims} />
          </section>
        ));
        return parts.length < manyParts ? (
          <>
            <h4>{t(`record.public.case.${list}`)}</h4>
            {shown}
          </>
        ) : (
          <details class="fold">
            <summary>
              <h4>
                {t(`record.public.case.${list}`)} <small>{parts.length}</small>
              </h4>
            </summary>
            {shown}
          </details>
        );
      })}
    </section>
  );
}

/**
 * Groups disagreements with the same values from the same claims and the same decision. The page shows a group once.
 */
export function sameDisagreements(view: CaseView): CaseDisagreement[][] {
  const groups = new Map<string, CaseDisagreement[]>();
  for (const one of view.disagreements) {
    const key = JSON.stringify([
      one.property.values.map((value) => [value.value, value.claimIds.toSorted((a, b) => a - b), value.preferred]),
      one.state,
      one.answer?.reason,
      one.second?.brief.id,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** Where sources disagree: the values with their speakers and independent sources, and the decisions of editors. */
export function Disagreements({ view, groups }: { view: CaseView; groups: readonly (readonly CaseDisagreement[])[] }) {
  const t = useWords();
  return (
    <ul class="disagreements">
      {groups.map((group) => (
        <DisagreementItem
          one={group[0]!}
          same={group.slice(1)}
          here={(subject) => (subject.id === view.brief.id ? t('record.public.case.this') : undefined)}
        />
      ))}
    </ul>
  );
}

type Involved = { actor: Brief; parts: Part[] };
type Part = { role: string; values: FactView[]; claimIds: Set<number>; attributed: boolean };

/**
 * The people and organisations in the facts of a case, with their roles. A role that is only alleged, for example, is
 * left out if the page cannot show who alleges it.
 */
export function partsOf(view: CaseView): Involved[] {
  const found = new Map<number, { actor: Brief; parts: Map<string, Part> }>();
  for (const value of allFacts(view)
    .flat()
    .flatMap((property) => property.values)) {
    if (value.thing?.kind !== 'actor') continue;
    if (value.attributed && !claimsBehind(view.claims, value.claimIds).length) continue;
    const one = found.get(value.thing.id) ?? { actor: value.thing, parts: new Map<string, Part>() };
    found.set(value.thing.id, one);
    const role = roleOf(value);
    const part = one.parts.get(role) ?? { role, values: [], claimIds: new Set(), attributed: true };
    part.values.push(value);
    for (const id of value.claimIds) part.claimIds.add(id);
    part.attributed &&= value.attributed;
    one.parts.set(role, part);
  }
  return [...found.values()]
    .map(({ actor, parts }) => ({ actor, parts: [...parts.values()] }))
    .toSorted((a, b) => b.parts.length - a.parts.length);
}

/** The position of a person that the claims of the case state, with its notes. If there is none, the actor's kind. */
function PositionOrKind({ actor, view: { claims, disagreements } }: { actor: Brief; view: CaseView }) {
  const t = useWords();
  const position = positionOf(claims, actor);
  if (position)
    return (
      <>
        <RecordValue view={position.value} />
        <ValueMarks claims={position.claims} />
        {isPositionDisputed(disagreements, actor) ? (
          <>
            {' '}
            <DisputedLink href="#disagreements" />
          </>
        ) : null}
      </>
    );
  return actor.sort && !actor.hidden ? <>{t(termLabel('actor-kind', actor.sort))}</> : null;
}

export function Who({ view, people }: { view: CaseView; people: readonly Involved[] }) {
  const t = useWords();
  return (
    <dl class="facts rows noted people">
      {people.map(({ actor, parts }) => (
        <div>
          <dt>
            <ThingName brief={actor} />
            <small>
              <PositionOrKind actor={actor} view={view} />
            </small>
          </dt>
          <dd>
            {parts.map((part, index) => (
              <>
                {index ? '; ' : ''}
                {index ? lowerFirst(t, roleWords(t, part.role)) : roleWords(t, part.role)}
                {[...new Set(part.values.flatMap((value) => qualifierWords(t, value.value)))].map((words) => (
                  <span class="role">, {words}</span>
                ))}
                <ValueMarks claims={claimsBehind(view.claims, [...part.claimIds])} />
              </>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Questions({ questions }: { questions: readonly QuestionView[] }) {
  const t = useWords();
  return (
    <ul class="questions">
      {questions.map((question) => (
        <li id={anchorOf(question.brief)}>
          <h3 {...langOf(question.brief)}>{question.brief.title}</h3>
          {question.raisedBy ? (
            <p class="muted">
              {t(
                question.raisedBy.mode === 'left-unclear'
                  ? 'record.public.said.mode.left-unclear'
                  : 'record.public.case.raised',
              )}{' '}
              <FirstSayer claim={question.raisedBy} />
              <Marks claims={[question.raisedBy]} />
            </p>
          ) : null}
          {question.answeredBy ? (
            <p>
              <Pill shape="acknowledged">{t('record.public.case.answered')}</Pill> {question.answeredBy.wording}{' '}
              <SaidBy claims={[question.answeredBy]} />
            </p>
          ) : question.answered ? null : (
            <p>
              <Pill shape="open">{t('record.public.case.open')}</Pill>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
