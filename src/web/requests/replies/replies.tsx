import type { Child } from 'hono/jsx';
import { replyDeadline } from '../../../requests/replies/deadline.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { allSentences, loadPublicArticle } from '../../../publishing/public/public-article.ts';
import { correctArticle } from '../../../publishing/articles/correct-article.ts';
import { changeReply } from '../../../requests/replies/change-reply.ts';
import { fileReplies } from '../../../requests/replies/file-replies.ts';
import { loadReplies, type ReplyView } from '../../../requests/replies/load-replies.ts';
import { publishReply } from '../../../requests/replies/publish-reply.ts';
import { settleReply } from '../../../requests/replies/settle-reply.ts';
import { replyYears } from '../../../requests/replies/tables.ts';
import { countItems } from '../../../record/files/count-items.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { EdtfDate, Pill, VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import type { Option } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { loadThing } from '../../record/show/load-thing.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { thingPage } from '../../record/desk/thing-page.tsx';
import { Deadline, Files, Lines } from '../parts.tsx';
import { publishForm, readReply, replyForm, replyRules, replyValues, settleForm } from './reply-forms.ts';
import { changePage, formPage } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import { loadSealable, readSealFor, sealRules, withSeal } from '../../record/forms/seal-field.ts';

/** The pages of requests for a reply or a refutation: the list, each request, and the forms. */
export const replyPages: Pages = (web) => {
  listPage(web, routes.desk.replies, {
    title: 'requests.reply.title',
    lead: 'requests.reply.lead',
    load: async ({ db, limit, offset }) => ({
      rows: await loadReplies(db, { limit, offset }),
      total: await countItems(db, 'reply'),
    }),
    crumbs: ({ t }) => [{ label: t('requests.title'), href: routes.desk.requests() }],
    body: ({ rows, today }) => <ReplyList replies={rows} now={today} />,
    empty: ({ t }) => ({
      title: 'requests.reply.none',
      text: 'requests.reply.none_lead',
      action: { href: routes.desk.articles(), label: t('publishing.articles.title') },
    }),
    part: (page) => routes.desk.replies({ page }),
  });

  formPage(web, routes.desk.newReply, {
    load: async ({ db, today }) => ({ due: await replyDeadline(db, today), ...(await loadSealable(db)) }),
    operation: fileReplies,
    form: (at) => withSeal(at, replyForm),
    title: 'requests.reply.new',
    save: 'requests.demand.save',
    lists: ['actor'],
    crumbs: ({ t, params }) => crumbs(t, params.number),
    home: ({ params }) => routes.desk.article(params),
    lead: ({ t, view }) => t(view.due ? 'requests.reply.new_lead_duty' : 'requests.reply.new_lead'),
    values: ({ today }) => ({ kind: 'reply', received: today }),
    options: async ({ desk, params, view }) => ({
      sentences: await sentencesOf(desk, params.number),
      sealFor: view.sealable,
    }),
    paths: [...sealRules, ...replyRules],
    submit: async (input, { run, picks, params }) => {
      const reply = await readReply(picks, params.number, input);
      const { replies } = await run(
        fileReplies,
        { replies: [{ ...reply, sealFor: readSealFor(input.sealFor) }] },
        input.why,
      );
      return routes.desk.reply({ number: Number(replies[0]!.split('/')[1]) });
    },
  });

  const one = {
    load: ({ desk, params }: DeskRequest<{ number: number }>) => waitingAt(desk, params.number),
    crumbs: ({ t, view }: { t: Translate; view: ReplyView }) => crumbs(t, view.article.number, view),
    home: ({ view }: { view: ReplyView }) => routes.desk.reply({ number: view.number }),
    save: 'requests.demand.save',
    paths: replyRules,
  };
  changePage(web, routes.desk.editReply, {
    ...one,
    operation: changeReply,
    form: replyForm,
    title: 'requests.reply.edit',
    lists: ['actor'],
    values: ({ view }) => replyValues(view),
    options: async ({ desk, view }) => ({ sentences: await sentencesOf(desk, view.article.number) }),
    submit: async (input, { run, picks, view: { ref, article }, version }) =>
      run(changeReply, { reply: ref, version, to: await readReply(picks, article.number, input) }, input.why),
  });
  changePage(web, routes.desk.publishReply, {
    ...one,
    operation: publishReply,
    form: publishForm,
    title: 'requests.reply.publish',
    save: 'requests.reply.publish',
    lead: ({ t, view }) => (
      <>
        <h2>{view.article.headline}</h2>
        <p class="lead">{t('requests.reply.publish_lead')}</p>
      </>
    ),
    values: ({ view: { asker, article } }) => ({ by: asker, language: article.language }),
    current: () => ({}),
    submit: ({ why, ...questioned }, { run, view: { ref }, version }) =>
      run(publishReply, { reply: ref, version, ...questioned }, why),
  });
  changePage(web, routes.desk.settleReply, {
    ...one,
    operation: settleReply,
    form: settleForm,
    title: 'requests.reply.settle',
    lead: 'requests.reply.settle_lead',
    values: () => ({ state: 'refused' }),
    current: () => ({}),
    submit: ({ why, ...to }, { run, view: { ref }, version }) => run(settleReply, { reply: ref, version, to }, why),
  });

  thingPage(web, 'reply', routes.desk.reply, async ({ t, db, desk, may, today }, thing) => {
    const [one] = await loadReplies(db, { ids: [thing.id] });
    if (!one) throw new AppError('not_found');
    const waits = !one.sealed && one.state === 'waiting';
    const { number } = one;
    return {
      title: t('requests.reply.number', { number }),
      links: [
        waits && may(changeReply) && { href: routes.desk.editReply({ number }), label: t('record.desk.change') },
        waits && may(settleReply) && { href: routes.desk.settleReply({ number }), label: t('requests.reply.settle') },
        waits &&
          may(publishReply) && {
            href: routes.desk.publishReply({ number }),
            label: t('requests.reply.publish'),
            main: true,
          },
      ],
      body: (
        <Reply
          one={one}
          now={today}
          sentences={one.sentences.length ? await sentencesOf(desk, one.article.number) : []}
          mayCorrect={may(correctArticle)}
        />
      ),
    };
  });
};

