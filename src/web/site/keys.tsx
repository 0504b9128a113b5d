import type { Hono } from 'hono';
import { isEndorsed, publicKeyPem, SigningKeys, type KeyRecord } from '../../platform/signing/signing-keys.ts';
import { PublicPage } from '../kit/components/layout.tsx';
import { EdtfDate } from '../kit/components/values.tsx';
import type { Ctx, Env } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';

/** The keys that this installation signs with and has signed with, so that anybody can check what it gave out. */
export function keyPages(app: Hono<Env>): void {
  app.get(routes.keys.pattern, async (c) => page(c, <KeysPage keys={await load(c)} />));
  app.on('GET', routes.keys.jsonPatterns, async (c) =>
    c.json({
      keys: (await load(c)).map((key) => ({ algorithm: 'Ed25519', ...key, pem: publicKeyPem(key.publicKey) })),
    }),
  );
}

async function load(c: Ctx): Promise<KeyRecord[]> {
  // A change of keys is no write of the record: no kept page is dropped for it.
  c.header('Cache-Control', 'no-cache');
  return new SigningKeys(c.get('deps').house.config.dataDir).history();
}

function KeysPage({ keys }: { keys: readonly KeyRecord[] }) {
  const { t, paper } = useView();
  return (
    <PublicPage
      title={t('keys.title')}
      canonical={routes.keys()}
      json={routes.keys.json()}
      crumbs={[{ label: t('web.nav.about'), href: routes.about() }, { label: t('keys.title') }]}
    >
      <article class="text flow">
        <header class="article-head">
          <h1>{t('keys.title')}</h1>
          <p class="standfirst">{t('keys.intro', { paper: paper.name })}</p>
        </header>
        {keys.length ? null : <p>{t('keys.none')}</p>}
        {keys.map((key, index) => (
          <section class="flow" aria-labelledby={`key-${index}`}>
            <h2 id={`key-${index}`}>
              {key.until === null ? (
                <>
                  {t('keys.current')} <EdtfDate edtf={key.since.slice(0, 10)} />
                </>
              ) : (
                <>
                  {t('keys.former')} <EdtfDate edtf={key.since.slice(0, 10)} /> –{' '}
                  <EdtfDate edtf={key.until.slice(0, 10)} />
                </>
              )}
            </h2>
            <p>
              <code class="key">{key.publicKey}</code>
            </p>
            {key.endorsement ? <p class="who">{t(isEndorsed(key) ? 'keys.endorsed' : 'keys.not_endorsed')}</p> : null}
          </section>
        ))}
        <section class="flow" aria-labelledby="use">
          <h2 id="use">{t('keys.use.title')}</h2>
          <p>{t('keys.use.text')}</p>
          <p>{t('keys.use.compare')}</p>
        </section>
        <p class="who no-print">
          <a href={routes.keys.json()}>{t('public.as_data')}</a>
        </p>
      </article>
    </PublicPage>
  );
}
