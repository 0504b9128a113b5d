import type { OpenDocument } from './open-document.ts';
import type { Attributes } from './parse-xml.ts';

/** What a style says about text. `undefined`: it says nothing, and the style on which it is based counts. */
type Style = { basedOn: string; heading?: number; isItem?: boolean; isHidden?: boolean; isBold?: boolean };
export type Styles = {
  /** What the style with this id says, or the styles on which it is based. */
  of<Key extends 'heading' | 'isItem' | 'isHidden' | 'isBold'>(id: string, key: Key): Style[Key];
};

/** The longest chain of styles that are based on each other. */
const maxChain = 20;

/** Whether a property such as `w:vanish` is on. */
export const isOn = ({ val = 'true' }: Attributes): boolean => !/^(?:0|false|off|none)$/i.test(val);

/** The level of a heading from `w:outlineLvl`, which counts from 0. 9 is text of the body. */
export const outlineLevel = ({ val = '' }: Attributes): number =>
  /^[0-8]$/.test(val) ? Math.min(6, Number(val) + 1) : 0;

/** Reads the styles of a DOCX document. `part`: the name of the part; there may be none. */
export async function readStyles(document: OpenDocument, part: string | undefined): Promise<Styles> {
  const styles = new Map<string, Style>();
  let style: Style = { basedOn: '' };
  if (part !== undefined)
    await document.parse(part, {
      open(name, attributes) {
        if (name === 'style') styles.set(attributes.styleId ?? '', (style = { basedOn: '' }));
        else if (name === 'basedOn') style.basedOn = attributes.val ?? '';
        // Word stores the names of its own styles in English in every language.
        else if (name === 'name' && attributes.val === 'Title') style.heading = 1;
        else if (name === 'outlineLvl') style.heading = outlineLevel(attributes);
        else if (name === 'numId') style.isItem = attributes.val !== '0';
        else if (name === 'vanish') style.isHidden = isOn(attributes);
        else if (name === 'b') style.isBold = isOn(attributes);
      },
      close() {},
    });
  return {
    of(id, key) {
      let [found, chain] = [styles.get(id), 0];
      while (found && found[key] === undefined && chain++ < maxChain) found = styles.get(found.basedOn);
      return found?.[key];
    },
  };
}
