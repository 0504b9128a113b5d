import { useView } from '../../kit/view.tsx';

/** A link to the replay of a preserved page, with its host. `address`: our URL, which redirects. */
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
