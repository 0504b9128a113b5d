import type { z } from 'zod';
import type { Operation } from '../../platform/operation.ts';
import { changeActor } from '../actors/change-actor.ts';
import { answerQuestion } from '../cases/answer-question.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { checkClaims } from '../claims/check-claims.ts';
import { setBack } from '../history/set-back.ts';
import { reinstate } from '../lifecycle/reinstate.ts';
import { setVisibility, withdraw } from '../lifecycle/withdraw.ts';
import { publish } from '../publication/publish.ts';
import { translate } from '../translations/translate.ts';
import { changeSource } from '../sources/change-source.ts';

/** An operation that can be proposed: its input is plain JSON, and it has no `prepare`. */
export type Proposable = Operation<z.core.$ZodType, unknown> & { prepare?: undefined };

const known = new Map<string, Proposable>();

/** Adds operations of other modules that can be proposed. Called at startup. */
export function addProposable(operations: readonly Proposable[]): void {
  for (const operation of operations) known.set(operation.name, operation);
}

addProposable([
  setVisibility,
  publish,
  withdraw,
  reinstate,
  setBack,
  changeActor,
  changeCaseEntry,
  changeSource,
  changeClaim,
  checkClaims,
  answerQuestion,
  translate,
] as unknown as Proposable[]);

export const findProposable = (name: string): Proposable | undefined => known.get(name);

export const proposableNames = (): string[] => [...known.keys()];
