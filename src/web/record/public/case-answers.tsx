import type { Child } from 'hono/jsx';
import { langOf } from '../../kit/components/own-words.tsx';
import type { Answer, CaseAnswers } from '../../../record/views/case-answers.ts';
import type { LawView } from '../../../law/views/law.ts';
import { speakingPage, type ClaimView } from '../../../record/views/claims.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { CaseView } from '../../../record/views/case.ts';
import type { FactView } from '../../../record/views/facts.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { EdtfDate } from '../../kit/components/values.tsx';
import { useView, useWords } from '../../kit/view.tsx';
import type { Claims } from '../components/facts.tsx';
import { claimsBehind, ownWords } from '../components/of-record.ts';
import {
  AnswerList,
  AnswerValues,
  DisputedLink,
  FirstOf,
  Joined,
  StatedOn,
  canBeShown,
} from '../components/answers.tsx';
import { isPositionDisputed, positionOf } from '../components/position.ts';
import { RecordValue, ThingName } from '../components/record-value.tsx';
import { FirstSayer, ValueMarks, sayerName } from '../components/said.tsx';
import { CaseStatusSummary, eventsOfStatus, statusAsOf, valuesOfStatus } from './case-status.tsx';
import { Wording } from './claim-list.tsx';
import { boundBy, claimsOfLaws, datesOfLaws, enactedBy, lawsMadeOn, statusOfLaws } from './laws-made.tsx';

/**
 * The summary at the top of the page of a case: what happened, to whom, where, when, under which law, by whom, and the
 * status. For a case about the making of a law: which law, who adopted it, whom it concerns, and whether it is in
 * force. Each value has the numbers of its notes. Questions that no source answers are listed as unknown.
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
  /** If the case is about the making of laws: these laws. */ lawsMade: readonly LawView[];
  /** Claims without values. If no value says what happened, the first of them is shown. */ words: readonly ClaimView[];
  /** The ids of the sections on the page. */ sections: ReadonlySet<string>;
}) {
  const { t, today } = useView();
  const { claims } = record;
  const laws = lawsMadeOn(lawsMade, today);
  const anchor = (section: string): string | undefined => (sections.has(section) ? `#${section}` : undefined);
  const disputed = { values: answers.disputed, href: anchor('disagreements') };
  const values = (list: readonly FactView[], section: string): Child[] =>
    list.length ? [<AnswerValues list={list} claims={claims} more={anchor(section)} disputed={disputed} />] : [];
  const actors = (list: readonly Answer[]): Child[] =>
    list.length ? [<Actors list={list.filter(({ value }) => canBeShown(claims, value))} record={record} />] : [];
  const inWords = answers.what.length ? [] : words;
  const shownClaims = [
    ...inWords.slice(0, 1),
    ...claimsBehind(claims, claimsOfAnswers(answers)),
    ...claimsOfLaws(laws).filter(({ id }) => !claims.has(id)),
  ];
  const what = answers.what.length
    ? [
        <AnswerValues
          list={answers.what}
          claims={claims}
          more={anchor('said')}
          disputed={disputed}
          addresses={answers.addresses}
        />,
      ]
    : inWords.length
      ? [<InWords claims={inWords} />]
      : [];
  const where = values(answers.where, 'said');
  const began = answers.began.dates.length ? [<When answers={answers} claims={claims} />] : [];
  const dated = datesOfLaws(laws);
  const rows: [string, Child[]][] = answers.aboutLaw
    ? [
        ['what', what],
        ['law', values(answers.law, 'law')],
        ['adopted_by', [...actors(answers.by), ...enactedBy(laws, answers)]],
        ['concerns', [...actors(answers.whom), ...boundBy(laws)]],
        ['where', where],
        ['when', dated.length ? dated : began],
      ]
    : [
        ['what', what],
        ['whom', actors(answers.whom)],
        ['where', where],
        ['began', began],
        ['law', values(answers.law, 'law')],
        ['by', actors(answers.by)],
      ];
  const asOf = statusAsOf(answers.status);
  const reply = replyIn(answers, words);
  return (
    <AnswerList
      label={asOf === null ? undefined : <StatedOn edtf={asOf} />}
      rows={rows.map(([key, parts]) => ({
        label: t(`record.public.case.answer.${key}`),
        value: parts.length ? <Joined parts={parts} /> : null,
      }))}
      status={
        <CaseStatusSummary
          status={answers.status}
          claims={claims}
          laws={statusOfLaws(laws, today)}
          related={anchor('related')}
        />
      }
      reply={shownClaims.length && reply ? <Reply claim={reply} /> : null}
      sayers={shownClaims.length ? <Sayers claims={shownClaims} /> : null}
    />
  );
}

/** The wording of the first claim, and a link to the other claims. */
function InWords({ claims }: { claims: readonly ClaimView[] }) {
  const t = useWords();
  const [first] = claims;
  if (!first) return null;
  return (
    <>
      <Wording claim={first} />
      <ValueMarks claims={[first]} />
      {claims.length > 1 ? (
        <span class="no-print">
          {' '}
          <a href="#words">{t('record.public.case.answer.more', { count: claims.length - 1 })}</a>
        </span>
      ) : null}
    </>
  );
}

