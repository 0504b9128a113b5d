import { endsDisagreement } from '../../../record/disagreements/answers.ts';
import { proceedingParts } from '../../../record/kinds/parts.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { allFacts, type CaseView, type EventView, type ProceedingView } from '../../../record/views/case.ts';
import type { FactView, PropertyView } from '../../../record/views/facts.ts';
import type { SourceBrief } from '../../../record/views/sources.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { DisagreementItem } from '../components/disagreements.tsx';
import { RecordFacts, roleOf, type Claims } from '../components/facts.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import { addressOf, anchorOf, claimsBehind, nameOf, withheldSource } from '../components/of-record.ts';
import { Timeline, type TimelineItem } from '../components/record.tsx';
import { qualifierWords, ThingName } from '../components/record-value.tsx';
import { SaidBy, sayerWords } from '../components/said.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';

const stepTypes = new Set([
  'hearing',
  'closed-hearing',
  'suit-filed',
  'appeal-filed',
  'summons',
  'subpoena',
  'pre-action-letter',
  'complaint',
  'statement',
  'reply',
  'letter-sent',
  'publication',
  'settlement',
  'suit-withdrawn',
  'charge-dropped',
  'investigation-closed',
  'case-dismissed',
  'release',
  'acquittal',
  'protest',
]);

const of = (facts: readonly PropertyView[], property: string): readonly FactView[] =>
  facts.find((fact) => fact.property === property)?.values ?? [];

/** The events, in the order of their dates. */
export function WhatHappened({
  view,
  letters,
}: {
  view: CaseView;
  /** Letters by the ids of the events that they are about. */ letters?: ReadonlyMap<number, Brief>;
}) {
  const t = useWords();
  const items: TimelineItem[] = view.events.map((event) => {
    const [types, dates] = [of(event.facts, 'event-type'), of(event.facts, 'date')];
    const disputed = view.disagreements.some(
      (one) => one.subject.id === event.brief.id && !endsDisagreement(one.state),
    );
    return {
      id: anchorOf(event.brief),
      date: event.date ?? undefined,
      title: event.brief.title,
      type: new Intl.ListFormat(t.locale, { type: 'disjunction' }).format(
        types.map((one) => t(termLabel('event-type', String(one.value)))),
      ),
      minor: event.type !== null && stepTypes.has(event.type),
      disputed,
      children: (
        <EventBody
          event={event}
          claims={view.claims}
          types={types}
          dates={dates}
          letter={letters?.get(event.brief.id)}
        />
      ),
    };
  });
  return <Timeline items={items} />;
}

/** The content below an event's title: who reports the event, differing dates and types, and other facts. */
function EventBody({
  event,
  claims,
  types,
  dates,
  letter,
}: {
  event: EventView;
  claims: Claims;
  types: readonly FactView[];
  dates: readonly FactView[];
  letter?: Brief;
}) {
  const t = useWords();
  // The title already shows a single type or date. Several types or dates are listed here with their speakers.
  const above = [
    ...of(event.facts, 'took-place'),
    ...(types.length === 1 ? types : []),
    ...(dates.length === 1 ? dates : []),
  ];
  const denied = of(event.facts, 'took-place').some((value) => value.value === false);
  const skip = [
    ...(denied ? [] : ['took-place']),
    ...(types.length === 1 ? ['event-type'] : []),
    ...(dates.length === 1 ? ['date'] : []),
  ];
  return (
    <>
      {denied ? <p>{t('record.public.case.denied')}</p> : null}
      {letter ? (
        <p>
          <a href={addressOf(letter)}>{t('letters.see', { title: letter.title })}</a>
        </p>
      ) : null}
      <RecordFacts
        facts={event.facts}
        claims={claims}
        skip={skip}
        first={claimsBehind(claims, [...new Set(above.flatMap((value) => value.claimIds))])}
      />
    </>
  );
}

/** The proceedings of a case, each with its parts. */
export function Proceedings({ view }: { view: CaseView }) {
  return (
    <>
      {view.proceedings.map((proceeding) => (
        <ProceedingPart proceeding={proceeding} claims={view.claims} />
      ))}
    </>
  );
}

function ProceedingPart({ proceeding, claims }: { proceeding: ProceedingView; claims: Claims }) {
  const t = useWords();
  return (
    <section class="proceeding" id={anchorOf(proceeding.brief)}>
      <h3>{proceeding.brief.title}</h3>
      <RecordFacts facts={proceeding.facts} claims={claims} />
      {proceedingParts.map(({ list }) => (
        <>
          {proceeding[list].length ? <h4>{t(`record.public.case.${list}`)}</h4> : null}
          {proceeding[list].map((part) => (
            <section class="part" id={anchorOf(part.brief)}>
              <h5>{part.brief.title}</h5>
              <RecordFacts facts={part.facts} claims={claims} />
            </section>
          ))}
        </>
      ))}
    </section>
  );
}

