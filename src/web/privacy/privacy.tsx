import type { InventoryFacts } from '../../platform/inventory.ts';
import { namedIn } from '../kit/publication.ts';
import { MailLink } from '../kit/components/masthead.tsx';
import { PublicPage } from '../kit/components/layout.tsx';
import type { Router } from '../kit/context.ts';
import { InventoryList } from './inventory-list.tsx';
import { inventoryFacts, currentInventory } from './inventory.ts';
import { routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';

/**
 * The public page on personal data: what is stored about whom, why, for how long and where. It is generated from the
 * inventories of all modules and the settings of this installation.
 */
export function privacyPage(web: Router): void {
  web.get(routes.privacy.pattern, async (c) => {
    // The page must not be cached, because it changes when data expires, and the record does not change then.
    c.header('Cache-Control', 'no-cache');
    return page(c, <Privacy facts={await inventoryFacts(c.get('deps').app, c.get('deps').paper())} />);
  });
}

function Privacy({ facts }: { facts: InventoryFacts }) {
  const { t, paper } = useView();
  const { name } = namedIn(paper, t.locale);
  const listed = currentInventory(facts).filter((one) => one.forReaders);
  const title = t('privacy.public.privacy.title', { paper: name });
  const { email, phone, address } = paper.imprint;
  return (
    <PublicPage
      title={title}
      description={t('privacy.public.privacy.intro', { paper: name })}
      canonical={routes.privacy()}
    >
      <article class="text flow">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="standfirst">{t('privacy.public.privacy.intro', { paper: name })}</p>
        </header>
        <Prose part="none" />
        <InventoryList inventory={listed} facts={facts} />
        <Prose part="elsewhere" />
        <section id="yours" class="flow" aria-labelledby="yours-title">
          <h2 id="yours-title">{t('privacy.yours.title')}</h2>
          {facts.comments ? <p>{t('privacy.yours.comments')}</p> : null}
          <p>{t('privacy.yours.ask')}</p>
          <p>{email ? <MailLink email={email} /> : (phone ?? address ?? t('privacy.yours.no_contact'))}</p>
        </section>
      </article>
    </PublicPage>
  );
}

function Prose({ part }: { part: 'none' | 'elsewhere' }) {
  const { t } = useView();
  return (
    <section id={part} class="flow" aria-labelledby={`${part}-title`}>
      <h2 id={`${part}-title`}>{t(`privacy.public.privacy.${part}.title`)}</h2>
      <p>{t(`privacy.public.privacy.${part}.text`)}</p>
    </section>
  );
}
