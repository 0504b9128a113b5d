import type { Child } from 'hono/jsx';
import { langOf } from '../../kit/components/own-words.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Answer, CaseAnswers, CaseStatus, ProceedingStatus } from '../../../record/views/case-answers.ts';
import { interval } from '../../../record/views/began.ts';
import type { LawView } from '../../../law/views/law.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import type { CaseView } from '../../../record/views/case.ts';
import type { FactView } from '../../../record/views/facts.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { EdtfDate, ZonedTime } from '../../kit/components/values.tsx';
import { useView, useWords } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import type { Claims } from '../components/facts.tsx';
import { anchorOf, claimsBehind, ownWords } from '../components/of-record.ts';
import { AnswerList, AnswerValues, DisputedLink, mostAnswered, sayable } from '../components/answers.tsx';
import { RecordValue, ThingName } from '../components/record-value.tsx';
import { firstSayer, FirstSayer, Marked } from '../components/said.tsx';
import { Wording } from './claim-list.tsx';
import { boundBy, claimsOfLaws, datesOfLaws, enactedBy, lawsMadeOn, standingOfLaws } from './laws-made.tsx';

/**
 * What a reader asks first: what happened, to whom, where, when, under which law, by whom, and how it stands. If the case
 * is about the making of a law: which law, who adopted it, whom it concerns, and whether it is in force. Each value has
 * the numbers of its notes. What no source says is said to be unknown.
 */
export function CaseAnswersList({
  record,
  answers,
  words,
  sections,
  lawsMade,
}: {
  record: CaseView;
  answers: CaseAnswers;
  /** The laws that a case about the making of laws is about. */ lawsMade: readonly LawView[];
  /** The claims without values. They say what happened if no value does. */ words: readonly ClaimView[];
  /** The anchors that the page has. */ sections: ReadonlySet<string>;
}) {
  const { t, today } = useView();
  const { claims } = record;
  const made = lawsMadeOn(lawsMade, today);
  const anchor = (section: string): string | undefined => (sections.has(section) ? `#${section}` : undefined);
  const disputed = { values: answers.disputed, href: anchor('disagreements') };
  const values = (list: readonly FactView[], section: string): Child[] =>
    list.length ? [<AnswerValues list={list} claims={claims} more={anchor(section)} disputed={disputed} />] : [];
  const actors = (list: readonly Answer[]): Child[] =>
    list.length ? [<Actors list={list.filter(({ value }) => sayable(claims, value))} claims={claims} />] : [];
  const inWords = answers.what.length ? [] : words;
  const said = [
    ...inWords.slice(0, 1),
    ...claimsBehind(claims, claimsOfAnswers(answers)),
    ...claimsOfLaws(made).filter(({ id }) => !claims.has(id)),
  ];
  const what = answers.what.length
    ? values(answers.what, 'said')
    : inWords.length
      ? [<InWords claims={inWords} />]
      : [];
  const where = values(answers.where, 'said');
  const began = answers.began.length ? [<When answers={answers} claims={claims} />] : [];
  const dated = datesOfLaws(made);
  const rows: [string, Child[]][] = answers.aboutLaw
    ? [
        ['what', what],
        ['law', values(answers.law, 'law')],
        ['adopted_by', [...actors(answers.by), ...enactedBy(made, answers)]],
        ['concerns', [...actors(answers.whom), ...boundBy(made)]],
        ['where', where],
        ['when', dated.length ? dated : began],
      ]
    : [
        ['what', what],
        ['whom', actors(answers.whom)],
        ['where', where],
        ['when', began],
        ['law', values(answers.law, 'law')],
        ['by', actors(answers.by)],
      ];
  return (
    <AnswerList
      rows={rows.map(([key, parts]) => ({
        label: t(`record.public.case.answer.${key}`),
        value: parts.length ? <Joined parts={parts} /> : null,
      }))}
      status={<Status status={answers.status} claims={claims} laws={standingOfLaws(made, today)} />}
      sayers={said.length ? <Sayers claims={said} /> : null}
    />
  );
}

const Joined = ({ parts }: { parts: readonly Child[] }) => (
  <>
    {parts.map((part, index) => (
      <>
        {index ? '; ' : ''}
        {part}
      </>
    ))}
  </>
);

