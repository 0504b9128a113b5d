import { StyleFromFolder } from '../raw-html.tsx';
import { useView } from '../view.tsx';

/** Languages whose letters have no accents. */
const plain: ReadonlySet<string> = new Set(['en', 'id', 'ms', 'sw']);

/** The scripts (as named in font files) of the letters that a language needs. */
function scriptsOf(language: string): readonly string[] {
  const { script, language: code } = new Intl.Locale(language).maximize();
  if (script === 'Cyrl') return ['cyrillic'];
  return script === 'Latn' && !plain.has(code) ? ['latin', 'latin-ext'] : ['latin'];
}

/**
 * Preloads the fonts of the first screen: the headline, the text, and the menu with the status of a case (bold). A
 * browser uses a font only if it arrives almost at once (`font-display: optional`).
 * @param language the language of the page
 * @param texts the language of its headlines and texts; differs from `language` if only the interface is translated
 */
export function FontLinks({ language, texts, desk }: { language: string; texts: string; desk?: boolean }) {
  const { asset, hasAsset, mirror } = useView();
  const filesOf = (face: string, of: string): string[] =>
    scriptsOf(of).map((script) => `${face.replace(' ', `-${script}-`)}.woff2`);
  const files = [
    ...filesOf('pt-serif 700', texts),
    ...(desk || texts !== language ? [] : filesOf('pt-serif 400', texts)),
    ...filesOf('pt-sans 400', language),
    ...filesOf('pt-sans 700', language),
  ];
  return (
    <>
      {files.filter(hasAsset).map((file) => (
        <link rel="preload" as="font" type="font/woff2" href={asset(file)} crossorigin="" />
      ))}
      {mirror && hasAsset('embedded-fonts.css') ? <StyleFromFolder href={asset('embedded-fonts.css')} /> : null}
    </>
  );
}
