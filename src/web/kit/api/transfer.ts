import type { Scope } from '../../../accounts/tokens/tables.ts';
import type { Principal } from '../../../platform/operation.ts';
import type { Ctx } from '../context.ts';

/** A request of the API that sends or describes bytes by its headers, as the tus protocol defines it. */
export type Transfer = {
  /** The operationId in the description of the API. The message `api.op.<id>` describes the request. */
  id: string;
  method: 'post' | 'patch' | 'delete' | 'head';
  path: string;
  tag: string;
  scope: Scope;
  /** The headers of the request, and whether each is required. */
  sends: Readonly<Record<string, boolean>>;
  /** The media type of its body, if it has one. */
  body?: string;
  status: 200 | 201 | 204;
  /** The headers of the response. */
  returns: readonly string[];
  failures: readonly number[];
  /** Left out for HEAD, which the endpoint of GET answers. */
  answer?(asked: { c: Ctx; principal: Principal; number: number }): Promise<Response>;
};