/** Where sources disagree: each value with its speakers, the number of independent sources, and the desk's answer. */
export function Disagreements({ view }: { view: CaseView }) {
  const t = useWords();
  return (
    <ul class="disagreements">
      {view.disagreements.map((one) => (
        <DisagreementItem
          one={one}
          here={one.subject.id === view.brief.id ? t('record.public.case.this') : undefined}
        />
      ))}
    </ul>
  );
}

type Part = { role: string; values: FactView[]; claimIds: Set<number>; attributed: boolean };

/**
 * Everyone whom the facts of a case name, with roles and speakers. An alleged or denied role is left out if its speaker
 * cannot be shown.
 */
export function partsOf(view: CaseView): { actor: Brief; parts: Part[] }[] {
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

export function Who({ view }: { view: CaseView }) {
  const t = useWords();
  return (
    <dl class="facts rows people">
      {partsOf(view).map(({ actor, parts }) => (
        <div>
          <dt>
            <ThingName brief={actor} />
            {actor.sort && !actor.hidden ? <small>{t(termLabel('actor-kind', actor.sort))}</small> : null}
          </dt>
          <dd>
            {parts.map((part) => (
              <div class="played">
                <p>
                  {t(
                    t.has(termLabel('involvement-role', part.role))
                      ? termLabel('involvement-role', part.role)
                      : `record.property.${part.role}`,
                  )}
                  {[...new Set(part.values.flatMap((value) => qualifierWords(t, value.value)))].map((words) => (
                    <span class="role">; {words}</span>
                  ))}
                </p>
                <SaidBy claims={claimsBehind(view.claims, [...part.claimIds])} />
              </div>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Questions({ view }: { view: CaseView }) {
  const t = useWords();
  return (
    <ul class="questions">
      {view.questions.map((question) => (
        <li id={anchorOf(question.brief)}>
          <h3 lang={question.language === t.locale ? undefined : question.language}>{question.brief.title}</h3>
          {question.raisedBy ? (
            <p class="who">
              {t(
                question.raisedBy.mode === 'left-unclear'
                  ? 'record.public.said.mode.left-unclear'
                  : 'record.public.case.raised',
              )}{' '}
              <a href={routes.claim({ number: question.raisedBy.number })}>{sayerWords(t, question.raisedBy)}</a>
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

/** How many sources a case has. If all sources are withheld, the text says so instead of “0 sources”. */
export function sourcesWords(
  t: Translate,
  { claims, sources, origins }: Pick<CaseView, 'claims' | 'sources' | 'origins'>,
) {
  const withheld = [...claims.values()].some((claim) => !claim.source && claim.support !== 'direct-word');
  return sources.length === 0 && withheld
    ? t('record.public.withheld.all')
    : t('record.public.sources_origins', { sources: sources.length, origins });
}

/** Sources in the order of their dates. Each republished story names its original. */
export function Sources({ view }: { view: Pick<CaseView, 'claims' | 'sources' | 'origins'> }) {
  const t = useWords();
  const claims = [...view.claims.values()];
  const withheld = new Set(
    claims.flatMap((claim) => (claim.source || claim.support === 'direct-word' ? [] : [claim.withheld])),
  );
  return (
    <>
      <p>
        <strong>{sourcesWords(t, view)}</strong>
      </p>
      {view.sources.length > 1 || view.origins > 1 ? <p class="who">{t('record.public.origins_hint')}</p> : null}
      <ol class="sources">
        {view.sources.map((source) => (
          <SourceItem source={source} claims={claims.filter((claim) => claim.source?.id === source.brief.id).length} />
        ))}
        {[...withheld].map((reason) => (
          <li class="who">{withheldSource(t, reason)}</li>
        ))}
        {claims.some((claim) => claim.support === 'direct-word') ? (
          <li class="who">{t('record.public.case.direct_word')}</li>
        ) : null}
      </ol>
    </>
  );
}

export function SourceItem({ source, claims }: { source: SourceBrief; claims?: number }) {
  const t = useWords();
  const { brief } = source;
  return (
    <li>
      <p>
        <a
          href={routes.source({ number: brief.number })}
          lang={source.language && source.language !== t.locale ? source.language : undefined}
        >
          {nameOf(t, brief)}
        </a>
      </p>
      <p class="who">
        {source.publisher ? `${source.publisher.title}, ` : ''}
        {source.published ? <EdtfDate edtf={source.published} /> : t('record.public.source.undated')}
        {' · '}
        {t(source.held ? 'record.public.source.held' : 'record.public.source.not_held')}
        {claims === undefined ? null : ` · ${t('record.public.source.claims', { count: claims })}`}
      </p>
      <Derivations source={source} />
    </li>
  );
}

/** What a source derives from, in words: "Republishes AFP, 28 December 2017". */
export function Derivations({ source }: { source: Pick<SourceBrief, 'derivedFrom'> }) {
  const t = useWords();
  if (!source.derivedFrom.length) return null;
  return (
    <ul class="derived who">
      {source.derivedFrom.map((origin) => (
        <li>
          {t(`record.public.derivation.to.${origin.kind}`)} <ThingName brief={origin.source} />
        </li>
      ))}
    </ul>
  );
}
