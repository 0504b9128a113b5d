import { isEndorsed, publicKeyPem, SigningKeys, type KeyRecord } from '../../platform/signing/signing-keys.ts';
import { PublicPage } from '../kit/components/layout.tsx';
import { EdtfDate } from '../kit/components/values.tsx';
import type { Ctx, Router } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';

/**
 * The page with the installation's current and former signing keys. With them, anyone can verify what the installation
 * has published.
 */
export function keyPages(web: Router): void {
  web.get(routes.keys.pattern, async (c) => page(c, <KeysPage keys={await load(c)} />));
  web.on('GET', routes.keys.jsonPatterns, async (c) =>
    c.json({
      keys: (await load(c)).map((key) => ({ algorithm: 'Ed25519', ...key, pem: publicKeyPem(key.publicKey) })),
    }),
  );
}

async function load(c: Ctx): Promise<KeyRecord[]> {
  // New keys do not change the record, so nothing would remove a cached page. With this header, it is not cached.
  c.header('Cache-Control', 'no-cache');
  return new SigningKeys(c.get('deps').app.config.dataDir).history();
}

function KeysPage({ keys }: { keys: readonly KeyRecord[] }) {
  const { t, paper } = useView();
  return (
    <PublicPage
      title={t('site.keys.title')}
      canonical={routes.keys()}
      json={routes.keys.json()}
      crumbs={[{ label: t('kit.nav.about'), href: routes.about() }, { label: t('site.keys.title') }]}
    >
      <article class="text flow">
        <header class="article-head">
          <h1>{t('site.keys.title')}</h1>
          <p class="standfirst">{t('site.keys.intro', { paper: paper.name })}</p>
        </header>
        {keys.length ? null : <p>{t('site.keys.none')}</p>}
        {keys.map((key, index) => (
          <section class="flow" aria-labelledby={`key-${index}`}>
            <h2 id={`key-${index}`}>
              {key.until === null ? (
                <>
                  {t('site.keys.current')} <EdtfDate edtf={key.since.slice(0, 10)} />
                </>
              ) : (
                <>
                  {t('site.keys.former')} <EdtfDate edtf={key.since.slice(0, 10)} /> –{' '}
                  <EdtfDate edtf={key.until.slice(0, 10)} />
                </>
              )}
            </h2>
            <p>
              <code class="key">{key.publicKey}</code>
            </p>
            {key.endorsement ? (
              <p class="muted">{t(isEndorsed(key) ? 'site.keys.endorsed' : 'site.keys.not_endorsed')}</p>
            ) : null}
          </section>
        ))}
        <section class="flow" aria-labelledby="use">
          <h2 id="use">{t('site.keys.use.title')}</h2>
          <p>{t('site.keys.use.text')}</p>
          <p>{t('site.keys.use.compare')}</p>
          <p>
            <a href={routes.verify()}>{t('evidence.verify.link')}</a>
          </p>
        </section>
        <p class="muted no-print">
          <a href={routes.keys.json()}>{t('record.public.as_data')}</a>
        </p>
      </article>
    </PublicPage>
  );
}
