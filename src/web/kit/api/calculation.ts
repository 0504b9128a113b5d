import type { z } from 'zod';
import type { Scope } from '../../../accounts/tokens/tables.ts';

/** A calculation that a POST request runs on its body. It reads no item and changes nothing. */
export type Calculation = {
  /** The operationId in the description of the API. The message `api.op.<id>` describes the calculation. */
  id: string;
  path: string;
  tag: string;
  scope: Scope;
  /** How many requests a call counts as. */ cost: number;
  input: z.ZodObject;
  answer: z.core.$ZodType;
  /** The name of the schema of its response. The name of its input schema also has `Input` at the end. */ name: string;
  run(input: unknown, signal: AbortSignal): Promise<object>;
};

export function defineCalculation<Input extends z.ZodObject>(
  calculation: Omit<Calculation, 'input' | 'run'> & {
    input: Input;
    run(input: z.output<Input>, signal: AbortSignal): Promise<object>;
  },
): Calculation {
  return calculation as Calculation;
}
