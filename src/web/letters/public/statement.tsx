import { makeStatement } from '../../../letters/statement/make.ts';
import { SigningKeys } from '../../../platform/signing/signing-keys.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import type { Router } from '../../kit/context.ts';
import { fullAddress } from '../../kit/feeds/feed.ts';
import { routes, slugify } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { publishedLetter } from './signatures.tsx';

const faults = ['unreadable', 'text', 'confirmations', 'counts', 'signature'] as const;
const outcomes = ['good', 'foreign', 'unsure', 'no_crypto'] as const;

/** The signature record of a letter signed on this site, and the page that verifies such a record in the browser. */
export function statementPages(web: Router): void {
  web.on('GET', routes.letterStatement.jsonPatterns, async (c) => {
    const { app } = c.get('deps');
    const letter = await publishedLetter(c, routes.letterStatement.read(c.req.param()).number);
    const address = fullAddress(c, routes.letter({ number: letter.brief.number, slug: slugify(letter.brief.title) }));
    // A new signing key changes this response. But the record does not change then, so nothing would remove a cached
    // response.
    c.header('Cache-Control', 'no-cache');
    return c.json(await makeStatement(app.db.read, new SigningKeys(app.config.dataDir), letter, address, app.now()));
  });
  web.get(routes.checkStatement.pattern, (c) => page(c, <CheckPage />));
}

function CheckPage() {
  const { t } = useView();
  const words = {
    ...Object.fromEntries(faults.map((one) => [`data-${one}`, t(`letters.check.fault.${one}`)])),
    ...Object.fromEntries(outcomes.map((one) => [`data-${one.replace('_', '-')}`, t(`letters.check.${one}`)])),
  };
  return (
    <PublicPage
      title={t('letters.check.title')}
      canonical={routes.checkStatement()}
      scripts={['statement.js']}
      crumbs={[{ label: t('letters.title'), href: routes.letters() }, { label: t('letters.check.title') }]}
    >
      <article class="text flow">
        <header class="article-head">
          <h1>{t('letters.check.title')}</h1>
          <p class="standfirst">{t('letters.check.lead')}</p>
        </header>
        <div
          id="check-statement"
          hidden
          data-keys={routes.keys.json()}
          data-about={t('letters.check.about', { address: '{address}', version: '{version}', count: '{count}' })}
          {...words}
        >
          <p>
            <label for="statement-file">{t('letters.check.file')}</label>{' '}
            <input type="file" id="statement-file" accept=".json,application/json" />
          </p>
          <p role="status" id="statement-said"></p>
        </div>
        <h2>{t('letters.check.by_hand')}</h2>
        <p>{t('letters.check.by_hand_lead')}</p>
        <p>
          <code class="key">npx kronika verify statement.json --trust KEY</code>
        </p>
        <p>
          <a href={routes.keys()}>{t('site.keys.title')}</a>
        </p>
      </article>
    </PublicPage>
  );
}
