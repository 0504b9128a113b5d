import type { Finding } from '../../../evidence/watch/views.ts';
import { Card } from '../../kit/components/desk.tsx';
import { Pill } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { findingWords } from './words.ts';

/** An alert about a page, with links to the captures that show it. */
export function FindingCard({
  finding,
  bare,
  own,
}: {
  finding: Finding;
  /** Whether the card is on the source's own page, which needs no link to the source. */ bare?: boolean;
  /** Whether the card is on the alert's own page, which needs no link to the alert. */ own?: boolean;
}) {
  const { t } = useView();
  const { id, source, before, after } = finding;
  const number = source.number;
  return (
    <Card
      id={`finding-${id}`}
      title={
        own ? (
          <BriefLine brief={source} />
        ) : (
          <a href={routes.desk.watchFinding({ finding: String(id) })}>{t(`evidence.watch.kind.${finding.kind}`)}</a>
        )
      }
      badges={
        finding.state === 'open' ? (
          <Pill shape="warning" kind="strong">
            {t('evidence.watch.state.open')}
          </Pill>
        ) : (
          <Pill kind="plain">{t(`evidence.watch.state.${finding.state}`)}</Pill>
        )
      }
    >
      {bare || own ? null : (
        <p>
          <BriefLine brief={source} />
        </p>
      )}
      <p class="typed">{findingWords(t, finding)}</p>
      <p class="muted">
        <When at={finding.at} />
        {finding.event ? (
          <>
            {' '}
            · <BriefLine brief={finding.event} />
          </>
        ) : null}
      </p>
      <div class="pills">
        {before !== null && after !== null && before !== after ? (
          <a class="button small" href={routes.desk.compareCaptures({ number, capture: after }, { with: before })}>
            {t('evidence.watch.compare')}
          </a>
        ) : null}
        {before !== null ? (
          <a class="button small" href={routes.desk.capture({ number, capture: before })}>
            {t('evidence.watch.before')}
          </a>
        ) : null}
        {after !== null ? (
          <a class="button small" href={routes.desk.capture({ number, capture: after })}>
            {t('evidence.watch.after')}
          </a>
        ) : null}
      </div>
    </Card>
  );
}

/** The number of alerts without a decision, for the desk's first page. */
export function WaitingFindings({ count }: { count: number }) {
  const { t } = useView();
  if (count === 0) return null;
  return (
    <Section id="watched" title={t('evidence.watch.title')}>
      <p>
        <a href={routes.desk.watch()}>{t('evidence.watch.waiting', { count })}</a>
      </p>
    </Section>
  );
}

/** Alerts about a case's sources, or about one source (`bare`: on the page of this source). */
export function FindingsSection({ findings, bare }: { findings: readonly Finding[]; bare?: boolean }) {
  return findings.length ? (
    <div class="cards">
      {findings.map((finding) => (
        <FindingCard finding={finding} bare={bare} />
      ))}
    </div>
  ) : null;
}
