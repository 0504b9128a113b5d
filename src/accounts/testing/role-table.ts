import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../platform/config/package-root.ts';
import { messages } from '../../platform/messages/messages.ts';
import * as lists from '../tables.ts';
import { roles, type Role } from '../tables.ts';

/** An operation as its source text declares it. */
export type Declared = {
  name: string;
  /** The path of the operation's file, relative to the package root. */
  file: string;
  permission: readonly string[] | 'anyone';
  proof: boolean;
  publicItems: string | undefined;
  proposedBy: readonly string[];
};

/** What a role can do with an operation. */
export type Cell = 'yes' | 'not-public' | 'proposes' | 'no';

const source = join(packageRoot, 'src');

/**
 * All operations in the code, sorted by name. @throws Error if an operation is declared in a form that this parser does
 * not know
 */
export function declaredOperations(): Declared[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\/testing\//.test(file));
  return files
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(join(source, file), 'utf8');
      return text
        .split(/\bdefineOperation\(\{/)
        .slice(1)
        .map((body) => readOperation(body, text, `src/${file}`));
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function readOperation(body: string, text: string, file: string): Declared {
  // The part of the declaration before its schema and its functions.
  const head = `${body.slice(0, body.search(/\n\s*(?:input\b|async |prepare|write)/))}\n`;
  const found = (field: string): string | undefined => new RegExp(`\\b${field}:\\s*([^\\n]+?),?\\n`).exec(head)?.[1];
  const own = found('name') ?? (/\bname,/.test(head) ? 'name' : undefined);
  const name = own && (/^'([\w.]+)'$/.exec(own)?.[1] ?? new RegExp(`const ${own} = '([\\w.]+)'`).exec(text)?.[1]);
  const permission = found('permission')?.replace(/ as const$/, '');
  if (!name || !permission) throw new Error(`${file}: an operation without a readable name or permission`);
  const proposedBy = found('proposedBy');
  return {
    name,
    file,
    permission: readRoles(permission, file),
    proof: found('proof') !== undefined,
    publicItems: found('publicItems')?.replaceAll("'", ''),
    proposedBy: proposedBy ? (readRoles(proposedBy, file) as readonly string[]) : [],
  };
}

/** Reads a list of roles: `editors`, `[...editors, ...administrators]`, `['system']` or `'anyone'`. */
function readRoles(words: string, file: string): readonly string[] | 'anyone' {
  if (words === "'anyone'") return 'anyone';
  const list = /^\[(.*)\]$/.exec(words)?.[1] ?? `...${words}`;
  return list.split(',').flatMap((one) => {
    const named = /^\s*\.\.\.(\w+)\s*$/.exec(one)?.[1];
    const found = named && (lists as Record<string, unknown>)[named];
    const role = /^\s*'([\w-]+)'\s*$/.exec(one)?.[1];
    if (Array.isArray(found)) return found as string[];
    if (role) return [role];
    throw new Error(`${file}: a permission that is not understood: ${words}`);
  });
}

/** What a role can do with an operation. The result must agree with `mayRun` and with the check of public items. */
export function cellOf({ permission, publicItems, proposedBy }: Declared, role: Role): Cell {
  if (permission === 'anyone') return 'yes';
  if (!permission.includes(role)) return proposedBy.includes(role) ? 'proposes' : 'no';
  // Only operations for people who work on the record, articles or letters can change public items.
  const meets = permission.includes('monitor') && !permission.includes('desk-reader');
  return role === 'editor' || publicItems || !meets ? 'yes' : 'not-public';
}

const inCell: Record<Cell, string> = { yes: 'yes', 'not-public': 'not public', proposes: 'proposes', no: '' };

/** The text of docs/roles.md. */
export function roleTable(): string {
  const t = messages('en');
  const operations = declaredOperations();
  const own = (operation: Declared): boolean => operation.permission === 'anyone' || isEveryone(operation);
  const modules = [...new Set(operations.map((one) => one.name.split('.')[0]!))];
  const words = (one: Declared): string =>
    `${t(`record.history.operation.${one.name}`)}${one.proof ? ' (asks for a fresh proof)' : ''}`;
  const line = (one: Declared): string =>
    `| ${words(one)} | ${roles.map((role) => inCell[cellOf(one, role)]).join(' | ')} | \`${one.name}\` |`;
  const bySystem = operations.filter((one) => one.permission !== 'anyone' && !one.permission.some(isRole));
  const listed = (some: readonly Declared[]): string =>
    some.map((one) => `- ${words(one)} (\`${one.name}\`)`).join('\n');
  const tables = modules.flatMap((module) => {
    const some = operations.filter((one) => one.name.startsWith(`${module}.`) && !own(one) && !bySystem.includes(one));
    if (some.length === 0) return [];
    const head = `| operation | ${roles.map((role) => t(`accounts.role.${role}`)).join(' | ')} | in the code |`;
    return [`### \`${module}\``, [head, `|---|${roles.map(() => '---|').join('')}---|`, ...some.map(line)].join('\n')];
  });
  return `${[
    '# Roles',
    '<!-- Written by `npm run roles`. Do not edit. -->',
    'What each role can do. A person can have several roles, and can then do what any of them can. [Why it is so](decisions/0151-who-may-do-what.md).',
    roles
      .map((role) => `- **${t(`accounts.role.${role}`)}** (\`${role}\`): ${t(`accounts.role.${role}_hint`)}`)
      .join('\n'),
    'Everyone with an account can read the desk, except what is sealed for others. An API token can do what its scopes and the roles of its owner allow, at the moment when it is used.',
    '## Operations',
    'An operation is the only way to change data. In the tables:',
    [
      '- **yes**: can run it.',
      '- **not public**: can run it, but not on what readers see: an item that is public before or after it. The operation is refused, and can be proposed to an editor.',
      '- **proposes**: cannot run it, but can propose it to an editor.',
    ].join('\n'),
    ...tables,
    '### Everyone with an account',
    'For their own account, session and lists:',
    listed(operations.filter(isEveryone)),
    '### Everyone, also readers',
    'With a link from an email, or where an editor has opened comments or signing:',
    listed(operations.filter((one) => one.permission === 'anyone')),
    '### Only Kronika itself',
    'Jobs do what an editor has scheduled or switched on, and note what happened:',
    listed(bySystem),
  ].join('\n\n')}\n`;
}

const isRole = (role: string): boolean => (roles as readonly string[]).includes(role);
const isEveryone = ({ permission }: Declared): boolean =>
  permission !== 'anyone' && roles.every((role) => permission.includes(role));
