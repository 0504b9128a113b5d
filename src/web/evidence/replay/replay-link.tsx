import { useView } from '../../kit/view.tsx';

/** Leads to where a preserved page is replayed, and says where that is. `address`: of ours, which leads on. */
export function ReplayLink({ address, host }: { address: string; host: string }) {
  const { t } = useView();
  return (
    <>
      <p class="no-print">
        <a class="button" href={address} rel="nofollow noreferrer">
          {t('evidence.replay.open')}
        </a>
      </p>
      <p class="who">{t('evidence.replay.open_hint', { host })}</p>
    </>
  );
}
