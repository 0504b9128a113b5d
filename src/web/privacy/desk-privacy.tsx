import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import type { InventoryFacts } from '../../platform/inventory.ts';
import { dayOf } from '../../publishing/comments/identity/calendar.ts';
import { keyFolder } from '../../publishing/comments/identity/day-keys.ts';
import { commentDuties } from '../../publishing/comments/identity/duties.ts';
import { DeskPage } from '../kit/components/layout.tsx';
import { Notice } from '../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../kit/context.ts';
import { Form } from '../kit/forms/fields.tsx';
import { defineForm, type FormState } from '../kit/forms/form.ts';
import { handleForm } from '../kit/forms/handle.ts';
import { findPerson, type FoundIn } from './find-person.ts';
import { InventoryList } from './inventory-list.tsx';
import { inventoryFacts, inventoryHere } from './inventory.ts';
import { routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';
import { atDesk, demand } from '../kit/desk/who.ts';

const form = defineForm({
  name: 'find-person',
  schema: z.object({
    words: z.string('privacy.find.short').min(3, 'privacy.find.short').max(300, 'errors.field.text.long'),
  }),
  // What is looked for goes in the body: an address would stand in the browser's history.
  fields: {
    words: {
      kind: 'text',
      label: 'privacy.find.words',
      hint: 'privacy.find.words_hint',
      autocomplete: 'off',
      spellcheck: false,
      maxLength: 300,
    },
  },
});

type Check = { key: string; params?: Record<string, string> };

/** What a lawyer should look at, as this installation stands today. */
async function checksOf(c: Ctx, facts: InventoryFacts): Promise<Check[]> {
  const { app, paper } = c.get('deps');
  const { jurisdictions, commenting, imprint } = paper();
  const unmet =
    commenting.mode === 'anonymous'
      ? (await commentDuties(app.db.read, jurisdictions, dayOf(app.now()))).filter(
          (one) => one.act === 'identify-commenters' && one.standing === 'in-force',
        )
      : [];
  const identities = facts.identity !== null || facts.identities;
  return [
    ...(imprint.email ? [] : [{ key: 'contact' }]),
    ...unmet.map(({ law, provision }) => ({ key: 'duty', params: { law: `${law.title}, ${provision.label}` } })),
    ...(identities ? [{ key: 'mail' }, { key: 'backup', params: { folder: keyFolder } }] : []),
    { key: 'proxy' },
    { key: 'backups' },
  ];
}

/** What is kept about people, for whoever answers for it; and where one of them stands in it, when they ask. */
export const privacyDesk: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.privacy.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, { permission: editors });
    const facts = await inventoryFacts(desk.app, c.get('deps').paper());
    const checks = await checksOf(c, facts);
    return handleForm(c, form, {
      render: (state) => <Checklist facts={facts} checks={checks} state={state} />,
      submit: async ({ words }, { values }) =>
        page(
          c,
          <Checklist
            facts={facts}
            checks={checks}
            state={{ values, errors: [] }}
            answer={<Answer found={await findPerson(desk.app.db.read, words)} />}
          />,
        ),
    });
  });
};

function Answer({ found }: { found: readonly FoundIn[] }) {
  const { t } = useView();
  return (
    <Notice title={t('privacy.find.answer')}>
      {found.length ? (
        <ul>
          {found.map(({ key, rows }) => (
            <li>{t('privacy.find.found', { title: t(`privacy.${key}.title`), rows })}</li>
          ))}
        </ul>
      ) : (
        <p>{t('privacy.find.none')}</p>
      )}
      <p>{t('privacy.find.comments')}</p>
      <p>{t('privacy.find.erase')}</p>
    </Notice>
  );
}

function Checklist({
  facts,
  checks,
  state,
  answer,
}: {
  facts: InventoryFacts;
  checks: readonly Check[];
  state: FormState;
  answer?: Child;
}) {
  const { t } = useView();
  return (
    <DeskPage
      title={t('privacy.desk.title')}
      noindex
      crumbs={[
        { label: t('publishing.publication.title'), href: routes.desk.settings() },
        { label: t('privacy.desk.title') },
      ]}
      actions={
        <a class="button small" href={routes.privacy()}>
          {t('kit.foot.privacy')}
        </a>
      }
    >
      <div class="flow text">
        <p class="lead">{t('privacy.desk.lead')}</p>
        <section class="flow" aria-labelledby="find-person">
          <h2 id="find-person">{t('privacy.find.title')}</h2>
          <p>{t('privacy.find.lead')}</p>
          {answer}
          <Form form={form} state={state} submit="privacy.find.send" />
        </section>
        <section class="flow" aria-labelledby="checks">
          <h2 id="checks">{t('privacy.desk.checks')}</h2>
          <ul class="list">
            {checks.map(({ key, params }) => (
              <li>{t(`privacy.check.${key}`, params)}</li>
            ))}
          </ul>
        </section>
        <InventoryList inventory={inventoryHere(facts)} facts={facts} desk />
      </div>
    </DeskPage>
  );
}
