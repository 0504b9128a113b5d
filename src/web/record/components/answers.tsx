import type { Child } from 'hono/jsx';
import type { FactView } from '../../../record/views/facts.ts';
import { Disputed } from '../../kit/components/values.tsx';
import { useWords } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import type { Claims } from './facts.tsx';
import { claimsBehind } from './of-record.ts';
import { RecordValue } from './record-value.tsx';
import { Marked } from './said.tsx';

/** The most values of one answer. The sections below have all of them. */
export const mostAnswered = 3;

/** Whether a value can be shown: one that is only alleged or denied needs a speaker who can be named. */
export const sayable = (claims: Claims, value: FactView): boolean =>
  !value.attributed || claimsBehind(claims, value.claimIds).length > 0;

/**
 * What a reader asks first of a page, and how it stands now. Each value has the numbers of its notes. Questions that no
 * source answers are in one line.
 */
export function AnswerList({
  rows,
  label,
  status,
  sayers,
}: {
  rows: readonly { label: string; /** Null if no source says. */ value: Child | null }[];
  /** The label of the status, if it is not that of today. */ label?: string;
  status: Child;
  /** Who says all this. */ sayers?: Child;
}) {
  const t = useWords();
  const unknown = rows.filter(({ value }) => value === null);
  const together = unknown.length > 1;
  return (
    <dl class="answers">
      {rows.map(({ label, value }) =>
        value === null && together ? null : (
          <div>
            <dt>{label}</dt>
            <dd>{value ?? <span class="who">{t('record.public.case.answer.unknown')}</span>}</dd>
          </div>
        ),
      )}
      {together ? (
        <div>
          <dt>{t('record.public.case.answer.unknown')}</dt>
          <dd>
            {new Intl.ListFormat(t.tag, { style: 'narrow' }).format(
              unknown.map(({ label }, index) => (index ? lowerFirst(t, label) : label)),
            )}
          </dd>
        </div>
      ) : null}
      <div class="status">
        <dt>{label ?? t('record.public.case.answer.status')}</dt>
        <dd>{status}</dd>
      </div>
      {sayers ? (
        <div>
          <dt>{t('record.public.case.answer.sayers')}</dt>
          <dd>{sayers}</dd>
        </div>
      ) : null}
    </dl>
  );
}

/** The first values of an answer. `more` is the anchor of the section that has all of them. */
export function AnswerValues({
  list,
  claims,
  more,
  disputed,
}: {
  list: readonly FactView[];
  claims: Claims;
  more?: string;
  /** The values about which sources disagree, and where the page says so. */ disputed?: {
    values: ReadonlySet<FactView>;
    href?: string;
  };
}) {
  const shown = list.filter((one) => sayable(claims, one));
  return (
    <FirstOf
      more={more}
      parts={shown.map((value) => (
        <>
          <RecordValue view={value} />
          <Marked claims={claimsBehind(claims, value.claimIds)} />
          {disputed?.values.has(value) ? (
            <>
              {' '}
              <DisputedLink href={disputed.href} />
            </>
          ) : null}
        </>
      ))}
    />
  );
}

/** The first parts of an answer. A screen says how many more there are, and links to them; paper has them all. */
export function FirstOf({ parts, more }: { parts: readonly Child[]; more?: string }) {
  const t = useWords();
  const words = t('record.public.case.answer.more', { count: parts.length - mostAnswered });
  return (
    <>
      <Joined parts={parts.slice(0, mostAnswered)} />
      {parts.length > mostAnswered ? (
        <>
          {'; '}
          <span class="no-print">{more ? <a href={more}>{words}</a> : words}</span>
          <span class="print-only">
            <Joined parts={parts.slice(mostAnswered)} />
          </span>
        </>
      ) : null}
    </>
  );
}

export const Joined = ({ parts }: { parts: readonly Child[] }) => (
  <>
    {parts.map((part, index) => (
      <>
        {index ? '; ' : ''}
        {part}
      </>
    ))}
  </>
);

/** A mark that sources disagree, which leads to what they say. */
export const DisputedLink = ({ href }: { href?: string }) =>
  href === undefined ? (
    <Disputed />
  ) : (
    <a href={href}>
      <Disputed />
    </a>
  );
