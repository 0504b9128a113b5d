import type { Child } from 'hono/jsx';
import type { Relation } from '../../../record/values/relation.ts';
import { useWords } from '../../kit/view.tsx';
import { ClaimChain, ClaimLink } from './chain.tsx';
import type { ChainLink, Support } from './types.ts';
import { attributedModes, type Mode } from '../../../record/tables.ts';
import { Disputed, EdtfDate, Pill } from '../../kit/components/values.tsx';

export type FactValue = {
  value: Child;
  /** The attribution. It is left out only if the desk itself speaks; `editorial` is then set. */
  chain?: readonly ChainLink[];
  support?: Support;
  ownWords?: boolean;
  /**
   * How the value is said. An alleged or denied value needs a `chain`, because readers never see it without its
   * speaker.
   */
  mode?: Mode;
  /** Link to the claims of the value. */
  claim?: string;
  editorial?: boolean;
  deprecated?: boolean;
};
export type Fact = { label: string; values: readonly FactValue[]; relation?: Relation };

/** Labels with values; each value has its speaker. Several values of a label are listed, and a conflict is marked. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  const t = useWords();
  return (
    <dl class="facts rows">
      {facts.map((fact) => {
        const several = fact.values.length > 1;
        const conflict = fact.relation === 'conflicts';
        return (
          <div>
            <dt>{fact.label}</dt>
            <dd class={`values${several ? ' several' : ''}${conflict ? ' conflict' : ''}`}>
              {several ? (
                conflict ? (
                  <Disputed />
                ) : (
                  <Pill shape="stated">{t(`kit.relation.${fact.relation ?? 'compatible'}`)}</Pill>
                )
              ) : null}
              {fact.values.map((one) => (
                <FactValueCell one={one} />
              ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function FactValueCell({ one }: { one: FactValue }) {
  const t = useWords();
  if (one.mode && attributedModes.includes(one.mode) && !one.chain?.length)
    throw new Error(`A value that is ${one.mode} was shown without its speaker.`);
  return (
    <div>
      <p class="value">{one.deprecated ? <s>{one.value}</s> : one.value}</p>
      <p class="who">
        {one.chain ? (
          <ClaimChain chain={one.chain} mode={one.mode} support={one.support} ownWords={one.ownWords} />
        ) : null}
        {one.editorial ? t('kit.fact.editorial') : null}
        {one.claim ? <ClaimLink href={one.claim} /> : null}
      </p>
    </div>
  );
}

export type TimelineItem = {
  /** The preferred date (EDTF), or else the first date. Left out if there is none. */
  date?: string;
  /** The anchor on the page. */
  id?: string;
  /** Dates from other sources. */
  otherDates?: readonly { date: string; who: string }[];
  /** The type of event in words. */
  type: string;
  title: string;
  href?: string;
  children?: Child;
  /** Whether the event is a procedural step. Such a step is shown less prominently than an act. */
  minor?: boolean;
  disputed?: boolean;
};

/**
 * Events in the given order. Squares mark acts, rings mark procedural steps, and diamonds mark disputed events. Words
 * beside each mark say the same.
 */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  const t = useWords();
  return (
    <ol class="timeline">
      {items.map((item) => (
        <li
          class={[item.minor && 'minor', item.disputed && 'disputed'].filter(Boolean).join(' ') || undefined}
          id={item.id}
        >
          <p class="when">{item.date === undefined ? t('kit.timeline.undated') : <EdtfDate edtf={item.date} />}</p>
          <h3>{item.href ? <a href={item.href}>{item.title}</a> : item.title}</h3>
          <p class="meta pills">
            <Pill kind="plain">{item.type}</Pill>
            {item.disputed ? <Disputed /> : null}
          </p>
          {item.otherDates?.map((other) => (
            <p class="who">
              {t('kit.timeline.other_date', { who: other.who })} <EdtfDate edtf={other.date} />
            </p>
          ))}
          {item.children}
        </li>
      ))}
    </ol>
  );
}
