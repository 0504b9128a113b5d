import { StyleFromFolder } from '../raw-html.tsx';
import { useView } from '../view.tsx';

/** Languages whose letters have no accents. */
const plain: ReadonlySet<string> = new Set(['en', 'id', 'ms', 'sw']);

/** The files in which the letters of a language are. */
function scriptsOf(language: string): readonly string[] {
  const { script, language: code } = new Intl.Locale(language).maximize();
  if (script === 'Cyrl') return ['cyrillic'];
  return script === 'Latn' && !plain.has(code) ? ['latin', 'latin-ext'] : ['latin'];
}

/**
 * Preloads the fonts of the first screen: the headline, the text and the menu. A browser uses a font only if it arrives
 * almost at once (`font-display: optional`).
 * @param language the language of the page
 * @param ofText whether that is the language of its text, not only of the interface
 */
export function FontLinks({ language, ofText, desk }: { language: string; ofText: boolean; desk?: boolean }) {
  const { asset, hasAsset, mirror } = useView();
  const faces = ['pt-serif 700', ...(ofText && !desk ? ['pt-serif 400'] : []), 'pt-sans 400'];
  if (desk) faces.push('pt-sans 700');
  const scripts = scriptsOf(language);
  const files = faces.flatMap((face) => scripts.map((script) => `${face.replace(' ', `-${script}-`)}.woff2`));
  return (
    <>
      {files.filter(hasAsset).map((file) => (
        <link rel="preload" as="font" type="font/woff2" href={asset(file)} crossorigin="" />
      ))}
      {mirror && hasAsset('embedded-fonts.css') ? <StyleFromFolder href={asset('embedded-fonts.css')} /> : null}
    </>
  );
}
