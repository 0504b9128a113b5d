import type { App } from '../../platform/operation.ts';

/** Answers requests as the server does, without a connection. */
export type ServedSite = { request(address: string, init?: RequestInit): Response | Promise<Response> };

// The settings of an installation are the same object in each copy of its app.
const sites = new WeakMap<App['config'], ServedSite>();

/** Says which site this process serves, so that jobs can request pages from it as readers do. */
export const serveSite = ({ config }: App, site: ServedSite): void => void sites.set(config, site);

/** The site that this process serves. */
export const servedSite = ({ config }: App): ServedSite | undefined => sites.get(config);