/** The ids of the claims that state the answers, in the order of the answers. */
function claimsOfAnswers({ what, whom, where, began, ended, law, by, status }: CaseAnswers): number[] {
  const values = [
    ...what,
    ...whom.map(({ value }) => value),
    ...where,
    ...began.dates,
    ...ended,
    ...law,
    ...by.map(({ value }) => value),
    ...valuesOfStatus(status),
  ];
  return [
    ...new Set([
      ...values.flatMap((value) => value.claimIds),
      ...eventsOfStatus(status).flatMap((one) => one.claimIds),
    ]),
  ];
}

/**
 * Whom to name as the speaker of a claim whose first speaker has no name, such as “a court”: the next speaker who has a
 * name, or the publisher. If the claim is in the page's own words, the publisher. Null for all other claims.
 */
function namedInstead(claim: ClaimView): Brief | null {
  if (ownWords(claim)) return claim.publisher;
  const [first] = claim.chain;
  if (!first || first.hidden || first.speaker || speakingPage(claim, first)) return null;
  return claim.chain.find((link) => link.speaker && !link.hidden)?.speaker ?? claim.publisher;
}

/** The maximum length of a reply in the summary, in characters. */
const maxReplyLength = 120;

/** What those who put on the pressure say about it: a short quotation or denial, from a claim without values. */
const replyIn = ({ by, what, aboutLaw }: CaseAnswers, words: readonly ClaimView[]): ClaimView | undefined => {
  const acting = new Set(by.map(({ value }) => value.thing?.id));
  return aboutLaw || !what.length
    ? undefined
    : words.find(({ chain: [first], kind, mode, wording }) => {
        const speaker = first?.hidden ? null : first?.speaker;
        const isReply = kind === 'quotation' || mode === 'denied';
        return speaker && acting.has(speaker.id) && isReply && wording.length <= maxReplyLength;
      });
};

/** The number of speakers that are shown at first. The others are in a `details` element. */
const shownSayers = 2;

/** The maximum number of characters of the title of a document among the speakers. Its note has the whole title. */
const maxTitleLength = 40;

/** The speakers of the claims that state the answers. Those with the most claims come first. */
function Sayers({ claims }: { claims: readonly ClaimView[] }) {
  const t = useWords();
  const bySpeaker = new Map<string, ClaimView[]>();
  for (const claim of claims) {
    const name = namedInstead(claim)?.title ?? sayerName(t, claim);
    bySpeaker.set(name, [...(bySpeaker.get(name) ?? []), claim]);
  }
  const all = [...bySpeaker.values()].toSorted((a, b) => b.length - a.length);
  return (
    <>
      <FirstOf
        most={shownSayers}
        parts={all.map(([claim]) => {
          const named = namedInstead(claim!);
          return named ? (
            <span {...langOf(named)}>{named.title}</span>
          ) : (
            <FirstSayer claim={claim!} most={maxTitleLength} />
          );
        })}
      />
      <p class="muted">{t('record.public.case.answer.numbers')}</p>
    </>
  );
}

/** The reply, after the name of its speaker. */
const Reply = ({ claim }: { claim: ClaimView }) => (
  <>
    <FirstSayer claim={claim} />: <Wording claim={claim} />
    <ValueMarks claims={[claim]} />
  </>
);

/** Roles that need no label, because the question “By whom” already says the same. */
const onlyActs = new Set(['perpetrator', 'direct-perpetrator', 'executing-authority']);

function Actors({ list, record: { claims, disagreements } }: { list: readonly Answer[]; record: CaseView }) {
  const t = useWords();
  return (
    <FirstOf
      more="#who"
      parts={list.map(({ value, role }) => {
        const position = value.thing && positionOf(claims, value.thing);
        return (
          <>
            {value.thing ? <ThingName brief={value.thing} /> : <RecordValue view={value} />}
            {position ? (
              <>
                {', '}
                <RecordValue view={position.value} />
                {isPositionDisputed(disagreements, value.thing!) ? (
                  <>
                    {' '}
                    <DisputedLink href="#disagreements" />
                  </>
                ) : null}
              </>
            ) : null}
            {role && !onlyActs.has(role) ? (
              <span class="role"> ({t(termLabel('involvement-role', role)).toLocaleLowerCase(t.tag)})</span>
            ) : null}
            <ValueMarks
              claims={[...new Set([...claimsBehind(claims, value.claimIds), ...(position ? position.claims : [])])]}
            />
          </>
        );
      })}
    />
  );
}

function When({ answers, claims }: { answers: CaseAnswers; claims: Claims }) {
  const t = useWords();
  const dates = (list: readonly FactView[]) =>
    list
      .filter((value) => canBeShown(claims, value))
      .map((value, index) => (
        <>
          {index ? ` ${t('record.public.case.answer.or')} ` : ''}
          <EdtfDate edtf={String(value.value)} />
          <ValueMarks claims={claimsBehind(claims, value.claimIds)} />
        </>
      ));
  const { began } = answers;
  return (
    <>
      {began.steps ? (
        <>
          <EdtfDate edtf={began.edtf!} />
          <ValueMarks claims={claimsBehind(claims, [...new Set(began.dates.flatMap((value) => value.claimIds))])} />
        </>
      ) : (
        dates(began.dates)
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
