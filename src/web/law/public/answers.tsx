import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import {
  bearersOf,
  dutyClaims,
  type LawAnswerDate,
  type LawAnswers,
  type LawStatusAnswer,
} from '../../../law/views/answers.ts';
import { textIn, type AmendmentView, type LawView } from '../../../law/views/law.ts';
import type { ProvisionAsOf } from '../../../law/views/as-of.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import { TranslationWithOriginal } from '../../kit/components/ours.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { useView, useWords } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { AnswerList, AnswerValues, maxAnswerValues, StatedOn } from '../../record/components/answers.tsx';
import { claimsBehind, nameOf } from '../../record/components/of-record.ts';
import { Marks } from '../../record/components/page-notes.tsx';
import { ValueMarks } from '../../record/components/said.tsx';
import { dutyWords } from './duty.tsx';
import { amendmentWords, daySince, dayWords, ProvisionLabel } from './parts.tsx';

/**
 * The summary at the top of a law's page: what the law says, who must follow it, its kind, where and since when it
 * applies, who made it, and its status. `asked` means that the URL contains the day (`on`). The label of the status is
 * “Now” only if the URL contains no day and what is known about the law is not old (`oldSince`).
 */
export function LawAnswersList({
  law,
  answers,
  on,
  asked,
  language,
}: {
  law: LawView;
  answers: LawAnswers;
  on: string;
  asked: boolean;
  language: string;
}) {
  const t = useWords();
  const values = (list: LawAnswers['kind']): Child | null =>
    list.length ? <AnswerValues list={list} claims={law.claims} more="#more" /> : null;
  const { oldSince } = answers.status;
  const known = answers.duties.length > 0 || answers.provisions.length > 0;
  const rows: [string, Child | null][] = [
    ['says', known ? <WhatLawSays law={law} answers={answers} language={language} /> : null],
    ['binds', answers.duties.length ? <BoundParties duties={answers.duties} /> : null],
    ['kind', values(answers.kind)],
    ['country', values(answers.countries)],
    ['when', answers.dates.length ? <Dates law={law} dates={answers.dates} /> : null],
    ['by', values(answers.by)],
  ];
  return (
    <AnswerList
      rows={rows.map(([key, value]) => ({ label: t(`law.answer.${key}`), value }))}
      label={asked ? t('law.answer.then') : oldSince === null ? undefined : <StatedOn edtf={oldSince} />}
      status={<Status law={law} status={answers.status} on={on} asked={asked} />}
    />
  );
}

/** The law's duties as sentences. If there are none, its provisions. */
function WhatLawSays({ law, answers, language }: { law: LawView; answers: LawAnswers; language: string }) {
  const t = useWords();
  const { duties, provisions } = answers;
  const count = (duties.length || provisions.length) - maxAnswerValues;
  return (
    <>
      {duties.slice(0, maxAnswerValues).map((one, index) => (
        <>
          {index ? ' ' : ''}
          {dutyWords(t, one.duty)}
          <ValueMarks claims={dutyClaims(one.duty)} />.
        </>
      ))}
      {duties.length
        ? null
        : provisions.slice(0, maxAnswerValues).map((one, index) => (
            <>
              {index ? '; ' : ''}
              <ProvisionWords one={one} law={law} language={language} />
            </>
          ))}
      {count > 0 ? (
        <>
          {' '}
          <a href={duties.length ? '#duties' : '#says'}>{t('record.public.case.answer.more', { count })}</a>
        </>
      ) : null}
    </>
  );
}

/** A provision: its label and heading. If the record does not have its text, the wording of a claim about it. */
function ProvisionWords({ one, law, language }: { one: ProvisionAsOf; law: LawView; language: string }) {
  const text = one.version && textIn(one.version, language, law.language);
  const summary = one.version?.summaries[0];
  return (
    <>
      <a href={`#${one.provision.eid}`}>
        <ProvisionLabel provision={text?.num ? { label: text.num.replace(/\.$/, '') } : one.provision} law={law} />
      </a>
      {text?.heading ? (
        <>
          {': '}
          <TranslationWithOriginal text={text.heading} language={text.language} ours={text.ours?.heading} />
          <Marks claims={[text.claim]} />
        </>
      ) : text ? (
        <Marks claims={[text.claim]} />
      ) : summary ? (
        <>
          :{' '}
          <TranslationWithOriginal
            text={summary.wording.replace(/\.$/, '')}
            language={summary.language}
            ours={summary.ours?.replace(/\.$/, '')}
          />
          <ValueMarks claims={[summary]} />
        </>
      ) : null}
    </>
  );
}