/** What the first of some claims says, and where the others are. */
function InWords({ claims }: { claims: readonly ClaimView[] }) {
  const t = useWords();
  const [first] = claims;
  if (!first) return null;
  return (
    <>
      <Wording claim={first} />
      <Marked claims={[first]} />
      {claims.length > 1 ? (
        <>
          {' '}
          <a href="#words">{t('record.public.case.answer.more', { count: claims.length - 1 })}</a>
        </>
      ) : null}
    </>
  );
}

/** The claims behind the answers, those of the first answer first. */
function claimsOfAnswers({ what, whom, where, began, ended, law, by, status }: CaseAnswers): number[] {
  const values = [
    ...what,
    ...whom.map(({ value }) => value),
    ...where,
    ...began,
    ...ended,
    ...law,
    ...by.map(({ value }) => value),
    ...status.whole,
    ...status.proceedings.flatMap((one) => [...one.status, ...one.outcome]),
    ...status.orders.flatMap(({ complied }) => complied),
    ...(status.next ? [status.next.value] : []),
  ];
  return [...new Set([...values.flatMap((value) => value.claimIds), ...(status.last?.claimIds ?? [])])];
}

/** The speakers behind the answers, those with the most claims first. A page's own words are those of its publisher. */
function Sayers({ claims }: { claims: readonly ClaimView[] }) {
  const t = useWords();
  const publisherOf = (claim: ClaimView) => (ownWords(claim) ? claim.publisher : null);
  const said = new Map<string, ClaimView[]>();
  for (const claim of claims) {
    const name = publisherOf(claim)?.title ?? firstSayer(t, claim);
    said.set(name, [...(said.get(name) ?? []), claim]);
  }
  const all = [...said.values()].toSorted((a, b) => b.length - a.length);
  return (
    <>
      {all.slice(0, mostAnswered).map(([claim], index) => {
        const publisher = publisherOf(claim!);
        return (
          <>
            {index ? '; ' : ''}
            {publisher ? <span {...langOf(publisher)}>{publisher.title}</span> : <FirstSayer claim={claim!} />}
          </>
        );
      })}
      {all.length > mostAnswered ? (
        <>
          {'; '}
          <a href="#sources">{t('record.public.case.answer.more', { count: all.length - mostAnswered })}</a>
        </>
      ) : null}
      <p class="who">{t('record.public.case.answer.numbers')}</p>
    </>
  );
}

/** Roles that say no more than “By whom”. */
const onlyActs = new Set(['perpetrator', 'direct-perpetrator']);

function Actors({ list, claims }: { list: readonly Answer[]; claims: Claims }) {
  const t = useWords();
  return (
    <>
      {list.slice(0, mostAnswered).map(({ value, role }, index) => (
        <>
          {index ? '; ' : ''}
          {value.thing ? <ThingName brief={value.thing} /> : <RecordValue view={value} />}
          {role && !onlyActs.has(role) ? (
            <span class="role"> ({t(termLabel('involvement-role', role)).toLocaleLowerCase(t.tag)})</span>
          ) : null}
          <Marked claims={claimsBehind(claims, value.claimIds)} />
        </>
      ))}
      {list.length > mostAnswered ? (
        <>
          {'; '}
          <a href="#who">{t('record.public.case.answer.more', { count: list.length - mostAnswered })}</a>
        </>
      ) : null}
    </>
  );
}

function When({ answers, claims }: { answers: CaseAnswers; claims: Claims }) {
  const t = useWords();
  const dates = (list: readonly FactView[]) =>
    list
      .filter((value) => sayable(claims, value))
      .map((value, index) => (
        <>
          {index ? ` ${t('record.public.case.answer.or')} ` : ''}
          <EdtfDate edtf={String(value.value)} />
          <Marked claims={claimsBehind(claims, value.claimIds)} />
        </>
      ));
  const shown = answers.began.filter((value) => sayable(claims, value));
  const steps = !answers.datesDisagree && shown.length > 1 ? interval(shown) : null;
  return (
    <>
      {steps ? (
        <>
          <EdtfDate edtf={steps} />
          <Marked claims={claimsBehind(claims, [...new Set(shown.flatMap((value) => value.claimIds))])} />
        </>
      ) : (
        dates(answers.began)
      )}
      {answers.ended.length ? <> – {dates(answers.ended)}</> : null}
      {answers.datesDisagree ? (
        <>
          {' '}
          <DisputedLink href="#disagreements" />
        </>
      ) : null}
    </>
  );
}