const crumbs = (t: Translate, article: number, one?: ReplyView): { label: string; href?: string }[] => [
  { label: t('publishing.articles.title'), href: routes.desk.articles() },
  { label: t('publishing.articles.number', { number: article }), href: routes.desk.article({ number: article }) },
  ...(one
    ? [{ label: t('requests.reply.number', { number: one.number }), href: routes.desk.reply({ number: one.number }) }]
    : []),
];

/** The sentences of a published article, as options. Empty if the article is not public. */
async function sentencesOf(desk: Desk, number: number): Promise<Option[]> {
  const article = await loadPublicArticle(desk.app.db.read, number).catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
  return article ? allSentences(article).map((one) => ({ value: one.id, text: one.text })) : [];
}

/**
 * The request with this number, which must be open.
 * @throws AppError `not_found`, `sealed`; `act_impossible` if it is closed
 */
async function waitingAt(desk: Desk, number: number): Promise<ReplyView> {
  const { thing } = await loadThing(desk.app.db.read, 'reply', number);
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const [one] = await loadReplies(desk.app.db.read, { ids: [thing.id] });
  if (!one) throw new AppError('not_found');
  if (one.state !== 'waiting') throw new AppError('act_impossible', { details: { state: one.state } });
  return one;
}

/** A list of requests for a reply: for each, who requests it, the article, and the deadline or the outcome. */
export function ReplyList({ replies, now }: { replies: readonly ReplyView[]; now: string }) {
  const { t } = useView();
  return (
    <ul class="list">
      {replies.map((one) => (
        <li>
          <p>
            <a href={routes.desk.reply({ number: one.number })}>
              {one.asker || t('requests.reply.number', { number: one.number })}
            </a>{' '}
            {one.sealed ? <VisibilityBadge visibility="sealed" /> : null}
          </p>
          <p class="muted">
            {t(`requests.reply.kind_name.${one.kind}`)} · {one.article.headline} · <EdtfDate edtf={one.received} /> ·{' '}
            {one.state === 'waiting' ? (
              <Deadline day={one.deadline} now={now} open />
            ) : (
              t(`requests.reply.state_name.${one.state}`)
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Reply({
  one,
  now,
  sentences,
  mayCorrect,
}: {
  one: ReplyView;
  now: string;
  sentences: readonly Option[];
  mayCorrect: boolean;
}) {
  const { t } = useView();
  const questioned = sentences.filter((sentence) => one.sentences.includes(sentence.value));
  const { number } = one.article;
  const lines: [string, Child][] = [
    [
      t('requests.reply.asker'),
      one.asker ? (
        <>
          {one.actor?.title === one.asker ? null : one.asker}{' '}
          {one.actor && !one.actor.hidden ? <BriefLine brief={one.actor} /> : null}
        </>
      ) : null,
    ],
    [t('requests.reply.kind'), t(`requests.reply.kind_name.${one.kind}`)],
    [
      t('requests.reply.article'),
      <>
        <a href={routes.desk.article({ number })}>{one.article.headline}</a>{' '}
        {one.state === 'waiting' && mayCorrect ? (
          <a class="button small" href={routes.desk.writeArticle({ number })}>
            {t('requests.reply.correct')}
          </a>
        ) : null}
      </>,
    ],
    [
      t('requests.reply.sentences'),
      questioned.length ? questioned.map((sentence) => <p lang={one.article.language}>{sentence.text}</p>) : null,
    ],
    [t('requests.reply.asked'), one.asked ? <span class="typed">{one.asked}</span> : null],
    [t('requests.reply.contact'), one.contact || null],
    [t('requests.received'), <EdtfDate edtf={one.received} />],
    [
      t('requests.deadline'),
      one.deadline ? (
        <>
          <Deadline day={one.deadline} now={now} open={one.state === 'waiting'} />{' '}
          {one.provision ? (
            <span class="muted">
              {t('requests.reply.from_duty')} <BriefLine brief={one.provision} />
            </span>
          ) : null}
        </>
      ) : null,
    ],
    [
      t('requests.reply.state'),
      <>
        <Pill kind={one.state === 'waiting' ? undefined : 'plain'}>{t(`requests.reply.state_name.${one.state}`)}</Pill>{' '}
        {one.settledAt ? <When at={one.settledAt} /> : null}
      </>,
    ],
    [t('requests.reply.reason'), one.reason ? <span class="typed">{one.reason}</span> : null],
  ];
  return (
    <>
      {one.ended ? (
        <Notice title={t('requests.reply.ended')}>
          <p>{t('requests.reply.ended_lead', { years: replyYears })}</p>
        </Notice>
      ) : null}
      <Lines lines={lines} />
      {one.words ? (
        <Section
          id="words"
          title={t('requests.reply.published')}
          action={
            <a class="button small" href={`${routes.article({ number, slug: one.article.slug })}#reply-${one.number}`}>
              {t('requests.reply.read')}
            </a>
          }
        >
          <blockquote lang={one.language ?? undefined}>
            <p class="typed">{one.words}</p>
          </blockquote>
        </Section>
      ) : null}
      {one.sealed ? null : (
        <Section id="files" title={t('requests.file.title')}>
          <Files files={one.files} />
        </Section>
      )}
    </>
  );
}
