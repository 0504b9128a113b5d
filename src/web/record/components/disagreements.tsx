import type { Child } from 'hono/jsx';
import type { DisagreementState } from '../../../record/disagreements/tables.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { Disagreement } from '../../../record/views/disagreements.ts';
import type { FactView, PropertyView } from '../../../record/views/facts.ts';
import { useWords } from '../../kit/view.tsx';
import type { Claims } from './facts.tsx';
import { addressIn, addressOf, anchorOf, claimsBehind, nameOf } from './of-record.ts';
import { RecordValue, ThingName } from './record-value.tsx';
import { usePageNotes } from './page-notes.tsx';
import { ValueMarks, SaidBy } from './said.tsx';
import type { ShapeName } from '../../kit/components/shapes.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';

const shapes: Record<DisagreementState, ShapeName> = {
  open: 'open',
  reopened: 'disputed',
  preferred: 'acknowledged',
  'two-events': 'plus',
  compatible: 'stated',
  unresolved: 'left_unclear',
};

/** The state of a disagreement, as a word with an icon. */
export function StatePill({ state }: { state: DisagreementState }) {
  const t = useWords();
  return (
    <Pill shape={shapes[state]} kind={state === 'open' || state === 'reopened' ? 'strong' : undefined}>
      {t(`record.duplicates.state.${state}`)}
    </Pill>
  );
}

export type ShownDisagreement = Omit<Disagreement, 'subjectId'> & { subject: Brief; claims: Claims };

/** The `id` of a disagreement on a page. */
export const disagreementAnchor = ({ subject, property }: Pick<ShownDisagreement, 'subject' | 'property'>): string =>
  `told-${anchorOf(subject)}-${property.property}`;

/**
 * The values on which sources disagree, each with its speakers and its number of independent sources. The value that
 * the desk prefers is marked. `conflict`: false if an editor has decided that the values are compatible or belong to
 * different events.
 */
function Values({ values, claims, conflict }: { values: readonly FactView[]; claims: Claims; conflict: boolean }) {
  const t = useWords();
  const noted = usePageNotes() !== null;
  return (
    <div class={`values several${conflict ? ' conflict' : ''}`}>
      {values.map((value) => {
        const behind = claimsBehind(claims, value.claimIds);
        if (value.attributed && !behind.length) return null;
        return (
          <div>
            <p class="value">
              <RecordValue view={value} />
            </p>
            {noted ? null : <SaidBy claims={behind} />}
            <p class="muted">
              {noted ? (
                <>
                  <ValueMarks claims={behind} named />
                  {' · '}
                </>
              ) : null}
              {t('record.public.origins', { count: value.origins })}
              {value.preferred ? (
                <>
                  {' · '}
                  <Pill shape="acknowledged" kind="plain">
                    {t('record.public.case.preferred')}
                  </Pill>
                </>
              ) : null}
            </p>
          </div>
        );
      })}
    </div>
  );
}

type ItemProps = {
  one: ShownDisagreement;
  heading?: 'h2' | 'h3';
  /** The case whose page shows the subject. Left out on the page of the case. */
  inCase?: Brief;
  /** Returns the name of a subject on its own page, such as "This case". */
  here?: (subject: Brief) => string | undefined;
  /** Other disagreements with the same values and speakers, which are shown together with this one. */
  same?: readonly ShownDisagreement[];
  above?: Child;
};
/** A disagreement, with the decision of an editor. */
export function DisagreementItem({ one, heading: H = 'h3', inCase, here, same = [], above }: ItemProps) {
  const t = useWords();
  const { subject, property, state, second, claims } = one;
  const href = (brief: Brief): string | undefined =>
    addressOf(brief) ?? (inCase ? addressIn(brief, inCase) : `#${anchorOf(brief)}`);
  const name = (brief: Brief) =>
    href(brief) && !brief.hidden ? <ThingName brief={brief} href={href(brief)} /> : nameOf(t, brief);
  return (
    <li id={disagreementAnchor(one)}>
      {above}
      {[one, ...same].map((each, index) => (
        <H id={index ? disagreementAnchor(each) : undefined}>
          {t(`record.property.${each.property.property}`)}: <span>{here?.(each.subject) ?? name(each.subject)}</span>
        </H>
      ))}
      <p class="pills">
        <StatePill state={state} />
      </p>
      {second ? <p class="muted">{t('record.duplicates.first', { title: nameOf(t, subject) })}</p> : null}
      <Values values={property.values} claims={claims} conflict={state !== 'two-events' && state !== 'compatible'} />
      {second ? (
        <SecondEvent brief={second.brief} property={second.property} claims={claims} href={href(second.brief)} />
      ) : null}
      <AnswerWords one={one} />
    </li>
  );
}

function SecondEvent({
  brief,
  property,
  claims,
  href,
}: {
  brief: Brief;
  property: PropertyView;
  claims: Claims;
  href?: string;
}) {
  const t = useWords();
  const words = t('record.duplicates.second', { title: nameOf(t, brief) });
  return (
    <>
      <p class="muted">{href ? <a href={href}>{words}</a> : words}</p>
      <Values values={property.values} claims={claims} conflict={false} />
    </>
  );
}

/**
 * The decision of an editor, with its reason and day. If a newer value has reopened the disagreement, a text says so.
 */
export function AnswerWords({ one: { state, answer } }: { one: Pick<ShownDisagreement, 'state' | 'answer'> }) {
  const t = useWords();
  if (!answer) return null;
  const over = state === 'reopened';
  return (
    <div class="answer">
      <p class="muted">
        {t(over ? 'record.duplicates.answer.before' : 'record.duplicates.answer.by_desk')}{' '}
        <EdtfDate edtf={answer.at.toISOString().slice(0, 10)} />
        {over
          ? `. ${t('record.duplicates.answer.was', { answer: t(`record.duplicates.state.${answer.answer}`) })}`
          : ':'}
      </p>
      <p {...langOf({ language: answer.reasonLanguage, untranslated: true })}>{answer.reason}</p>
    </div>
  );
}
