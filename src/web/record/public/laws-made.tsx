import type { Child } from 'hono/jsx';
import { dutyClaims, lawAnswers, type LawAnswers } from '../../../law/views/answers.ts';
import type { LawView } from '../../../law/views/law.ts';
import type { CaseAnswers } from '../../../record/views/case-answers.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { BoundParties, Dates, LawStatus } from '../../law/public/answers.tsx';
import { AnswerValues } from '../components/answers.tsx';
import { claimsBehind } from '../components/of-record.ts';
import { ThingName } from '../components/record-value.tsx';

/** A law whose making a case is about, and the answers in the summary of the law. */
export type LawMade = { law: LawView; answers: LawAnswers };

/** @param today `YYYY-MM-DD` */
export const lawsMadeOn = (laws: readonly LawView[], today: string): LawMade[] =>
  laws.map((law) => ({ law, answers: lawAnswers(law, today) }));

/** Who enacted the laws, without the actors that the answers of the case already name. */
export const enactedBy = (made: readonly LawMade[], { by }: CaseAnswers): Child[] =>
  made.flatMap(({ law, answers }) => {
    const others = answers.by.filter(({ thing }) => !by.some(({ value }) => value.thing?.id === thing?.id));
    return others.length ? [<AnswerValues list={others} claims={law.claims} />] : [];
  });

/** Who must fulfil the duties of the laws. */
export const boundBy = (made: readonly LawMade[]): Child[] => {
  const duties = made.flatMap(({ answers }) => answers.duties);
  return duties.length ? [<BoundParties duties={duties} />] : [];
};

/** When the laws were adopted and signed, and from when they apply. */
export const datesOfLaws = (made: readonly LawMade[]): Child[] =>
  made.flatMap(({ law, answers }) => (answers.dates.length ? [<Dates law={law} dates={answers.dates} />] : []));

/** Whether the laws are in force. If there are several laws, each line names its law. */
export const statusOfLaws = (made: readonly LawMade[], today: string): Child[] =>
  made.map(({ law, answers }) => (
    <>
      {made.length > 1 ? (
        <>
          <ThingName brief={law.brief} />
          {': '}
        </>
      ) : null}
      <LawStatus status={answers.status} on={today} />
    </>
  ));

/** The claims that state the answers about the laws. */
export const claimsOfLaws = (made: readonly LawMade[]): ClaimView[] =>
  made.flatMap(({ law, answers: { by, duties, dates, status } }) => [
    ...claimsBehind(
      law.claims,
      [...by, ...dates].flatMap(({ claimIds }) => claimIds),
    ),
    ...duties.flatMap(({ duty }) => dutyClaims(duty)),
    ...status.claims,
  ]);
