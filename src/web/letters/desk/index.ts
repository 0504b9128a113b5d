import type { Pages } from '../../kit/context.ts';
import { letterAnswerPages } from './answers.tsx';
import { beginLetterPages } from './begin.tsx';
import { bouncePages } from './bounces.tsx';
import { letterDeskPages } from './letter.tsx';
import { letterListDesk } from './letters.tsx';
import { reportedLetterPages } from './reported.tsx';
import { signOnDesk } from './sign-on.tsx';
import { letterSchedulePages } from './schedule.tsx';
import { letterStepPages } from './steps.tsx';

export const lettersAtDesk: Pages = (web, deps) => {
  for (const register of [
    letterListDesk,
    bouncePages,
    beginLetterPages,
    reportedLetterPages,
    letterStepPages,
    letterSchedulePages,
    signOnDesk,
    letterAnswerPages,
    letterDeskPages,
  ])
    register(web, deps);
};
