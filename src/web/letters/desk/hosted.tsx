import type { Child } from 'hono/jsx';
import { loadAnswers, type Answers } from '../../../letters/answers/load-answers.ts';
import { publishFailure } from '../../../letters/schedule/letters-due.ts';
import { callOffLetter, scheduleLetter } from '../../../letters/schedule/schedule-letter.ts';
import { dropLogo } from '../../../letters/signing/logos.ts';
import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { textsOfLetter } from '../../../letters/hosted/draw-up.ts';
import { openVersion } from '../../../letters/hosted/open-version.ts';
import { publishLetter } from '../../../letters/hosted/publish-letter.ts';
import { acceptsSignatures } from '../../../letters/hosted/lock-letter.ts';
import { inviteOrganisations, remindInvited } from '../../../letters/signing/invite.ts';
import { listVersions, type HostedView } from '../../../letters/views/hosted.ts';
import { RowKeys } from '../../../platform/storage/row-keys.ts';
import { listInvitations, signatureStatuses, type InvitationView } from '../../../letters/views/signatures.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Ctx } from '../../kit/context.ts';
import { hostOf } from '../host-name.ts';
import { routes, slugify } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import type { Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { logoOf, SignatureLogo } from '../public/logo.tsx';
import { DeskResponses } from './answers.tsx';
import { countsOfOpen, SignOnAtDesk, type OpenCounts } from './sign-on.tsx';
import { Lines } from '../../requests/parts.tsx';

type Texts = Awaited<ReturnType<typeof textsOfLetter>>;
type Versions = Awaited<ReturnType<typeof listVersions>>;

/** The desk page of a letter that is signed on this site: its texts, its stage, the signatures and the responses. */
export async function hostedAtDesk(c: Ctx, desk: Desk, letter: HostedView) {
  const t = c.get('t');
  const db = desk.app.db.read;
  const { number } = letter.brief;
  const now = desk.app.now();
  const [texts, versions, invitations] = [
    await textsOfLetter(db, letter.row.document_id!),
    await listVersions(db, letter.id),
    await listInvitations(db, new RowKeys(desk.app.config.dataDir), letter.id),
  ];
  const answers = letter.stage === 'published' ? await loadAnswers(db, letter.id, 'desk') : null;
  const open = acceptsSignatures(letter.row, now);
  const openOnes = await countsOfOpen(desk.app, letter.id);
  const { rows: waiting } = {
    rows: await db
      .selectFrom('letter_mail')
      .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
      .where('letter_id', '=', letter.id)
      .groupBy('state')
      .execute(),
  };
  const { count: bare } = await db
    .selectFrom('letter_mail')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('letter_id', '=', letter.id)
    .where('without_pdf', '=', true)
    .executeTakeFirstOrThrow();
  const mails = Object.fromEntries([
    ['bare', Number(bare)],
    ...waiting.map((row) => [row.state, Number(row.count)] as const),
  ]);
  return {
    title: letter.brief.title,
    styles: ['letters.css'],
    fixed: letter.stage === 'published',
    badges: <Pill kind="plain">{t(`letters.stage.${letter.stage}`)}</Pill>,
    links: [
      letter.stage !== 'published' &&
        desk.may(openVersion) && {
          href: routes.desk.openLetter({ number }),
          label: t(letter.current ? 'letters.desk.open_again' : 'letters.desk.open'),
          main: !letter.current,
        },
      open &&
        desk.may(inviteOrganisations) && {
          href: routes.desk.inviteToLetter({ number }),
          label: t('letters.desk.invite'),
        },
      letter.stage === 'signing' &&
        desk.may(scheduleLetter) && {
          href: routes.desk.scheduleLetter({ number }),
          label: t(letter.row.publish_at ? 'publishing.review.reschedule' : 'letters.desk.schedule'),
        },
      letter.stage === 'signing' &&
        desk.may(publishLetter) && {
          href: routes.desk.publishLetter({ number }),
          label: t('letters.desk.publish'),
          main: true,
        },
      letter.stage === 'published' && {
        href: routes.letter({ number, slug: slugify(letter.brief.title) }),
        label: t('letters.desk.public_page'),
      },
    ],
    body: (
      <Body
        letter={letter}
        texts={texts}
        versions={versions}
        invitations={invitations}
        mails={mails}
        answers={answers}
        open={open}
        openOnes={openOnes}
        desk={desk}
      />
    ),
  };
}

type BodyProps = {
  letter: HostedView;
  texts: Texts;
  versions: Versions;
  invitations: readonly InvitationView[];
  mails: Readonly<Record<string, number>>;
  answers: Answers | null;
  open: boolean;
  openOnes: OpenCounts;
  desk: Desk;
};

function Body({ letter, texts, versions, invitations, mails, answers, open, openOnes, desk }: BodyProps) {
  const { t, paper } = useView();
  const { counts } = letter;
  const canMail = Boolean(desk.app.config.mail && desk.app.config.publicUrl);
  const by = (standing: string): number => invitations.filter((one) => one.standing === standing).length;
  const lines: [string, Child][] = [
    [t('letters.desk.host'), letter.host ? <BriefLine brief={letter.host} /> : hostOf(letter, paper, t.locale)],
    [
      t('letters.desk.addressees'),
      letter.addressees.length
        ? letter.addressees.map((one) => (
            <p>
              {one.actor ? <BriefLine brief={one.actor} /> : one.name}
              {one.office ? <span class="muted"> {one.office}</span> : null}
              {one.email ? <span class="muted"> {one.email}</span> : null}
            </p>
          ))
        : t('letters.desk.none_yet'),
    ],
    [
      t('letters.demands'),
      letter.demands.length ? (
        <ol>
          {letter.demands.map((one) => (
            <li>{Object.values(one.texts)[0]}</li>
          ))}
        </ol>
      ) : null,
    ],
    [
      t('letters.desk.about'),
      letter.about.length
        ? letter.about.map((one) => (
            <p>
              <BriefLine brief={one} />
            </p>
          ))
        : null,
    ],
    [t('letters.desk.deadline'), letter.row.deadline ? <When at={letter.row.deadline} /> : null],
    [t('letters.desk.embargo'), letter.row.embargo ? <When at={letter.row.embargo} /> : null],
    [
      t('letters.desk.reminders'),
      letter.reminders.length
        ? letter.reminders.map((one) => (
            <p>
              {t('letters.desk.reminder', { days: one.days })}
              {one.sentAt ? (
                <span class="muted">
                  {' '}
                  <When at={one.sentAt} />, {t('letters.desk.reminder_sent', { count: one.reminded })}
                </span>
              ) : null}
            </p>
          ))
        : null,
    ],
  ];
  return (
    <>
      {canMail || letter.stage === 'drafting' ? null : (
        <Notice kind="warning" title={t('letters.desk.no_mail')}>
          <p>{t('letters.desk.no_mail_lead')}</p>
        </Notice>
      )}
      <Scheduled letter={letter} desk={desk} />
      {mails['bare'] ? (
        <Notice kind="warning" title={t('letters.desk.without_pdf', { count: mails['bare'] })}>
          <p>{t('letters.desk.without_pdf_lead')}</p>
        </Notice>
      ) : null}
      <Section id="counts" title={t('letters.signatures')}>
        <p role="status">
          <b>{t('letters.confirmed', { count: counts.confirmed })}</b>{' '}
          {counts.people ? t('letters.apart', { organisations: counts.organisations, people: counts.people }) : ''}{' '}
          {counts.known ? t('letters.known_to', { count: counts.known, host: hostOf(letter, paper, t.locale) }) : ''}{' '}
          {counts.withdrawn ? t('letters.withdrawn_count', { count: counts.withdrawn }) : ''}{' '}
          {counts.removed ? t('letters.removed_count', { count: counts.removed }) : ''}
        </p>
        <p class="muted">
          {signatureStatuses
            .filter((one) => by(one) > 0)
            .map((one) => t(`letters.standing_count.${one}`, { count: by(one) }))
            .join(' · ')}
        </p>
        {mails.queued || mails.bounced || mails['given-up'] ? (
          <p class="muted">
            {t('letters.desk.mails', {
              queued: mails.queued ?? 0,
              sent: mails.sent ?? 0,
              bounced: mails.bounced ?? 0,
              lost: mails['given-up'] ?? 0,
            })}
          </p>
        ) : null}
      </Section>
      <SignOnAtDesk letter={letter} open={openOnes} desk={desk} now={desk.app.now()} />
      {answers ? <DeskResponses letter={letter} answers={answers} desk={desk} /> : null}
      <Section id="texts" title={t('letters.desk.texts')}>
        <ul class="list">
          {texts.map((text) => (
            <li>
              <p>
                <a href={routes.desk.writeArticle({ number: text.article })} lang={text.language}>
                  {text.headline}
                </a>{' '}
                <span class="muted">{languageName(text.language, t.locale)}</span>
              </p>
              <p class="muted">
                <a href={routes.desk.previewArticle({ number: text.article })}>{t('letters.desk.preview')}</a> ·{' '}
                <a href={routes.desk.translation({ number: text.article })}>{t('letters.desk.translations')}</a>
              </p>
            </li>
          ))}
        </ul>
      </Section>
      <Section
        id="said"
        title={t('letters.desk.details')}
        action={
          letter.stage !== 'published' && desk.may(beginLetter) ? (
            <a class="button small" href={routes.desk.editLetter({ number: letter.brief.number })}>
              {t('record.desk.change')}
            </a>
          ) : undefined
        }
      >
        <Lines lines={lines} />
      </Section>
      <Section id="versions" title={t('letters.desk.versions')} when={versions.length > 0}>
        <ol class="list" reversed>
          {versions.map((one) => (
            <li>
              <p>{t('letters.version_line', { number: one.number, hash: one.hash })}</p>
              <p class="muted">
                <When at={one.madeAt} />
                {one.why ? (
                  <>
                    {' '}
                    · <span class="typed">{one.why}</span>
                  </>
                ) : null}
              </p>
            </li>
          ))}
        </ol>
      </Section>
      {letter.current ? (
        <Section
          id="invited"
          title={t('letters.desk.invited', { count: invitations.length })}
          action={
            open && desk.may(remindInvited) && by('invited') ? (
              <ActButton
                action={routes.desk.remindInvited({ number: letter.brief.number })}
                label={t('letters.desk.remind')}
                version={String(letter.version)}
              />
            ) : undefined
          }
        >
          {invitations.length ? (
            <Invitations number={letter.brief.number} invitations={invitations} mayDrop={desk.may(dropLogo)} />
          ) : (
            <p class="muted">{t('letters.desk.nobody_invited')}</p>
          )}
        </Section>
      ) : null}
    </>
  );
}

/** When the letter will be published, or why the scheduled publication failed. */
function Scheduled({ letter, desk }: { letter: HostedView; desk: Desk }) {
  const { t } = useView();
  const {
    publish_at: at,
    publish_failure: failure,
    publish_send: send,
    version_id: now,
    publish_version_id: then,
  } = letter.row;
  if (!at || letter.stage !== 'signing') return null;
  return (
    <Notice
      kind={failure || now !== then ? 'warning' : undefined}
      title={t(failure ? 'letters.desk.not_published' : 'letters.desk.scheduled')}
    >
      <p>
        <When at={at} /> · {t(send ? 'letters.desk.scheduled_send' : 'letters.desk.scheduled_no_send')}
      </p>
      {failure || now !== then ? <p>{t(publishFailure(failure ?? 'edited_since'))}</p> : null}
      {desk.may(callOffLetter) ? (
        <ActButton
          action={routes.desk.callOffLetter({ number: letter.brief.number })}
          label={t('publishing.review.cancel_schedule')}
        />
      ) : null}
    </Notice>
  );
}

function Invitations({
  number,
  invitations,
  mayDrop,
}: {
  number: number;
  invitations: readonly InvitationView[];
  mayDrop: boolean;
}) {
  const { t } = useView();
  return (
    <ul class="list">
      {invitations.map((one) => (
        <li>
          <p>
            <bdi>{one.signature?.name || one.organisation}</bdi>{' '}
            <Pill kind={one.standing === 'confirmed' ? undefined : 'plain'}>
              {t(`letters.standing.${one.standing}`)}
            </Pill>{' '}
            {one.signature && one.signature.shown !== 'named' ? (
              <Pill kind="plain">{t(`letters.sign.shown_as.${one.signature.shown}`)}</Pill>
            ) : null}
          </p>
          <p class="muted">
            {one.email}
            {one.signature?.signer ? (
              <>
                {' '}
                · <bdi>{one.signature.signer}</bdi>
                {one.signature.role ? `, ${one.signature.role}` : ''}
              </>
            ) : null}
            {one.reminded ? ` · ${t('letters.desk.reminded', { count: one.reminded })}` : ''}
            {one.bounce ? ` · ${t('letters.desk.bounce', { code: one.bounce })}` : ''}
          </p>
          {one.reason ? <p class="typed">{one.reason}</p> : null}
          {one.signature?.logo.length ? (
            <div class="signature-logo-line">
              <SignatureLogo logo={logoOf(one.signature.logo, (file) => routes.desk.letterLogo({ number, file }))} />{' '}
              {mayDrop ? (
                <ActButton
                  action={routes.desk.dropLogo({ number, signature: String(one.signature.id) })}
                  label={t('letters.desk.drop_logo')}
                />
              ) : null}
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
