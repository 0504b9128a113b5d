import {
  compareLetter,
  drawUpVersion,
  obstacleText,
  type DraftedVersion,
  type Obstacle,
} from '../../../letters/hosted/draw-up.ts';
import { openVersion } from '../../../letters/hosted/open-version.ts';
import { publishLetter } from '../../../letters/hosted/publish-letter.ts';
import { changeCoverNote } from '../../../letters/hosted/change-cover-note.ts';
import { inviteOrganisations, remindInvited } from '../../../letters/signing/invite.ts';
import { dropLogo, findLogo } from '../../../letters/signing/logos.ts';
import { readList } from '../../../letters/signing/read-list.ts';
import type { HostedView } from '../../../letters/views/hosted.ts';
import { membersOf } from '../../../letters/views/members.ts';
import { AppError } from '../../../platform/errors.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { ComparedSentences, sentenceInEditor } from '../../documents/parts.tsx';
import { sendLogo } from '../public/logo.tsx';
import { hostOf } from '../host-name.ts';
import { invitationText } from '../mails/mails.ts';
import { VersionDifference } from '../public/text.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { hostedAt, letterCrumbs, ofLetter } from './begin.tsx';
import { coverNoteForm, firstForm, inviteForm, openForm, publishForm } from './hosted-forms.ts';
import { changePage, buttonRoute } from '../../kit/pages/form-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import { unlessChanged, readShownPair, shownPair } from '../../record/actions/as-shown.tsx';
import { relocated } from '../../kit/forms/issues.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { BriefLine } from '../../record/show/parts.tsx';

/**
 * The options that two forms share: one opens a letter for signatures, the other publishes it. Each form sends the
 * letter's version and a hash of what its page shows. `digest` is a hash of everything that readers will see.
 * `hostDigest` is a hash of the initiator's name, which can change without a new version. The operation rejects the
 * form if the version or the hash has changed.
 */
const ofDraft = (hash: 'digest' | 'hostDigest') => ({
  load: async ({ db, desk, params }: DeskRequest<{ number: number }>) => {
    const letter = await hostedAt(desk, params.number);
    const next = await drawUpVersion(db, letter.row, await compareLetter(db, letter.row));
    return { letter, next, version: shownPair(letter.version, next[hash]) };
  },
  crumbs: ({ t, view }: { t: Translate; view: { letter: HostedView } }) => letterCrumbs(t, view.letter.brief),
  home: ofLetter.home,
});

/**
 * The forms for the next steps of a letter: opening it for signatures, inviting and reminding organisations, and
 * publishing it. Also the cover note of invitations, and the logos of signatories.
 */
