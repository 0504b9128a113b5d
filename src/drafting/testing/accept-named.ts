import type { Edit } from '../store/edits.ts';
import type { Content } from '../store/schema.ts';

/** The step that accepts, one by one, all open claims that name their speaker, and all open questions. */
export const acceptNamed = ({ claims, questions }: Content): Extract<Edit, { do: 'decide' }> => ({
  do: 'decide',
  claims: claims.flatMap((one) => (one.decision === 'open' && !one.own ? [one.key] : [])),
  questions: questions.flatMap((one) => (one.decision === 'open' ? [one.key] : [])),
  decision: 'accepted',
});
