import { readLists } from '../../platform/text/word-lists.ts';
import agenciesText from './agencies.txt';

/**
 * A news agency whose stories other pages republish. `hosts`: the agency's own sites. There, its name does not mean
 * that the page is a copy.
 */
export type Agency = { key: string; name: string; names: readonly string[]; hosts: readonly string[] };

function agency(line: string): Agency {
  const [key, name, names, hosts, ...more] = line.split('|');
  if (!key || !name || names === undefined || !hosts || more.length)
    throw new Error(`"${line}" must have four parts: key|name|other names, separated by ;|sites.`);
  return { key, name, names: [name, ...names.split(';').filter(Boolean)], hosts: hosts.split(' ').filter(Boolean) };
}

export const { agencies } = readLists('evidence/republished/agencies.txt', agenciesText, { agencies: agency });

export const agencyOf = (key: string): Agency | undefined => agencies.find((one) => one.key === key);
