import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { defineForm, fresh } from './form.ts';
import { Form } from './fields.tsx';
import { useWords } from '../view.tsx';
import { routes } from '../../routes.ts';

/** What a passkey can be used for. */
export const passkeyUses = ['register', 'sign-in', 'second-step', 'proof', 'unlock'] as const;
export type PasskeyUse = (typeof passkeyUses)[number];

export const passkeyScripts = ['passkey.js'];

/** The hidden field for the browser's response. The schema of each form decides whether the response is required. */
export const passkeyField = { kind: 'hidden' } as const;

const onlyPasskey = defineForm({ name: 'passkey', schema: z.unknown(), fields: { passkey: passkeyField } });

/** Wraps a form with a passkey field. When the person sends the form, a script asks the browser for a passkey. */
export function AsksPasskey({ use, children }: { use: PasskeyUse; children?: Child }) {
  const t = useWords();
  return (
    <div
      data-passkey={routes.desk.passkeyOptions({ use })}
      data-create={use === 'register' ? '' : undefined}
      data-failed={t(use === 'register' ? 'accounts.passkey.not_created' : 'accounts.passkey.not_used')}
      data-unsupported={t('accounts.passkey.unsupported')}
    >
      {children}
    </div>
  );
}

/** A form with one button that uses a passkey. */
export function PasskeyButton({ use, action, submit }: { use: PasskeyUse; action?: string; submit: string }) {
  return (
    <AsksPasskey use={use}>
      <Form form={onlyPasskey} state={fresh()} action={action} submit={submit} />
    </AsksPasskey>
  );
}
