import { prove } from '../../../accounts/prove.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import type { Ctx } from '../context.ts';
import type { Tree } from '../forms/tree.ts';
import { placeOf } from './place.ts';
import { requireSession } from './session.ts';

/* Operations with `proof` need a fresh proof of identity. Without a proof they throw `proof_needed`, and the
   error page shows a form for the proof. That form sends the proof and the whole input to the same address, so the
   operation runs as if the first request had contained the proof. The server stores no input in the meantime, and
   pages need no code for proofs. */

/** Controls of the form that asks for the proof. */
export const proofControl = {
  password: '_proof_password',
  code: '_proof_code',
  passkey: '_proof_passkey',
  /** Present if the person needed the proof to open a page. After the proof, the browser opens that page again. */
  page: '_proof_page',
} as const;

const proofNames = new Set<string>(Object.values(proofControl));

/** Whether a control belongs to the form that asks for the proof. */
export const isProof = (name: string): boolean => proofNames.has(name);

const textOf = (values: Tree, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' && value ? value : undefined;
};

/**
 * Checks the proof that was sent with a form, if there is one.
 * @returns the address of the page to open, if the proof is for a page; else null
 * @throws AppError `proof_needed` if the proof is wrong or empty
 */
export async function takeProof(c: Ctx, values: Tree): Promise<string | null> {
  if (!Object.values(proofControl).some((name) => name in values)) return null;
  const { app } = c.get('deps');
  const { principal, tokenHash } = await requireSession(c);
  const [password, code, passkey] = [proofControl.password, proofControl.code, proofControl.passkey].map((name) =>
    textOf(values, name),
  );
  const place = placeOf(c);
  const wrong = (path: string, message: string) => new AppError('proof_needed', { fields: [{ path, message }] });
  if (!password && !code && !passkey) throw wrong(proofControl.password, 'errors.field.password.missing');
  const right = await run(app, prove, principal, {
    session: tokenHash,
    password,
    code,
    passkey: passkey && place ? { passkey, place } : undefined,
  });
  if (!right)
    throw passkey
      ? wrong(proofControl.passkey, 'errors.field.passkey.refused')
      : password
        ? wrong(proofControl.password, 'errors.field.password.wrong')
        : wrong(proofControl.code, 'errors.field.code.proof');
  principal.provenAt = app.now();
  return textOf(values, proofControl.page) ? addressOf(c) : null;
}

/** The address of the request, with its query. */
export const addressOf = (c: Ctx): string => {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
};
