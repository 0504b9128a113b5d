import { callOffLetter, scheduleLetter } from '../../../letters/schedule/schedule-letter.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { instantOf, localTime } from '../../../publishing/review/local-time.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { fresh } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { hostedAt } from './begin.tsx';
import { scheduleForm } from './hosted-forms.ts';

/** Publishing a letter at a moment set in advance, by the clocks of the publication's time zone. */
export const letterSchedulePages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.scheduleLetter.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, scheduleLetter);
    const { number } = routes.desk.scheduleLetter.read(c.req.param());
    const letter = await hostedAt(desk, number);
    if (letter.stage !== 'signing') throw new AppError('letter_stage');
    const zone = (await loadPublication(desk.app.db.read)).publication.timeZone;
    const { publish_at: set, embargo } = letter.row;
    const tomorrow = new Date(desk.app.now().getTime() + 86_400_000);
    const start = localTime(set ?? (embargo && embargo > tomorrow ? embargo : tomorrow), zone);
    return handleForm(c, scheduleForm, {
      initial: () =>
        fresh(
          {
            day: start.slice(0, 10),
            time: set || embargo ? start.slice(11) : '09:00',
            send: letter.row.publish_send ? '1' : undefined,
          },
          { version: String(letter.version) },
        ),
      render: (state) => (
        <DeskPage
          title={t('letters.desk.schedule_title')}
          noindex
          crumbs={[
            { label: t('letters.title'), href: routes.desk.letters() },
            { label: letter.brief.title, href: routes.desk.letter({ number }) },
            { label: t('letters.desk.schedule_title') },
          ]}
        >
          <p class="lead">{t('letters.desk.schedule_lead', { zone })}</p>
          <p class="who">{t('letters.desk.send_to', { count: letter.addressees.filter((one) => one.email).length })}</p>
          <Form
            form={scheduleForm}
            state={state}
            submit="letters.desk.schedule"
            cancel={routes.desk.letter({ number })}
          />
        </DeskPage>
      ),
      submit: async ({ day, time, send, why }, { version }) => {
        const at = instantOf(`${day}T${/^\d:/.test(time) ? `0${time}` : time}`, zone);
        if (!at)
          throw new AppError('invalid_input', { fields: [{ path: 'day', message: 'publishing.review.error.time' }] });
        await run(
          desk.app,
          scheduleLetter,
          desk.principal,
          { letter: letter.brief.ref!, version: Number(version), at: at.toISOString(), send },
          why,
        ).catch((error: unknown) => {
          if (error instanceof AppError) for (const field of error.fields) if (field.path === 'at') field.path = 'day';
          throw error;
        });
        return routes.desk.letter({ number });
      },
      current: async () => ({ values: {}, version: String((await hostedAt(desk, number)).version) }),
    });
  });

  web.post(routes.desk.callOffLetter.pattern, async (c) => {
    const desk = await atDesk(c);
    const { number } = routes.desk.callOffLetter.read(c.req.param());
    return handleAct(c, async () => {
      const letter = await hostedAt(desk, number);
      await run(desk.app, callOffLetter, desk.principal, { letter: letter.brief.ref!, version: letter.version });
      return routes.desk.letter({ number });
    });
  });
};
