import type { Reader } from '../../../platform/database/tx.ts';
import { loadFindings, loadPageStatuses, loadWatch } from '../../../evidence/watch/views.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Pill } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { Section } from '../../record/show/parts.tsx';
import { FindingsSection } from './card.tsx';

const newest = 5;

export async function watchOfSource(db: Reader, source: { id: number; number: number }, watchable: boolean) {
  const watch = await loadWatch(db, source.id);
  const status = (await loadPageStatuses(db, [source.id])).get(source.id);
  const findings = await loadFindings(db, { source: source.id, limit: newest, offset: 0 });
  if (!watch && !watchable && findings.length === 0) return null;
  return <WatchSection {...{ watch, status, findings, number: source.number, watchable }} />;
}

type Props = {
  watch: Awaited<ReturnType<typeof loadWatch>>;
  status: Awaited<ReturnType<typeof loadPageStatuses>> extends Map<number, infer S> ? S | undefined : never;
  findings: Awaited<ReturnType<typeof loadFindings>>;
  number: number;
  watchable: boolean;
};

/** How often a source's web page is checked, what was found there, and the latest alerts. */
function WatchSection({ watch, status, findings, number, watchable }: Props) {
  const { t } = useView();
  const moments: [string, Date | null][] = [
    ['kept_since', status?.keptSince ?? null],
    ['last_seen', watch ? (status?.lastSeen ?? null) : null],
    ['away_since', status?.awaySince ?? null],
    ['back_since', status?.backSince ?? null],
  ];
  return (
    <Section
      id="watch"
      title={t('evidence.watch.section')}
      action={
        watchable ? (
          <a class="button small" href={routes.desk.watchSource({ number })}>
            {t(watch ? 'evidence.watch.form.change' : 'evidence.watch.form.begin')}
          </a>
        ) : null
      }
    >
      {watch && watchable ? (
        <ActButton action={routes.desk.checkNow({ number })} label={t('evidence.watch.look_now')} />
      ) : null}
      <p>
        {watch ? t(`evidence.watch.every.${watch.every}`) : t('evidence.watch.not_watched')}{' '}
        {status?.awayAs ? (
          <Pill shape="warning" kind="strong">
            {t(`evidence.watch.stands.${status.awayAs}`)}
          </Pill>
        ) : null}
      </p>
      <dl class="facts rows">
        {moments.map(([key, at]) =>
          at ? (
            <div>
              <dt>{t(`evidence.watch.moment.${key}`)}</dt>
              <dd>
                <When at={at} />
              </dd>
            </div>
          ) : null,
        )}
      </dl>
      <FindingsSection findings={findings} bare />
    </Section>
  );
}