const termOf = (t: Translate, list: string, value: FactView): string =>
  t(termLabel(list as 'case-status', String(value.value)));

function Status({ status, claims, laws }: { status: CaseStatus; claims: Claims; laws: readonly Child[] }) {
  const t = useWords();
  const shown = status.proceedings.filter((one) => one.status.length || one.outcome.length);
  const silent = status.proceedings.length - shown.length;
  const lines: Child[] = [
    ...status.whole.map((value) => (
      <b>
        {termOf(t, 'case-status', value)}
        <Marked claims={claimsBehind(claims, value.claimIds)} />
      </b>
    )),
    ...laws,
    ...shown.slice(0, 2).map((one) => <Proceeding one={one} claims={claims} />),
    ...(shown.length > 2
      ? [<a href="#proceedings">{t('record.public.case.answer.more_proceedings', { count: shown.length - 2 })}</a>]
      : []),
    ...(silent > 0 && !status.whole.length
      ? [<>{t('record.public.case.answer.proceedings_unknown', { count: silent })}</>]
      : []),
    ...orderLines(t, status, claims),
  ];
  if (status.next)
    lines.push(
      <>
        {t('record.public.case.answer.next')}{' '}
        <a href={`#${anchorOf(status.next.brief)}`}>
          <ZonedTime value={status.next.at} />
        </a>
        <Marked claims={claimsBehind(claims, status.next.value.claimIds)} />
      </>,
    );
  else if (status.last && !shown.length)
    lines.push(
      <>
        {t('record.public.case.answer.last')}{' '}
        <a href={`#${anchorOf(status.last.brief)}`} {...langOf(status.last.brief)}>
          {status.last.brief.title}
        </a>
        {status.last.dates.length === 1 ? (
          <>
            {', '}
            <EdtfDate edtf={String(status.last.dates[0]!.value)} />
          </>
        ) : null}
        <Marked claims={claimsBehind(claims, status.last.claimIds)} />
      </>,
    );
  return (
    <>
      {lines.length ? (
        lines.map((line) => <p>{line}</p>)
      ) : (
        <p class="who">{t('record.public.case.answer.status_unknown')}</p>
      )}
      {status.asOf ? (
        <p class="who">
          <Filled message="record.public.case.answer.as_of" name="date">
            <EdtfDate edtf={status.asOf} />
          </Filled>
        </p>
      ) : null}
    </>
  );
}

function Proceeding({ one, claims }: { one: ProceedingStatus; claims: Claims }) {
  const t = useWords();
  const parts = [
    ...one.status.map((value) => ({ value, words: termOf(t, 'proceeding-status', value) })),
    ...one.outcome.map((value) => ({ value, words: termOf(t, 'proceeding-outcome', value) })),
  ];
  return (
    <>
      <a href={`#${anchorOf(one.brief)}`}>
        {one.kind[0] && !one.kind[0].attributed ? termOf(t, 'proceeding-kind', one.kind[0]) : one.brief.title}
      </a>
      {': '}
      {parts.map(({ value, words }, index) => (
        <>
          {index ? ', ' : ''}
          <b>{lowerFirst(t, words)}</b>
          <Marked claims={claimsBehind(claims, value.claimIds)} />
        </>
      ))}
    </>
  );
}

/** Whether orders were carried out: one line for each answer, and one for the orders of which no source says. */
function orderLines(t: Translate, status: CaseStatus, claims: Claims): Child[] {
  if (!status.orders.length) return [];
  const known = status.orders.filter((one) => one.complied.some((value) => sayable(claims, value)));
  const silent = status.orders.length - known.length;
  const groups = new Map<string, typeof known>();
  for (const one of known) {
    const key = String(one.complied[0]!.value);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [
    ...[...groups].map(([key, orders]) => (
      <>
        {t(`record.public.case.complied.${key}`, { count: orders.length })}
        <Marked
          claims={claimsBehind(claims, [
            ...new Set(orders.flatMap((one) => one.complied.flatMap((value) => value.claimIds))),
          ])}
        />
      </>
    )),
    ...(silent ? [<>{t('record.public.case.complied.silent', { count: silent })}</>] : []),
  ];
}
