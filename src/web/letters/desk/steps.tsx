import type { Child } from 'hono/jsx';
import { drawUpVersion, type Obstacle } from '../../../letters/hosted/draw-up.ts';
import { openVersion } from '../../../letters/hosted/open-version.ts';
import { publishLetter } from '../../../letters/hosted/publish-letter.ts';
import { inviteOrganisations, remindInvited } from '../../../letters/signing/invite.ts';
import { dropLogo, findLogo } from '../../../letters/signing/logos.ts';
import { readList } from '../../../letters/signing/read-list.ts';
import { membersOf } from '../../../letters/views/members.ts';
import type { HostedView } from '../../../letters/views/hosted.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { fresh, type FormState } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { sendLogo } from '../public/logo.tsx';
import { VersionDifference } from '../public/text.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { loadLists } from '../../record/forms/common.tsx';
import { Picks } from '../../record/forms/pick.ts';
import { hostedAt } from './begin.tsx';
import { firstForm, inviteForm, openForm, publishForm } from './hosted-forms.ts';

/** What is done with a letter step by step: opened for signatures, organisations invited and reminded, published. */
export const letterStepPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.openLetter.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, openVersion);
    const { number } = routes.desk.openLetter.read(c.req.param());
    const letter = await hostedAt(desk, number);
    const next = await drawUpVersion(desk.app.db.read, letter.row);
    return handleForm(c, letter.current ? openForm : firstForm, {
      initial: () => fresh({}, { version: String(letter.version) }),
      render: (state) => <OpenPage letter={letter} next={next} state={state} />,
      submit: async ({ why }, { version }) => {
        await run(desk.app, openVersion, desk.principal, {
          letter: letter.brief.ref!,
          version: Number(version),
          why,
        });
        return routes.desk.letter({ number });
      },
      current: async () => ({ values: {}, version: String((await hostedAt(desk, number)).version) }),
    });
  });

  web.on(['GET', 'POST'], routes.desk.inviteToLetter.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, inviteOrganisations);
    const { number } = routes.desk.inviteToLetter.read(c.req.param());
    const letter = await hostedAt(desk, number);
    const db = desk.app.db.read;
    const picks = new Picks(db, t);
    const lists = await loadLists(db, ['actor']);
    const render = (state: FormState) => (
      <InvitePage
        letter={letter}
        lists={lists}
        state={state}
        canMail={Boolean(desk.app.config.mail && desk.app.config.publicUrl)}
      />
    );
    return handleForm(c, inviteForm, {
      initial: () => fresh(),
      again: () => ({ options: picks.offered }),
      render,
      submit: async ({ network, list, invitations, why }, { intent, values }) => {
        if (intent === 'members') {
          const ref = await picks.read('network', network, { kinds: ['actor'] });
          picks.throwIfUnclear();
          const parsed = ref ? parseRef(ref) : null;
          const thing = parsed && (await findThing(db, 'actor', parsed.number));
          const members = thing
            ? await membersOf(db, thing.merged_into ?? thing.id, desk.app.now().toISOString().slice(0, 10))
            : [];
          const there = new Set(invitations.map((one) => one.actor));
          const rows = [
            ...invitations,
            ...members.flatMap((one) =>
              there.has(one.ref!) ? [] : [{ organisation: one.title, actor: one.ref!, email: undefined }],
            ),
          ];
          return page(
            c,
            render({
              values: { ...values, invitations: rows },
              errors: [],
              focus: 'invitations',
              problem: members.length ? undefined : t('letters.desk.no_members'),
            }),
          );
        }
        const { listed, wrong } = readList(list ?? '');
        if (wrong.length)
          throw new AppError('invalid_input', {
            fields: [{ path: 'list', message: 'letters.error.list', params: { lines: wrong.slice(0, 20).join(', ') } }],
          });
        // Members of a network who have no address yet are left out.
        const typed = invitations.flatMap((one, index) =>
          one.email || !one.actor
            ? [{ ...one, organisation: one.organisation ?? '', email: one.email ?? '', index }]
            : [],
        );
        try {
          await run(
            desk.app,
            inviteOrganisations,
            desk.principal,
            { letter: letter.brief.ref!, invitations: [...typed.map(({ index: _, ...one }) => one), ...listed] },
            why,
          );
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          for (const field of error.fields) {
            const found = /^invitations\.(\d+)\.(\w+)$/.exec(field.path);
            const row = found ? typed[Number(found[1])] : undefined;
            field.path = row
              ? `invitations[${row.index}].${found![2]}`
              : found
                ? 'list'
                : field.path === 'invitations'
                  ? 'list'
                  : field.path;
          }
          throw error;
        }
        return routes.desk.letter({ number });
      },
    });
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

  web.post(routes.desk.dropLogo.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number, signature } = routes.desk.dropLogo.read(c.req.param());
    return handleAct(c, async () => {
      await run(desk.app, dropLogo, desk.principal, { letter: `letter/${number}`, signature });
      return routes.desk.letter({ number });
    });
  });

  web.post(routes.desk.remindInvited.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number } = routes.desk.remindInvited.read(c.req.param());
    return handleAct(c, async () => {
      await run(desk.app, remindInvited, desk.principal, { letter: `letter/${number}` });
      return routes.desk.letter({ number });
    });
  });

  web.on(['GET', 'POST'], routes.desk.publishLetter.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, publishLetter);
    const { number } = routes.desk.publishLetter.read(c.req.param());
    const letter = await hostedAt(desk, number);
    const next = await drawUpVersion(desk.app.db.read, letter.row);
    const differs = letter.current !== null && JSON.stringify(next.docs) !== JSON.stringify(letter.current.docs);
    return handleForm(c, publishForm, {
      initial: () => fresh({ send: '1' }, { version: String(letter.version) }),
      render: (state) => (
        <DeskPage title={t('letters.desk.publish')} noindex crumbs={crumbs(t, letter, t('letters.desk.publish'))}>
          <p class="lead">
            {t('letters.desk.publish_lead', {
              count: letter.counts.confirmed,
              cases: letter.about.filter((one) => one.kind === 'case').length,
            })}
          </p>
          {differs ? (
            <Notice kind="warning" title={t('letters.desk.text_differs')}>
              <p>{t('letters.desk.text_differs_lead')}</p>
            </Notice>
          ) : null}
          <p class="who">{t('letters.desk.send_to', { count: letter.addressees.filter((one) => one.email).length })}</p>
          <Form
            form={publishForm}
            state={state}
            submit="letters.desk.publish"
            cancel={routes.desk.letter({ number })}
          />
        </DeskPage>
      ),
      submit: async ({ send, why }, { version }) => {
        await run(
          desk.app,
          publishLetter,
          desk.principal,
          { letter: letter.brief.ref!, version: Number(version), send },
          why,
        );
        return routes.desk.letter({ number });
      },
      current: async () => ({ values: {}, version: String((await hostedAt(desk, number)).version) }),
    });
  });
};

