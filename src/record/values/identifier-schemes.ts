import { z } from 'zod';
import { isCountry } from '../vocabulary/countries.ts';
import { datatype, type Datatype } from './datatype.ts';

/** A scheme of external identifiers: how to parse, link and show them. */
type Scheme = {
  /**
   * The normal form of an identifier; null if the text is not an identifier of this scheme. The text can also be the
   * URL of the page about the identified thing.
   */
  read(text: string): string | null;
  /** The URL of the page about the thing that the identifier names. */
  url?(id: string): string;
  show?(id: string): string;
  /**
   * The identifier without its first parts, such as the country of a register. Needed for formats that have separate
   * fields for these parts.
   */
  bare?(id: string): string;
};

/**
 * The check of ISO 7064, MOD 97-10: the text is a number in which the letters are 10 to 35, and the remainder of its
 * division by 97 must be 1.
 */
const isMod97 = (text: string): boolean =>
  [...text].reduce((rest, character) => Number(`${rest}${parseInt(character, 36)}`) % 97, 0) === 1;

/** The check character for 15 digits: ISO 7064, MOD 11-2. */
const checkCharacter = (digits: string): string => {
  const rest = (12 - ([...digits].reduce((sum, digit) => (sum + Number(digit)) * 2, 0) % 11)) % 11;
  return rest === 10 ? 'X' : String(rest);
};

const compact = (text: string): string => text.replaceAll(/[\s-]/g, '').toUpperCase();
const site = (text: string, pattern: RegExp): string =>
  text.trim().replace(pattern, '').split(/[?#]/, 1)[0]!.replace(/\/$/, '');

export const schemes = {
  /** An item of Wikidata. */
  wikidata: {
    read: (text) =>
      /^Q[1-9]\d{0,11}$/.exec(
        site(text, /^https?:\/\/(?:www\.|m\.)?wikidata\.org\/(?:wiki|entity)\//i).toUpperCase(),
      )?.[0] ?? null,
    url: (id) => `https://www.wikidata.org/wiki/${id}`,
  },
  /** An entity of OpenSanctions. Its identifier is from OpenSanctions itself (`NK-…`), Wikidata or a register. */
  opensanctions: {
    read: (text) =>
      /^(?=.*[\d-])[a-z0-9][\w.-]{1,120}$/i.exec(
        site(text, /^https?:\/\/(?:www\.)?opensanctions\.org\/entities\//i),
      )?.[0] ?? null,
    url: (id) => `https://www.opensanctions.org/entities/${id}/`,
  },
  /** Legal Entity Identifier, ISO 17442. */
  lei: {
    read(text) {
      const id = compact(
        text.trim().replace(/^https?:\/\/(?:search\.gleif\.org\/#\/record|(?:www\.)?gleif\.org\/lei)\//i, ''),
      );
      return /^[A-Z0-9]{18}\d{2}$/.test(id) && isMod97(id) ? id : null;
    },
    url: (id) => `https://search.gleif.org/#/record/${id}`,
  },
  /** International Standard Name Identifier, ISO 27729. */
  isni: {
    read(text) {
      const id = compact(site(text, /^https?:\/\/(?:www\.)?isni\.org\/(?:isni|page)\/|^ISNI:?/i));
      return /^\d{15}[\dX]$/.test(id) && checkCharacter(id.slice(0, 15)) === id[15] ? id : null;
    },
    url: (id) => `https://isni.org/isni/${id}`,
    show: (id) => id.match(/.{4}/g)!.join(' '),
  },
  /**
   * An entry of a national register: the country, the name of the register (or of the kind of number), and the number.
   */
  register: {
    read(text) {
      const [country = '', ...rest] = text.trim().split(/\s+/);
      const isEntry =
        isCountry(country.toUpperCase()) && rest.length > 1 && /\d/.test(rest.at(-1)!) && text.length <= 120;
      return isEntry ? [country, ...rest].join(' ').toUpperCase() : null;
    },
    bare: (id) => id.split(' ').at(-1)!,
  },
} as const satisfies Record<string, Scheme>;
export type IdentifierScheme = keyof typeof schemes;

/** The maximum number of characters of an identifier, or of the URL that contains it. */
const maxLength = 300;

/** Identifiers of one scheme in their normal form. The schema refuses other texts with `record.value.<scheme>`. */
export function schemeType(name: IdentifierScheme): Datatype<string> {
  const { read }: Scheme = schemes[name];
  const message = `record.value.${name}`;
  return datatype<string>({
    schema: z
      .string(message)
      .max(maxLength, message)
      .refine((text) => read(text) !== null, message)
      .transform((text) => read(text)!),
    key: (id) => id,
    compare: (a, b) => (a === b ? 'same' : 'conflicts'),
  });
}

/** The schemes in which a text is a valid identifier, so that people can search for a pasted identifier. */
export const schemesOf = (text: string): { scheme: IdentifierScheme; id: string }[] =>
  text.length > maxLength
    ? []
    : (Object.entries(schemes) as [IdentifierScheme, Scheme][]).flatMap(([scheme, { read }]) => {
        const id = read(text);
        return id === null ? [] : [{ scheme, id }];
      });

/**
 * The form of an identifier for pages (`text`), the URL of the page about it, and its bare form. An identifier without
 * a scheme is returned unchanged.
 */
export function identifierParts(scheme: IdentifierScheme | undefined, id: string) {
  const known: Scheme | undefined = scheme && schemes[scheme];
  // An identifier without a scheme can be a web address, such as an ELI.
  const isAddress = /^https?:\/\//i.test(id) && URL.canParse(id);
  return {
    text: known?.show?.(id) ?? id,
    url: known ? (known.url?.(id) ?? null) : isAddress ? id : null,
    bare: known?.bare?.(id) ?? id,
  };
}
