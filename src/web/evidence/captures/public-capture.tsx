import { makeCapturePublic } from '../../../evidence/public-captures/make-capture-public.ts';
import { isPublicCapture, unseenPeopleIn } from '../../../evidence/public-captures/load-public-captures.ts';
import { isDocument } from '../../../evidence/extract/media-types.ts';
import { type App } from '../../../platform/operation.ts';
import { loadOrigin } from '../../../record/sources/archive-origin.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { ThingName } from '../../record/components/record-value.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { Section } from '../../record/show/parts.tsx';
import { buttonRoute } from '../../kit/pages/form-page.tsx';

export type Publicity = {
  released: boolean;
  people: Brief[];
  /** Whether the source is public. */ isPublic: boolean;
  /** Whether it is a document with parts that its text leaves out. */ isDocument: boolean;
  /** In a page of a web archive: the addresses of responses that set cookies. */
  settingCookies: string[];
};

export const loadPublicity = async (
  { db }: App,
  capture: { id: number; source_visibility: string; media_type: string },
): Promise<Publicity> => ({
  released: await isPublicCapture(db.read, capture.id),
  people: await unseenPeopleIn(db.read, capture.id),
  isPublic: capture.source_visibility === 'public',
  isDocument: isDocument(capture.media_type),
  settingCookies: (await loadOrigin(db.read, capture.id))?.setting_cookies ?? [],
});

/** The section that says whether readers can open the preserved page and, if they cannot, why. */
export function ForReaders({
  at,
  release,
  may,
}: {
  at: { number: number; capture: number };
  release: Publicity;
  may: boolean;
}) {
  const { t, paper } = useView();
  const { released, people, isPublic } = release;
  return (
    <Section id="readers" title={t('evidence.release.title')}>
      <p>{t(`evidence.release.${released ? 'released' : 'kept_back'}`, { section: t('evidence.package.replay') })}</p>
      {paper.replay ? null : <p class="muted">{t('evidence.release.off')}</p>}
      {isPublic ? null : <p class="muted">{t('evidence.release.source_hidden')}</p>}
      {people.length ? (
        <>
          <p>
            <strong>{t('evidence.release.people', { count: people.length })}</strong>
          </p>
          <ul>
            {people.map((one) => (
              <li>
                <ThingName brief={one} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {released && paper.replay && isPublic ? (
        <p>
          <a href={routes.keptPage(at)}>{t('evidence.release.look')}</a>
        </p>
      ) : null}
      {may ? (
        <ActButton
          action={routes.desk.captureRelease(at)}
          label={t(`evidence.release.${released ? 'take_back' : 'release'}`)}
          values={{ released: released ? '' : 'yes' }}
        />
      ) : null}
      {may && !released ? <p class="muted">{t('evidence.release.hint')}</p> : null}
      {may && !released && release.settingCookies.length ? (
        <p>
          <strong>{t('cli.archive.set_cookie', { count: release.settingCookies.length })}</strong>{' '}
          {release.settingCookies.slice(0, 5).join(', ')}
        </p>
      ) : null}
      {may && release.isDocument ? <p class="muted">{t('evidence.release.document')}</p> : null}
    </Section>
  );
}

export const publicCapturePages: Pages = (web) => {
  buttonRoute(web, routes.desk.captureRelease, {
    act: ({ run, params, text }) =>
      run(makeCapturePublic, { capture: `capture/${params.capture}`, released: text('released') === 'yes' }),
    home: ({ params }) => routes.desk.capturePackage(params),
  });
};
