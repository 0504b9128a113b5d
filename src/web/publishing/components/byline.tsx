import { bylineLabel, type Byline } from '../../../documents/model/form.ts';
import { authorSlug } from '../../../publishing/public/authors.ts';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';

/** A placeholder for the names in the translated message. */
const place = '\u0001';

/** The authors. Each name links to the articles of this author. */
export function BylineNames({ byline, plain = false }: { byline: Byline; /** Without links. */ plain?: boolean }) {
  const t = useWords();
  if (!byline.names.length) return null;
  const [before = '', after = ''] = t(bylineLabel(byline.kind), { names: place }).split(place);
  return (
    <>
      {before}
      {new Intl.ListFormat(t.tag).formatToParts(byline.names).map(({ type, value }) => {
        const slug = type === 'element' && !plain ? authorSlug(value) : null;
        return slug ? (
          <a href={routes.author({ author: slug })} rel="author">
            {value}
          </a>
        ) : (
          value
        );
      })}
      {after}
    </>
  );
}
