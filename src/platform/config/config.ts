import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { readNetwork, type Networks } from './networks.ts';
import { dropEnd } from '../text/drop-end.ts';

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** A setting with a list of IP addresses and networks. */
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

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  KRONIKA_DATA: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  KRONIKA_CONNECTIONS: z.coerce.number().int().min(10).max(10_000).default(200),
  KRONIKA_URL: z.url({ protocol: /^https?$/ }).optional(),
  KRONIKA_TRUSTED_PROXIES: networks,
  KRONIKA_SHARED_ADDRESSES: networks,
  KRONIKA_EXAMPLE: z.enum(['0', '1']).default('1'),
  KRONIKA_ALLOW_PRIVATE: z.string().optional(),
  KRONIKA_SMTP: z
    .string()
    .regex(/^smtps?:\/\//)
    .optional(),
  KRONIKA_MAIL_FROM: z.string().includes('@').optional(),
  KRONIKA_MAIL_BOUNCES: z
    .string()
    .regex(/^[^\s@<>+]+@[^\s@<>]+$/, 'must be an email address without a name')
    .optional(),
  KRONIKA_TIMESTAMP: z
    .string()
    .optional()
    .refine(
      (text) => list(text).every((one) => URL.canParse(one) && /^https?:/.test(one)),
      'must be web addresses, separated by commas',
    ),
  KRONIKA_BROWSER: z.string().optional(),
  KRONIKA_REPLAY: z.url({ protocol: /^https?$/ }).optional(),
  KRONIKA_REPLAY_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  KRONIKA_ROBOTS: z.enum(['note', 'obey']).default('note'),
  KRONIKA_S3: z.url({ protocol: /^https?$/ }).optional(),
  KRONIKA_S3_KEY: z.string().optional(),
  KRONIKA_S3_SECRET: z.string().optional(),
  KRONIKA_S3_REGION: z.string().min(1).default('auto'),
  KRONIKA_MIRROR: z.string().min(1).optional(),
  KRONIKA_DISK_WARN: z.coerce.number().min(0).max(100).default(10),
  KRONIKA_DISK_STOP: z.coerce.number().min(0).max(100).default(2),
  KRONIKA_PUBLIC_QUERY_SECONDS: z.coerce.number().positive().max(3600).default(5),
  KRONIKA_DESK_QUERY_SECONDS: z.coerce.number().positive().max(3600).default(30),
  KRONIKA_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** Settings that contain passwords, or that say only where something is on this machine. */
const ownSettings =
  /^(?:KRONIKA_DATA|KRONIKA_MIRROR|KRONIKA_BROWSER|DATABASE_URL|KRONIKA_SMTP|KRONIKA_S3_KEY|KRONIKA_S3_SECRET)$/;

/** The settings that another machine could use for the same site: those that are set, without passwords and paths. */
export function sharedSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = schema.keyof().options.filter((name) => !ownSettings.test(name) && env[name]);
  return Object.fromEntries(names.map((name) => [name, env[name]!.replaceAll(/:\/\/[^/?#\s,]*@/g, '://')]));
}

/** The settings of the installation, from environment variables. */
export type Config = {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | undefined;
  /** Maximum number of open connections of one client address. */
  connectionsPerAddress: number;
  /** The public web address of the site, without a final slash. If it is undefined, the host of the request is used. */
  publicUrl: string | undefined;
  /** The proxies whose header X-Forwarded-For is trusted. */
  trustedProxies: Networks;
  /**
   * IP addresses that many people share, such as that of an onion service or a mirror. An IPv6 network smaller than a
   * /64 is widened to a /64.
   */
  sharedAddresses: Networks;
  example: boolean;
  /**
   * Hosts (or host:port) in private networks from which Kronika may fetch pages. Kronika refuses all other hosts in
   * private networks.
   */
  allowPrivate: string[];
  /** The folder into which the desk writes its mirror. */
  mirrorDir: string;
  /** The mail server and the sender; null if none is set. */
  mail: {
    url: string;
    from: string;
    /**
     * The address to which reports of undelivered emails go, such as `bounces@…`. Each email has an address of its own:
     * `bounces+MARK@…`.
     */
    bounces?: string | undefined;
  } | null;
  /** Web addresses of the timestamp authorities (RFC 3161) for evidence packages. */
  timestampAuthorities: string[];
  /**
   * The path of the browser for PDFs and captures, or `system` or `shipped`. If it is undefined, the system's browser
   * is used, or else the one shipped with Kronika.
   */
  browser: string | undefined;
  /**
   * The origin and the port at which preserved pages are replayed. The host name must differ from the desk's, so that
   * browsers do not send the desk's cookies there. Null if pages are not replayed.
   */
  replay: { origin: string; port: number } | null;
  /** Whether captures by a browser obey robots.txt; if not, they only store what robots.txt says. */
  obeyRobots: boolean;
  /** The bucket for blobs. If it is null, blobs are stored in the data directory. */
  s3: { endpoint: string; keyId: string; secret: string; region: string } | null;
  /**
   * Milliseconds that one query can take. `public`: for a request of a reader; `desk`: for the desk, for a token or for
   * an export.
   */
  queryLimits: { public: number; desk: number };
  /**
   * Shares of the disk with the data directory. If less is free than `warn`, there is a warning; if less than `stop`,
   * nothing is written.
   */
  diskLimits: { warn: number; stop: number };
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
};

/** Reads the settings. An empty variable counts as unset. @throws AppError `config_invalid` naming the variable */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new AppError('config_invalid', { details: { name: issue.path.join('.'), reason: issue.message } });
  }
  const value = parsed.data;
  if (value.KRONIKA_SMTP && !value.KRONIKA_MAIL_FROM)
    throw new AppError('config_invalid', {
      details: { name: 'KRONIKA_MAIL_FROM', reason: 'it is required with KRONIKA_SMTP' },
    });
  for (const name of ['KRONIKA_S3_KEY', 'KRONIKA_S3_SECRET'] as const)
    if (value.KRONIKA_S3 && !value[name])
      throw new AppError('config_invalid', { details: { name, reason: 'it is required with KRONIKA_S3' } });
  const replay = value.KRONIKA_REPLAY ? new URL(value.KRONIKA_REPLAY) : null;
  if (replay && value.KRONIKA_URL && replay.hostname === new URL(value.KRONIKA_URL).hostname)
    throw new AppError('config_invalid', {
      details: { name: 'KRONIKA_REPLAY', reason: 'its host must differ from the host of KRONIKA_URL' },
    });
  return {
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(value.KRONIKA_DATA),
    databaseUrl: value.DATABASE_URL,
    connectionsPerAddress: value.KRONIKA_CONNECTIONS,
    publicUrl: value.KRONIKA_URL && dropEnd(value.KRONIKA_URL, /\//),
    trustedProxies: value.KRONIKA_TRUSTED_PROXIES,
    sharedAddresses: value.KRONIKA_SHARED_ADDRESSES.map(([network, bits]) => [network, Math.min(bits, 64)] as const),
    example: value.KRONIKA_EXAMPLE === '1',
    allowPrivate: list(value.KRONIKA_ALLOW_PRIVATE),
    mirrorDir: value.KRONIKA_MIRROR ? resolve(value.KRONIKA_MIRROR) : join(resolve(value.KRONIKA_DATA), 'mirror'),
    mail: value.KRONIKA_SMTP
      ? { url: value.KRONIKA_SMTP, from: value.KRONIKA_MAIL_FROM!, bounces: value.KRONIKA_MAIL_BOUNCES }
      : null,
    timestampAuthorities: list(value.KRONIKA_TIMESTAMP),
    browser: value.KRONIKA_BROWSER,
    replay: replay && {
      origin: replay.origin,
      port: value.KRONIKA_REPLAY_PORT ?? (Number(replay.port) || value.PORT + 1),
    },
    obeyRobots: value.KRONIKA_ROBOTS === 'obey',
    s3: value.KRONIKA_S3
      ? {
          endpoint: dropEnd(value.KRONIKA_S3, /\//),
          keyId: value.KRONIKA_S3_KEY!,
          secret: value.KRONIKA_S3_SECRET!,
          region: value.KRONIKA_S3_REGION,
        }
      : null,
    queryLimits: {
      public: Math.ceil(value.KRONIKA_PUBLIC_QUERY_SECONDS * 1000),
      desk: Math.ceil(value.KRONIKA_DESK_QUERY_SECONDS * 1000),
    },
    diskLimits: { warn: value.KRONIKA_DISK_WARN / 100, stop: value.KRONIKA_DISK_STOP / 100 },
    logLevel: value.KRONIKA_LOG,
  };
}
