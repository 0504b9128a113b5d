import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import type { InventoryFacts } from '../../platform/inventory.ts';
import { dayOf } from '../../publishing/comments/identity/calendar.ts';
import { keyFolder } from '../../publishing/comments/identity/day-keys.ts';
import { commentDuties } from '../../publishing/comments/identity/duties.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { Notice } from '../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../kit/context.ts';
import { defineForm } from '../kit/forms/form.ts';
import { InventoryList } from './inventory-list.tsx';
import { inventoryFacts, currentInventory } from './inventory.ts';
import { findPerson, type FoundIn } from './find-person.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { formPage } from '../kit/pages/form-page.tsx';
import { ofSettings } from '../publishing/publication/parts.tsx';

const form = defineForm({
  name: 'find-person',
  schema: z.object({
    words: z.string('privacy.find.short').min(3, 'privacy.find.short').max(300, 'errors.field.text.long'),
  }),
  // This form uses POST, because a GET address with the name would be stored in the browser's history.
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

/** What a lawyer should check, depending on the settings of this installation. */
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

/** The desk's page on personal data. If someone asks what is stored about them, its search finds the data. */
export const privacyDesk: Pages = (web) => {
  formPage(web, routes.desk.privacy, {
    ...ofSettings,
    operation: { permission: editors },
    load: async ({ c, app, paper }) => {
      const facts = await inventoryFacts(app, paper);
      return { facts, checks: await checksOf(c, facts), found: null as readonly FoundIn[] | null };
    },
    form,
    title: 'privacy.desk.title',
    actions: ({ t }) => (
      <a class="button small" href={routes.privacy()}>
        {t('kit.foot.privacy')}
      </a>
    ),
    save: 'privacy.find.send',
    home: undefined,
    body: (drawn, { t, view: { facts, checks, found } }) => (
      <div class="flow text">
        <p class="lead">{t('privacy.desk.lead')}</p>
        <section class="flow" aria-labelledby="find-person">
          <h2 id="find-person">{t('privacy.find.title')}</h2>
          <p>{t('privacy.find.lead')}</p>
          {found ? <Answer found={found} /> : null}
          {drawn}
        </section>
        <section class="flow" aria-labelledby="checks">
          <h2 id="checks">{t('privacy.desk.checks')}</h2>
          <ul class="list">
            {checks.map(({ key, params }) => (
              <li>{t(`privacy.check.${key}`, params)}</li>
            ))}
          </ul>
        </section>
        <InventoryList inventory={currentInventory(facts)} facts={facts} desk />
      </div>
    ),
    submit: async ({ words }, { c, db, view, again }) => {
      view.found = await findPerson(db, new RowKeys(c.get('deps').app.config.dataDir), words);
      return again();
    },
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
