import type { StoredClaim } from '../../drafting/store/schema.ts';
import { setAcceptLine } from '../../drafting/sure/accept-threshold.ts';
import { isAbove, isAcceptedAbove, surenessIn, type Listing } from '../../drafting/sure/sureness.ts';
import { mayRun } from '../../platform/operation.ts';
import { useView } from '../kit/view.tsx';
import { routes } from '../routes.ts';
import { DraftActionButton, draftAddress, Steps } from './steps.tsx';
import type { DraftView } from './view.ts';

/** How many claims have which decision, and buttons that decide on several claims at once. */
export function Progress({ reading }: { reading: DraftView }) {
  const { t, person } = useView();
  const { content, line } = reading;
  const count = (want: (claim: StoredClaim) => boolean): number => content.claims.filter(want).length;
  const above = line === null ? 0 : count((one) => isAbove(one, line));
  const together = count(isAcceptedAbove);
  const own = count((one) => one.decision === 'open' && one.own);
  return (
    <div class="progress-line">
      <p role="status">
        {t('drafting.progress', {
          open: count((one) => one.decision === 'open'),
          accepted: count((one) => one.decision === 'accepted'),
          skipped: count((one) => one.decision === 'skipped'),
          filed: count((one) => one.decision === 'filed'),
        })}
      </p>
      <Steps reading={reading}>
        {above ? (
          <DraftActionButton
            intent={`accept-above:${line}`}
            label={t('drafting.sure.accept', { count: above, percent: line! })}
          />
        ) : null}
        {together ? (
          <DraftActionButton intent="undo-above" label={t('drafting.sure.undo', { count: together })} />
        ) : null}
        {own ? <DraftActionButton intent="skip-own" label={t('drafting.skip_own', { count: own })} /> : null}
      </Steps>
      {content.claims.some((claim) => typeof surenessIn(claim)?.percent === 'number') ? (
        <details class="collapsed" id="sure-means">
          <summary>{t('drafting.sure.means')}</summary>
          <p class="hint">
            {t(line === null ? 'drafting.sure.hint_off' : 'drafting.sure.hint', { percent: line ?? 0 })}
            {mayRun(person, setAcceptLine) ? (
              <>
                {' '}
                <a href={routes.desk.acceptLine()}>{t('drafting.sure.change')}</a>
              </>
            ) : null}
          </p>
        </details>
      ) : content.claims.some((claim) => surenessIn(claim)) ? (
        <p class="hint">{t('drafting.sure.hint_unmeasured')}</p>
      ) : null}
    </div>
  );
}

/** Links that show all claims, show doubtful claims first, or show only doubtful claims. */
export function ListChoice({ reading }: { reading: DraftView }) {
  const { t } = useView();
  const { listing } = reading;
  const doubtful = reading.claims.filter(({ claim }) => surenessIn(claim)?.doubtful).length;
  if (!reading.claims.some(({ claim }) => surenessIn(claim))) return null;
  const link = (to: Listing, here: boolean, label: string) => (
    <a
      class="pill"
      href={draftAddress({ ...reading, listing: to }, {}, 'claims')}
      aria-current={here ? 'page' : undefined}
    >
      {label}
    </a>
  );
  const { order, only } = listing;
  return (
    <nav class="list-choice" aria-label={t('drafting.sure.list')}>
      <p class="pills tabs">
        {link({}, !order && !only, t('drafting.sure.only_all', { count: reading.claims.length }))}
        {link({ order: 'doubtful' }, Boolean(order) && !only, t('drafting.sure.order_doubtful'))}
        {link({ order, only: 'doubtful' }, Boolean(only), t('drafting.sure.only_doubtful', { count: doubtful }))}
      </p>
      {listing.only && !reading.shown.length ? <p>{t('drafting.sure.none_doubtful')}</p> : null}
    </nav>
  );
}
