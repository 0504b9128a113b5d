import type { UsableVerdict } from '../../../evidence/package/check-package.ts';
import type { FirstPage } from '../../../evidence/package/contents.ts';
import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import { replayMinutes } from './links.ts';
import { viewerPaths } from './viewer.ts';

/** The sandbox of replayed pages. They cannot navigate the tab, and cannot open another tab. */
export const frameSandbox = 'allow-scripts allow-same-origin allow-forms';

function Document({ t, title, script, children }: { t: Translate; title: string; script: string; children: Child }) {
  return (
    <html lang={t.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href={viewerPaths.style} />
        <script src={script} />
      </head>
      <body>{children}</body>
    </html>
  );
}

const dayAndTime = (ts: string): string => ts.replace(/^(.{4})(..)(..)(..)(..).*$/, '$1-$2-$3 $4:$5 UTC');

/** The page around the frame. It says which page the frame shows, of what time, and whether the signer is trusted. */
export const replayPage = (shown: {
  t: Translate;
  first: FirstPage;
  verdict: UsableVerdict;
  isFromArchive: boolean;
  frame: string;
}) => {
  const { t, first, verdict, isFromArchive, frame } = shown;
  const heading = isFromArchive ? 'evidence.replay.heading_archive' : 'evidence.replay.heading';
  const title = t('evidence.replay.title', { title: first.title || first.url });
  return (
    <Document t={t} title={title} script={viewerPaths.page}>
      <header>
        <h1>{t(heading, { url: first.url, at: dayAndTime(first.ts) })}</h1>
        <p>
          {t(`evidence.replay.verdict.${verdict}`)} {t('evidence.replay.offline', { minutes: replayMinutes })}
        </p>
      </header>
      <main>
        <noscript>
          <p>{t('evidence.replay.no_script')}</p>
        </noscript>
        <iframe src={frame} title={title} sandbox={frameSandbox} referrerpolicy="no-referrer" />
      </main>
    </Document>
  );
};

/** The document in the frame. It has the viewer, or says why the preserved page is not shown. */
export const replayFrame = ({ t, first, token }: { t: Translate; first: FirstPage; token: string }) => (
  <Document t={t} title={first.title || first.url} script={viewerPaths.frame}>
    <script src={viewerPaths.viewer} />
    <template id="viewer">
      {/* Each replay has its own collection (`coll`), so that no browser shows a stored copy of a page that has been
          redacted here. */}
      <replay-web-page
        source={`/package/${token}/page.wacz`}
        coll={token.slice(0, 40)}
        url={first.url}
        ts={first.ts}
        replaybase="/replay/"
        embed="replayonly"
        nocache=""
      />
    </template>
    <template id="refused">
      <main>
        <p>{t('evidence.replay.refused')}</p>
      </main>
    </template>
    <template id="reachable">
      <main>
        <p>{t('evidence.replay.reachable')}</p>
      </main>
    </template>
  </Document>
);