export const letterStepPages: Pages = (web) => {
  changePage(web, routes.desk.openLetter, {
    ...ofDraft('digest'),
    operation: openVersion,
    form: ({ view }) => (view.letter.current ? openForm : firstForm),
    title: ({ t, view }) => t(view.letter.current ? 'letters.desk.open_again' : 'letters.desk.open'),
    crumb: 'letters.desk.open',
    save: ({ view }) => (view.letter.current ? 'letters.desk.open_again' : 'letters.desk.open'),
    styles: () => ['changes.css'],
    lead: ({ t, view: { letter, next } }) => {
      const { current, counts } = letter;
      return (
        <>
          <p class="lead">
            {t(current ? 'letters.desk.open_again_lead' : 'letters.desk.open_lead', { count: counts.confirmed })}
          </p>
          <Host host={letter.host} />
          <Obstacles obstacles={next.obstacles} />
          <Compared checks={next.checks} />
          {current
            ? Object.keys(next.docs).map((language) => (
                <section>
                  <h2>{languageName(language, t.locale)}</h2>
                  <VersionDifference before={current} after={next} language={language} />
                </section>
              ))
            : null}
        </>
      );
    },
    submit: ({ why }, { run, view, version }) => {
      const { number, digest = '' } = readShownPair(version);
      return run(openVersion, { letter: view.letter.brief.ref!, version: Number(number), digest, why });
    },
  });

  changePage(web, routes.desk.inviteToLetter, {
    ...ofLetter,
    operation: inviteOrganisations,
    form: inviteForm,
    title: 'letters.desk.invite',
    save: 'letters.desk.invite',
    more: [{ intent: 'members', label: 'letters.desk.members' }],
    lists: ['actor'],
    current: () => ({}),
    lead: ({ t, app: { config }, view }) => (
      <>
        <p class="lead">{t('letters.desk.invite_lead')}</p>
        <InvitationPreview letter={view} note={view.row.cover_note} />
        <p>
          <a class="button small" href={routes.desk.coverNote({ number: view.brief.number })}>
            {t(view.row.cover_note ? 'letters.desk.change_cover_note' : 'letters.desk.write_cover_note')}
          </a>
        </p>
        {config.mail && config.publicUrl ? null : (
          <Notice kind="warning" title={t('letters.desk.no_mail')}>
            <p>{t('letters.desk.no_mail_lead')}</p>
          </Notice>
        )}
      </>
    ),
    submit: async (
      { network, list, invitations, why },
      { t, db, run, picks, today, view, intent, values, version, again },
    ) => {
      if (intent === 'members') {
        const ref = await picks.read('network', network, { kinds: ['actor'] });
        picks.throwIfUnclear();
        const parsed = ref ? parseRef(ref) : null;
        const thing = parsed && (await findThing(db, 'actor', parsed.number));
        const members = thing ? await membersOf(db, thing.merged_into ?? thing.id, today) : [];
        const there = new Set(invitations.map((one) => one.actor));
        const rows = [
          ...invitations,
          ...members.flatMap((one) =>
            there.has(one.ref!) ? [] : [{ organisation: one.title, actor: one.ref!, email: undefined }],
          ),
        ];
        return again({
          values: { ...values, invitations: rows },
          focus: 'invitations',
          problem: members.length ? undefined : t('letters.desk.no_members'),
        });
      }
      const { listed, wrong } = readList(list ?? '');
      if (wrong.length)
        throw new AppError('invalid_input', {
          fields: [{ path: 'list', message: 'letters.error.list', params: { lines: wrong.slice(0, 20).join(', ') } }],
        });
      // These rows may have been filled in with the members of a network. Such a row is left out if it has no email
      // address.
      const entered = invitations.flatMap((one, index) =>
        one.email || !one.actor
          ? [{ ...one, organisation: one.organisation ?? '', email: one.email ?? '', index }]
          : [],
      );
      const all = [...entered.map(({ index: _, ...one }) => one), ...listed];
      const input = { letter: view.brief.ref!, version: Number(version), invitations: all };
      return relocated(run(inviteOrganisations, input, why), (path) => {
        const found = /^invitations\.(\d+)\.(\w+)$/.exec(path);
        const row = found ? entered[Number(found[1])] : undefined;
        if (row) return `invitations[${row.index}].${found![2]}`;
        return found || path === 'invitations' ? 'list' : path;
      });
    },
  });

  changePage(web, routes.desk.coverNote, {
    ...ofLetter,
    operation: changeCoverNote,
    form: coverNoteForm,
    title: 'letters.desk.cover_note',
    more: [{ intent: 'preview', label: 'letters.desk.preview' }],
    lead: ({ view, state: { values } }) => (
      <InvitationPreview letter={view} note={typeof values.note === 'string' ? values.note.trim() : ''} />
    ),
    values: ({ view: { row } }) => ({ note: row.cover_note }),
    submit: async ({ note = '', why }, { run, view, version, intent, values, again, t }) => {
      if (intent === 'preview') {
        const notice = t(view.current ? 'letters.desk.previewed' : 'letters.desk.preview_later');
        return again({ values: { ...values, note }, problem: notice });
      }
      await run(changeCoverNote, { letter: view.brief.ref!, version: Number(version), note }, why);
      return routes.desk.inviteToLetter({ number: view.brief.number });
    },
  });

  web.get(routes.desk.letterLogo.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number, file } = routes.desk.letterLogo.read(c.req.param());
    const letter = await hostedAt(desk, number);
    const sha256 = file.replace(/\.webp$/, '');
    return sendLogo(
      c,
      (await findLogo(desk.app.db.read, letter.id, sha256, 'desk')) ? sha256 : null,
      'private, max-age=3600',
    );
  });

  buttonRoute(web, routes.desk.dropLogo, {
    act: ({ run, params: { number, signature } }) => run(dropLogo, { letter: `letter/${number}`, signature }),
    home: ofLetter.home,
  });

  buttonRoute(web, routes.desk.remindInvited, {
    act: ({ run, params, version }) =>
      unlessChanged(routes.desk.letter(params), () =>
        run(remindInvited, { letter: `letter/${params.number}`, version: Number(version) }),
      ),
    home: ofLetter.home,
  });

  changePage(web, routes.desk.publishLetter, {
    ...ofDraft('hostDigest'),
    operation: publishLetter,
    form: publishForm,
    title: 'letters.desk.publish',
    save: 'letters.desk.publish',
    values: () => ({ send: '1' }),
    current: () => ({}),
    lead: ({ t, view: { letter, next } }) => (
      <>
        <p class="lead">
          {t('letters.desk.publish_lead', {
            count: letter.counts.confirmed,
            cases: letter.about.filter((one) => one.kind === 'case').length,
          })}
        </p>
        {letter.current !== null && JSON.stringify(next.docs) !== JSON.stringify(letter.current.docs) ? (
          <Notice kind="warning" title={t('letters.desk.text_differs')}>
            <p>{t('letters.desk.text_differs_lead')}</p>
          </Notice>
        ) : null}
        <Host host={letter.host} />
        <p class="muted">{t('letters.desk.send_to', { count: letter.addressees.filter((one) => one.email).length })}</p>
      </>
    ),
    submit: ({ send, why }, { run, view, version }) => {
      const { number, digest = '' } = readShownPair(version);
      return run(publishLetter, { letter: view.letter.brief.ref!, version: Number(number), beside: digest, send }, why);
    },
  });
};

