import { z } from 'zod';
import { bucketAddress, isBucketAddress } from './bucket-address.ts';
import { readNetwork, type Networks } from './networks.ts';

/** The items of a list that is separated by commas. */
export const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** The schema of a list of IP addresses and networks. */
const networks = z
  .string()
  .optional()
  .transform((text, context): Networks =>
    list(text).flatMap((one) => {
      const network = readNetwork(one);
      if (!network) context.addIssue(`${one} is no IP address and no network such as 10.0.0.0/8`);
      return network ? [network] : [];
    }),
  );

/** Parses where metrics are served: a port, a host and a port, or the path of a Unix socket. */
const metricsPlace = z.string().transform((text, context): { host: string; port: number } | { path: string } => {
  if (text.startsWith('/')) {
    // The operating system cuts off longer paths of sockets.
    if (Buffer.byteLength(text) > 100 || text.endsWith('/')) context.addIssue('must be a path of at most 100 bytes');
    return { path: text };
  }
  const [, ipv6, name, port] = /^(?:(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65535) context.addIssue('is no port, no host:port and no path');
  return { host: ipv6 ?? name ?? '127.0.0.1', port: Number(port) };
});

/** Parses the contacts of security.txt. Each is a URI: mailto:, tel: or https: (RFC 9116, section 2.5.3). */
function securityContacts(text: string, context: z.RefinementCtx): string[] {
  const contacts = list(text);
  const isContact = /^(?:mailto:[^\s@<>]+@[^\s@<>]+|tel:\+[\d().-]+|https:\/\/[^\s<>]+)$/;
  for (const one of contacts)
    if (!isContact.test(one) || !URL.canParse(one)) context.addIssue(`${one} is no mailto:, tel: or https: address`);
  return contacts;
}

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const share = z.coerce.number().min(0).max(100);
const seconds = z.coerce.number().positive().max(3600);
const webAddress = z.url({ protocol: /^https?$/ });

/** One setting. `docs/operators/settings.md` and the output of `kronika config check` are generated from these. */
export type Setting = {
  schema: z.ZodType;
  group: keyof typeof settingGroups;
  /** What it is for, in Markdown, for operators. */
  about: string;
  /** Which values it can have: the end of the sentence “Give …”. */
  form: string;
  /** What happens without a value, if the schema has no default. */
  unset?: string;
  /**
   * `secret`: it is never shown. `credentials`: a URL that can contain a password, which is never shown. `path`: it is
   * relative to the folder in which Kronika is started.
   */
  kind?: 'secret' | 'credentials' | 'path';
  /** It is a secret or is valid only on this machine, so a backup does not contain it. */
  own?: true;
};

/** The groups of settings, in the order of `docs/operators/settings.md`. */
export const settingGroups = {
  server: 'Where Kronika listens and what it stores',
  proxy: 'Behind a proxy',
  email: 'Email',
  storage: 'Files in an S3 bucket',
  backup: 'Backups',
  evidence: 'Preserved pages',
  limits: 'Limits',
} as const;

const declare = <Declared extends Record<string, Setting>>(declared: Declared): Declared => declared;

/** Every setting of Kronika, by the name of its environment variable. */
export const settings = declare({
  PORT: {
    group: 'server',
    schema: whole(0, 65535).default(8080),
    form: 'a port number from 0 to 65535',
    about:
      'The port on which the server listens. With 0, the system chooses a free port, which the first line of the output shows.',
  },
  HOST: {
    group: 'server',
    schema: z.string().min(1).default('127.0.0.1'),
    form: 'an address of this machine, such as 127.0.0.1 or 0.0.0.0',
    about:
      'The address on which the server listens. With the default, only this machine reaches it. In a container, use `0.0.0.0`.',
  },
  KRONIKA_DATA: {
    group: 'server',
    schema: z.string().min(1).default('./data'),
    form: 'the path of a folder',
    kind: 'path',
    own: true,
    about:
      'The folder for the embedded database, the preserved pages and the keys. With a database server and a bucket, it still has the keys. The folder [belongs to its path](../storage.md#move-or-copy-the-data-directory).',
  },
  DATABASE_URL: {
    group: 'server',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//)
      .optional(),
    form: 'an address such as postgres://user:password@host:5432/database',
    unset: 'the embedded database',
    kind: 'credentials',
    own: true,
    about: 'A PostgreSQL server (version 15 or newer, with the encoding UTF-8), instead of the embedded database.',
  },
  DATABASE_DIRECT_URL: {
    group: 'server',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//)
      .optional(),
    form: 'an address such as postgres://user:password@host:5432/database',
    unset: '`DATABASE_URL`',
    kind: 'credentials',
    own: true,
    about:
      'The address of PostgreSQL itself, if `DATABASE_URL` is that of a pooler such as PgBouncer ([several processes](several-machines.md)).',
  },
  KRONIKA_EXAMPLE: {
    group: 'server',
    schema: z.enum(['0', '1']).default('1'),
    form: '0 or 1',
    about: 'With `1`, a new installation starts with sample data. An administrator can also remove it at the desk.',
  },
  KRONIKA_MIRROR: {
    group: 'server',
    schema: z.string().min(1).optional(),
    form: 'the path of a folder',
    unset: '`mirror` in the data folder',
    kind: 'path',
    own: true,
    about: 'The folder of the static mirror that the desk updates.',
  },
  KRONIKA_LOG: {
    group: 'server',
    schema: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
    form: 'silent, error, warn, info or debug',
    about: 'How much the server logs, on standard error, one JSON object on each line.',
  },
  KRONIKA_REQUEST_LOG: {
    group: 'server',
    schema: z.enum(['0', '1']).default('0'),
    form: '0 or 1',
    about:
      'With `1`, the log has a line for each request: time, method, kind of page, status, duration, bytes. It has no addresses of readers and does not say which item was read. Needs `KRONIKA_LOG` to be `info` or `debug`. See [metrics](metrics.md#a-log-of-requests).',
  },
  KRONIKA_METRICS: {
    group: 'server',
    schema: metricsPlace.optional(),
    form: 'a port number of 127.0.0.1, host:port, or the path of a Unix socket that begins with /',
    unset: 'no metrics are served',
    own: true,
    about:
      'Where this process serves metrics for Prometheus. Everyone who reaches it can read them. Each process needs its own. See [metrics](metrics.md).',
  },
  KRONIKA_URL: {
    group: 'proxy',
    schema: webAddress.optional(),
    form: 'the web address of the site, such as https://desk.example.org',
    unset: 'links have the address under which a page was requested',
    about: 'The public web address of the site. Links in emails, PDFs and feeds need it, and so do passkeys.',
  },
  KRONIKA_TRUSTED_PROXIES: {
    group: 'proxy',
    schema: networks,
    form: 'IP addresses or networks such as 10.0.0.0/8, separated by commas',
    unset: 'none',
    about:
      'The addresses of your proxies as Kronika sees them. Kronika needs them to count requests by reader. See [behind a proxy](../proxies.md).',
  },
  KRONIKA_SHARED_ADDRESSES: {
    group: 'proxy',
    schema: networks,
    form: 'IP addresses or networks such as 10.0.0.0/8, separated by commas',
    unset: 'none',
    about: 'Addresses from which many readers come, such as an onion service. Their limits are 50 times higher.',
  },
  KRONIKA_ONION: {
    group: 'proxy',
    schema: z.url({ protocol: /^https?$/, hostname: /^[a-z2-7]{56}\.onion$/ }).optional(),
    form: 'the address of the onion service: http:// and 56 characters and .onion',
    unset: 'the onion service is not announced',
    about:
      'The address of the site’s onion service. Pages then have the header `Onion-Location`, with which Tor Browser offers it. See [containers and proxies](deploy.md#an-onion-service).',
  },
  KRONIKA_SECURITY_CONTACT: {
    group: 'proxy',
    schema: z.string().transform(securityContacts).optional(),
    form: 'one or several of mailto:security@example.org, https://example.org/security and tel:+1-201-555-0123, separated by commas, the preferred one first',
    unset: '`/.well-known/security.txt` does not exist',
    about:
      'Whom to tell about a vulnerability of this site. `/.well-known/security.txt` ([RFC 9116](https://www.rfc-editor.org/rfc/rfc9116)) publishes it.',
  },
  KRONIKA_SECURITY_DAYS: {
    group: 'proxy',
    schema: whole(1, 364).default(180),
    form: 'a number of days from 1 to 364',
    about:
      'How many days after the start of the server `/.well-known/security.txt` expires. A server that has run for longer has not been updated either.',
  },
  KRONIKA_CONNECTIONS: {
    group: 'proxy',
    schema: whole(10, 10_000).default(200),
    form: 'a number from 10 to 10000',
    about:
      'How many connections one client address can have open at the same time. Trusted proxies and shared addresses have no limit.',
  },
  KRONIKA_SMTP: {
    group: 'email',
    schema: z
      .string()
      .regex(/^smtps?:\/\//)
      .optional(),
    form: 'an address such as smtp://user:password@mail.example.org:587',
    unset: 'no email is sent',
    kind: 'credentials',
    own: true,
    about:
      'The mail server. Letters, saved searches, work, comments with identity, invitations and forgotten passwords send email. Needs `KRONIKA_MAIL_FROM`, and links in emails need `KRONIKA_URL`. The connection must be encrypted, except to this machine and private addresses ([email](mail.md)).',
  },
  KRONIKA_MAIL_FROM: {
    group: 'email',
    schema: z.string().includes('@').optional(),
    form: 'an email address, also with a name: Desk <desk@example.org>',
    unset: 'no email is sent',
    about: 'The sender of all emails.',
  },
  KRONIKA_MAIL_BOUNCES: {
    group: 'email',
    schema: z
      .string()
      .regex(/^[^\s@<>+]+@[^\s@<>]+$/, 'must be an email address without a name')
      .optional(),
    form: 'an email address without a name',
    unset: 'the sender',
    about:
      'The address for emails of letters that cannot be delivered. Each email has its own return address (`bounces+MARK@…`). See [letters](../letters.md).',
  },
  KRONIKA_S3: {
    group: 'storage',
    schema: webAddress.optional(),
    form: 'the address of a bucket, ending with its name: https://s3.example.org/preserved',
    unset: 'files are in the data folder',
    about:
      'An S3 bucket for preserved files. Needs `KRONIKA_S3_KEY` and `KRONIKA_S3_SECRET`. See [storage](../storage.md).',
  },
  KRONIKA_S3_KEY: {
    group: 'storage',
    schema: z.string().optional(),
    form: 'the id of a key that can read, write, list and delete objects',
    unset: 'none',
    kind: 'secret',
    own: true,
    about: 'The id of the key for the bucket.',
  },
  KRONIKA_S3_SECRET: {
    group: 'storage',
    schema: z.string().optional(),
    form: 'the secret of the key',
    unset: 'none',
    kind: 'secret',
    own: true,
    about: 'The secret of the key for the bucket.',
  },
  KRONIKA_S3_REGION: {
    group: 'storage',
    schema: z.string().min(1).default('auto'),
    form: 'the name of a region, or auto',
    about: 'The region of the bucket, if the store needs one.',
  },
  KRONIKA_BACKUP: {
    group: 'backup',
    schema: z
      .string()
      .min(1)
      .refine(
        (text) => !isBucketAddress(text) || bucketAddress(text),
        'must be a path, s3://BUCKET or s3://BUCKET/PREFIX',
      )
      .optional(),
    form: 'the path of a folder, on another disk if possible, or s3://BUCKET/PREFIX',
    unset: 'the server makes no backups',
    kind: 'path',
    own: true,
    about:
      'Where the server makes backups: a folder, or a bucket of the store in `KRONIKA_BACKUP_S3`. See [backup](../backup.md#regular-backups-by-the-server).',
  },
  KRONIKA_BACKUP_S3: {
    group: 'backup',
    schema: webAddress.optional(),
    form: 'the address of an S3 store, without a bucket: https://s3.example.org',
    unset: 'backups are in folders only',
    own: true,
    about:
      'The S3 store for backups in a bucket. Needs `KRONIKA_BACKUP_S3_KEY` and `KRONIKA_BACKUP_S3_SECRET`. See [backup](../backup.md#in-a-bucket).',
  },
  KRONIKA_BACKUP_S3_KEY: {
    group: 'backup',
    schema: z.string().optional(),
    form: 'the id of a key that can read, write, list and delete objects',
    unset: 'none',
    kind: 'secret',
    own: true,
    about:
      'The id of the key for backups in a bucket. Use another key and another account than for `KRONIKA_S3`, so that someone who has the key of the site cannot delete its backups.',
  },
  KRONIKA_BACKUP_S3_SECRET: {
    group: 'backup',
    schema: z.string().optional(),
    form: 'the secret of the key',
    unset: 'none',
    kind: 'secret',
    own: true,
    about: 'The secret of the key for backups in a bucket.',
  },
  KRONIKA_BACKUP_S3_REGION: {
    group: 'backup',
    schema: z.string().min(1).default('auto'),
    form: 'the name of a region, or auto',
    own: true,
    about: 'The region of the store for backups, if it needs one.',
  },
  KRONIKA_BACKUP_KEY: {
    group: 'backup',
    schema: z
      .string()
      .regex(/^(?:age1[0-9a-z]{58}|unencrypted)$/, 'must be a public key (age1…) or the word unencrypted')
      .optional(),
    form: 'a public key (age1…) or the word unencrypted',
    unset: 'the key of the folder, which must exist',
    about:
      'The public key for which backups are encrypted. The recovery key, its private half, must not be on this machine.',
  },
  KRONIKA_BACKUP_HOURS: {
    group: 'backup',
    schema: whole(1, 8760).default(24),
    form: 'a number of hours from 1 to 8760',
    about:
      'The hours from one backup to the next. If there is none for twice as long, administrators are warned, also if you make backups with the command.',
  },
  KRONIKA_BACKUP_KEEP: {
    group: 'backup',
    schema: whole(1, 100_000).default(14),
    form: 'a number from 1 to 100000',
    about: 'How many backups the server keeps. It deletes older ones.',
  },
  KRONIKA_TIMESTAMP: {
    group: 'evidence',
    schema: z
      .string()
      .optional()
      .refine(
        (text) => list(text).every((one) => URL.canParse(one) && /^https?:/.test(one)),
        'must be web addresses, separated by commas',
      ),
    form: 'web addresses, separated by commas',
    unset: 'no timestamps',
    about: 'Timestamp authorities (RFC 3161) for evidence packages and daily hashes. See [evidence](../evidence.md).',
  },
  KRONIKA_REPLAY: {
    group: 'evidence',
    schema: webAddress.optional(),
    form: 'a web address whose host name differs from that of KRONIKA_URL',
    unset: 'preserved pages are not replayed',
    about:
      'The web address where preserved pages are replayed. Its host name must differ from the desk’s: for example `http://localhost:8081` for a desk at `http://127.0.0.1:8080`. See [evidence](../evidence.md).',
  },
  KRONIKA_REPLAY_PORT: {
    group: 'evidence',
    schema: whole(0, 65535).optional(),
    form: 'a port number from 0 to 65535',
    unset: 'the port of `KRONIKA_REPLAY`, otherwise the port after `PORT`',
    about: 'The port on which replays are served, if a proxy is in front.',
  },
  KRONIKA_BROWSER: {
    group: 'evidence',
    schema: z.string().optional(),
    form: 'system, shipped, or the path of a Chromium',
    unset: 'the newer of two: the Chromium of this machine, and the one that npm downloads',
    own: true,
    about:
      'The browser for captures and PDFs: `system` (the Chromium on this machine), `shipped` (a Chromium of 67 MB, downloaded with npm when it is first needed), or a path.',
  },
  KRONIKA_ROBOTS: {
    group: 'evidence',
    schema: z.enum(['note', 'obey']).default('note'),
    form: 'note or obey',
    about: 'With `obey`, captures by a browser obey robots.txt. Otherwise they only record what it says.',
  },
  KRONIKA_ALLOW_PRIVATE: {
    group: 'evidence',
    schema: z.string().optional(),
    form: 'hosts or host:port, separated by commas',
    unset: 'none',
    about: 'Hosts in private networks from which Kronika may fetch pages. It refuses all others there.',
  },
  KRONIKA_DISK_WARN: {
    group: 'limits',
    schema: share.default(10),
    form: 'a percentage from 0 to 100',
    about:
      'If less than this percentage of the disk with the data folder is free, `/health` has a warning. See [health](../health.md).',
  },
  KRONIKA_DISK_STOP: {
    group: 'limits',
    schema: share.default(2),
    form: 'a percentage from 0 to 100',
    about: 'If less than this percentage of the disk is free, nothing is saved.',
  },
  KRONIKA_STALE_MINUTES: {
    group: 'limits',
    schema: whole(0, 1440).default(60),
    form: 'a number of minutes from 0 to 1440',
    about:
      'How old a page can be that readers get while the database does not answer, on the day on which it was rendered. With `0`, they get none. Only a process that is certainly the only one sends such pages: another could have withdrawn something without this process knowing. See [when the database cannot be reached](../health.md#when-the-database-cannot-be-reached).',
  },
  KRONIKA_PUBLIC_QUERY_SECONDS: {
    group: 'limits',
    schema: seconds.default(5),
    form: 'seconds, more than 0 and at most 3600',
    about:
      'How long one query of the database can take for a reader. A query that takes longer is cancelled, and so is a request whose queries together take twice as long.',
  },
  KRONIKA_DESK_QUERY_SECONDS: {
    group: 'limits',
    schema: seconds.default(30),
    form: 'seconds, more than 0 and at most 3600',
    about: 'The same for the desk, a program with a token, or an export. Jobs and commands have no limit.',
  },
});

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];

/** The schema of all settings together. */
export const settingsSchema = z.object(
  Object.fromEntries(settingNames.map((name) => [name, settings[name].schema])) as {
    [Name in SettingName]: (typeof settings)[Name]['schema'];
  },
);

/** The default of a setting as a text; null if it has none. */
export function defaultOf(name: SettingName): string | null {
  const { data } = settings[name].schema.safeParse(undefined);
  return typeof data === 'string' || typeof data === 'number' ? String(data) : null;
}