export function BoundParties({ duties }: { duties: LawAnswers['duties'] }) {
  const t = useWords();
  return (
    <>
      {bearersOf(duties).map(({ bearer, claims }, index) => (
        <>
          {index ? '; ' : ''}
          {t(`law.duty.bearer.${bearer}`)}
          <ValueMarks claims={claims} />
        </>
      ))}
    </>
  );
}

const dateLabel = (t: Translate, property: LawAnswerDate['property']): string =>
  property === 'in-force'
    ? t('law.amendment_commences')
    : property === 'repealed' || property === 'struck-down'
      ? t(`law.standing.${property}`)
      : t('law.amendment_made', { sort: property });

/** Each date with its label. Several dates of one property are alternatives. */
export function Dates({ law, dates }: { law: Pick<LawView, 'claims'>; dates: readonly LawAnswerDate[] }) {
  const t = useWords();
  return (
    <>
      {dates.map(({ property, date, claimIds }, index) => {
        const again = dates[index - 1]?.property === property;
        const label = dateLabel(t, property);
        return (
          <>
            {again
              ? ` ${t('record.public.case.answer.or')} `
              : `${index ? '; ' : ''}${index ? lowerFirst(t, label) : label} `}
            <EdtfDate edtf={date} />
            <ValueMarks claims={claimsBehind(law.claims, claimIds)} />
          </>
        );
      })}
    </>
  );
}

function Status({ law, status, on, asked }: { law: LawView; status: LawStatusAnswer; on: string; asked: boolean }) {
  const t = useWords();
  const lines: Child[] = [
    <>
      {asked && !status.before ? `${t('law.standing_on', { date: dayWords(t, on) })} ` : ''}
      <LawStatus status={status} on={on} />
    </>,
  ];
  const last = status.changes.at(-1);
  if (last)
    lines.push(
      <>
        {t('law.answer.changed', { count: status.changes.length })}{' '}
        <DatedAmendment one={last} language={law.language} />
      </>,
    );
  if (status.perhaps) lines.push(<a href="#changed">{t('law.answer.perhaps', { count: status.perhaps })}</a>);
  if (status.next)
    lines.push(
      <>
        {t('law.answer.next')} <DatedAmendment one={status.next} language={law.language} />
      </>,
    );
  if (status.standing !== 'repealed' && status.standing !== 'struck-down')
    for (const ending of ['repealed', 'struck-down'] as const)
      if (status.ended[ending])
        lines.push(<a href="#says">{t(`law.answer.parts_${ending}`, { count: status.ended[ending] })}</a>);
  if (law.amends.length) lines.push(<a href="#changes">{t('law.answer.amends', { count: law.amends.length })}</a>);
  return (
    <>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
      {status.asOf && !asked && status.asOf !== status.oldSince ? (
        <p class="muted">
          <Filled message="record.public.case.answer.as_of" name="date">
            <EdtfDate edtf={status.asOf} />
          </Filled>
        </p>
      ) : null}
    </>
  );
}

/**
 * An amendment: the law that amends (or else the amendment's title) as a link to its place on the page, and the date
 * from which it applies.
 */
function DatedAmendment({ one, language }: { one: AmendmentView; language: string }) {
  const view = useView();
  const { t } = view;
  return (
    <>
      <a href={`#amendment-${one.id}`} {...(one.by ? langOf(one.by) : amendmentWords(view, { language }, one))}>
        {one.by ? nameOf(t, one.by) : one.title}
      </a>
      {one.applies ? (
        <>
          {', '}
          <EdtfDate edtf={one.applies} />
        </>
      ) : null}
      <ValueMarks claims={[one.claim]} />
    </>
  );
}

/**
 * The status in words. For a law that is only adopted or signed, it also says from when the law will be in force, or
 * that this is unknown. For a day before the law was made, it also gives the law's date.
 */
export function LawStatus({ status, on }: { status: LawStatusAnswer; on: string }) {
  const t = useWords();
  const { standing, since, made, later, claims } = status;
  if (status.before)
    return (
      <>
        <b>{t('law.not_yet_law', { date: dayWords(t, on) })}</b>{' '}
        {made ? t('law.not_yet_known', { date: dayWords(t, made) }) : ''}
        <ValueMarks claims={claims} />
      </>
    );
  const words = t(`law.standing.${standing}`);
  return (
    <>
      <b>
        {since
          ? t(`law.standing_${standing === 'in-force' ? 'since' : 'on_day'}`, {
              standing: words,
              date: standing === 'in-force' ? daySince(t, since) : dayWords(t, since),
            })
          : words}
      </b>
      <ValueMarks claims={claims} />
      {standing === 'signed' || standing === 'adopted'
        ? `. ${later ? t('law.in_force_later', { date: daySince(t, later) }) : t('law.provision_uncertain_bare')}`
        : ''}
    </>
  );
}