/** A preview of the email to an invited organisation. `note`: the cover note, stored or just entered. */
function InvitationPreview({ letter, note }: { letter: HostedView; note: string }) {
  const { t, paper } = useView();
  const { row, current } = letter;
  if (!current) return null;
  const { subject, text } = invitationText({
    letter: { ...row, cover_note: note },
    content: current.content,
    organisation: t('letters.desk.example_organisation'),
    language: row.language,
    link: t('letters.desk.example_link'),
    host: hostOf(letter, paper, row.language),
  });
  return (
    <section class="panel" aria-labelledby="invitation-preview">
      <h2 id="invitation-preview">{t('letters.desk.invitation_preview')}</h2>
      <p>
        <b>{subject}</b>
      </p>
      <p class="typed">{text}</p>
    </section>
  );
}

function Host({ host }: { host: Brief | null }) {
  const { t } = useView();
  return host ? (
    <p>
      {t('letters.desk.host')}: <BriefLine brief={host} />
    </p>
  ) : null;
}

/**
 * For each text with citations: whether all sentences that cite claims were compared with them, and which were not. It
 * does not say whether they agree.
 */
function Compared({ checks }: Pick<DraftedVersion, 'checks'>) {
  const { t } = useView();
  const citing = checks.filter(({ check }) => check.agreement.citing > 0);
  if (!citing.length) return null;
  return (
    <section class="panel" aria-labelledby="compared">
      <h2 id="compared">{t('letters.desk.compared')}</h2>
      {citing.map(({ article, language, check }) => (
        <>
          {citing.length > 1 ? <h3>{languageName(language, t.locale)}</h3> : null}
          <ComparedSentences check={check} hrefOf={(id) => sentenceInEditor(article, id)} />
        </>
      ))}
    </section>
  );
}

export function Obstacles({ obstacles }: { obstacles: readonly Obstacle[] }) {
  const { t } = useView();
  if (!obstacles.length) return null;
  return (
    <Notice kind="warning" title={t('letters.desk.obstacles')}>
      <ul>
        {obstacles.map((one) => (
          <li>
            {obstacleText(t, one)}{' '}
            {one.article === undefined ? null : (
              <a href={routes.desk.writeArticle({ number: one.article })}>{t('letters.desk.to_editor')}</a>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
