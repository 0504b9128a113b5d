import { z } from 'zod';
import { needsSecondPerson, requireSecondPerson } from '../../../record/claims/second-person.ts';
import type { Pages } from '../../kit/context.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { routes } from '../../routes.ts';

const checkingForm = defineForm({
  name: 'checking',
  schema: z.object({ second: z.boolean(), why: whySchema }),
  fields: {
    second: {
      kind: 'checkbox',
      label: 'record.desk.checking.second',
      hint: 'record.desk.checking.second_hint',
    },
    why: whyField,
  },
});

/** The setting for who may check a claim: everyone at the desk, or only someone else than its author. */
export const checkingPages: Pages = (web) => {
  formPage(web, routes.desk.checking, {
    operation: requireSecondPerson,
    form: checkingForm,
    title: 'record.desk.checking.title',
    crumbs: ({ t }) => [{ label: t('record.desk.kinds.claim'), href: routes.desk.claims() }],
    lead: 'record.desk.checking.lead',
    home: () => routes.desk.claims(),
    save: 'record.desk.save',
    values: async ({ db }) => ({ second: await needsSecondPerson(db) }),
    submit: ({ second, why }, { run }) => run(requireSecondPerson, { second }, why),
  });
};
