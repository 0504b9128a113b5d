import { verdicts } from '../../../evidence/package/check-package.ts';
import { waczKeyOf } from '../../../evidence/package/signature/wacz-signer.ts';
import { SigningKeys } from '../../../platform/signing/signing-keys.ts';
import { Filled } from '../../kit/components/filled.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { forbidConnections } from '../../kit/middleware/headers.ts';
import { namedIn } from '../../kit/publication.ts';
import { page, useView } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { wordsForWorker } from './words.ts';

type Keys = { keys: string[]; waczKeys: string[] };

/** The page on which readers check evidence in their browser. Nothing of the file is sent. */
export function verifyPage(web: Router): void {
  web.get(routes.verify.pattern, async (c) => {
    const keys = await loadKeys(c);
    forbidConnections(c);
    return page(c, <VerifyPage {...keys} />);
  });
}

/** The public keys of this installation, including earlier ones. */
async function loadKeys(c: Ctx): Promise<Keys> {
  // As on the page of the keys: nothing would remove a cached page when there is a new key.
  c.header('Cache-Control', 'no-cache');
  const { dataDir } = c.get('deps').app.config;
  const history = await new SigningKeys(dataDir).history();
  const waczKey = await waczKeyOf(dataDir);
  return { keys: history.map(({ publicKey }) => publicKey), waczKeys: waczKey === null ? [] : [waczKey] };
}

const command = <code>kronika verify</code>;
const script = 'verify.js';
const worker = 'verify-work.js';

function VerifyPage({ keys, waczKeys }: Keys) {
  const view = useView();
  const { t, paper } = view;
  const site = namedIn(paper, t.locale).name;
  const canRun = view.hasAsset(script) && view.hasAsset(worker);
  return (
    <PublicPage
      title={t('evidence.verify.title')}
      description={t('evidence.verify.intro')}
      canonical={routes.verify()}
      crumbs={[{ label: t('kit.nav.about'), href: routes.about() }, { label: t('evidence.verify.title') }]}
      scripts={[script]}
    >
      <article class="text flow">
        <header class="article-head">
          <h1>{t('evidence.verify.title')}</h1>
          <p class="standfirst">{t('evidence.verify.intro')}</p>
        </header>
        <p data-verify-without="">
          <Filled message="evidence.verify.without" name="command" params={{ site }}>
            {command}
          </Filled>
        </p>
        {canRun ? <Check site={site} keys={keys} waczKeys={waczKeys} /> : null}
        <section class="flow" aria-labelledby="shows">
          <h2 id="shows">{t('evidence.verify.trust.title')}</h2>
          <p>{t('evidence.verify.trust.offline')}</p>
          <p>
            {t('evidence.verify.trust.keys', { count: keys.length, site })}{' '}
            <a href={routes.keys()}>{t('evidence.public.kept.keys', { name: site })}</a>
          </p>
          <p>
            <Filled message="evidence.verify.trust.site" name="command" params={{ site }}>
              {command}
            </Filled>
          </p>
        </section>
      </article>
    </PublicPage>
  );
}

const failures = ['archive_too_large', 'reading_failed', 'insecure', 'other'];

/** The part that the script fills. It is hidden without the script. */
function Check({ site, keys, waczKeys }: Keys & { site: string }) {
  const view = useView();
  const { t } = view;
  const text = (key: string): string => t.pattern(`evidence.verify.${key}`).text;
  const texts = {
    running: text('running'),
    percent: text('percent'),
    ...Object.fromEntries(['result', 'cancelled', 'stopped', 'save'].map((key) => [key, t(`evidence.verify.${key}`)])),
    failed: Object.fromEntries(failures.map((code) => [code, t(`evidence.verify.failed.${code}`)])),
    verdicts: Object.fromEntries(verdicts.map((one) => [one, t(`evidence.verify.verdicts.${one}`, { site })])),
  };
  return (
    <div class="flow" data-verify={JSON.stringify({ site, keys, waczKeys, words: wordsForWorker(t), texts })}>
      <a href={view.asset(worker)} data-part="worker" hidden></a>
      <div class="flow" data-part="form" hidden>
        <p>
          <label for="verify-file">
            <strong>{t('evidence.verify.file')}</strong>
          </label>
          <br />
          <span class="muted" id="verify-hint">
            {t('evidence.verify.file_hint')}
          </span>
        </p>
        <p>
          <input
            type="file"
            id="verify-file"
            accept=".wacz,.warc,.gz"
            aria-describedby="verify-hint"
            autocomplete="off"
            data-part="file"
          />
        </p>
        <div data-part="running" hidden>
          <p>
            <progress max={1} value={0} aria-label={t('evidence.verify.progress')} data-part="progress"></progress>{' '}
            <span data-part="percent"></span>
          </p>
          <p>
            <button type="button" class="button" data-part="cancel">
              {t('evidence.verify.cancel')}
            </button>
          </p>
        </div>
      </div>
      <p role="status" data-part="status"></p>
      <section class="flow" aria-labelledby="result" data-part="result" hidden>
        <h2 id="result">{t('evidence.verify.result')}</h2>
        <div class="flow" data-part="shown"></div>
      </section>
    </div>
  );
}
