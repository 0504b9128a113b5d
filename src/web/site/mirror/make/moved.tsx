import { useView } from '../../../kit/view.tsx';

/** A page that redirects, like a server's status 301. `to` is relative to the page's file. */
export function Moved({ to, title, canonical }: { to: string; title: string; canonical: string }) {
  const { t, paper, absolute } = useView();
  const address = absolute(canonical);
  return (
    <html lang={paper.language}>
      <head>
        <meta charset="utf-8" />
        <title>{title || paper.name}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta http-equiv="refresh" content={`0; url=${to}`} />
        {address ? <link rel="canonical" href={address} /> : null}
      </head>
      <body>
        <p>
          {t('site.mirror.moved')} <a href={to}>{title || to}</a>
        </p>
      </body>
    </html>
  );
}