const crumbs = (t: (key: string) => string, letter: HostedView, last: string): { label: string; href?: string }[] => [
  { label: t('letters.title'), href: routes.desk.letters() },
  { label: letter.brief.title, href: routes.desk.letter({ number: letter.brief.number }) },
  { label: last },
];

export function Obstacles({ obstacles }: { obstacles: readonly Obstacle[] }) {
  const { t } = useView();
  if (!obstacles.length) return null;
  return (
    <Notice kind="warning" title={t('letters.desk.obstacles')}>
      <ul>
        {obstacles.map((one) => (
          <li>
            {t(one.message, {
              ...one.params,
              ...(one.params?.language !== undefined && {
                language: languageName(String(one.params.language), t.locale),
              }),
            })}{' '}
            {one.article === undefined ? null : (
              <a href={routes.desk.writeArticle({ number: one.article })}>{t('letters.desk.to_editor')}</a>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function OpenPage({
  letter,
  next,
  state,
}: {
  letter: HostedView;
  next: Awaited<ReturnType<typeof drawUpVersion>>;
  state: FormState;
}) {
  const { t } = useView();
  const { current } = letter;
  return (
    <DeskPage
      title={t(current ? 'letters.desk.open_again' : 'letters.desk.open')}
      noindex
      styles={['changes.css']}
      crumbs={crumbs(t, letter, t('letters.desk.open'))}
    >
      <p class="lead">
        {t(current ? 'letters.desk.open_again_lead' : 'letters.desk.open_lead', { count: letter.counts.confirmed })}
      </p>
      <Obstacles obstacles={next.obstacles} />
      {current
        ? Object.keys(next.docs).map((language) => (
            <section>
              <h2>{languageName(language, t.locale)}</h2>
              <VersionDifference before={current} after={next} language={language} />
            </section>
          ))
        : null}
      <Form
        form={current ? openForm : firstForm}
        state={state}
        submit={current ? 'letters.desk.open_again' : 'letters.desk.open'}
        cancel={routes.desk.letter({ number: letter.brief.number })}
      />
    </DeskPage>
  );
}

function InvitePage({
  letter,
  lists,
  state,
  canMail,
}: {
  letter: HostedView;
  lists: Child;
  state: FormState;
  canMail: boolean;
}) {
  const { t } = useView();
  return (
    <DeskPage
      title={t('letters.desk.invite')}
      noindex
      scripts={['rows.js']}
      crumbs={crumbs(t, letter, t('letters.desk.invite'))}
    >
      <p class="lead">{t('letters.desk.invite_lead')}</p>
      {canMail ? null : (
        <Notice kind="warning" title={t('letters.desk.no_mail')}>
          <p>{t('letters.desk.no_mail_lead')}</p>
        </Notice>
      )}
      <Form
        form={inviteForm}
        state={state}
        submit="letters.desk.invite"
        more={[{ intent: 'members', label: 'letters.desk.members' }]}
        cancel={routes.desk.letter({ number: letter.brief.number })}
      />
      {lists}
    </DeskPage>
  );
}
