import { useView } from '../../kit/view.tsx';

/**
 * A link to the replay of a preserved page. `address`: an address of this site, which redirects to the replay. `host`:
 * the host of the replay server, which the hint below the link names.
 */
export function ReplayLink({ address, host }: { address: string; host: string }) {
  const { t } = useView();
  return (
    <>
      <p class="no-print">
        <a class="button" href={address} rel="nofollow noreferrer">
          {t('evidence.replay.open')}
        </a>
      </p>
      <p class="muted">{t('evidence.replay.open_hint', { host })}</p>
    </>
  );
}
