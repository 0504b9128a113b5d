import { callOffLetter, scheduleLetter } from '../../../letters/schedule/schedule-letter.ts';
import { AppError } from '../../../platform/errors.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { instantOf, localTime } from '../../../record/values/local-time.ts';
import type { Pages } from '../../kit/context.ts';
import { localTimeOf } from '../../kit/forms/dates.ts';
import { routes } from '../../routes.ts';
import { hostedAt, letterCrumbs, ofLetter } from './begin.tsx';
import { scheduleForm } from './hosted-forms.ts';
import { changePage, buttonRoute } from '../../kit/pages/form-page.tsx';

/** Schedules the publication of a letter, or cancels the schedule. Times are in the publication's time zone. */
export const letterSchedulePages: Pages = (web) => {
  changePage(web, routes.desk.scheduleLetter, {
    operation: scheduleLetter,
    form: scheduleForm,
    title: 'letters.desk.schedule_title',
    save: 'letters.desk.schedule',
    load: async ({ db, desk, params }) => {
      const letter = await hostedAt(desk, params.number);
      if (letter.stage !== 'signing') throw new AppError('letter_stage');
      const zone = (await loadPublication(db)).publication.timeZone;
      return { letter, zone, version: letter.version };
    },
    crumbs: ({ t, view }) => letterCrumbs(t, view.letter.brief),
    home: ofLetter.home,
    lead: ({ t, view: { letter, zone } }) => (
      <>
        <p class="lead">{t('letters.desk.schedule_lead', { zone })}</p>
        <p class="muted">{t('letters.desk.send_to', { count: letter.addressees.filter((one) => one.email).length })}</p>
      </>
    ),
    values: ({ app, view: { letter, zone } }) => {
      const { publish_at: set, embargo, publish_send: send } = letter.row;
      const tomorrow = new Date(app.now().getTime() + 86_400_000);
      const start = localTime(set ?? (embargo && embargo > tomorrow ? embargo : tomorrow), zone);
      return { day: start.slice(0, 10), time: set || embargo ? start.slice(11) : '09:00', send };
    },
    current: () => ({}),
    paths: [[/^at$/, 'day']],
    submit: async ({ day, time, send, why }, { run, view: { letter, zone }, version }) => {
      const at = instantOf(localTimeOf(day, time), zone);
      if (!at)
        throw new AppError('invalid_input', { fields: [{ path: 'day', message: 'publishing.review.error.time' }] });
      const input = { letter: letter.brief.ref!, version: Number(version), at: at.toISOString(), send };
      return run(scheduleLetter, input, why);
    },
  });

  buttonRoute(web, routes.desk.callOffLetter, {
    act: async ({ run, desk, params }) => {
      const letter = await hostedAt(desk, params.number);
      return run(callOffLetter, { letter: letter.brief.ref!, version: letter.version });
    },
    home: ofLetter.home,
  });
};
